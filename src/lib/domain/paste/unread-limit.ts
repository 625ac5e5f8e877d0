import {isFailure, type FoundAnswer} from './found-answer.js'

/** A line end, and what stands before the next line of a quotation. */
const BREAKS = /\n[\s>|│┃║]*/g
/** A limit that is exhausted, in a text without white space and quotation marks. */
const TOLD =
  /x-ratelimit-over-limit[:=,>[]{0,4}(?:yes|true)|x-ratelimit-remaining-[a-z-]{6,30}[:=,>[]{1,4}-?0(?![.\d])/i
/** A longer text is a log, whose lines nobody broke. */
const LONGEST = 64 * 1024

/**
 * Whether successes are all that was read of a text that also names an exhausted limit, broken over its lines as mails
 * in mails do: nothing is known then to be in order.
 */
export function hidesLimit(text: string, answers: readonly FoundAnswer[]): boolean {
  if (answers.length === 0 || text.length > LONGEST || answers.some(answer => isFailure(answer) || readsLimit(answer)))
    return false
  return TOLD.test(text.replace(BREAKS, '').replace(/[\s"'\\]/g, ''))
}

function readsLimit({headers}: FoundAnswer): boolean {
  return headers.some(([name, value]) => TOLD.test(`${name}:${value.trim()}`))
}
