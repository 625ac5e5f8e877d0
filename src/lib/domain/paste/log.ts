import {isSuspensionText, parseQuotaRefusal, readErrorBody} from '../answer/error-body.js'
import {inferStatus} from '../answer/error-status.js'
import {parsePythonLiteral} from './python-literal.js'

/** An error found in text that is no HTTP dump: a log line, an exception, a line of firectl's. */
export interface LoggedError {
  /** The error body as JSON, or the line that tells of the error. */
  readonly body: string
  /** Only where the text itself tells an HTTP status. */
  readonly status: number | null
  /** A connection that failed; null when the text tells of an answer, or of nothing. */
  readonly unanswered: {readonly code: 'network' | 'timeout'; readonly detail: string} | null
  /** How many errors the text holds; the last one counts. */
  readonly errors: number
  /** Whether the text tells anything at all. */
  readonly told: boolean
}

/** How much of a text is looked at, in characters: the end, where the last error is. Assumed: thousands of lines. */
const LOOKED_AT = 200_000
/** Braces that are tried as the beginning of an error body. Bounds the work on text made of braces. */
const MOST_CANDIDATES = 400
/** Longest error body, in characters. */
const LONGEST_BODY = 40_000

/** Finds the last error that a text tells of. Never throws. */
export function findLoggedError(text: string): LoggedError {
  const looked = text.slice(-LOOKED_AT)
  const bodies = embeddedErrors(looked)
  const last = bodies.at(-1)
  if (last) {
    return {body: last.body, status: statusBeside(looked, last), unanswered: null, errors: bodies.length, told: true}
  }
  const lines = looked.split(/\r\n|\n|\r/).filter(line => tellsError(line))
  const line = lines.at(-1) ?? looked.replace(/\s+/g, ' ').trim()
  const status = toldStatus(line)
  const unanswered = status === null ? failedConnection(line) : null
  return {body: line, status, unanswered, errors: Math.max(1, lines.length), told: tellsError(line)}
}

/** The body itself where it is JSON, else the error body inside it, else null. */
export function findErrorBody(text: string): string | null {
  return embeddedErrors(text.slice(0, LOOKED_AT)).at(-1)?.body ?? null
}

function tellsError(line: string): boolean {
  return (
    toldStatus(line) !== null ||
    inferStatus(readErrorBody(''), line) !== null ||
    isSuspensionText(line) ||
    parseQuotaRefusal(line) !== null ||
    failedConnection(line) !== null
  )
}

const REASONS =
  'Bad Request|Unauthorized|Payment Required|Forbidden|Not Found|Request Timeout|Precondition Failed|Payload Too Large|Content Too Large|Request Entity Too Large|Too Many Requests|Internal Server Error|Bad Gateway|Service Unavailable|Service Overloaded|Gateway Time-?out|Client Error|Server Error|status code'

