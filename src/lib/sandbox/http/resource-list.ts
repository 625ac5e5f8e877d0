import {Buffer} from 'node:buffer'
import {ACCOUNT} from '../account/account-constants.js'
import {gatewayError, jsonAnswer, type Answer, type Call} from './answer.js'
import {camelCase, compareValues, compileFilter, InvalidQuery, type WireResource} from './list-filter.js'
import {textSeed} from '../random.js'

export interface ResourceType {
  /** The list's name in the answer, such as `quotas`. */
  readonly collection: string
  /** Every field a resource of this type can have. */
  readonly fields: readonly string[]
}

/**
 * Answers a list request: `filter`, `orderBy`, `pageSize` (at most 200, 0 for the default of 50), `pageToken`,
 * `readMask`; `nextPageToken` is left out on the last page. Source: Fireworks API reference, list quotas.
 */
export function listAnswer(all: readonly WireResource[], type: ResourceType, query: URLSearchParams): Answer {
  return refusing(() => {
    const filter = compileFilter(query.get('filter') ?? '', type.fields)
    const order = ordering(query.get('orderBy') ?? '', type.fields)
    const mask = readMask(query.get('readMask'), type.fields)
    const size = pageSize(query.get('pageSize'))
    const start = pageStart(query)
    const matching = all.filter(filter)
    if (order !== undefined) matching.sort(order)
    const page = matching.slice(start, start + size).map(mask)
    const next = start + size < matching.length ? {nextPageToken: pageToken(start + size, query)} : {}
    return jsonAnswer({[type.collection]: page, ...next, totalSize: matching.length})
  })
}

/** Answers with one resource, reduced to its `readMask`. */
export function resourceAnswer(resource: WireResource, type: ResourceType, query: URLSearchParams): Answer {
  return refusing(() => jsonAnswer(readMask(query.get('readMask'), type.fields)(resource)))
}

/** The list, or one of it by its id. */
export function listOrGet(
  all: readonly WireResource[],
  type: ResourceType,
  parent: string,
  id: string | undefined,
  call: Call,
): Answer {
  if (id === undefined) return listAnswer(all, type, call.query)
  const name = `${parent}/${id}`
  const found = all.find(resource => resource['name'] === name)
  return found === undefined ? gatewayError(404, `"${name}" not found`) : resourceAnswer(found, type, call.query)
}

/** The fields of a JSON body, in camel case. */
export function parseObject(text: string): Record<string, unknown> {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new InvalidQuery('the body is not valid JSON')
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InvalidQuery('the body is not a JSON object')
  }
  return Object.fromEntries(Object.entries(body).map(([field, value]) => [camelCase(field), value]))
}

const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2}))?$/

/** Milliseconds since 1970 of a date or an RFC 3339 time. */
export function timeParameter(value: unknown, name: string): number {
  const time = typeof value === 'string' && TIME.test(value) ? Date.parse(value) : NaN
  if (Number.isNaN(time)) throw new InvalidQuery(`${name} must be a time, such as 2026-11-01T00:00:00Z`)
  return time
}

/** Runs a route and turns an {@link InvalidQuery} into the gateway's 400. */
export function refusing(route: () => Answer): Answer {
  try {
    return route()
  } catch (error) {
    if (error instanceof InvalidQuery) return gatewayError(400, error.message)
    throw error
  }
}

function pageSize(text: string | null): number {
  if (text === null || text === '') return ACCOUNT.defaultPageSize.value
  if (!/^-?\d+$/.test(text)) throw new InvalidQuery(`type mismatch, parameter: page_size, error: "${text}"`)
  const size = Number(text)
  if (size < 0) throw new InvalidQuery('page_size must not be negative')
  return size === 0 ? ACCOUNT.defaultPageSize.value : Math.min(size, ACCOUNT.maxPageSize.value)
}

/** A token says where the next page starts, and which filter and order it belongs to. */
function pageToken(start: number, query: URLSearchParams): string {
  return Buffer.from(`${start}.${queryMark(query)}`).toString('base64url')
}

function pageStart(query: URLSearchParams): number {
  const token = query.get('pageToken') ?? ''
  if (token === '') return 0
  const match = /^(\d+)\.(\d+)$/.exec(Buffer.from(token, 'base64url').toString('latin1'))
  if (match === null) throw new InvalidQuery('invalid page_token')
  if (Number(match[2]) !== queryMark(query)) {
    throw new InvalidQuery('invalid page_token: the other parameters must match the call that produced it')
  }
  return Number(match[1])
}

function queryMark(query: URLSearchParams): number {
  return textSeed(`${query.get('filter') ?? ''}\n${query.get('orderBy') ?? ''}`)
}

function ordering(
  text: string,
  fields: readonly string[],
): ((left: WireResource, right: WireResource) => number) | undefined {
  const terms = text
    .split(',')
    .map(term => term.trim())
    .filter(term => term !== '')
    .map(term => {
      const [name = '', direction = 'asc', ...rest] = term.split(/\s+/)
      const field = camelCase(name)
      const known = fields.includes(field) && /^(asc|desc)$/i.test(direction) && rest.length === 0
      if (!known) throw new InvalidQuery(`invalid order_by: "${term}"`)
      return {field, sign: direction.toLowerCase() === 'desc' ? -1 : 1}
    })
  if (terms.length === 0) return undefined
  return (left, right) => {
    for (const {field, sign} of terms) {
      const order = compareValues(left[field], right[field])
      if (order !== 0) return order * sign
    }
    return 0
  }
}

function readMask(text: string | null, fields: readonly string[]): (resource: WireResource) => WireResource {
  if (text === null || text === '' || text === '*') return resource => resource
  const wanted = text.split(',').map(field => camelCase(field.trim().replace(/^.*\./, '')))
  for (const field of wanted) {
    if (!fields.includes(field)) throw new InvalidQuery(`invalid read_mask: unknown field "${field}"`)
  }
  return resource => Object.fromEntries(Object.entries(resource).filter(([field]) => wanted.includes(field)))
}
