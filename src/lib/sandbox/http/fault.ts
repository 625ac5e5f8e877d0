import {Buffer} from 'node:buffer'
import {errorFor, type Answer, type Call} from './answer.js'

/** Every fault that can be set, with what it does. */
export const FAULTS = {
  '400': 'bad request',
  '401': 'key refused',
  '402': 'the user’s own usage cap',
  '403': 'not allowed',
  '404': 'not found',
  '408': 'request timeout',
  '412': 'a precondition that is not a suspension',
  '413': 'payload too large',
  '429': 'rate limited, `x-ratelimit-over-limit: yes`',
  '500': 'internal error',
  '501': 'not offered',
  '502': 'an HTML page from a proxy',
  '503': 'overloaded',
  '504': 'gateway timeout',
  '520': 'an empty answer of a proxy',
  '429-not-over-limit': 'rate limited although `x-ratelimit-over-limit` says no',
  'retry-after-seconds': '429 with `retry-after: 2` (or "retryAfterSeconds")',
  'retry-after-date': '429 with `retry-after` as an HTTP date',
  'quota-exceeded': '429 with the text of a GPU quota refusal',
  'scaling-up': '503 DEPLOYMENT_SCALING_UP',
  'error-nested': '400 whose error is nested: {"error": {"message"}}',
  'error-text': '400 whose error is a text: {"error": "…", "message": "…"}',
  'malformed-json': 'the answer’s JSON is broken',
  'truncated-json': 'the answer ends in the middle, its length says so too',
  'other-shape': 'a 200 with JSON of another shape',
  'wrong-content-type': 'the answer is JSON and says text/plain',
  html: 'a 200 with an HTML page',
  'empty-body': 'a 200 with nothing',
  'oversized-body': 'a 200 with 11 MB',
  'slow-first-byte': 'nothing for "seconds" (default 5), then the answer',
  'slow-body': 'headers at once, the body spread over "seconds" (default 5)',
  'connection-reset': 'the connection is reset',
  'drop-before-apply': 'the connection is closed and nothing was changed',
  'drop-after-apply': 'the request is carried out and the connection closed without an answer',
  'drop-mid-body': 'the connection is closed in the middle of the body',
  'echo-key': '401 whose message and a header repeat the key',
  redirect: '302 to "location" (default: the same path on http://localhost)',
} as const

export type FaultKind = keyof typeof FAULTS

/** A fault to inject. */
export interface FaultSpec {
  // `[METHOD ]path` with `*` for any run of characters, such as `GET /v1/accounts/*/quotas`; `*` alone is every request.
  readonly route: string
  readonly kind: FaultKind
  /** How many requests it hits; `'always'` until it is cleared. Default 1. */
  readonly times?: number | 'always'
  /** Real seconds, for the slow ones. */
  readonly seconds?: number
  readonly retryAfterSeconds?: number
  readonly location?: string
}

interface ArmedFault {
  readonly spec: FaultSpec
  readonly route: RoutePattern
  left: number
}

/** Faults waiting for their request. */
export class FaultPlan {
  #armed: ArmedFault[] = []

  /** Nothing is armed: the hot path asks this first. */
  get empty(): boolean {
    return this.#armed.length === 0
  }

  /** @throws {RangeError} for a route, location or number that no fault can have, or when too many are armed */
  arm(spec: FaultSpec): void {
    checkFault(spec)
    if (this.#armed.length >= MOST_FAULTS) throw new RangeError(`at most ${MOST_FAULTS} faults can be armed`)
    const left = spec.times === 'always' ? Infinity : (spec.times ?? 1)
    this.#armed.push({spec, route: routePattern(spec.route), left})
  }

  clear(): void {
    this.#armed = []
  }

  /** The fault that hits this request, counted down. */
  take(method: string, path: string): FaultSpec | undefined {
    const hit = this.#armed.find(fault => matchesRoute(fault.route, method, path))
    if (hit === undefined) return undefined
    hit.left -= 1
    if (hit.left <= 0) this.#armed = this.#armed.filter(fault => fault !== hit)
    return hit.spec
  }

  list(): object[] {
    return this.#armed.map(({spec, left}) => ({...spec, times: left === Infinity ? 'always' : left}))
  }
}

export function isFaultKind(kind: unknown): kind is FaultKind {
  return typeof kind === 'string' && Object.hasOwn(FAULTS, kind)
}

/** Longest route and location; more faults than any test arms; the longest that a slow answer takes, seconds. */
const LONGEST_TEXT = 1_000
const MOST_FAULTS = 1_000
const LONGEST_SECONDS = 3_600

/** @throws {RangeError} */
function checkFault({route, location, seconds = 0, retryAfterSeconds = 0}: FaultSpec): void {
  if (route.length > LONGEST_TEXT) throw new RangeError(`"route" must have at most ${LONGEST_TEXT} characters`)
  if (location !== undefined && (location.length > LONGEST_TEXT || !/^[\x21-\x7e]*$/.test(location))) {
    throw new RangeError(`"location" must be at most ${LONGEST_TEXT} printable ASCII characters`)
  }
  if (!(seconds >= 0 && seconds <= LONGEST_SECONDS)) {
    throw new RangeError(`"seconds" must be a number from 0 to ${LONGEST_SECONDS}`)
  }
  if (!(retryAfterSeconds >= 0 && retryAfterSeconds < 2 ** 31)) {
    throw new RangeError('"retryAfterSeconds" must be a number from 0 to 2147483647')
  }
}

/** A method and a path, each cut at its `*`. */
interface RoutePattern {
  readonly method: readonly string[]
  readonly path: readonly string[]
}

function routePattern(route: string): RoutePattern {
  const [first = '', ...rest] = route.trim().split(/\s+/)
  const method = rest.length > 0 ? first.toUpperCase() : '*'
  const path = rest.length > 0 ? rest.join(' ') : first
  return {method: method.split('*'), path: path.split('*')}
}

function matchesRoute(route: RoutePattern, method: string, path: string): boolean {
  return matchesParts(route.method, method) && matchesParts(route.path, path)
}

/** Whether a text consists of these parts in their order with anything in between; one pass, no way back. */
function matchesParts(parts: readonly string[], text: string): boolean {
  const first = parts[0] ?? ''
  const last = parts.at(-1) ?? ''
  if (parts.length === 1) return text === first
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false
  let at = first.length
  const end = text.length - last.length
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at)
    if (found === -1 || found + part.length > end) return false
    at = found + part.length
  }
  return true
}

