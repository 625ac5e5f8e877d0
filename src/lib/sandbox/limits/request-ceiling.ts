const MINUTE = 60_000

/**
 * The account-wide request ceiling: one bucket that holds a minute's worth of requests and refills continuously.
 * Source: Fireworks documentation, serverless rate limits page (6,000 a minute, 10 without a payment method).
 */
export class RequestCeiling {
  #perMinute: number
  #level: number
  #at: number

  constructor(perMinute: number, now: number) {
    this.#perMinute = perMinute
    this.#level = perMinute
    this.#at = now
  }

  /** Takes that many requests, or none of them. The ceiling may differ from call to call. */
  take(requests: number, perMinute: number, now: number): boolean {
    this.#advance(perMinute, now)
    if (this.#level < requests) return false
    this.#level -= requests
    return true
  }

  /** Requests of the last minute that still weigh on the ceiling. */
  inUse(perMinute: number, now: number): number {
    this.#advance(perMinute, now)
    return Math.ceil(this.#perMinute - this.#level)
  }

  #advance(perMinute: number, now: number): void {
    if (perMinute !== this.#perMinute) {
      // Requests already made stay made when the ceiling moves.
      this.#level = Math.max(0, perMinute - (this.#perMinute - this.#level))
      this.#perMinute = perMinute
    }
    const elapsed = Math.max(0, now - this.#at)
    this.#at = Math.max(now, this.#at)
    this.#level = Math.min(perMinute, this.#level + (perMinute * elapsed) / MINUTE)
  }
}
