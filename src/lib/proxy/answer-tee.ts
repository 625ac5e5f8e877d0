import {Buffer} from 'node:buffer'
import zlib, {type Gunzip} from 'node:zlib'
import {readAnswerUsage, type AnswerUsage} from '../domain/traffic/answer-usage.js'

/** Bytes kept of the beginning and of the end of an answer: where usage and errors are. */
const HEAD_BYTES = 16 * 1024
const TAIL_BYTES = 16 * 1024
/** Bytes that may wait for the decoder; an answer that is faster is not read. */
const MOST_PENDING = 4 * 1024 * 1024

/**
 * Reads along with an answer's body: it gets a copy of every chunk and never holds more than its two windows. What it
 * cannot read stays unknown; the answer itself is not touched.
 */
export class AnswerTee {
  readonly #decoder: Gunzip | null
  #head: Buffer[] = []
  #headSize = 0
  #tail: Buffer[] = []
  #tailSize = 0
  #total = 0
  #lost = false

  constructor(encoding: string | null) {
    const [decoder, readable] = decoderOf(encoding)
    this.#decoder = decoder
    this.#lost = !readable
    decoder?.on('data', (chunk: Buffer) => this.#keep(chunk)).on('error', () => (this.#lost = true))
  }

  push(chunk: Buffer): void {
    if (this.#lost) return
    if (this.#decoder === null) return this.#keep(chunk)
    if (this.#decoder.writableLength > MOST_PENDING) this.#lost = true
    else this.#decoder.write(chunk)
  }

  /** Resolves once everything pushed was read. */
  end(): Promise<void> {
    const decoder = this.#decoder
    if (decoder === null || this.#lost || decoder.destroyed) return Promise.resolve()
    return new Promise(resolve => {
      decoder
        .once('close', resolve)
        .once('end', resolve)
        .once('error', () => resolve())
      decoder.end()
    })
  }

  destroy(): void {
    this.#decoder?.destroy()
    this.#lost = true
  }

  /** The beginning of the body as text. */
  get head(): string {
    return Buffer.concat(this.#head).toString('utf8')
  }

  usage(): AnswerUsage | null {
    if (this.#total === 0) return null
    if (this.#total <= HEAD_BYTES) {
      const whole = this.head
      // A short stream: what it tells first and last are both in it.
      return /^(?:event|data):/.test(whole) ? readAnswerUsage(firstHalf(whole), whole) : readAnswerUsage(whole, whole)
    }
    return readAnswerUsage(this.head, Buffer.concat(this.#tail).toString('utf8'))
  }

  #keep(chunk: Buffer): void {
    this.#total += chunk.length
    if (this.#headSize < HEAD_BYTES) {
      const part = chunk.subarray(0, HEAD_BYTES - this.#headSize)
      this.#head.push(part)
      this.#headSize += part.length
    }
    this.#tail.push(chunk)
    this.#tailSize += chunk.length
    while (this.#tail.length > 1 && this.#tailSize - this.#tail[0]!.length >= TAIL_BYTES) {
      this.#tailSize -= this.#tail.shift()!.length
    }
  }
}

/** Up to the first event that tells usage, which in Anthropic's streams is the first of all. */
function firstHalf(stream: string): string {
  const at = stream.indexOf('\n\n')
  return at === -1 ? stream : stream.slice(0, at)
}

function decoderOf(encoding: string | null): [Gunzip | null, readable: boolean] {
  switch ((encoding ?? 'identity').trim().toLowerCase()) {
    case 'identity':
    case '':
      return [null, true]
    case 'gzip':
    case 'x-gzip':
    case 'deflate':
      return [zlib.createUnzip(), true]
    case 'br':
      return [zlib.createBrotliDecompress(), true]
    default:
      return [null, false]
  }
}