const HTML =
  '<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>\n'

/** What a fault needs to know to word its answer. */
export interface FaultContext {
  readonly requestId: string
  readonly origin: string
  readonly wallNow: number
  readonly accountId: string
}

/** The answer a fault gives instead of the real one; undefined for faults that act on the real answer or connection. */
export function faultAnswer(fault: FaultSpec, call: Call, context: FaultContext): Answer | undefined {
  const fail = (status: number, message: string, headers: readonly string[] = []): Answer => {
    const answer = errorFor(call.path, status, message, context.requestId)
    return {...answer, headers: [...answer.headers, ...headers]}
  }
  const limited = 'rate limit exceeded, please try again later'
  switch (fault.kind) {
    case '400':
      return fail(400, 'injected: bad request')
    case '401':
      return fail(401, 'injected: the API key is invalid')
    case '402':
      return fail(402, 'injected: the usage cap of this user is reached')
    case '403':
      return fail(403, 'injected: permission denied')
    case '404':
      return fail(404, 'injected: not found')
    case '408':
      return fail(408, 'injected: request timeout')
    case '412':
      return fail(412, 'injected: the LoRA addon failed to load')
    case '413':
      return fail(413, 'injected: the request is too large')
    case '429':
      return fail(429, limited, ['x-ratelimit-over-limit', 'yes'])
    case '500':
      return fail(500, 'injected: internal error')
    case '501':
      return fail(501, 'injected: not implemented')
    case '502':
      return {status: 502, headers: ['content-type', 'text/html'], body: HTML}
    case '503':
      return fail(503, 'Service Overloaded')
    case '504':
      return fail(504, 'injected: gateway timeout')
    case '520':
      return {status: 520, headers: [], body: ''}
    case '429-not-over-limit':
      return fail(429, limited, ['x-ratelimit-over-limit', 'no'])
    case 'retry-after-seconds':
      return fail(429, limited, ['retry-after', String(fault.retryAfterSeconds ?? 2)])
    case 'retry-after-date': {
      const at = context.wallNow + (fault.retryAfterSeconds ?? 2) * 1000
      return fail(429, limited, ['retry-after', new Date(at).toUTCString()])
    }
    case 'quota-exceeded':
      return fail(429, `global--h100-count for account ${context.accountId}, in use: 8, quota: 8, requesting: 8`)
    case 'scaling-up':
      return fail(503, 'DEPLOYMENT_SCALING_UP: the deployment is scaling up from zero, please retry')
    case 'error-nested':
      return jsonBody(400, {error: {message: 'injected: a nested error', code: 'INVALID_ARGUMENT'}})
    case 'error-text':
      return jsonBody(400, {error: 'injected: an error as a text', message: 'injected: its message'})
    case 'other-shape':
      return jsonBody(200, {status: 'ok', unexpected: [1, 2, 3]})
    case 'html':
      return {status: 200, headers: ['content-type', 'text/html'], body: HTML.replaceAll('502 Bad', 'Welcome, bad')}
    case 'empty-body':
      return {status: 200, headers: ['content-type', 'application/json'], body: ''}
    case 'oversized-body':
      return jsonBody(200, {padding: 'x'.repeat(11_000_000)})
    case 'echo-key': {
      const key = call.key ?? ''
      const answer = fail(401, `injected: the API key ${key} (Bearer ${key}) is invalid`)
      return {...answer, headers: [...answer.headers, 'x-echo-authorization', `Bearer ${key}`]}
    }
    case 'redirect': {
      const location = fault.location ?? context.origin.replace('127.0.0.1', 'localhost') + call.path
      return {status: 302, headers: ['location', location], body: ''}
    }
    default:
      return undefined
  }
}

/** Applies a fault that spoils the body of a real answer. */
export function spoilAnswer(fault: FaultSpec, answer: Answer): Answer {
  const body = typeof answer.body === 'string' ? answer.body : answer.body.join('')
  switch (fault.kind) {
    case 'malformed-json':
      return {...answer, body: `${body.slice(0, -1)},,]`}
    case 'truncated-json':
      return {
        ...answer,
        body: Buffer.from(body)
          .subarray(0, Math.floor(body.length / 2))
          .toString(),
      }
    case 'wrong-content-type':
      return {...answer, headers: ['content-type', 'text/plain', ...answer.headers.slice(2)], body}
    default:
      return answer
  }
}

function jsonBody(status: number, body: object): Answer {
  return {status, headers: ['content-type', 'application/json'], body: JSON.stringify(body)}
}
