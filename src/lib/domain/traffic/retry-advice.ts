import type {RateLimitDimension, RateLimitSnapshot} from '../limits/rate-limit.js'

/** What a request takes from each limit. */
export type Need = Readonly<Record<RateLimitDimension, number>>

/** Shortest and longest advice, milliseconds. The SDKs honour at most 60 s (OpenAI's and Fireworks' own, 2026-10). */
export const SHORTEST_ADVICE_MS = 250
export const LONGEST_ADVICE_MS = 60_000
/** Advice where the headers explain nothing: an account's requests per minute come back within a second. Assumed. */
const UNEXPLAINED_ADVICE_MS = 1000

export interface RetryAdvice {
  readonly ms: number
  /** The limit that decided; null where no header explains the refusal. */
  readonly dimension: RateLimitDimension | null
}

/**
 * How long until a refused request would be let in: what it lacks, at the speed at which the limit refills.
 * @param need tokens or requests, by dimension
 */
export function retryAdvice(snapshot: RateLimitSnapshot, need: Need): RetryAdvice {
  let advice: RetryAdvice = {ms: 0, dimension: null}
  for (const {dimension, perMinute, remainingPerMinute} of snapshot.limits) {
    if (perMinute === null || perMinute <= 0 || remainingPerMinute === null) continue
    const wanted = Math.min(Math.max(1, need[dimension]), perMinute)
    const lacking = wanted - remainingPerMinute
    const ms = (lacking / perMinute) * 60_000
    if (ms > advice.ms) advice = {ms, dimension}
  }
  const ms = advice.dimension === null ? UNEXPLAINED_ADVICE_MS : advice.ms
  return {...advice, ms: Math.min(LONGEST_ADVICE_MS, Math.max(SHORTEST_ADVICE_MS, Math.ceil(ms)))}
}

/** The two headers that SDKs read. Whole seconds, rounded up, at least 1; the exact time beside it. */
export function retryAfterHeaders(ms: number): string[] {
  // Older JavaScript clients of OpenAI's take only values below a minute (their `retryRequest`, up to version 5).
  const exact = Math.min(Math.ceil(ms), LONGEST_ADVICE_MS - 1)
  return ['retry-after', String(Math.max(1, Math.ceil(ms / 1000))), 'retry-after-ms', String(exact)]
}
