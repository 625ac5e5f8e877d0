import {ACCOUNT_REQUESTS, ADAPTIVE_STARTING, GROWTH_RULE} from '../facts/rate-limits.js'
import type {TokenPrice} from '../facts/models.js'
import {TOKEN_DIMENSIONS, type RateLimitDimension, type TokenDimension} from './rate-limit.js'

/** What somebody wants to send. */
export interface PlannedLoad {
  readonly requestsPerMinute: number
  /** Tokens of a request. */
  readonly promptTokens: number
  /** Part of the prompt that is cached, 0 to 1. */
  readonly cachedShare: number
  readonly generatedTokens: number
}

/** A rate limit as it is now, and how far it can grow; per minute. */
export interface PlannedLimit {
  readonly now: number
  /** null: not known. */
  readonly upperBound: number | null
  /** Whether the account's tier reaches the bound; null: not known. */
  readonly boundReached: boolean | null
}

export interface PlanGround {
  readonly limits: Readonly<Record<TokenDimension, PlannedLimit>>
  /** Of the whole account, per minute; fixed. */
  readonly requestsPerMinute: number
  /** USD per million tokens; null where no list has the model. */
  readonly price: TokenPrice | null
  /** What is left of the monthly limit, USD, and how much of the month is left, days; null: not known or no limit. */
  readonly spend: {readonly leftUsd: number; readonly daysLeft: number} | null
}

/** What one limit needs against what it is. */
export interface PlanNeed {
  readonly dimension: RateLimitDimension
  readonly needed: number
  readonly now: number
  readonly upperBound: number | null
  readonly fits: boolean
}

/** A stretch of the ramp: for 15 minutes this load, at this limit; then the limit has grown. */
export interface PlanStep {
  readonly step: number
  /** Since the start, when the step is over at the earliest. */
  readonly atLeastMinutes: number
  /** Of the limit that binds, during the step, per minute. */
  readonly limit: number
  /** Requests per minute to send during the step. */
  readonly load: number
}

export interface LimitsPlan {
  readonly load: PlannedLoad
  readonly needs: readonly PlanNeed[]
  /** What stops the load first, or is the closest to it. */
  readonly binding: RateLimitDimension | 'monthly-spend'
  readonly costPerDayUsd: number | null
  /** Whether the limit that binds would grow under this load: more than half of it used. */
  readonly grows: boolean
  readonly steps: readonly PlanStep[]
  /** null: not known, as the bound or the tier is not. */
  readonly reachable: boolean | null
}

/** Of the limit a step uses: above half, so that it grows, and below all of it, so that nothing is refused. Assumed. */
const AIM = 0.9
/** From now to any bound it takes fewer. */
const MOST_STEPS = 100

/** Where limits started by the last documents that said; what is planned with where nothing was read. */
export const ASSUMED_LIMITS: Readonly<Record<TokenDimension, number>> = {
  prompt: ADAPTIVE_STARTING.prompt.value,
  'uncached-prompt': ADAPTIVE_STARTING['uncached-prompt'].value,
  generated: ADAPTIVE_STARTING.generated.value,
}
export const ASSUMED_REQUESTS = ACCOUNT_REQUESTS.value

