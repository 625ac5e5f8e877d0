import type {AdaptiveSettings} from './limit-constants.js'
import {SlidingHighest, SlidingUse} from './sliding-use.js'

const MINUTE = 60_000
const SLOTS = 60
/** The newest changes of a limit that are kept. */
const KEPT_CHANGES = 500

/** Where the limit of one metric starts and what it never leaves. Tokens per minute. */
export interface MetricBounds {
  readonly start: number
  readonly lower: number
  readonly upper: number
}

/**
 * The limit of one metric (prompt, uncached prompt or generated tokens) and the bucket that enforces it. It moves by its
 * own use only:
 *
 * - use of one minute above half of it: +25 %, at most every 15 minutes;
 * - the highest 15-minute use of the last 3 days under 33 %: −20 %, at most once in 24 hours, unless the use of a recent
 *   minute was half of the lower limit or more;
 * - it never leaves its bounds.
 *
 * Source: Fireworks documentation, serverless rate limits page of October 2026.
 */
export class AdaptiveMetric {
  readonly #settings: AdaptiveSettings
  #bounds: MetricBounds
  #limit: number
  /** Tokens left. */
  #level: number
  #at: number
  readonly #minute = new SlidingUse(MINUTE, SLOTS)
  readonly #quarter: SlidingUse
  readonly #quarterPeaks: SlidingHighest
  readonly #minutePeaks: SlidingHighest
  /** Where the limit has been, oldest first. */
  readonly #history: {at: number; limit: number}[]
  #grewAt: number
  #mayShrinkAt: number

  constructor(settings: AdaptiveSettings, bounds: MetricBounds, now: number) {
    this.#settings = settings
    this.#bounds = bounds
    this.#limit = this.#bounded(bounds.start * settings.openingScale)
    this.#level = this.#limit
    this.#at = now
    this.#quarter = new SlidingUse(settings.shrinkMeasuredMs, SLOTS)
    this.#quarterPeaks = new SlidingHighest(settings.shrinkWindowMs, MINUTE)
    this.#minutePeaks = new SlidingHighest(settings.shrinkMeasuredMs, MINUTE)
    this.#history = [{at: now, limit: this.#limit}]
    this.#grewAt = now
    this.#mayShrinkAt = now + settings.shrinkWindowMs
  }

  /** Tokens per minute, whole. */
  get limit(): number {
    return this.#limit
  }

  get history(): readonly {at: number; limit: number}[] {
    return this.#history
  }

  get remaining(): number {
    return this.#level
  }

  get bounds(): MetricBounds {
    return this.#bounds
  }

  /** The size class and the spending tier decide the upper bound. */
  setBounds(bounds: MetricBounds): void {
    this.#bounds = bounds
    this.#setLimit(this.#limit)
  }

  /** Fills the bucket for the time that has passed, and takes back what was not used for days. */
  advance(now: number): void {
    if (now <= this.#at) return
    while (this.#mayShrinkAt <= now) this.#judge(this.#mayShrinkAt)
    this.#refill(now)
  }

  /** Takes what is there; the caller has looked whether it is. */
  use(tokens: number, now: number): void {
    this.#level -= tokens
    this.#minute.add(tokens, now)
    this.#quarter.add(tokens, now)
    const lastMinute = this.#minute.within(now)
    this.#minutePeaks.note(lastMinute, now)
    this.#quarterPeaks.note(this.#quarter.within(now), now)
    const {growAboveUse, growEveryMs, growBy} = this.#settings
    if (lastMinute <= this.#limit * growAboveUse || now - this.#grewAt < growEveryMs) return
    this.#grewAt = now
    this.#setLimit(this.#limit * growBy)
  }

  /** Another client takes all of it, or leaves at most so much. */
  leave(tokens: number): void {
    this.#level = Math.min(this.#level, tokens)
  }

  /** A burst cuts the limit to a part. */
  cut(factor: number): void {
    this.#setLimit(this.#limit * factor)
  }

  /** After days without traffic: as it was at first. */
  reset(now: number): void {
    this.#at = now
    this.#setLimit(this.#bounds.start)
    this.#level = this.#limit
    this.#quarterPeaks.clear()
    this.#minutePeaks.clear()
    this.#grewAt = now
    this.#mayShrinkAt = now + this.#settings.shrinkWindowMs
  }

  /** At the earliest moment for it: −20 % if the last days were quiet; else it looks again when they may be. */
  #judge(at: number): void {
    const {shrinkBelowUse, shrinkMeasuredMs, shrinkEveryMs, shrinkBy, noShrinkAtUse} = this.#settings
    this.#mayShrinkAt = at + shrinkEveryMs
    const quarterLimit = (this.#limit * shrinkMeasuredMs) / MINUTE
    const lower = this.#limit * shrinkBy
    const quiet = this.#quarterPeaks.highest(at) < quarterLimit * shrinkBelowUse
    const recent = this.#minutePeaks.highest(at) >= lower * noShrinkAtUse
    if (quiet && !recent) {
      this.#refill(at)
      this.#setLimit(lower)
    } else this.#mayShrinkAt = at + Math.min(MINUTE, shrinkEveryMs)
  }

  #refill(now: number): void {
    this.#level = Math.min(this.#limit, this.#level + (this.#limit * (now - this.#at)) / MINUTE)
    this.#at = now
  }

  /** A bucket never holds more than its limit. */
  #setLimit(limit: number): void {
    const before = this.#limit
    this.#limit = this.#bounded(limit)
    this.#level = Math.min(this.#level, this.#limit)
    if (this.#limit === before) return
    this.#history.push({at: this.#at, limit: this.#limit})
    if (this.#history.length > KEPT_CHANGES) this.#history.shift()
  }

  #bounded(limit: number): number {
    return Math.round(Math.min(this.#bounds.upper, Math.max(this.#bounds.lower, limit)))
  }
}
