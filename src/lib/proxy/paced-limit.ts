const MINUTE = 60_000
/** A limit is spent in parts of this long: what goes out at once after a pause is at most one part's worth. */
const SMOOTH_MS = 1000

interface Sent {
  readonly order: number
  amount: number
}

/**
 * One limit as the pacer keeps to it. Two rules, and a request waits for both:
 *
 * - **smooth**: the aimed share of the limit flows in evenly, and at most a second's worth of it can be saved up;
 * - **true**: what the server said was left, refilled since, less what was sent since. It knows of the account's other
 *   users and of limits that were cut; the smooth part does not.
 *
 * A pure function of the times handed in. Amounts are requests or tokens, times are milliseconds.
 */
export class PacedLimit {
  readonly #share: number
  /** null: nothing is known of such a limit, and nothing waits for it. */
  #perMinute: number | null
  #level: number
  #at: number
  #reading: {readonly remaining: number; readonly at: number; readonly order: number} | null = null
  /** Requests that were sent after the one whose answer gave the reading. */
  #since: Sent[] = []

  /** @param share of the limit to aim at, 0 to 1 */
  constructor(perMinute: number | null, share: number, now: number) {
    this.#share = share
    this.#perMinute = perMinute
    this.#level = this.#capacity
    this.#at = now
  }

  get perMinute(): number | null {
    return this.#perMinute
  }

  /** Milliseconds until the amount may go; 0 = now. An amount above the limit goes once as much is there as ever can be. */
  waitFor(amount: number, now: number): number {
    const perMinute = this.#perMinute
    if (perMinute === null || amount <= 0) return 0
    this.#advance(now)
    const smooth = (Math.min(amount, this.#capacity) - this.#level) / this.#rate
    return Math.max(0, smooth, this.#trueWait(Math.min(amount, perMinute * this.#share), perMinute, now))
  }

  take(amount: number, order: number, now: number): void {
    this.#advance(now)
    this.#level -= amount
    if (this.#reading !== null) this.#since.push({order, amount})
  }

  /** Puts right what was taken once it is known. */
  settle(reserved: number, actual: number, order: number, now: number): void {
    this.#advance(now)
    this.#level = Math.min(this.#capacity, this.#level + reserved - actual)
    const sent = this.#since.find(one => one.order === order)
    if (sent !== undefined) sent.amount = actual
  }

  /**
   * What the answer to the request of that order said. Answers come in any order: an older one tells nothing new.
   * @param perMinute null: the answer names no such limit
   */
  learn(perMinute: number | null, remaining: number | null, order: number, now: number): void {
    this.#advance(now)
    if (perMinute !== this.#perMinute) {
      const wasKnown = this.#perMinute !== null
      this.#perMinute = perMinute
      this.#level = wasKnown ? Math.min(this.#level, this.#capacity) : this.#capacity
    }
    if (perMinute === null || remaining === null) {
      this.#reading = null
      this.#since = []
      return
    }
    if (this.#reading !== null && order < this.#reading.order) return
    this.#reading = {remaining: Math.min(remaining, perMinute), at: now, order}
    this.#since = this.#since.filter(sent => sent.order > order)
  }

  get #rate(): number {
    return this.#perMinute === null ? Infinity : (this.#perMinute * this.#share) / MINUTE
  }

  get #capacity(): number {
    return this.#perMinute === null ? Infinity : this.#rate * SMOOTH_MS
  }

  #trueWait(amount: number, perMinute: number, now: number): number {
    if (this.#reading === null) return 0
    const {remaining, at} = this.#reading
    const rate = perMinute / MINUTE
    const sent = this.#since.reduce((sum, one) => sum + one.amount, 0)
    const left = Math.min(perMinute, remaining + (now - at) * rate) - sent
    return (amount - left) / rate
  }

  #advance(now: number): void {
    const elapsed = now - this.#at
    if (elapsed <= 0) return
    this.#at = now
    if (this.#perMinute !== null) this.#level = Math.min(this.#capacity, this.#level + elapsed * this.#rate)
  }
}
