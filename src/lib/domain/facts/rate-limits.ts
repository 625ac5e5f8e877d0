import type {RateLimitDimension, TokenDimension} from '../limits/rate-limit.js'
import {cite, factsFrom, type Fact, type Provenance} from './fact.js'
import type {TierName} from './tiers.js'

const TOKENS = 'tokens per minute'
const REQUESTS = 'requests per minute'

const OCTOBER_2026: Provenance = {
  validFrom: '2026-10',
  validUntil: null,
  source: 'Fireworks documentation, serverless rate limits page of October 2026',
  certainty: 'documented',
}
const MID_2026: Provenance = {
  validFrom: '2026-06',
  validUntil: '2026-10',
  source: 'Fireworks documentation, serverless rate limits page of mid 2026',
  certainty: 'documented',
}
const EARLY_2026: Provenance = {
  validFrom: '2026-01',
  validUntil: '2026-10',
  source: 'Fireworks documentation, serverless rate limits page of early 2026 (adaptive limits)',
  certainty: 'documented',
}
const YEAR_2025: Provenance = {
  validFrom: '2025',
  validUntil: '2026-01',
  source: 'Fireworks documentation, dynamic rate limits on serverless of 2025 (example table)',
  certainty: 'documented',
}

/** Facts of the rate-limit pages, by their date. */
export const october = factsFrom(OCTOBER_2026)
const mid = factsFrom(MID_2026)
export const early = factsFrom(EARLY_2026)
export const year2025 = factsFrom(YEAR_2025)

export type SizeClassId = 'small' | 'medium' | 'large'

/** Models of a size, which share an upper bound. Fast, Priority and US-only variants are of their base model's class. */
export interface SizeClass {
  readonly id: SizeClassId
  /** `under 600B`. */
  readonly name: string
  /** Total parameters, exclusive; null for the class without an end. */
  readonly belowParameters: number | null
  readonly upperBound: Readonly<Record<TokenDimension, Fact>>
}

const sizeClass = (
  fact: typeof october,
  [id, name, belowParameters]: readonly [SizeClassId, string, number | null],
  [prompt, uncached, generated]: readonly [number, number, number],
): SizeClass => ({
  id,
  name,
  belowParameters,
  upperBound: {
    prompt: fact(prompt, TOKENS),
    'uncached-prompt': fact(uncached, TOKENS),
    generated: fact(generated, TOKENS),
  },
})

/** Size classes and their upper bounds in force, smallest models (highest bounds) first. */
export const SIZE_CLASSES: readonly SizeClass[] = [
  sizeClass(october, ['small', 'under 600B', 600e9], [216_000_000, 54_000_000, 2_160_000]),
  sizeClass(october, ['medium', '600B to under 1.6T', 1.6e12], [43_200_000, 10_800_000, 432_000]),
  sizeClass(october, ['large', '1.6T and over, or unknown', null], [21_600_000, 5_400_000, 216_000]),
]

/** The size classes before October 2026. */
export const SIZE_CLASSES_MID_2026: readonly SizeClass[] = [
  sizeClass(mid, ['small', 'under 400B', 400e9], [64_800_000, 16_200_000, 648_000]),
  sizeClass(mid, ['medium', '400B to 1.6T', 1.6e12], [43_200_000, 10_800_000, 432_000]),
  sizeClass(mid, ['large', '1.6T and over, or unknown', null], [21_600_000, 5_400_000, 216_000]),
]

/**
 * The size class of a model that the catalogue has.
 * @param parameterCount total parameters; null, or anything that is no count, falls in the class that the documents name
 *   for it: the largest, with the lowest bounds
 */
export function sizeClassOf(parameterCount: number | null): SizeClassId {
  if (parameterCount === null || !Number.isFinite(parameterCount) || parameterCount <= 0) return 'large'
  return SIZE_CLASSES.find(({belowParameters}) => belowParameters === null || parameterCount < belowParameters)!.id
}

/** How far a limit can grow. */
export interface UpperBound {
  /** Tokens per minute: the bound of the class, which no tier exceeds without a custom limit. */
  readonly perMinute: number
  /** Whether the account's tier reaches all of it; a lower tier reaches less, and no table says how much. null: tier unknown. */
  readonly reached: boolean | null
}

