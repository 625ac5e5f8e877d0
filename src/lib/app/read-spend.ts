import {AppError, type Warning} from '../domain/errors.js'
import {SPEND_QUOTA_ID} from '../domain/quota/quota.js'
import {serverlessBy, type Attribution} from '../domain/spend/attribution.js'
import {dailySums, largest, sumBy, totalOf, type Cost, type SpendDimension} from '../domain/spend/costs.js'
import {spendForecast, type SpendForecast} from '../domain/spend/forecast.js'
import {amountOf, exactAmount} from '../domain/spend/money.js'
import {runningCosts, type RunningCost} from '../domain/spend/running.js'
import type {TimeWindow} from '../domain/text/time-window.js'
import {describeQuota} from '../domain/quota/quota.js'
import {allPages} from './all-pages.js'
import {readCosts, type RatedCosts} from './read-costs.js'
import {exitCodeOfPart} from './optional-part.js'
import {settle} from './settle.js'
import type {Gateway} from './ports.js'

const DAY_MS = 86_400_000

/** A row of `fireq.spend/v1`: what was grouped by, and its cost. */
export interface SpendRow {
  readonly day?: string | null
  readonly model?: string | null
  readonly key?: {readonly id: string; readonly name: string | null} | null
  readonly user?: string | null
  readonly kind?: string | null
  readonly currency: string
  readonly usd: number
  readonly usdExact: string
}

/** `data` of `fireq.spend/v1`. USD; null: not known. */
export interface Spend {
  /** RFC 3339, the end exclusive. */
  readonly period: {readonly start: string; readonly end: string}
  readonly scope: 'account' | 'self'
  /** This month so far, near live: the usage of the spend quota. */
  readonly used: number | null
  /** null: none, or not known. */
  readonly limit: number | null
  readonly left: number | null
  /** Rated, of the period, serverless, dedicated and training; empty where it is not readable. */
  readonly kinds: readonly {readonly kind: string; readonly usd: number; readonly usdExact: string}[]
  readonly groupBy: readonly SpendDimension[]
  readonly rows: readonly SpendRow[]
  /** What `--top` left out. */
  readonly other: {readonly usd: number; readonly rows: number} | null
  readonly total: {readonly usd: number; readonly usdExact: string; readonly currency: string} | null
  readonly rated: {
    readonly evaluatedAt: string | null
    readonly ageSeconds: number | null
    readonly attribution: string | null
  } | null
  readonly forecast: SpendForecast | null
  readonly running: readonly RunningCost[]
}

export interface SpendRequest {
  readonly window: TimeWindow
  readonly dimensions: readonly SpendDimension[]
  /** Rows; null: all. */
  readonly top: number | null
  /** Milliseconds since the epoch. */
  readonly now: number
}

export interface SpendReport {
  readonly spend: Spend
  readonly warnings: readonly Warning[]
  readonly exitCode: number
}

/**
 * Used, rated and by kind, asked at the same time and kept apart. A part that cannot be read is a warning; the exit code
 * says so only where it is the rows that were asked for.
 * @throws AppError usage for dimensions that cannot be combined
 */
export async function readSpend(gateway: Gateway, accountId: string, request: SpendRequest): Promise<SpendReport> {
  const {window, dimensions, top, now} = request
  const byKind = dimensions.includes('kind')
  const rated = dimensions.filter(dimension => dimension !== 'kind')
  const [quota, costs, week, kinds, deployments, keys] = await Promise.all([
    settle(gateway.getQuota(accountId, SPEND_QUOTA_ID)),
    settle(readCosts(gateway, accountId, window, rated, now)),
    settle(readCosts(gateway, accountId, weekWindow(now), ['day'], now)),
    settle(gateway.billingSummary(accountId, window.start, window.end, byKind && dimensions.includes('day'))),
    settle(allPages(page => gateway.listDeployments(accountId, page), {})),
    dimensions.includes('key') ? settle(allPages(page => gateway.listApiKeys(accountId, page), {})) : null,
  ])
  const source = byKind ? allKinds(kinds, costs, rated[0]) : costs
  const chosen = source instanceof AppError ? [] : sumBy(source.costs, dimensions)
  const {rows, rest} = largest(chosen, top)
  const names = new Map(keys === null || keys instanceof AppError ? [] : keys.items.map(({id, name}) => [id, name]))
  const spend: Spend = {
    period: {start: new Date(window.start).toISOString(), end: new Date(window.end).toISOString()},
    scope: costs instanceof AppError ? 'account' : costs.scope,
    ...limitOf(quota),
    kinds:
      kinds instanceof AppError
        ? []
        : sumBy(kinds, ['kind']).map(({kind, nanos}) => ({kind: kind ?? 'other', ...usdOf(nanos)})),
    groupBy: dimensions,
    rows: rows.map(cost => rowOf(cost, dimensions, names)),
    other: rest === null ? null : {usd: amountOf(rest.nanos), rows: rest.rows},
    total: source instanceof AppError ? null : {...usdOf(totalOf(chosen)), currency: 'USD'},
    rated: costs instanceof AppError ? null : ratingOf(costs, now),
    forecast: quota instanceof AppError ? null : forecastOf(quota, week, now),
    running: deployments instanceof AppError ? [] : runningCosts(deployments.items),
  }
  const failed = (what: string, part: unknown) => (part instanceof AppError ? [notReadable(what, part)] : [])
  return {
    spend,
    warnings: [
      ...(costs instanceof AppError ? [] : costs.warnings),
      ...failed('the spend quota', quota),
      ...failed('rated costs', costs),
      ...failed('the billing summary', kinds),
      ...failed('deployments', deployments),
      ...failed('names of keys', keys),
      ...('excess' in source ? source.excess.map(differing) : []),
    ],
    exitCode: source instanceof AppError ? exitCodeOfPart(source) : 0,
  }
}

