import {nestsDeeper} from '../text/json-depth.js'
import {statusOfCode} from './error-status.js'

/** An error that another answer carries: a gateway's JSON around a provider's, an error event of a stream. */
export interface InnerAnswer {
  /** null where the wrapper does not tell it. */
  readonly status: number | null
  /** The innermost error, as JSON or text. */
  readonly body: string
  readonly where: 'stream' | 'success' | 'wrapper'
}

/** Statuses that a sentence in a 4xx may tell of a provider's answer; a 404 there is as likely that of an image's address. */
const TOLD_IN_4XX: ReadonlySet<number> = new Set([402, 412, 429, 503])

/** Refusals that no retry ends. */
const STOPS: ReadonlySet<number> = new Set([401, 402, 403, 412])

/** What a request held or pointed to: a status that such a sentence names is that of an image's address, or a word of it. */
const ABOUT_INPUT =
  /\b(?:(?:download|fetch|retriev|load)\w{0,4} (?:the |your |an? )?(?:image|video|audio|file|url|media|attachment|document)s?|image_url|your prompt|tool_choice|json schema|valid role)\b|\bmessages?\[/i

/** Whether the words of a 400 speak of the request itself, so that no status in them is a provider's. */
export function isAboutInput(text: string): boolean {
  const start = text.slice(0, 4000)
  if (ABOUT_INPUT.test(start)) return true
  return /"(?:type|code)":\s?"invalid_request_error"/.test(start) && !/Exception|[Pp]rovider|upstream/.test(start)
}

/** Levels of JSON, and of JSON in a text of JSON, that are looked into. Seen: three. */
const DEEPEST = 6
/** Longest text that is read as JSON, in characters. */
const LONGEST = 40_000

/** Whether a body is a stream of server-sent events. */
export function isEventStream(body: string, contentType: string): boolean {
  return /\btext\/event-stream\b/i.test(contentType) || /^\s*(?:data|event|id|retry):/.test(body.slice(0, 200))
}

/**
 * The error inside an answer; null when it carries none but its own. Linear in the length of the body; never throws.
 * @param status of the answer around it; null when it is not known
 */
export function innerAnswer(body: string, contentType: string, status: number | null): InnerAnswer | null {
  if (isEventStream(body, contentType)) return errorEvent(body)
  const found = innermost(parse(body), 0)
  if (found === null) return null
  const success = status !== null && status >= 200 && status < 300
  if (success) return {status: found.status, body: found.body, where: 'success'}
  const refused = status !== null && status >= 400 && status < 500
  if (found.told && refused && (!TOLD_IN_4XX.has(found.status ?? 0) || isAboutInput(found.body))) return null
  if (found.depth === 0 && (found.status === null || found.status === status)) return null
  return {status: found.status, body: found.depth === 0 ? body : found.body, where: 'wrapper'}
}

/** Whether a parsed body is an error, though it came as a success. */
export function isErrorObject(root: unknown): boolean {
  if (!isRecord(root)) return false
  const {error, code, message, choices} = root
  if (typeof error === 'string') return error.trim() !== ''
  if (isRecord(error)) return true
  // gRPC's own shape; 0 is its "ok".
  return choices === undefined && typeof message === 'string' && typeof code === 'number' && code !== 0
}

/** The last error event of a stream. */
function errorEvent(body: string): InnerAnswer | null {
  let event = ''
  let found: InnerAnswer | null = null
  for (const line of body.split('\n')) {
    if (line.startsWith('event:')) event = line.slice('event:'.length).trim()
    if (!line.startsWith('data:')) continue
    const text = line.slice('data:'.length).trim()
    const failed = event === 'error' || event === 'response.failed'
    if (failed || text.includes('"error"')) {
      const error = innermost(parse(text), 0)
      if (error !== null) found = {status: error.status, body: error.body, where: 'stream'}
      else if (failed) found = {status: null, body: text, where: 'stream'}
    }
    event = ''
  }
  return found
}

interface Found {
  readonly status: number | null
  readonly body: string
  /** 0 where the body's own error is the innermost. */
  readonly depth: number
  /** A sentence tells the status, no structure does. */
  readonly told: boolean
}

/** The innermost error of a value, with the nearest status that is told on the way to it. */
function innermost(value: unknown, depth: number): Found | null {
  if (depth > DEEPEST) return null
  const root = Array.isArray(value) ? (value as unknown[])[0] : value
  if (!isRecord(root)) return null
  const holder = isRecord(root['response']) && isRecord(root['response']['error']) ? root['response'] : root
  const error = isRecord(holder['error'])
    ? holder['error']
    : isErrorObject(holder) || isErrorObject(root)
      ? holder
      : null
  if (error === null) return null
  const own = statusIn(error) ?? statusIn(root)
  for (const text of carriers(error)) {
    const at = text.search(/[[{]/)
    const inner = at === -1 ? null : innermost(parse(text.slice(at, endOf(text))), depth + 1)
    const told = statusTold(at === -1 ? text : text.slice(0, at))
    if (inner !== null) {
      const status = inner.status ?? inferred(inner.body) ?? told ?? own
      return {...inner, status, depth: depth + 1, told: false}
    }
    // A gateway's own 5xx around a refusal that no retry ends.
    if (told !== null && (own === null || (own >= 500 && STOPS.has(told))))
      return {status: told, body: text, depth: depth + 1, told: true}
  }
  return {status: own, body: JSON.stringify(holder), depth, told: false}
}

/** The texts of an error in which a wrapper keeps what the provider answered. */
function carriers(error: Record<string, unknown>): string[] {
  const metadata = isRecord(error['metadata']) ? error['metadata'] : {}
  const texts = [metadata['raw'], error['raw'], error['body'], error['responseBody'], error['message'], error['error']]
  return texts.filter((text): text is string => typeof text === 'string').map(text => text.slice(0, LONGEST))
}

/** Where JSON that stands in a text ends: at its last closing bracket. */
function endOf(text: string): number {
  return Math.max(text.lastIndexOf('}'), text.lastIndexOf(']')) + 1
}

/** A status that an error object holds as a number or a text of three digits. */
function statusIn(error: Record<string, unknown>): number | null {
  for (const name of ['status', 'statusCode', 'status_code', 'http_status', 'code']) {
    const value = error[name]
    const number = typeof value === 'string' && /^[45]\d\d$/.test(value) ? Number(value) : value
    if (typeof number === 'number' && Number.isInteger(number) && number >= 400 && number <= 599) return number
  }
  return null
}

const TOLD =
  /\b(?:error code|status(?:[ _-]?code)?|HTTP(?:\/[\d.]{1,3})?|API error|response error|provider error)["']?[\s:=(]{1,4}([45]\d\d)\b|\b[Pp]rovider\([^()]{1,80}: ([45]\d\d)\)|\b([45]\d\d) (?:Too Many Requests|Precondition Failed|Payment Required|Service Unavailable|Unauthorized|Forbidden|Not Found)\b/i

/** A status that a wrapper's sentence tells of the provider's answer. */
function statusTold(text: string): number | null {
  const match = TOLD.exec(text.slice(0, LONGEST))
  return match ? Number(match[1] ?? match[2] ?? match[3]) : null
}

/** By the code of an inner error that is the API's own. */
function inferred(body: string): number | null {
  const root = parse(body)
  const error = isRecord(root) && isRecord(root['error']) ? root['error'] : isRecord(root) ? root : {}
  const code = error['code']
  return typeof code === 'string' || typeof code === 'number' ? statusOfCode(code) : null
}

function parse(text: string): unknown {
  if (!/^\s*[[{]/.test(text) || nestsDeeper(text, 200)) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
