import {Buffer} from 'node:buffer'
import type {AccountState} from '../account/account-state.js'
import {moneyOnWire, type NanoUsd} from '../account/money.js'
import {totalOf} from '../account/spend-book.js'
import {costOf, type SpendEvent} from '../account/spend-event.js'
import {COSTS} from '../../domain/facts/spend.js'
import {gatewayError, jsonAnswer, type Answer, type Call} from './answer.js'
import {caller} from './caller.js'
import {InvalidQuery} from './list-filter.js'
import {parseObject, refusing, timeParameter} from './resource-list.js'
import {textSeed} from '../random.js'

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
const LONGEST_MS = COSTS.longestDays.value * DAY_MS
const OLDEST_MS = COSTS.oldestDays.value * DAY_MS
/** Assumed. */
const DEFAULT_PAGE = 100

const DIMENSIONS = ['HOUR', 'DAY', 'MODEL', 'USER', 'API_KEY'] as const
type Dimension = (typeof DIMENSIONS)[number]

interface UsageCostsQuery {
  readonly start: number
  readonly end: number
  readonly self: boolean
  readonly groupBy: readonly Dimension[]
  readonly filter: Readonly<Record<string, unknown>>
  readonly pageSize: number
  readonly pageToken: string
}

/**
 * `POST /v1/accounts/{a}/usageCosts:query`: rated costs of serverless inference. Shapes: Fireworks API reference 5.10 and a
 * generated client; what it answers to a request outside its rules is assumed.
 * @param lagMs how far behind the rating is
 */
export function queryUsageCosts(account: AccountState, call: Call, now: number, lagMs: number): Answer {
  return refusing(() => {
    const query = parseQuery(call.body, now)
    const {user} = caller(call)
    if (!query.self && user.role !== 'admin') {
      return gatewayError(403, 'scope ACCOUNT requires role admin; ask with scope SELF for your own usage')
    }
    const evaluatedAt = now - lagMs
    const events = account.book
      .between(query.start, Math.min(query.end, evaluatedAt + 1), 'serverless')
      .filter(event => (!query.self || event.user === user.id) && matches(event, query.filter))
    const rows = grouped(events, query.groupBy)
    const start = pageStart(query)
    const page = rows.slice(start, start + query.pageSize)
    const next = start + query.pageSize
    return jsonAnswer({
      rows: page.map(({dimensions, subtotal}) => ({dimensions, subtotal: moneyOnWire(subtotal)})),
      subtotal: moneyOnWire(totalOf(events)),
      attributionCompleteness: 'COMPLETE',
      evaluationTime: new Date(evaluatedAt).toISOString(),
      ...(next < rows.length ? {nextPageToken: token(next, query)} : {}),
    })
  })
}

interface Row {
  readonly key: string
  readonly dimensions: Readonly<Record<string, unknown>>
  subtotal: NanoUsd
}

/** One row for each combination that cost something, in the order of its dimensions. */
function grouped(events: readonly SpendEvent[], groupBy: readonly Dimension[]): Row[] {
  const rows = new Map<string, Row>()
  for (const event of events) {
    const cost = costOf(event)
    if (cost === 0n) continue
    const dimensions = dimensionsOf(event, groupBy)
    const key = JSON.stringify(dimensions)
    const row = rows.get(key)
    if (row === undefined) rows.set(key, {key, dimensions, subtotal: cost})
    else row.subtotal += cost
  }
  return [...rows.values()].sort((left, right) => (left.key < right.key ? -1 : 1))
}

function dimensionsOf(event: SpendEvent, groupBy: readonly Dimension[]): Record<string, unknown> {
  const dimensions: Record<string, unknown> = {}
  const unattributed: Dimension[] = []
  for (const dimension of groupBy) {
    if (dimension === 'HOUR' || dimension === 'DAY') {
      const unit = dimension === 'HOUR' ? HOUR_MS : DAY_MS
      dimensions['startTime'] = new Date(Math.floor(event.at / unit) * unit).toISOString().replace('.000Z', 'Z')
    } else if (dimension === 'MODEL') dimensions['model'] = event.resource
    else {
      const value = dimension === 'USER' ? event.user : event.apiKeyId
      if (value === undefined) unattributed.push(dimension)
      else dimensions[dimension === 'USER' ? 'user' : 'apiKeyId'] = value
    }
  }
  return unattributed.length > 0 ? {...dimensions, unattributedDimensions: unattributed} : dimensions
}

function matches(event: SpendEvent, filter: Readonly<Record<string, unknown>>): boolean {
  const wanted = (name: string, actual: string | undefined): boolean => {
    const value = filter[name]
    return value === undefined || value === '' || value === actual
  }
  return (
    wanted('model', event.resource) &&
    wanted('user', event.user) &&
    wanted('apiKeyId', event.apiKeyId) &&
    wanted('sessionId', undefined)
  )
}

function parseQuery(text: string, now: number): UsageCostsQuery {
  const body = parseObject(text)
  const start = timeParameter(body['startTime'], 'start_time')
  const end = timeParameter(body['endTime'], 'end_time')
  if (end <= start) throw new InvalidQuery('end_time must be after start_time')
  if (end - start > LONGEST_MS) throw new InvalidQuery(`the time range must not exceed ${COSTS.longestDays.value} days`)
  if (start < now - OLDEST_MS)
    throw new InvalidQuery(`start_time must not be more than ${COSTS.oldestDays.value} days ago`)
  const scope = body['scope'] ?? 'ACCOUNT'
  if (scope !== 'ACCOUNT' && scope !== 'SELF') throw new InvalidQuery('invalid scope')
  const filter = body['filter'] ?? {}
  if (typeof filter !== 'object' || Array.isArray(filter)) throw new InvalidQuery('invalid filter')
  const pageSize = body['pageSize'] ?? 0
  if (typeof pageSize !== 'number' || !Number.isInteger(pageSize) || pageSize < 0) {
    throw new InvalidQuery('invalid page_size')
  }
  const pageToken = body['pageToken'] ?? ''
  if (typeof pageToken !== 'string') throw new InvalidQuery('invalid page_token')
  return {
    start,
    end,
    self: scope === 'SELF',
    groupBy: dimensions(body['groupBy'] ?? []),
    filter: filter as Record<string, unknown>,
    pageSize: pageSize === 0 ? DEFAULT_PAGE : Math.min(pageSize, COSTS.largestPage.value),
    pageToken,
  }
}

function dimensions(value: unknown): Dimension[] {
  const known = (one: unknown): one is Dimension => (DIMENSIONS as readonly unknown[]).includes(one)
  if (!Array.isArray(value) || !value.every(known)) throw new InvalidQuery('invalid group_by')
  if (value.length > 2 || new Set(value).size !== value.length) {
    throw new InvalidQuery('group_by takes at most two different dimensions')
  }
  if (value.includes('HOUR') && value.includes('DAY')) throw new InvalidQuery('HOUR and DAY cannot be combined')
  return value
}

function token(start: number, query: UsageCostsQuery): string {
  return Buffer.from(`${start}.${mark(query)}`).toString('base64url')
}

function pageStart(query: UsageCostsQuery): number {
  if (query.pageToken === '') return 0
  const match = /^(\d{1,9})\.(\d{1,10})$/.exec(Buffer.from(query.pageToken, 'base64url').toString('latin1'))
  if (match === null || Number(match[2]) !== mark(query)) throw new InvalidQuery('invalid page_token')
  return Number(match[1])
}

function mark({start, end, self, groupBy, filter}: UsageCostsQuery): number {
  return textSeed(JSON.stringify([start, end, self, groupBy, filter]))
}
