import {statusOfType} from './told-status.js'

/** An object of JSON, or of what a program prints. */
export type Json = Readonly<Record<string, unknown>>

/** Members by which logs, SDKs and gateways keep a status, surest first. */
const STATUS_KEYS = [
  'status_code',
  'statusCode',
  'http_status',
  'httpStatus',
  'http_status_code',
  'httpStatusCode',
  'response_code',
  'responseCode',
  'response_status',
  'responseStatus',
  'http.status_code',
  'http.response.status_code',
  'upstream_status',
  'upstreamStatus',
  'upstream_status_code',
  'upstreamStatusCode',
  'provider_status',
  'providerStatus',
  'backend_status_code',
  'elb_status_code',
  'target_status_code',
  'OriginResponseStatus',
  'EdgeResponseStatus',
  'OriginStatus',
  'DownstreamStatus',
  'sc-status',
  'resultCode',
  'status',
  'http_code',
  'httpCode',
  'StatusCode',
  'Status',
]
const TIME_KEYS = [
  'timestamp',
  '@timestamp',
  'time',
  'ts',
  't',
  'datetime',
  'date',
  'receivedAt',
  'eventTime',
  'startTime',
  '__REALTIME_TIMESTAMP',
  'timeUnixNano',
  'EdgeStartTimestamp',
  'StartUTC',
  'asctime',
]
const URL_KEYS = ['url', 'requestUrl', 'request_url', 'uri', 'http.url', 'url.full']
/** What was asked, and what a model said: never an answer's failure. */
export const NOT_READ = new Set([
  'request',
  'requestBody',
  'requestBodyValues',
  'request_body',
  'prompt',
  'messages',
  'input',
  'delta',
  'postData',
  'tools',
  'requestHeaders',
  'request_headers',
  'usage',
  'context_management',
  'headersSize',
  'headers',
  'responseHeaders',
  'response_headers',
  'timings',
])

const ranked = (names: readonly string[]): ReadonlyMap<string, number> => new Map(names.map((name, at) => [name, at]))
const [STATUS_RANK, TIME_RANK, URL_RANK] = [ranked(STATUS_KEYS), ranked(TIME_KEYS), ranked(URL_KEYS)]

/** Members in which gateways tell a wait. */
const WAIT_KEYS = [
  'retry_after',
  'retryAfter',
  'retry_after_seconds',
  'retryAfterSeconds',
  'retry_after_ms',
  'retryDelay',
]

/** The error body in an object: the object itself, its `error`, or `{message, code}` alone; null when it is none. */
export function errorBodyOf(node: Json): Json | null {
  const {error, message, code, detail, type, fault, errors} = node
  if (typeof error === 'object' && error !== null && Object.keys(error).length > 0)
    return {...pick(node, ['request_id', 'requestId', 'code', 'type', 'message', ...WAIT_KEYS]), error}
  if (typeof error === 'string' && error !== '')
    return pick(node, ['error', 'message', 'code', 'request_id', 'type', 'details', ...WAIT_KEYS])
  if (typeof fault === 'object' && fault !== null)
    return {
      error: {
        message: textOf(record(fault)['faultstring']) ?? 'fault',
        code: record(record(fault)['detail'])['errorcode'],
      },
    }
  if (Array.isArray(errors) && errors.length > 0) return {error: errors[0] as unknown}
  const coded = code !== undefined || (typeof type === 'string' && /error/i.test(type)) || node['object'] === 'error'
  if (typeof message === 'string' && coded)
    return pick(node, ['message', 'code', 'type', 'param', 'request_id', 'object', 'details', ...WAIT_KEYS])
  if (typeof detail === 'string') return pick(node, ['detail', 'code', ...WAIT_KEYS])
  return null
}

export function isErrorMember(key: string, value: object): boolean {
  return (key === 'error' || key === 'fault') && !Array.isArray(value)
}