/** From this tier on the whole bound is reached. */
export const FULL_BOUND_TIER = october(3, 'spending tier') satisfies Fact<TierName>

/** The upper bound of a size class in a dimension, as seen from a spending tier; null for a tier that is not known. */
export function upperBound(size: SizeClassId, dimension: TokenDimension, tier: TierName | null): UpperBound {
  const {upperBound: bounds} = SIZE_CLASSES.find(({id}) => id === size)!
  const reached = tier === null ? null : tier === 'unlimited' || tier >= FULL_BOUND_TIER.value
  return {perMinute: bounds[dimension].value, reached}
}

/** How a limit moves. Each metric moves by itself. */
export const GROWTH_RULE = {
  growBy: october(1.25, 'times the limit, at most'),
  growEveryMinutes: october(15, 'minutes'),
  growAboveUse: october(0.5, 'of the limit, used within one minute'),
  shrinkBy: october(0.8, 'times the limit'),
  shrinkEveryHours: october(24, 'hours, at least'),
  shrinkWindowDays: october(3, 'days looked back'),
  shrinkMeasuredMinutes: october(15, 'minutes of use'),
  shrinkBelowUse: october(0.33, 'of the limit, highest use of the window'),
  noShrinkAtUse: october(0.5, 'of the lower limit, recent use'),
  resetAfterHours: october(72, 'hours without traffic to the model'),
} as const satisfies Record<string, Fact>

/** A limit that fell at once, which no document explains. */
export const BURST_SHRINK: Fact<string> = {
  value: '200 requests at concurrency 100 took a limit of generated tokens from 216,000 to 36,000 in 3 seconds',
  unit: '',
  validFrom: '2026-08',
  validUntil: null,
  source: 'one report of live calls',
  certainty: 'seen once',
}

/** The unit of limits in headers: measured, enforced and shown per minute. */
export const HEADER_UNIT: Fact<'per-minute'> = october('per-minute')
/** Where limits started. No starting numbers are published any more. */
export const ADAPTIVE_STARTING: Readonly<Record<TokenDimension, Fact>> = {
  prompt: early(3_600_000, TOKENS),
  'uncached-prompt': early(900_000, TOKENS),
  generated: early(36_000, TOKENS),
}

const threshold = factsFrom({
  validFrom: '2026-11',
  validUntil: null,
  source:
    'between the starts of early 2026 per second (60,000, 15,000, 600) and per minute; no document draws the line',
  certainty: 'assumed',
})
/**
 * Below these in every limit of an answer the numbers are too small for tokens per minute: an answer of the time when
 * headers were described in tokens per second.
 */
export const PER_SECOND_BELOW: Readonly<Record<TokenDimension, Fact>> = {
  prompt: threshold(1_000_000, 'tokens'),
  'uncached-prompt': threshold(250_000, 'tokens'),
  generated: threshold(10_000, 'tokens'),
}

/** The generation before: how its example starts. It knew no uncached prompt tokens. */
export const DYNAMIC_STARTING: Readonly<Record<Exclude<RateLimitDimension, 'uncached-prompt'>, Fact>> = {
  requests: year2025(60, REQUESTS),
  prompt: year2025(60_000, TOKENS),
  generated: year2025(6000, TOKENS),
}

/** How that example goes on: minutes of steady use, and how often the start. */
export const DYNAMIC_GROWTH = [
  {minutes: 10, times: year2025(2, 'times the start')},
  {minutes: 60, times: year2025(12, 'times the start')},
  {minutes: 120, times: year2025(24, 'times the start')},
] as const

/** How far the documents of that time say that it goes. */
export const DYNAMIC_HIGHEST: Fact = year2025(2000, 'requests per minute, "up to"')

/** The ceiling of the whole account, over all models; fixed. The account's own is its quota `serverless-inference-rpm`. */
export const ACCOUNT_REQUESTS: Fact = october(6000, REQUESTS)
/** The same with no payment method or no credits. */
export const ACCOUNT_REQUESTS_UNPAID: Fact = october(10, REQUESTS)

/** `documented (2026-10)`. */
export const GROWTH_CITED = cite(GROWTH_RULE.growBy)
