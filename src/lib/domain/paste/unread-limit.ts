import {readRateLimitHeaders} from '../limits/headers.js'
import {exhaustedDimensions} from '../limits/rate-limit.js'
import {isFailure, type FoundAnswer} from './found-answer.js'

/** What mails, pages and programs put between the letters of a text: tags, entities, escapes, names before a line. */
const MARKS = /<\/?[a-z][^<>\n]{0,80}>|&(?:#\d{1,5}|[a-z]{2,6});|=3D|\\+[nrt]|\n[\w.-]{1,20}> ?/gi
/** A limit that is exhausted, in letters and figures alone; a `b` is of Python's bytes. */
const TOLD =
  /xratelimitoverlimit(?:value)?b?(?:yes|true)|xratelimitremaining(?:requests|tokens(?:prompt|cacheadjustedprompt|generated))(?:value)?b?0(?![.\d])/
const FLAG = /xratelimitoverlimit(?:value)?b?(yes|true|no|false)/g
/** A longer text is a log, whose lines nobody broke. */
const LONGEST = 1024 * 1024

/**
 * Whether successes are all that was read of a text that also names an exhausted limit, broken over its lines as mails
 * in mails do: nothing is known then to be in order.
 */
export function hidesLimit(text: string, answers: readonly FoundAnswer[]): boolean {
  if (answers.length === 0 || text.length > LONGEST || answers.some(isFailure)) return false
  const letters = lettersOf(text)
  if (!answers.some(readsLimit)) return TOLD.test(letters)
  // The flags that were read may be those of earlier answers: the last one is then of an answer that lost it.
  const flags = [...letters.matchAll(FLAG)].map(([, flag]) => flag === 'yes' || flag === 'true')
  const read = answers.filter(({headers}) => readRateLimitHeaders(headers).overLimit === true).length
  return flags.at(-1) === true && flags.filter(Boolean).length > read
}

/** As the verdict reads them: a value with a mark in it is no `yes` there. */
function readsLimit({headers}: FoundAnswer): boolean {
  const snapshot = readRateLimitHeaders(headers)
  return snapshot.overLimit === true || exhaustedDimensions(snapshot).length > 0
}

/** Letters and figures of a text; two numbers stay two. */
function lettersOf(text: string): string {
  return text
    .replace(MARKS, '')
    .replace(/(?<=\d)[^A-Za-z0-9.]+(?=\d)/g, ' ')
    .replace(/[^A-Za-z0-9. ]+|(?<!\d) | (?!\d)/g, '')
    .toLowerCase()
}