export function typeStatus(error: Json): number | null {
  const inner = record(error['error'])
  for (const type of [inner['type'], inner['kind'], inner['name'], error['type'], inner['code']]) {
    const status = typeof type === 'string' && type !== 'invalid_request_error' ? statusOfType(type) : null
    if (status !== null) return status
  }
  return null
}

export function codeStatus(error: Json): number | null {
  const code = record(error['error'])['code'] ?? error['code']
  const number =
    typeof code === 'number' ? code : typeof code === 'string' && /^[45]\d\d$/.test(code) ? Number(code) : Number.NaN
  return number >= 400 && number <= 599 ? number : null
}

export function statusOf(node: Json): number | null {
  return surest(node, STATUS_RANK, value => {
    const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : ''
    const match = /^([1-5][0-9]{2})(?: [A-Za-z].{0,60})?$/.exec(text)
    return match === null ? null : Number(match[1])
  })
}

/** What the best known of an object's members tells; null where none does. A record of a log has fewer members than there are names. */
function surest<T>(node: Json, ranks: ReadonlyMap<string, number>, read: (value: unknown) => T | null): T | null {
  let best = Number.POSITIVE_INFINITY
  let found: T | null = null
  for (const name of Object.keys(node)) {
    const rank = ranks.get(name)
    if (rank === undefined || rank >= best) continue
    const value = read(node[name])
    if (value !== null) [best, found] = [rank, value]
  }
  return found
}

export function urlOf(node: Json): string | null {
  const places = [
    node,
    record(node['request']),
    record(node['http']),
    attributesOf(node),
    record(attributesOf(node)['http']),
    record(node['httpRequest']),
    record(node['config']),
  ]
  for (const place of places) {
    const url = surest(place, URL_RANK, value => {
      const text = textOf(value)
      return text !== null && /^[a-z]+:\/\//i.test(text) ? text : null
    })
    if (url !== null) return url
  }
  return null
}

/** What a trace or a log knows of its request: an object, or a list of names and values as OpenTelemetry and Jaeger keep it. */
export function attributesOf(node: Json): Json {
  const kept = node['attributes'] ?? node['tags'] ?? node['meta']
  if (!Array.isArray(kept)) return record(kept)
  const pairs = (kept as unknown[]).slice(0, 200).map(record)
  return Object.fromEntries(
    pairs.flatMap(({key, value}) => {
      const {intValue, stringValue} = record(value)
      return typeof key === 'string' ? [[key, intValue ?? stringValue ?? value] as const] : []
    }),
  )
}

export function hostOf(url: string): string | null {
  return /^[a-z]+:\/\/([^/?#:]*)/i.exec(url)?.[1]?.toLowerCase() ?? null
}

export function timeOf(node: Json): number | null {
  return surest(node, TIME_RANK, epochOf)
}

/** Seconds, milliseconds, micro- or nanoseconds since the epoch, or RFC 3339. */
function epochOf(value: unknown): number | null {
  const number =
    typeof value === 'number'
      ? value
      : typeof value === 'string' && /^\d{9,19}(?:\.\d{1,9})?$/.test(value)
        ? Number(value)
        : Number.NaN
  if (number > 1e8)
    return number > 1e17 ? number / 1e6 : number > 1e14 ? number / 1e3 : number > 1e11 ? number : number * 1000
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value)) return null
  const ms = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value.replace(' ', 'T')}Z`)
  return Number.isNaN(ms) ? null : ms
}

/** The texts of an object's own members, for words that tell whose it is. */
export function shallowText(node: Json): string {
  return Object.entries(node)
    .filter(([key, each]) => typeof each === 'string' && !NOT_READ.has(key))
    .map(([key, each]) => `${key}=${String(each).slice(0, 300)}`)
    .slice(0, 40)
    .join(' ')
}

function pick(node: Json, keys: readonly string[]): Json {
  return Object.fromEntries(keys.flatMap(key => (node[key] === undefined ? [] : [[key, node[key]] as const])))
}

const NOTHING: Json = Object.freeze({})

export function record(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : NOTHING
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
