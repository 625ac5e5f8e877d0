import type {AccountState} from '../account/account-state.js'
import {moneyOnWire, type NanoUsd} from '../account/money.js'
import {totalOf} from '../account/spend-book.js'
import type {SpendAmount, SpendEvent, SpendKind} from '../account/spend-event.js'
import {jsonAnswer, type Answer, type Call} from './answer.js'
import {InvalidQuery} from './list-filter.js'
import {refusing, timeParameter} from './resource-list.js'

const DAY_MS = 86_400_000
const PER_MILLION = 1_000_000n

/** Names of categories and series are assumed; a generated client knows only that they are texts. */
const CATEGORIES: Readonly<Record<SpendKind, string>> = {
  serverless: 'Serverless inference',
  dedicated: 'Dedicated deployments',
  training: 'Training',
}
const SERIES: Readonly<Record<SpendAmount['series'], string>> = {
  'uncached-prompt': 'Input tokens',
  'cached-prompt': 'Cached input tokens',
  generated: 'Output tokens',
  'accelerator-seconds': 'Accelerator seconds',
}

interface Line {
  readonly kind: SpendKind
  readonly series: string
  readonly resource: string
  readonly apiKeyId: string | undefined
  quantity: number
  cost: NanoUsd
}

/**
 * `GET /v1/accounts/{a}/billing/summary?startTime&endTime[&granularity=DAILY]` (the end exclusive): line items by category,
 * series, model and key, and with `DAILY` the same by day. Rated, of all kinds.
 */
export function billingSummary(account: AccountState, call: Call, now: number): Answer {
  return refusing(() => {
    const [start, end] = period(call.query)
    const granularity = call.query.get('granularity') ?? ''
    if (granularity !== '' && granularity !== 'DAILY') throw new InvalidQuery('invalid granularity')
    const events = account.book.between(start, Math.min(end, now + 1))
    const lineItems = lines(events).map(lineOnWire)
    const total = {totalCost: moneyOnWire(totalOf(events))}
    if (granularity === '') return jsonAnswer({lineItems, ...total})
    return jsonAnswer({lineItems, usageBuckets: buckets(events, start, Math.min(end, now + 1)), ...total})
  })
}

/** Every day of the period, those without expenses too, cut at its borders. */
function buckets(events: readonly SpendEvent[], start: number, end: number): object[] {
  const days: object[] = []
  for (let from = start; from < end;) {
    const to = Math.min(end, (Math.floor(from / DAY_MS) + 1) * DAY_MS)
    const inside = events.filter(({at}) => at >= from && at < to)
    days.push({
      startTime: new Date(from).toISOString(),
      endTime: new Date(to).toISOString(),
      lineItems: lines(inside).map(lineOnWire),
    })
    from = to
  }
  return days
}

function lines(events: readonly SpendEvent[]): Line[] {
  const found = new Map<string, Line>()
  for (const event of events) {
    for (const {series, quantity, cost} of event.amounts) {
      if (quantity === 0 && cost === 0n) continue
      const name = `${event.priority ? 'Priority ' : ''}${SERIES[series]}`
      const key = `${event.kind} ${name} ${event.resource} ${event.apiKeyId}`
      const line = found.get(key)
      if (line === undefined) {
        found.set(key, {
          kind: event.kind,
          series: name,
          resource: event.resource,
          apiKeyId: event.apiKeyId,
          quantity,
          cost,
        })
      } else {
        line.quantity += quantity
        line.cost += cost
      }
    }
  }
  return [...found.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, line]) => line)
}

const GROUPING_KEYS: Readonly<Record<SpendKind, string>> = {
  serverless: 'model',
  dedicated: 'deployment',
  training: 'job',
}

/** `unitAmount` is for a million units, rounded; `totalCost` is exact. */
function lineOnWire({kind, series, resource, apiKeyId, quantity, cost}: Line): object {
  const perMillion = quantity === 0 ? 0n : (cost * PER_MILLION) / BigInt(Math.max(1, Math.round(quantity)))
  return {
    category: CATEGORIES[kind],
    series,
    groupingKey: GROUPING_KEYS[kind],
    groupingValue: resource,
    ...(apiKeyId === undefined ? {} : {secondaryGroupingKey: 'api_key', secondaryGroupingValue: apiKeyId}),
    quantity,
    unitAmount: moneyOnWire(perMillion),
    totalCost: moneyOnWire(cost),
  }
}

const USAGE_TYPES: Readonly<Record<string, SpendKind>> = {
  SERVERLESS: 'serverless',
  DEDICATED_DEPLOYMENT: 'dedicated',
  TRAINING: 'training',
}

/**
 * `GET /v1/accounts/{a}/billingUsage?startTime&endTime&usageType`: tokens or accelerator-seconds per model and key, or per
 * deployment or job. `costNanoUsd` is 0, as the real one is not to be trusted. The names of the fields are assumed.
 */
export function billingUsage(account: AccountState, call: Call, now: number): Answer {
  return refusing(() => {
    const [start, end] = period(call.query)
    const type = call.query.get('usageType') ?? 'SERVERLESS'
    const kind = Object.hasOwn(USAGE_TYPES, type) ? USAGE_TYPES[type] : undefined
    if (kind === undefined) throw new InvalidQuery('invalid usage_type')
    const usage = lines(account.book.between(start, Math.min(end, now + 1), kind)).map(line => ({
      [kind === 'serverless' ? 'model' : GROUPING_KEYS[kind]]: line.resource,
      ...(line.apiKeyId === undefined ? {} : {apiKeyId: line.apiKeyId}),
      series: line.series,
      quantity: line.quantity,
      costNanoUsd: '0',
    }))
    return jsonAnswer({usageType: type, usage})
  })
}

function period(query: URLSearchParams): [start: number, end: number] {
  const start = timeParameter(query.get('startTime'), 'startTime')
  const end = timeParameter(query.get('endTime'), 'endTime')
  if (end <= start) throw new InvalidQuery('end_time must be after start_time')
  return [start, end]
}

/** `GET /v1/accounts/{a}/billingSettings`: credits are not reloaded by themselves. */
export function billingSettings(account: AccountState): Answer {
  return jsonAnswer({name: `accounts/${account.id}/billingSettings`, enableCreditAutoReload: false})
}
