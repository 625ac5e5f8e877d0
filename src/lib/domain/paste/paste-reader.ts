import {cleanText} from './clean-text.js'
import type {FoundAnswer} from './found-answer.js'
import {answersInLines} from './records.js'
import {answersInDocument, NOT_OURS, readPasted, type PastedResponse} from './read.js'
import {parseJson, settled} from './refine.js'
import {startsRecord} from './line-prefixes.js'

/** Up to this many characters a paste is read as one text, whatever it is; a longer one as a log or a document. */
const WHOLE = 256 * 1024
/** Lines of a log that are read at a time, in characters. */
const BLOCK = 64 * 1024
/** Longest line of a log; of a longer one the beginning and the end are read. */
const LONGEST_LINE = 256 * 1024
/** Longest JSON document (a HAR file), which must be read as one, in characters. Source: fireq's own contract. */
export const LONGEST_DOCUMENT = 32 * 1024 * 1024

/** A paste that is larger than can be read as one. */
export class DocumentTooLarge extends Error {}

/**
 * Reads a paste piece by piece: one of some kilobytes as a whole, a JSON document as one, a log block by block in
 * bounded memory. What it finds is handed on at once, in the order of the text.
 */
export class PasteReader {
  #head = ''
  #rest: string[] = []
  #document = false
  #log = false
  #size = 0
  #line = 1
  #carry = ''
  #block: string[] = []
  #blockSize = 0

  /** @param now milliseconds since the epoch, for dates without a century or a year */
  constructor(
    readonly now: number,
    readonly onAnswers: (answers: readonly FoundAnswer[]) => void,
  ) {}

  /** @throws DocumentTooLarge */
  push(chunk: string): void {
    this.#size += chunk.length
    if (this.#log) return this.#pushLines(chunk)
    this.#rest.push(chunk)
    if (this.#size <= WHOLE) return
    if (!this.#document) {
      this.#head = this.#rest.join('')
      this.#document = isDocument(this.#head)
      this.#rest = [this.#head]
      if (!this.#document) {
        this.#log = true
        this.#rest = []
        return this.#pushLines(this.#head)
      }
    }
    if (this.#size > LONGEST_DOCUMENT) throw new DocumentTooLarge()
  }

  /** @param pause waited for in between, so that a signal is heard; what it throws ends the reading */
  async finish(pause: () => Promise<void>): Promise<PastedResponse> {
    if (this.#document && !this.#log) {
      const read = await this.#readDocument(cleanText(this.#rest.splice(0).join('')), pause)
      if (read !== null) return read
    } else if (!this.#log) {
      const pasted = readPasted(this.#rest.join(''), this.now)
      this.onAnswers(pasted.answers)
      return pasted
    }
    this.#addLine(this.#carry)
    this.#readBlock()
    return {...readPasted(this.#head.slice(0, 2000), this.now), form: 'log', notes: []}
  }

  /** A large JSON document, some of its items at a time; null for a text that only begins as one, which is read as a log. */
  async #readDocument(text: string, pause: () => Promise<void>): Promise<PastedResponse | null> {
    await pause()
    const whole = parseJson(text)
    if (whole === undefined) {
      for (let from = 0; from < text.length; from += BLOCK) {
        await pause()
        this.#pushLines(text.slice(from, from + BLOCK))
      }
      return null
    }
    const {form, batches} = answersInDocument(whole)
    let ours = false
    let any = false
    for (const answers of batches) {
      await pause()
      any = true
      ours ||= answers.some(({whose}) => whose === 'fireworks')
      this.onAnswers(answers)
    }
    const start = readPasted(this.#head.slice(0, 2000), this.now)
    return {...start, form, answers: [], notes: form === 'har' && any && !ours ? [NOT_OURS] : []}
  }

  #pushLines(chunk: string): void {
    const text = this.#carry + chunk
    let from = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      this.#addLine(text.slice(from, end))
      from = end + 1
    }
    this.#carry = text.slice(from)
    if (this.#carry.length > 2 * LONGEST_LINE) this.#carry = shortened(this.#carry)
  }

  #addLine(line: string): void {
    if (this.#blockSize >= BLOCK && (startsRecord(line) || this.#blockSize >= 4 * BLOCK)) this.#readBlock()
    const kept = line.length > LONGEST_LINE ? shortened(line) : line
    this.#block.push(kept)
    this.#blockSize += kept.length + 1
  }

  #readBlock(): void {
    const lines = cleanText(this.#block.join('\n')).split('\n')
    const answers = answersInLines(lines, this.now, this.#line)
    this.#line += this.#block.length
    this.#block = []
    this.#blockSize = 0
    this.onAnswers(answers.map(settled))
  }
}

function shortened(line: string): string {
  return `${line.slice(0, LONGEST_LINE / 2)} ${line.slice(-LONGEST_LINE / 2)}`
}

/** JSON that does not end on its first line is one document; a log of JSON has one a line. */
function isDocument(head: string): boolean {
  const text = head.trimStart()
  if (!/^[[{]/.test(text)) return false
  const line = text.split('\n', 1)[0]!.trim()
  if (line.length === text.trim().length) return true
  try {
    JSON.parse(line)
    return false
  } catch {
    return true
  }
}
