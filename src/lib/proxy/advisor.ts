import type {RateLimitDimension} from '../domain/limits/rate-limit.js'
import {LONGEST_ADVICE_MS, retryAdvice, retryAfterHeaders, type Need} from '../domain/traffic/retry-advice.js'
import type {RateLimitSnapshot} from '../domain/limits/rate-limit.js'

/**
 * Computes the `retry-after` that a 429 lacks. Each advice books what its request needs, so that ten refused requests
 * come back one after the other as the limit refills, not all at once.
 */
export class Advisor {
  /** When the last booked request of a row comes back, milliseconds. */
  readonly #booked = new Map<string, number>()

  /** @returns header names and values to add */
  advise(row: string, snapshot: RateLimitSnapshot, need: Need, now: number): string[] {
    const {ms, dimension} = retryAdvice(snapshot, need)
    const spacing = dimension === null ? 0 : refillMs(snapshot, dimension, need)
    const at = Math.min(now + LONGEST_ADVICE_MS, Math.max(now + ms, (this.#booked.get(row) ?? 0) + spacing))
    this.#book(row, at, now)
    const wait = at - now
    const why = dimension === null ? 'unexplained' : dimension
    return [...retryAfterHeaders(wait), 'x-fireq-advised', `retry-after; limit=${why}; ms=${Math.ceil(wait)}`]
  }

  #book(row: string, at: number, now: number): void {
    this.#booked.set(row, at)
    if (this.#booked.size > 1000) for (const [name, time] of this.#booked) if (time < now) this.#booked.delete(name)
  }
}

/** How long the limit takes to refill what one request needs. */
function refillMs(snapshot: RateLimitSnapshot, dimension: RateLimitDimension, need: Need): number {
  const perMinute = snapshot.limits.find(limit => limit.dimension === dimension)?.perMinute ?? null
  return perMinute === null || perMinute <= 0 ? 0 : (Math.max(1, need[dimension]) / perMinute) * 60_000
}
