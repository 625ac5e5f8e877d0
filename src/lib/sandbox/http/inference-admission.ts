import {inferenceError, type Answer, type Call} from './answer.js'
import type {TokenCounts} from './completion-answer.js'
import {isShed} from '../limits/load-shedding.js'
import type {CatalogueModel} from '../model-catalogue.js'
import {callerOf} from '../account/people.js'
import {ratedAmounts} from '../account/spend-event.js'
import {rateLimitHeaders} from '../limits/rate-limit-headers.js'
import {SERVED, type Admission, type RateLimiter} from '../limits/rate-limiter.js'
import type {Simulation} from '../simulation.js'
import {promptTokens} from '../limits/token-count.js'

/** What a request is about to use. */
export interface Demand {
  readonly parts: readonly string[]
  readonly cacheKey: string | undefined
  /** Completions: a request with `n` choices counts as `n`. */
  readonly requests: number
  readonly generated: number
  readonly priority: boolean
}

/** A request that was let in and paid for. */
export interface Admitted {
  readonly tokens: TokenCounts
  readonly headers: readonly string[]
  /** Simulated milliseconds it waits, because it is served at lower priority. */
  readonly delayMs: number
}

const REFUSED_BY_CEILING: Admission = {verdict: 'refused', exhausted: []}
const RATE_LIMITED = 'rate limit exceeded, please try again later'

/**
 * Lets a request in and books its cost, or answers 429 (request ceiling, then the model's limits) or 503 (load shed).
 * A request that is not let in uses and costs nothing beyond the ceiling.
 */
export function admitRequest(
  simulation: Simulation,
  call: Call,
  model: CatalogueModel,
  demand: Demand,
): Admitted | Answer {
  const {account, limits, promptCache, serverless} = simulation
  const now = simulation.time.now()
  const limiter = limits.limiterOf(model, account.tier, now)
  if (!simulation.ceiling.take(demand.requests, simulation.requestsPerMinute, now)) {
    const headers = limitHeaders(simulation, limiter, REFUSED_BY_CEILING, now)
    return inferenceError(429, RATE_LIMITED, call.requestId, headers)
  }
  if (isShed(serverless.loadShedProbability, serverless.priorityShedFactor, demand.priority, simulation.random)) {
    const headers = limitHeaders(simulation, limiter, SERVED, now)
    return inferenceError(503, 'Service Overloaded', call.requestId, headers)
  }
  const prompt = promptTokens(demand.parts)
  const {cacheKey} = demand
  const cached = cacheKey === undefined ? 0 : promptCache.cachedTokens(model.id, cacheKey, demand.parts, now)
  const use = {requests: demand.requests, prompt, uncachedPrompt: prompt - cached, generated: demand.generated}
  const admission = limiter.admit(use, now)
  const headers = limitHeaders(simulation, limiter, admission, now)
  if (admission.verdict === 'refused') return inferenceError(429, RATE_LIMITED, call.requestId, headers)
  if (cacheKey !== undefined) promptCache.remember(model.id, cacheKey, demand.parts, now)
  const tokens = {prompt, cached, generated: demand.generated}
  const caller = callerOf(call.key)
  const billed = {uncachedPrompt: prompt - cached, cachedPrompt: cached, generated: demand.generated}
  account.charge({
    at: now,
    kind: 'serverless',
    resource: model.id,
    user: caller.user.id,
    apiKeyId: caller.apiKeyId,
    priority: demand.priority,
    amounts: ratedAmounts(billed, model.price, demand.priority ? simulation.priorityPriceFactor : 1),
  })
  return {tokens, headers, delayMs: admission.verdict === 'over-limit' ? limits.dynamicSettings.overLimitDelayMs : 0}
}

function limitHeaders(simulation: Simulation, limiter: RateLimiter, admission: Admission, now: number): string[] {
  if (simulation.headerGeneration === 'none') return []
  const levels = limiter.levels(now)
  // The adaptive limits know no requests per minute: there the account-wide ceiling is what limits them.
  if (simulation.headerGeneration === 'dynamic' && simulation.limits.kind === 'adaptive') {
    const limit = simulation.requestsPerMinute
    levels.unshift({dimension: 'requests', limit, remaining: limit - simulation.ceiling.inUse(limit, now)})
  }
  const {headerGeneration, headerUnit, limits} = simulation
  return rateLimitHeaders(levels, admission, headerGeneration, headerUnit, limits.kind)
}
