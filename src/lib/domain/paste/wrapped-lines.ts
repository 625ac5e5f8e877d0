import {classify} from '../answer/classify.js'
import {isRetryable, type OutcomeCode} from '../errors.js'
import {chooseAnswer} from './choose.js'
import type {FoundAnswer} from './found-answer.js'
import {lacksPrefix, startsRecord} from './line-prefixes.js'
import {parseJson} from './refine.js'

/** Widths of terminals, chats and mails that break lines. Assumed. */
const [NARROWEST, WIDEST] = [40, 300]
/** A longer text is a log, whose lines are read as they are. */
const LONGEST = 64 * 1024

/**
 * The lines as they were before a terminal broke those that were too wide: where the widest lines are no record's last,
 * each goes on in the next.
 * @returns null where no line can have been broken
 */
export function rejoined(lines: readonly string[]): string[] | null {
  if (lines.length < 2 || lines.reduce((sum, line) => sum + line.length, 0) > LONGEST) return null
  const widths = lines.map(widthOf)
  const width = Math.max(...widths)
  if (width < NARROWEST || width > WIDEST) return null
  const joined: string[] = []
  let open = false
  const broken: number[] = []
  for (const [at, line] of lines.entries()) {
    if (open) joined[joined.length - 1] += line
    else joined.push(line)
    const next = lines[at + 1]
    open = widths[at] === width && next !== undefined && next !== '' && (!startsRecord(next) || goesOn(line, next))
    if (open) broken.push(at)
  }
  // Two of the same width are no chance; one alone was broken if it cannot end there.
  return broken.length > 1 || (broken.length === 1 && isBroken(lines, broken[0]!)) ? joined : null
}

/** An object in the middle of a list or of another one begins no record, nor does the rest of ERR_PROTOCOL_ERROR. */
function goesOn(line: string, next: string): boolean {
  return (next.startsWith('{') && /[[,:]\s*$/.test(line)) || (/[A-Z0-9]_$/.test(line) && /^[A-Z0-9]/.test(next))
}

function isBroken(lines: readonly string[], at: number): boolean {
  return isOpen(lines[at]!, lines[at + 1]!) || lacksPrefix(lines, at + 1)
}

/** Whether a line ends within a word, a quotation or an object, where no program would end it. */
function isOpen(line: string, next: string): boolean {
  if (/[\w./-]$/.test(line) && /^[a-z0-9(._]/.test(next)) return true
  if (/[A-Z_]$/.test(line) && /^[A-Z0-9][A-Z0-9_]/.test(next)) return true
  if (/[A-Z0-9]_[A-Z0-9]*$/.test(line) && /^[A-Z0-9_]/.test(next)) return true
  if (/[{[(,;]\s*$/.test(line)) return false
  const count = (pattern: RegExp) => line.match(pattern)?.length ?? 0
  return count(/"/g) % 2 === 1 || count(/[{[(]/g) > count(/[}\])]/g)
}

/** In characters as a terminal counts them, roughly. */
function widthOf(line: string): number {
  return /^[ -~]*$/.test(line) ? line.length : Array.from(line).length
}

/**
 * Whether the joined lines tell it better than the lines as they are: they tell a failure that no retry ends, or the
 * server's words of one, where the pieces seem to tell less. Never is a retry, or an "ok", read into what was joined.
 */
export function tellsBetter(whole: ReadingVerdict, part: ReadingVerdict): boolean {
  if (whole.code === part.code) return false
  if (isHopeful(whole.code)) return part.code === 'ok' && isRetryable(whole.code)
  if (whole.code === 'unknown') return isHopeful(part.code)
  return isHopeful(part.code) || part.code === 'unknown' || whole.code === 'suspended'
}

/** Whether these lines, and not their pieces, are JSON: then nothing else broke them. */
export function isOnlyWholeJoined(joined: ReadingVerdict, pieces: ReadingVerdict): boolean {
  return isWhole(joined) && !isWhole(pieces)
}

/** An answer whose body, or every event of it, is JSON. */
function isWhole({found}: ReadingVerdict): boolean {
  if (found?.kind !== 'http') return false
  if (found.body.startsWith('{')) return parseJson(found.body) !== undefined
  const events = found.body.split('\n').filter(line => line.startsWith('data:'))
  return (
    events.length > 0 && events.every(line => /^data: ?\[DONE\]$/.test(line) || parseJson(line.slice(5)) !== undefined)
  )
}

function isHopeful(code: OutcomeCode): boolean {
  return code === 'ok' || code === 'over-limit' || isRetryable(code)
}

/** What a reading of the lines comes to: the cause of the answer that decides, and that answer. */
export interface ReadingVerdict {
  readonly code: OutcomeCode
  readonly found: FoundAnswer | null
}

export function verdictOf(answers: readonly FoundAnswer[], now: number): ReadingVerdict {
  const judged = answers.map(answer => ({answer, code: codeOf(answer, now)}))
  const choice = chooseAnswer(judged)
  if (choice === null) return {code: 'unknown', found: null}
  const {code, answer} = judged[choice.chosen]!
  return {code, found: answer}
}

function codeOf({unanswered, status, headers, body, model, whose, at}: FoundAnswer, now: number): OutcomeCode {
  if (unanswered !== null) return unanswered.code
  const {code} = classify({status, headers, body, model}, 'inference', {now: at ?? now})
  return whose === 'other' && code !== 'ok' ? 'unknown' : code
}
