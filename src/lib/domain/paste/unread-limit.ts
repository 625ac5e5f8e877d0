import {readRateLimitHeaders} from '../limits/headers.js'
import {exhaustedDimensions, type RateLimitSnapshot} from '../limits/rate-limit.js'
import {cleanLines} from './line-prefixes.js'
import {isFailure, type FoundAnswer} from './found-answer.js'

/** What mails, pages and programs put between the letters of a text: tags, entities, escapes, names and numbers before a line. */
const MARKS =
  /<\/?[a-z][^<>\n]{0,80}>|&(?:#\d{1,5}|[a-z]{2,6});|=3D|\\+[nrt]|\n[\w.-]{1,20}> ?|\n {0,8}\d{1,7}(?:\t|[:|] ?| {1,2}(?=\S))/gi
/** A limit that is exhausted, in letters and figures alone; a `b` is of Python's bytes. */
const TOLD =
  /xratelimitoverlimit(?:value)?b?\d{0,5}(?:yes|true)|xratelimitremaining(?:requests|tokens(?:prompt|cacheadjustedprompt|generated))(?:value)?b?(?:0(?:\.0{1,9})?(?![.\d])|minus\d)/
const FLAG = /xratelimitoverlimit(?:value)?b?\d{0,5}(yes|true|no|false)/g
const NAMED = /xratelimit(?:overlimit|remaining)/
/** A limit that has room. */
const ROOM =
  /xratelimitoverlimit(?:value)?b?\d{0,5}(?:no|false)|xratelimitremaining(?:requests|tokens(?:prompt|cacheadjustedprompt|generated))(?:value)?b?(?!0(?:\.0{1,9})?(?![.\d]))\d/g
/** Names alone, which a browser is told that it may read. */
const EXPOSED = /access-control-expose-headers[^\n]{0,2000}/gi
/** A longer text is a log, whose lines nobody broke. */
const LONGEST = 1024 * 1024

/**
 * Whether successes are all that was read of a text that also names an exhausted limit, broken over its lines as mails
 * in mails do, or a limit where none was read: nothing is known then to be in order.
 */
export function hidesLimit(text: string, answers: readonly FoundAnswer[]): boolean {
  if (answers.length === 0 || text.length > LONGEST || answers.some(isFailure)) return false
  const told = text.replace(EXPOSED, '')
  // What a log put before every line, also before those that go on in a word.
  const bare = cleanLines(told.split('\n'), 0).map(line => line.text)
  const read = answers.map(({headers}) => readRateLimitHeaders(headers))
  return [...new Set([told, bare.join('\n')])].some(view => isUnread(lettersOf(view), read))
}

/** Whether the letters of a text tell of a limit that is in none of what was read. */
function isUnread(letters: string, read: readonly RateLimitSnapshot[]): boolean {
  if (!read.some(namesLimit) && NAMED.test(letters.replace(ROOM, ''))) return true
  if (!read.some(readsLimit)) return TOLD.test(letters)
  // The flags that were read may be those of earlier answers: the last one is then of an answer that lost it.
  const flags = [...letters.matchAll(FLAG)].map(([, flag]) => flag === 'yes' || flag === 'true')
  const over = read.filter(({overLimit}) => overLimit === true).length
  return flags.at(-1) === true && flags.filter(Boolean).length > over
}

function namesLimit({overLimit, limits}: RateLimitSnapshot): boolean {
  return overLimit !== null || limits.some(({rawRemaining}) => rawRemaining !== null)
}

/** As the verdict reads them: a value with a mark in it is no `yes` there. */
function readsLimit(snapshot: RateLimitSnapshot): boolean {
  return snapshot.overLimit === true || exhaustedDimensions(snapshot).length > 0
}

/** Letters and figures of a text; two numbers stay two. */
function lettersOf(text: string): string {
  return text
    .replace(/%(?:25)+/g, '%')
    .replace(/\\+u00([0-7][0-9a-f])|%([2-7][0-9a-f])/gi, (_, escaped?: string, encoded?: string) =>
      String.fromCharCode(Number.parseInt(escaped ?? encoded!, 16)),
    )
    .replace(/&(?:amp;)+/g, '&')
    .replace(/&lt;/gi, '<')
    .replace(/&gt;/gi, '>')
    .replace(/(?<=[^\w-])[-–−](?=\n?\d)/g, 'minus')
    .replace(MARKS, '')
    .replace(/(?<=\d)[^A-Za-z0-9.]+(?=\d)/g, ' ')
    .replace(/[^A-Za-z0-9. ]+|(?<!\d) | (?!\d)/g, '')
    .toLowerCase()
}