/** Costs of all kinds, those of serverless by the other dimension too, where the rated costs tell what the summary does not. */
function allKinds(
  summary: readonly Cost[] | AppError,
  rated: RatedCosts | AppError,
  dimension: SpendDimension | undefined,
): Attribution | AppError {
  if (summary instanceof AppError) return summary
  if (dimension === undefined || rated instanceof AppError) return {costs: summary, excess: []}
  return serverlessBy(summary, rated.costs, dimension)
}

const differing = ({currency, nanos}: Cost): Warning => ({
  code: 'sources-differ',
  message: `usage costs and billing summary differ by ${exactAmount(nanos)} ${currency}: the usage costs have more serverless inference`,
})

export function notReadable(what: string, {message, httpStatus}: AppError): Warning {
  return {
    code: 'not-readable',
    message: `${what}: not readable${httpStatus === null ? '' : ` (HTTP ${httpStatus})`}: ${message}`,
  }
}

function limitOf(reading: Awaited<ReturnType<Gateway['getQuota']>> | AppError) {
  if (reading instanceof AppError) return {used: null, limit: null, left: null}
  const {usage, value, headroom, unlimited} = describeQuota(reading)
  return {used: usage, limit: unlimited ? null : value, left: headroom}
}

function forecastOf(reading: Parameters<typeof describeQuota>[0], week: RatedCosts | AppError, now: number) {
  const {used, limit} = limitOf(reading)
  if (used === null) return null
  return spendForecast(used, limit, week instanceof AppError ? null : lastWeek(week, now), now)
}

/** Days of the forecast's own pace, and how far the rating may lag behind for them to be whole. Assumed: a day is usual. */
const WEEK_DAYS = 7
const MOST_LAG_DAYS = 5

/** Whole days: one that the window cuts would pass for a cheap one. */
const weekWindow = (now: number): TimeWindow => ({
  start: Math.floor(now / DAY_MS) * DAY_MS - (WEEK_DAYS + MOST_LAG_DAYS) * DAY_MS,
  end: now,
})

/** USD of the last seven full days that are rated; null when the rating lags too far behind. */
function lastWeek({costs, evaluatedAt}: RatedCosts, now: number): number | null {
  const last = lastFullDay(evaluatedAt, now)
  if (Date.parse(last) - (WEEK_DAYS - 1) * DAY_MS < weekWindow(now).start) return null
  return amountOf(dailySums(costs, last, WEEK_DAYS).reduce((sum, nanos) => sum + nanos, 0n))
}

/** The last UTC day that is rated to its end, `2026-11-25`. */
export function lastFullDay(evaluatedAt: string | null, now: number): string {
  const until = Math.min(now, evaluatedAt === null ? now : Date.parse(evaluatedAt))
  return new Date(Math.floor(until / DAY_MS) * DAY_MS - DAY_MS).toISOString().slice(0, 10)
}

function ratingOf({evaluatedAt, attribution}: RatedCosts, now: number): Spend['rated'] {
  const at = evaluatedAt === null ? null : Date.parse(evaluatedAt)
  return {evaluatedAt, ageSeconds: at === null ? null : Math.max(0, Math.round((now - at) / 1000)), attribution}
}

const usdOf = (nanos: bigint) => ({usd: amountOf(nanos), usdExact: exactAmount(nanos)})

function rowOf(cost: Cost, dimensions: readonly SpendDimension[], names: ReadonlyMap<string, string | null>): SpendRow {
  const parts = dimensions.map(dimension => {
    const value = cost[dimension] ?? null
    const isKey = dimension === 'key' && value !== null
    return [dimension, isKey ? {id: value, name: names.get(value) ?? null} : value] as const
  })
  return {...Object.fromEntries(parts), currency: cost.currency, ...usdOf(cost.nanos)}
}
