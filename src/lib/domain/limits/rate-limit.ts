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

/** How a dimension is called in a table of text. */
export const DIMENSION_NAMES: Record<RateLimitDimension, string> = {
  requests: 'requests',
  prompt: 'prompt',
  'uncached-prompt': 'uncached prompt',
  generated: 'output',
}

export type RateLimitUnit = 'per-minute' | 'per-second'
/**
 * How the unit is known: by the documents (per minute, October 2026), by the family (a limit of requests came), by the size
 * (too small for anything but per second), or because the user said so. The account API's own list of limits is read as headers are.
 */
export type UnitSource = 'documented' | 'header-family' | 'magnitude' | 'flag'

/** One limit as the headers of one answer tell it. A null is something the headers did not say. */
export interface RateLimit {
  readonly dimension: RateLimitDimension
  /** The number of the limit header, in `unit`. */
  readonly raw: number | null
  /** The number of the remaining header, in the same unit; below 0 when the bucket is overdrawn. */
  readonly rawRemaining: number | null
  readonly unit: RateLimitUnit
  readonly unitSource: UnitSource
  /** The limit in requests or tokens per minute; null when only the remaining number came. */
  readonly perMinute: number | null
  readonly perSecond: number | null
  readonly remainingPerMinute: number | null
  /** 0 to 1, the used part of the limit; above 1 when overdrawn. Needs no unit. */
  readonly utilization: number | null
  /** Where this limit started by the documents of its generation (no newer ones say), per minute; null where none is published. */
  readonly startingPerMinute: number | null
  /** The documented upper bound for a model of this size, per minute; null where none is published or the size is unknown. */
  readonly upperBoundPerMinute: number | null
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

/** The dimensions in which nothing remains, as the headers say. */
export function exhaustedDimensions(snapshot: RateLimitSnapshot): RateLimitDimension[] {
  return snapshot.limits
    .filter(limit => limit.rawRemaining !== null && limit.rawRemaining <= 0)
    .map(limit => limit.dimension)
}

/** The limit of an answer with the largest used part; null when no utilization is known. */
export function tightestLimit(snapshot: RateLimitSnapshot): RateLimit | null {
  return tightestOf(snapshot.limits)
}

/** The limit with the largest used part, the first of several; null when no utilization is known. */
export function tightestOf(limits: readonly RateLimit[]): RateLimit | null {
  let tightest: RateLimit | null = null
  for (const limit of limits) {
    if (limit.utilization !== null && limit.utilization > (tightest?.utilization ?? -1)) tightest = limit
  }
  return tightest
}
