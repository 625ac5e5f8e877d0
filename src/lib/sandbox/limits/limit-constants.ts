import {assumed, documented, observed, type Constant} from '../constant.js'

const ADAPTIVE_PAGE = 'Fireworks documentation, serverless rate limits page'
const DYNAMIC_PAGE = 'Fireworks documentation, dynamic rate limits on serverless'
const BOUNDS = `${ADAPTIVE_PAGE}, upper bounds by model size, over the starting limits`
const BURST = 'a capture: 200 requests at concurrency 100 took the generated limit from 216,000 to 36,000'
const NO_NUMBER = 'no number is given'

/** Adaptive rate limits, the generation in force: three token buckets per account and model. */
export const ADAPTIVE = {
  startPrompt: documented(3_600_000, 'tokens per minute', ADAPTIVE_PAGE),
  startUncachedPrompt: documented(900_000, 'tokens per minute', ADAPTIVE_PAGE),
  startGenerated: documented(36_000, 'tokens per minute', ADAPTIVE_PAGE),
  openingScale: documented(1, 'times the starting limits', ADAPTIVE_PAGE),
  lowerScale: observed(1, 'times the starting limits', `${BURST}, which is the starting limit`),
  upperScaleUnder400B: documented(18, 'times the starting limits', BOUNDS),
  upperScaleUnder1600B: documented(12, 'times the starting limits', BOUNDS),
  upperScaleLargest: documented(6, 'times the starting limits', `${BOUNDS}; also for models of unknown size`),
  upperShareNoTier: assumed(
    1 / 3,
    'share of the upper bound',
    `a higher tier correlates with a higher bound; ${NO_NUMBER}`,
  ),
  upperShareTier1: assumed(1 / 2, 'share of the upper bound', `see upperShareNoTier; ${NO_NUMBER}`),
  upperShareTier2: assumed(2 / 3, 'share of the upper bound', `see upperShareNoTier; ${NO_NUMBER}`),
  upperShareTier3: documented(1, 'share of the upper bound', `${BOUNDS}: Tier 3 and above reach all of it`),
  nearLimit: assumed(0.8, 'utilization', `"sustained usage near the current limit"; ${NO_NUMBER}`),
  growthDoublingMs: assumed(1_200_000, 'ms', 'faster than traffic that doubles within an hour, which must fit'),
  idleBelow: assumed(0.2, 'utilization', `limits shrink with use; ${NO_NUMBER}`),
  idleGraceMs: assumed(300_000, 'ms', `idleness that leaves the limits alone; ${NO_NUMBER}`),
  idleHalvingMs: assumed(1_200_000, 'ms', `limits shrink with use; ${NO_NUMBER}`),
  usageWindowMs: assumed(60_000, 'ms', 'how far back use is averaged; enforcement is per minute'),
  burstWindowMs: assumed(10_000, 'ms', BURST),
  burstFactor: assumed(2, 'minutes of the limit, asked for within the burst window', BURST),
  burstRequests: assumed(Infinity, 'requests within the burst window', `${BURST}; off unless a scenario sets it`),
  burstShrink: assumed(0.5, 'times the limit', BURST),
  burstCooldownMs: assumed(60_000, 'ms', 'one burst shrinks the limit once'),
} as const satisfies Record<string, Constant>

/** Dynamic rate limits, the generation before: requests, prompt and generated tokens per minute. */
export const DYNAMIC = {
  startRequests: documented(60, 'requests per minute', DYNAMIC_PAGE),
  startPrompt: documented(60_000, 'tokens per minute', DYNAMIC_PAGE),
  startGenerated: documented(6_000, 'tokens per minute', DYNAMIC_PAGE),
  scaleAfter10Minutes: documented(2, 'times the starting limits', DYNAMIC_PAGE),
  scaleAfter1Hour: documented(12, 'times the starting limits', DYNAMIC_PAGE),
  scaleAfter2Hours: documented(24, 'times the starting limits', DYNAMIC_PAGE),
  highestScale: documented(2_000 / 60, 'times the starting limits', `${DYNAMIC_PAGE}: up to 2000 RPM`),
  lateDoublingMs: assumed(3_600_000, 'ms', 'growth after two hours goes on as in the second hour'),
  intervalMs: assumed(60_000, 'ms', 'the interval over which use is judged; the limits are per minute'),
  nearLimit: assumed(0.8, 'utilization', `"sustained usage near the current limit"; ${NO_NUMBER}`),
  idleBelow: assumed(0.2, 'utilization', `works "similarly to autoscaling"; ${NO_NUMBER}`),
  overflow: assumed(1, 'times the limit', `served over the limit before "significantly" begins; ${NO_NUMBER}`),
  overLimitDelayMs: assumed(500, 'ms', `over the limit "may see higher latency"; ${NO_NUMBER}`),
} as const satisfies Record<string, Constant>

/** What holds for the account as a whole, and for a busy service. */
export const SERVERLESS = {
  requestsPerMinute: documented(6_000, 'requests per minute', `${ADAPTIVE_PAGE}, account-wide`),
  requestsPerMinuteWithoutPayment: documented(10, 'requests per minute', `${ADAPTIVE_PAGE}, without a payment method`),
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
