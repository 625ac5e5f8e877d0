/** What a rate limit counts. On the wire `uncached-prompt` is called `cache-adjusted-prompt`. */
export const RATE_LIMIT_DIMENSIONS = ['requests', 'prompt', 'uncached-prompt', 'generated'] as const
export type RateLimitDimension = (typeof RATE_LIMIT_DIMENSIONS)[number]
export type TokenDimension = Exclude<RateLimitDimension, 'requests'>
export const TOKEN_DIMENSIONS = ['prompt', 'uncached-prompt', 'generated'] as const satisfies readonly TokenDimension[]

/** How a dimension is called in a sentence. */
export const DIMENSION_WORDS: Record<RateLimitDimension, string> = {
  requests: 'requests',
  prompt: 'prompt tokens',
  'uncached-prompt': 'uncached prompt tokens',
  generated: 'output tokens',
}

export type RateLimitUnit = 'per-minute' | 'per-second' | 'unknown'
/** How the unit is known; `none` goes with `unknown`. */
export type UnitSource = 'header-family' | 'magnitude' | 'ratio' | 'flag' | 'none'

/** One limit as the headers of one answer tell it. A null is something the headers did not say. */
export interface RateLimit {
  readonly dimension: RateLimitDimension
  /** The number of the limit header, in `unit`. */
  readonly raw: number | null
  /** The number of the remaining header, in the same unit; below 0 when the bucket is overdrawn. */
  readonly rawRemaining: number | null
  readonly unit: RateLimitUnit
  readonly unitSource: UnitSource
  /** The limit in requests or tokens per minute; null when the unit is unknown. */
  readonly perMinute: number | null
  readonly perSecond: number | null
  /** Also 0 when nothing remains in an unknown unit: nothing is nothing in any unit. */
  readonly remainingPerMinute: number | null
  /** 0 to 1, the used part of the limit; above 1 when overdrawn. Needs no unit. */
  readonly utilization: number | null
  /** The documented start of this limit, per minute; null where none is published. */
  readonly startingPerMinute: number | null
  /** The documented upper bound for a model of this size, per minute; null where none is published. */
  readonly ceilingPerMinute: number | null
}

/** Which of Fireworks' two generations of limits the headers belong to. */
export type RateLimitFamily = 'adaptive' | 'dynamic'

/** Everything one inference answer's headers say about rate limits. */
export interface RateLimitSnapshot {
  /** null without a limit or remaining header that can be read. */
  readonly family: RateLimitFamily | null
  /** In the order of `RATE_LIMIT_DIMENSIONS`; only dimensions with a number that can be read. */
  readonly limits: readonly RateLimit[]
  /** Served at lower priority because a limit is exhausted; was seen `no` on real 429s. */
  readonly overLimit: boolean | null
  readonly retryAfterSeconds: number | null
  readonly requestId: string | null
  readonly promptTokens: number | null
  readonly cachedPromptTokens: number | null
  /** The server's time to the first token, milliseconds. */
  readonly ttftMs: number | null
  /** The server's processing time, milliseconds. */
  readonly processingMs: number | null
  /** The rate-limit headers as they came, names in lower case, repeated ones joined with a comma. */
  readonly headers: Readonly<Record<string, string>>
  /** What could not be read or known and why, one sentence each. */
  readonly notes: readonly string[]
}

/** A number of the documents, with where it is from and how far to trust it. */
export interface PublishedNumber {
  readonly value: number
  readonly unit: 'tokens per minute' | 'requests per minute'
  readonly source: string
  readonly mark: 'documented' | 'observed' | 'assumed'
}

const SERVERLESS_PAGE = 'Fireworks documentation, serverless rate limits page (adaptive limits)'
const DYNAMIC_PAGE = 'Fireworks documentation, dynamic rate limits on serverless (example table)'
const BOUNDS_PAGE = 'Fireworks documentation, upper bounds of adaptive limits by model size'
const ACCOUNT_PAGE = 'Fireworks documentation, account-wide request limit'

const tokens = (value: number, source: string): PublishedNumber => ({
  value,
  unit: 'tokens per minute',
  source,
  mark: 'documented',
})
const requests = (value: number, source: string): PublishedNumber => ({
  value,
  unit: 'requests per minute',
  source,
  mark: 'documented',
})

