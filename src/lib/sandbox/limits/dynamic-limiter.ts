import type {DynamicSettings} from './limit-constants.js'
import {SustainedUse} from './sustained-use.js'
import {SERVED, type Admission, type LimitLevel, type RateLimiter, type RequestedUse} from './rate-limiter.js'

const DIMENSIONS = ['requests', 'prompt', 'generated'] as const
const MINUTE = 60_000
const OVER_LIMIT: Admission = {verdict: 'over-limit', exhausted: []}

/**
 * Dynamic rate limits: requests, prompt and generated tokens per minute. The time of sustained use near the limit decides
 * it by the documented table (60 requests a minute at first, 120 after 10 minutes, 720 after 1 hour, 1440 after 2,
 * geometric in between); idle time takes as much away.
 *
 * Beside each bucket lies an overflow: what a full bucket cannot serve is served from there at lower priority
 * ("over-limit"), and once that is used up as well, refused.
 *
 * Source: Fireworks documentation, dynamic rate limits on serverless; the numbers it does not give are assumed.
 */
export class DynamicLimiter implements RateLimiter {
  readonly #settings: DynamicSettings
  readonly #start: readonly [number, number, number]
  readonly #sustained: SustainedUse
  #limits: [number, number, number]
  readonly #level: [number, number, number]
  readonly #overflow: [number, number, number]
  #at: number

  constructor(settings: DynamicSettings, now: number) {
    this.#settings = settings
    this.#start = [settings.startRequests, settings.startPrompt, settings.startGenerated]
    this.#limits = this.#limitsAt(1)
    this.#level = [...this.#limits]
    this.#overflow = [...this.#limits]
    for (let index = 0; index < 3; index++) this.#overflow[index]! *= settings.overflow
    this.#sustained = new SustainedUse(settings)
    this.#at = now
  }

  /** How long use has been near the limit, less what idleness took back. Milliseconds. */
  get sustainedMs(): number {
    return this.#sustained.at(this.#at)
  }

  admit(use: RequestedUse, now: number): Admission {
    this.#advance(now)
    const needs = [use.requests, use.prompt, use.generated] as const
    const fits = (index: number): boolean => needs[index]! <= this.#level[index]! + this.#overflow[index]!
    if (!fits(0) || !fits(1) || !fits(2)) {
      return {verdict: 'refused', exhausted: DIMENSIONS.filter((_name, index) => !fits(index))}
    }
    // As shares of the limits that hold now, so that it does not matter how far they have grown since.
    this.#sustained.add([needs[0] / this.#limits[0], needs[1] / this.#limits[1], needs[2] / this.#limits[2]], now)
    let within = true
    for (let index = 0; index < 3; index++) {
      const need = needs[index]!
      const regular = Math.min(need, this.#level[index]!)
      this.#level[index]! -= regular
      if (regular < need) {
        this.#overflow[index] = Math.max(0, this.#overflow[index]! - (need - regular))
        within = false
      }
    }
    return within ? SERVED : OVER_LIMIT
  }

  levels(now: number): LimitLevel[] {
    this.#advance(now)
    return DIMENSIONS.map((dimension, index) => ({
      dimension,
      limit: this.#limits[index]!,
      remaining: Math.floor(this.#level[index]!),
    }))
  }

  #advance(now: number): void {
    this.#refill(now)
    this.#limits = this.#limitsAt(scaleAfter(this.#sustained.at(now), this.#settings))
    // A bucket never holds more than its limit.
    for (let index = 0; index < 3; index++) {
      this.#level[index] = Math.min(this.#level[index]!, this.#limits[index]!)
      this.#overflow[index] = Math.min(this.#overflow[index]!, this.#limits[index]! * this.#settings.overflow)
    }
  }

  #refill(now: number): void {
    const elapsed = now - this.#at
    if (elapsed <= 0) return
    this.#at = now
    for (let index = 0; index < 3; index++) {
      const limit = this.#limits[index]!
      const refill = (limit * elapsed) / MINUTE
      this.#level[index] = Math.min(limit, this.#level[index]! + refill)
      const capacity = limit * this.#settings.overflow
      this.#overflow[index] = Math.min(capacity, this.#overflow[index]! + refill * this.#settings.overflow)
    }
  }

  /** Whole requests, and tokens in the table's proportion to them. */
  #limitsAt(exact: number): [number, number, number] {
    const [requests, prompt, generated] = this.#start
    const scale = Math.round(requests * exact) / requests
    return [Math.round(requests * scale), Math.round(prompt * scale), Math.round(generated * scale)]
  }
}

/** The multiple of the starting limits after that much sustained use: the documented table, geometric in between. */
export function scaleAfter(sustainedMs: number, settings: DynamicSettings): number {
  const {scaleAfter10Minutes, scaleAfter1Hour, scaleAfter2Hours, highestScale, lateDoublingMs} = settings
  const table: readonly (readonly [ms: number, scale: number])[] = [
    [0, 1],
    [10 * MINUTE, scaleAfter10Minutes],
    [60 * MINUTE, scaleAfter1Hour],
    [120 * MINUTE, scaleAfter2Hours],
  ]
  for (let row = 1; row < table.length; row++) {
    const [from, low] = table[row - 1]!
    const [to, high] = table[row]!
    if (sustainedMs === from) return low
    if (sustainedMs < to) return low * (high / low) ** ((sustainedMs - from) / (to - from))
  }
  const beyond = sustainedMs - 120 * MINUTE
  return Math.min(Math.max(highestScale, scaleAfter2Hours), scaleAfter2Hours * 2 ** (beyond / lateDoublingMs))
}