const TOLD_STATUS: readonly RegExp[] = [
  /\bHTTP(?:\/[0-9](?:\.[0-9])?)?["']?[ :=]{1,3}([1-5][0-9]{2})(?![0-9.])/gi,
  /\b(?:status(?:[ _-]?code)?|error code|response code)["']?\s{0,3}(?:[:=]|is|was)?\s{0,3}["'(]?([1-5][0-9]{2})(?![0-9.])/gi,
  /\b[A-Za-z]{0,40}(?:Error|Exception): ([45][0-9]{2})(?![0-9.])/g,
  new RegExp(`(?<![0-9.])([45][0-9]{2}) (?:${REASONS})\\b`, 'gi'),
]
/** The exceptions of the OpenAI SDK, each of which stands for one status. Source: the SDK's own table. */
const EXCEPTIONS: readonly (readonly [pattern: RegExp, status: number])[] = [
  [/\bRateLimitError\b/, 429],
  [/\bAuthenticationError\b/, 401],
  [/\bPermissionDeniedError\b/, 403],
  [/\bNotFoundError\b/, 404],
  [/\bBadRequestError\b/, 400],
  [/\bInternalServerError\b/, 500],
]

/** The last HTTP status that a text tells in so many words; null when it tells none. */
function toldStatus(text: string): number | null {
  const found = TOLD_STATUS.flatMap(pattern =>
    [...text.slice(-LONGEST_BODY).matchAll(pattern)].map(match => ({at: match.index, status: Number(match[1])})),
  )
  if (found.length > 0) return found.reduce((last, one) => (one.at > last.at ? one : last)).status
  return EXCEPTIONS.find(([pattern]) => pattern.test(text))?.[1] ?? null
}

const TIMED_OUT =
  /\b(?:APITimeoutError|ReadTimeout|ConnectTimeout|ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_(?:HEADERS|BODY|CONNECT)_TIMEOUT|DeadlineExceeded|curl: \(28\)|(?:request|connection|operation|read) timed out)/i
const NO_CONNECTION =
  /\b(?:APIConnectionError|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EPIPE|ConnectionResetError|ConnectionRefusedError|NewConnectionError|SSLError|CERTIFICATE_VERIFY_FAILED|curl: \((?:5|6|7|35|52|55|56|60)\)|could not resolve host|connection (?:refused|reset)|socket hang up|no such host)\b|curl: \((?:5|6|7|35|52|55|56|60)\)/i

function failedConnection(line: string): LoggedError['unanswered'] {
  if (TIMED_OUT.test(line)) return {code: 'timeout', detail: line}
  return NO_CONNECTION.test(line) ? {code: 'network', detail: line} : null
}

interface Embedded {
  readonly start: number
  readonly end: number
  /** JSON. */
  readonly body: string
}

/** Every error body in a text, JSON or as Python prints it, outermost ones only. */
function embeddedErrors(text: string): Embedded[] {
  const found: Embedded[] = []
  let tried = 0
  for (let start = text.indexOf('{'); start !== -1 && tried < MOST_CANDIDATES; tried++) {
    const end = endOfObject(text, start)
    const error = end === null ? null : errorIn(text.slice(start, end))
    if (end !== null && error !== null) found.push({start, end, body: error})
    start = text.indexOf('{', error === null ? start + 1 : end!)
  }
  return found
}

/** Where the object that begins here ends, quotes of both kinds respected; null when it does not. */
function endOfObject(text: string, start: number): number | null {
  let depth = 0
  let quote = ''
  const limit = Math.min(text.length, start + LONGEST_BODY)
  for (let at = start; at < limit; at++) {
    const char = text[at]!
    if (quote !== '') {
      if (char === '\\') at++
      else if (char === quote) quote = ''
    } else if (char === '"' || char === "'") quote = char
    else if (char === '{') depth++
    else if (char === '}' && --depth === 0) return at + 1
  }
  return null
}

function errorIn(text: string): string | null {
  const error = errorObject(parsed(text), 0)
  return error === null ? null : JSON.stringify(error)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return parsePythonLiteral(text)
  }
}

/** The object that is an error body: this one, or one inside it, also where a structured log keeps it as a text. */
function errorObject(value: unknown, depth: number): object | null {
  if (depth > 4) return null
  if (typeof value === 'string') {
    return /^\s*\{/.test(value) ? errorObject(parsed(value.slice(0, LONGEST_BODY)), depth + 1) : null
  }
  if (typeof value !== 'object' || value === null) return null
  if (saysWhy((value as Record<string, unknown>)['error'])) return value
  const inner = Object.values(value).map(each => errorObject(each, depth + 1))
  return inner.find(each => each !== null) ?? (isErrorBody(value) ? value : null)
}

/** An `error` member with words of its own: the envelope around it is the API's, and holds the request id. */
function saysWhy(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string'
}

function isErrorBody(value: object): boolean {
  const {error, message, code, detail} = value as Record<string, unknown>
  if (typeof error === 'string' || (typeof error === 'object' && error !== null)) return true
  return typeof detail === 'string' || (typeof message === 'string' && code !== undefined)
}

/** The status told around a body on its line, else inside it, else on the line before it, where clients log it. */
function statusBeside(text: string, {start, end}: Embedded): number | null {
  const from = text.lastIndexOf('\n', start) + 1
  const to = text.indexOf('\n', end)
  const beside = toldStatus(text.slice(from, start) + text.slice(end, to === -1 ? undefined : to))
  const told = beside ?? toldStatus(text.slice(start, end))
  if (told !== null || text.slice(from, start).trim() !== '') return told
  const before = toldStatus(text.slice(0, from).trimEnd().split('\n').at(-1) ?? '')
  return before !== null && before >= 400 ? before : null
}