/** Where adaptive limits start; also their lower bound as far as observed. */
export const ADAPTIVE_STARTING: Record<TokenDimension, PublishedNumber> = {
  prompt: tokens(3_600_000, SERVERLESS_PAGE),
  'uncached-prompt': tokens(900_000, SERVERLESS_PAGE),
  generated: tokens(36_000, SERVERLESS_PAGE),
}

/** Where the earlier, dynamic limits start in the documents' example. They knew no uncached prompt tokens. */
export const DYNAMIC_STARTING: Record<Exclude<RateLimitDimension, 'uncached-prompt'>, PublishedNumber> = {
  requests: requests(60, DYNAMIC_PAGE),
  prompt: tokens(60_000, DYNAMIC_PAGE),
  generated: tokens(6000, DYNAMIC_PAGE),
}

/** The fixed ceiling of the whole account, over all models; above it 429. */
export const ACCOUNT_REQUESTS: PublishedNumber = requests(6000, ACCOUNT_PAGE)
/** The same without a payment method on file. */
export const ACCOUNT_REQUESTS_UNPAID: PublishedNumber = requests(10, ACCOUNT_PAGE)

export interface ModelSizeClass {
  readonly name: string
  /** Parameters, exclusive; null for the class without an end. */
  readonly belowParameters: number | null
  readonly upperBound: Record<TokenDimension, PublishedNumber>
}

const bounds = (prompt: number, uncached: number, generated: number): Record<TokenDimension, PublishedNumber> => ({
  prompt: tokens(prompt, BOUNDS_PAGE),
  'uncached-prompt': tokens(uncached, BOUNDS_PAGE),
  generated: tokens(generated, BOUNDS_PAGE),
})

/** The published upper bounds, smallest models (highest bounds) first. */
export const MODEL_SIZE_CLASSES: readonly ModelSizeClass[] = [
  {name: 'under 400B', belowParameters: 400e9, upperBound: bounds(64_800_000, 16_200_000, 648_000)},
  {name: '400B to 1.6T', belowParameters: 1.6e12, upperBound: bounds(43_200_000, 10_800_000, 432_000)},
  {name: '1.6T and over, or unknown', belowParameters: null, upperBound: bounds(21_600_000, 5_400_000, 216_000)},
]

/**
 * The size class of a model.
 * @param parameterCount null, or anything that is no size, falls in the class the documents name for it: the lowest bounds
 */
export function modelSizeClass(parameterCount: number | null): ModelSizeClass {
  const known = parameterCount !== null && Number.isFinite(parameterCount) && parameterCount > 0
  const found = known
    ? MODEL_SIZE_CLASSES.find(size => size.belowParameters !== null && parameterCount < size.belowParameters)
    : undefined
  return found ?? MODEL_SIZE_CLASSES.at(-1)!
}

/**
 * The unit that a token limit's size alone decides. The documents say per second, captures only make sense per minute;
 * the published ranges of the two do not overlap, so inside them magnitude decides, and nothing else is guessed.
 */
export function unitByMagnitude(dimension: TokenDimension, raw: number): RateLimitUnit {
  const lowest = ADAPTIVE_STARTING[dimension].value
  const highest = MODEL_SIZE_CLASSES[0]!.upperBound[dimension].value
  if (raw >= lowest && raw <= highest) return 'per-minute'
  return raw >= lowest / 60 && raw <= highest / 60 ? 'per-second' : 'unknown'
}

/** Adaptive limits keep prompt : uncached prompt : generated at 100 : 25 : 1. Inferred from all published numbers. */
export const DIMENSION_RATIO: Record<TokenDimension, number> = {prompt: 100, 'uncached-prompt': 25, generated: 1}
/** How far a limit may be off that ratio: room for the rounding of a limit told per second. Assumed. */
export const RATIO_TOLERANCE = 0.01

/** The dimensions in which nothing remains, as the headers say. */
export function exhaustedDimensions(snapshot: RateLimitSnapshot): RateLimitDimension[] {
  return snapshot.limits
    .filter(limit => limit.rawRemaining !== null && limit.rawRemaining <= 0)
    .map(limit => limit.dimension)
}

/** The limit with the largest used part; null when no utilization is known. */
export function tightestLimit(snapshot: RateLimitSnapshot): RateLimit | null {
  let tightest: RateLimit | null = null
  for (const limit of snapshot.limits) {
    if (limit.utilization !== null && limit.utilization > (tightest?.utilization ?? -1)) tightest = limit
  }
  return tightest
}
