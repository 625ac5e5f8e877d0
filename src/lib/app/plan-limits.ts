import {AppError, type Warning} from '../domain/errors.js'
import {livingModel, modelPrice} from '../domain/facts/models.js'
import {cite} from '../domain/facts/fact.js'
import {ADAPTIVE_STARTING, upperBound} from '../domain/facts/rate-limits.js'
import type {TierName} from '../domain/facts/tiers.js'
import {
  ASSUMED_LIMITS,
  ASSUMED_REQUESTS,
  planLimits,
  type LimitsPlan,
  type PlannedLimit,
  type PlannedLoad,
} from '../domain/limits/plan.js'
import {TOKEN_DIMENSIONS, type TokenDimension} from '../domain/limits/rate-limit.js'
import {describeQuota, REQUESTS_QUOTA_ID, SPEND_QUOTA_ID, type Quota} from '../domain/quota/quota.js'
import {likelyTier} from '../domain/quota/tier.js'
import {allPages} from './all-pages.js'
import {reportLimits, type LimitsPorts, type LimitsReport} from './limits-report.js'
import {settle} from './settle.js'

/** What is known of now, for a plan. */
export interface PlanReading {
  readonly report: LimitsReport | null
  readonly quotas: readonly Quota[]
  readonly tier: TierName | null
  readonly warnings: readonly Warning[]
}

/** Nothing was asked: a plan by the documents alone. */
export const NOTHING_READ: PlanReading = {report: null, quotas: [], tier: null, warnings: []}

/** Reads limits by one tiny request, the quotas and the account. What cannot be read is a warning. */
export async function readForPlan(ports: LimitsPorts, model: string): Promise<PlanReading> {
  const id = await ports.account()
  const [report, listing, account] = await Promise.all([
    reportLimits(ports, {targets: [{model}], options: {}, schedule: null, compareTiers: false}),
    settle(allPages(page => ports.gateway.listQuotas(id, page), {})),
    settle(ports.gateway.getAccount(id)),
  ])
  const quotas = listing instanceof AppError ? [] : listing.items.map(describeQuota)
  const spend = quotas.find(quota => quota.id === SPEND_QUOTA_ID) ?? null
  const failed = [listing, account].filter(part => part instanceof AppError)
  return {
    report,
    quotas,
    tier: likelyTier(account instanceof AppError ? null : account, spend).likely,
    warnings: [...report.warnings, ...failed.map(({code, message}) => ({code, message}))],
  }
}

/**
 * The plan of a load for a model. What was not read is assumed as the documents said last.
 * @param model full resource name
 * @param now milliseconds since the epoch
 */
export function planFor(
  model: string,
  load: PlannedLoad,
  {report, quotas, tier, warnings}: PlanReading,
  now: number,
): {readonly plan: LimitsPlan; readonly warnings: readonly Warning[]} {
  const read = report?.probes[0]?.result.limits ?? []
  const size = livingModel(model)?.sizeClass ?? null
  const limitOf = (dimension: TokenDimension): PlannedLimit => {
    const own = read.find(limit => limit.dimension === dimension)
    const bound = size === null ? null : upperBound(size, dimension, tier)
    return {
      now: own?.perMinute ?? ASSUMED_LIMITS[dimension],
      upperBound: own?.upperBoundPerMinute ?? bound?.perMinute ?? null,
      boundReached: size === null ? null : upperBound(size, dimension, tier).reached,
    }
  }
  const limits = Object.fromEntries(TOKEN_DIMENSIONS.map(name => [name, limitOf(name)])) as Record<
    TokenDimension,
    PlannedLimit
  >
  const spend = quotas.find(({id}) => id === SPEND_QUOTA_ID)
  const plan = planLimits(load, {
    limits,
    requestsPerMinute: quotas.find(({id}) => id === REQUESTS_QUOTA_ID)?.value ?? ASSUMED_REQUESTS,
    price: modelPrice(model)?.value ?? null,
    spend:
      spend === undefined || spend.unlimited || spend.headroom === null
        ? null
        : {leftUsd: spend.headroom, daysLeft: daysLeftInMonth(now)},
  })
  const assumed = TOKEN_DIMENSIONS.some(
    name => !read.some(({dimension, perMinute}) => dimension === name && perMinute !== null),
  )
  const note = `the limits in effect are not known: planned from where limits started, ${cite(ADAPTIVE_STARTING.prompt)}`
  return {plan, warnings: [...warnings, ...(assumed ? [{code: 'assumed-limits', message: note}] : [])]}
}

function daysLeftInMonth(now: number): number {
  const date = new Date(now)
  return (Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) - now) / 86_400_000
}
