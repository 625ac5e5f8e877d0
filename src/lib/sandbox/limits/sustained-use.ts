import type {DynamicSettings} from './limit-constants.js'

type Shares = readonly [number, number, number]

const MINUTE = 60_000

/**
 * How long use has been near the limits. It is judged from one request to the first that comes a minute later or more:
 * traffic in lumps then always is measured over a whole number of lumps, at whatever offset to the clock, and its average
 * is what it is. What has not been judged yet counts in advance, as far as its use pays for it.
 */
export class SustainedUse {
  readonly #settings: DynamicSettings
  #judgedMs = 0
  /** The interval that is being measured, from its first request on; undefined while there is no traffic. */
  #openSince: number | undefined
  /** Minutes of the limit that were used in it, by dimension. */
  #used: [number, number, number] = [0, 0, 0]
  /** Up to when idle time has been taken back. */
  #idleSince: number | undefined
  /** Whether the last interval was near the limit: only then the open one counts in advance. */
  #near = false

  constructor(settings: DynamicSettings) {
    this.#settings = settings
  }

  /** Notes a use, as shares of the limits per minute. Time never goes back. */
  add(shares: Shares, now: number): void {
    this.#close(now)
    if (this.#openSince !== undefined && now - this.#openSince >= this.#settings.intervalMs) this.#judge(now)
    this.#openSince ??= now
    this.#idleSince = undefined
    for (let index = 0; index < 3; index++) this.#used[index]! += shares[index]!
  }

  /** Milliseconds of sustained use. */
  at(now: number): number {
    this.#close(now)
    if (this.#openSince === undefined || !this.#near) return this.#judgedMs
    const paidFor = (Math.max(...this.#used) * MINUTE) / this.#settings.nearLimit
    return this.#judgedMs + Math.min(now - this.#openSince, paidFor)
  }

  /** Ends an interval that no request has ended, and takes back the time since then. */
  #close(now: number): void {
    const {longestIntervalMs} = this.#settings
    if (this.#openSince !== undefined && now - this.#openSince > longestIntervalMs) {
      const end = this.#openSince + longestIntervalMs
      this.#judge(end)
      this.#openSince = undefined
      this.#idleSince = end
    }
    if (this.#idleSince === undefined) return
    this.#judgedMs = Math.max(0, this.#judgedMs - (now - this.#idleSince))
    this.#idleSince = this.#openSince === undefined ? now : undefined
  }

  #judge(end: number): void {
    const {nearLimit, idleBelow} = this.#settings
    const length = end - (this.#openSince ?? end)
    const utilization = length > 0 ? (Math.max(...this.#used) * MINUTE) / length : 0
    this.#near = utilization >= nearLimit
    if (this.#near) this.#judgedMs += length
    else if (utilization < idleBelow) this.#judgedMs = Math.max(0, this.#judgedMs - length)
    this.#openSince = end
    this.#used = [0, 0, 0]
  }
}