/** The ramp by the published rule: at most +25 % every 15 minutes, while more than half is used. */
export function planLimits(load: PlannedLoad, ground: PlanGround): LimitsPlan {
  const wanted = wantedPerMinute(load)
  const needs: PlanNeed[] = TOKEN_DIMENSIONS.map(dimension => ({
    dimension,
    needed: wanted[dimension],
    now: ground.limits[dimension].now,
    upperBound: ground.limits[dimension].upperBound,
    fits: wanted[dimension] <= ground.limits[dimension].now,
  }))
  const {requestsPerMinute: ceiling} = ground
  needs.unshift({
    dimension: 'requests',
    needed: load.requestsPerMinute,
    now: ceiling,
    upperBound: ceiling,
    fits: load.requestsPerMinute <= ceiling,
  })
  const costPerDayUsd = costPerDay(load, ground.price)
  const ratios: [LimitsPlan['binding'], number][] = needs.map(({dimension, needed, now}) => [dimension, needed / now])
  if (ground.spend !== null && costPerDayUsd !== null) {
    const {leftUsd, daysLeft} = ground.spend
    ratios.push(['monthly-spend', leftUsd <= 0 ? Infinity : (costPerDayUsd * daysLeft) / leftUsd])
  }
  const binding = ratios.reduce((most, one) => (one[1] > most[1] ? one : most))[0]
  const tightest = needs.filter(({dimension}) => dimension !== 'requests').reduce(tighter)
  return {
    load,
    needs,
    binding,
    costPerDayUsd,
    grows: tightest.needed > GROWTH_RULE.growAboveUse.value * tightest.now,
    steps: stepsOf(load, wanted, ground, tightest.dimension as TokenDimension),
    reachable: reachability(needs, ground),
  }
}

const tighter = (a: PlanNeed, b: PlanNeed) => (b.needed / b.now > a.needed / a.now ? b : a)

function wantedPerMinute(load: PlannedLoad): Record<TokenDimension, number> {
  const prompt = load.requestsPerMinute * load.promptTokens
  return {
    prompt,
    'uncached-prompt': prompt * (1 - load.cachedShare),
    generated: load.requestsPerMinute * load.generatedTokens,
  }
}

function costPerDay(
  {requestsPerMinute, promptTokens, cachedShare, generatedTokens}: PlannedLoad,
  price: TokenPrice | null,
) {
  if (price === null) return null
  const {input, cachedInput, output} = price
  const prompt = promptTokens * ((1 - cachedShare) * input + cachedShare * cachedInput)
  return (requestsPerMinute * 1440 * (prompt + generatedTokens * output)) / 1e6
}

/**
 * Each limit moves by its own use alone: one that the load leaves below half does not grow, and a limit that is not
 * reached yet holds the load back for all of them.
 */
function stepsOf(
  load: PlannedLoad,
  wanted: Readonly<Record<TokenDimension, number>>,
  {limits, requestsPerMinute}: PlanGround,
  shown: TokenDimension,
): PlanStep[] {
  if (load.requestsPerMinute > requestsPerMinute) return []
  const {growBy, growAboveUse, growEveryMinutes} = GROWTH_RULE
  const current = Object.fromEntries(TOKEN_DIMENSIONS.map(name => [name, limits[name].now])) as Record<
    TokenDimension,
    number
  >
  const steps: PlanStep[] = []
  while (TOKEN_DIMENSIONS.some(name => wanted[name] > current[name]) && steps.length < MOST_STEPS) {
    const shares = TOKEN_DIMENSIONS.map(name => (wanted[name] <= 0 ? 1 : (AIM * current[name]) / wanted[name]))
    const share = Math.min(1, ...shares)
    steps.push({
      step: steps.length + 1,
      atLeastMinutes: growEveryMinutes.value * (steps.length + 1),
      limit: Math.floor(current[shown]),
      load: Math.floor(100 * share * load.requestsPerMinute) / 100,
    })
    let moved = false
    for (const name of TOKEN_DIMENSIONS) {
      const bound = limits[name].upperBound ?? Infinity
      if (share * wanted[name] <= growAboveUse.value * current[name] || current[name] >= bound) continue
      current[name] = Math.min(bound, current[name] * growBy.value)
      moved = true
    }
    if (!moved) break
  }
  return steps
}

function reachability(needs: readonly PlanNeed[], {limits}: PlanGround): boolean | null {
  const answers = needs.map(({dimension, needed, upperBound, fits}) => {
    if (fits) return true
    if (dimension === 'requests') return false
    if (upperBound === null) return null
    if (needed > upperBound) return false
    return limits[dimension].boundReached === true ? true : null
  })
  return answers.includes(false) ? false : answers.includes(null) ? null : true
}
