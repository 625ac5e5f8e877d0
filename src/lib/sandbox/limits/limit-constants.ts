import {
  ACCOUNT_REQUESTS,
  ACCOUNT_REQUESTS_UNPAID,
  ADAPTIVE_STARTING,
  BURST_SHRINK,
  DYNAMIC_GROWTH,
  DYNAMIC_HIGHEST,
  DYNAMIC_STARTING,
  FULL_BOUND_TIER,
  GROWTH_RULE,
} from '../../domain/facts/rate-limits.js'
import {assumed, fromFact, type Constant} from '../constant.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const BURST = `seen once (${BURST_SHRINK.validFrom}): ${BURST_SHRINK.value}`
const OFF = `${BURST}; off unless a scenario sets it`
const NO_NUMBER = 'no number is given'

/** Adaptive rate limits, the generation in force: three token buckets per account and model. */
export const ADAPTIVE = {
  startPrompt: fromFact(ADAPTIVE_STARTING.prompt),
  startUncachedPrompt: fromFact(ADAPTIVE_STARTING['uncached-prompt']),
  startGenerated: fromFact(ADAPTIVE_STARTING.generated),
  openingScale: assumed(1, 'times the starting limits', 'where the limits stand when a model is first asked'),
  lowerScale: assumed(0.5, 'times the starting limits', `the documents know a lower bound; ${NO_NUMBER}`),
  growBy: fromFact(GROWTH_RULE.growBy),
  growEveryMs: fromFact(GROWTH_RULE.growEveryMinutes, MINUTE, 'ms'),
  growAboveUse: fromFact(GROWTH_RULE.growAboveUse),
  shrinkBy: fromFact(GROWTH_RULE.shrinkBy),
  shrinkEveryMs: fromFact(GROWTH_RULE.shrinkEveryHours, HOUR, 'ms, at least'),
  shrinkWindowMs: fromFact(GROWTH_RULE.shrinkWindowDays, 24 * HOUR, 'ms looked back'),
  shrinkMeasuredMs: fromFact(GROWTH_RULE.shrinkMeasuredMinutes, MINUTE, 'ms of use'),
  shrinkBelowUse: fromFact(GROWTH_RULE.shrinkBelowUse),
  noShrinkAtUse: fromFact(GROWTH_RULE.noShrinkAtUse),
  resetAfterMs: fromFact(GROWTH_RULE.resetAfterHours, HOUR, 'ms without traffic to the model'),
  upperShareNoTier: assumed(1 / 3, 'share of the upper bound', `a lower tier reaches less; ${NO_NUMBER}`),
  upperShareTier1: assumed(1 / 2, 'share of the upper bound', `see upperShareNoTier; ${NO_NUMBER}`),
  upperShareTier2: assumed(2 / 3, 'share of the upper bound', `see upperShareNoTier; ${NO_NUMBER}`),
  upperShareTier3: fromFact({...FULL_BOUND_TIER, value: 1, unit: 'share of the upper bound'}),
  burstWindowMs: assumed(10_000, 'ms', BURST),
  burstFactor: assumed(Infinity, 'minutes of the limit, asked for within the burst window', OFF),
  burstRequests: assumed(Infinity, 'requests within the burst window', OFF),
  burstShrink: assumed(0.5, 'times the limit', BURST),
  burstCooldownMs: assumed(60_000, 'ms', 'one burst shrinks the limit once'),
} as const satisfies Record<string, Constant>

/** Dynamic rate limits, the generation before: requests, prompt and generated tokens per minute. */
export const DYNAMIC = {
  startRequests: fromFact(DYNAMIC_STARTING.requests),
  startPrompt: fromFact(DYNAMIC_STARTING.prompt),
  startGenerated: fromFact(DYNAMIC_STARTING.generated),
  scaleAfter10Minutes: fromFact(DYNAMIC_GROWTH[0].times),
  scaleAfter1Hour: fromFact(DYNAMIC_GROWTH[1].times),
  scaleAfter2Hours: fromFact(DYNAMIC_GROWTH[2].times),
  highestScale: fromFact(DYNAMIC_HIGHEST, 1 / DYNAMIC_STARTING.requests.value, 'times the start: up to 2000 RPM'),
  lateDoublingMs: assumed(3_600_000, 'ms', 'growth after two hours goes on as in the second hour'),
  intervalMs: assumed(60_000, 'ms', 'use is judged from a request to the first one that comes so much later'),
  longestIntervalMs: assumed(90_000, 'ms', 'an interval that no request ends is over then'),
  nearLimit: assumed(0.75, 'utilization', `"sustained usage near the current limit"; ${NO_NUMBER}`),
  idleBelow: assumed(0.2, 'utilization', `works "similarly to autoscaling"; ${NO_NUMBER}`),
  overflow: assumed(1, 'times the limit', `served over the limit before "significantly" begins; ${NO_NUMBER}`),
  overLimitDelayMs: assumed(500, 'ms', `over the limit "may see higher latency"; ${NO_NUMBER}`),
} as const satisfies Record<string, Constant>

/** What holds for the account as a whole, and for a busy service. */
export const SERVERLESS = {
  requestsPerMinute: fromFact(ACCOUNT_REQUESTS),
  requestsPerMinuteWithoutPayment: fromFact(ACCOUNT_REQUESTS_UNPAID),
  loadShedProbability: assumed(0, 'probability', 'a quiet service; the scenario `overloaded` sets another'),
  priorityShedFactor: assumed(0.2, 'times the probability', `Priority is shed less; ${NO_NUMBER}`),
  promptCacheMs: assumed(300_000, 'ms', `cached prompts are kept for a while; ${NO_NUMBER}`),
  defaultMaxTokens: assumed(16, 'tokens per choice', 'the default of the completions API this follows'),
  largestMaxTokens: assumed(262_144, 'tokens per choice', 'context lengths of current models'),
  largestN: assumed(128, 'choices', 'the range of the OpenAI API'),
  firstTokenMs: assumed(80, 'ms', 'told in headers only'),
  tokenMs: assumed(5, 'ms per generated token', 'told in headers only'),
} as const satisfies Record<string, Constant>

/** The plain numbers of a table of constants, which a scenario may override one by one. */
export type SettingsOf<Table extends Record<string, Constant>> = {readonly [Name in keyof Table]: number}

/** The numbers of a table, with some of them replaced. */
export function settings<Table extends Record<string, Constant>>(
  table: Table,
  overrides: Partial<SettingsOf<Table>> = {},
): SettingsOf<Table> {
  const values = Object.fromEntries(Object.entries(table).map(([name, constant]) => [name, constant.value]))
  return {...(values as SettingsOf<Table>), ...overrides}
}

export type AdaptiveSettings = SettingsOf<typeof ADAPTIVE>
export type DynamicSettings = SettingsOf<typeof DYNAMIC>
export type ServerlessSettings = SettingsOf<typeof SERVERLESS>
