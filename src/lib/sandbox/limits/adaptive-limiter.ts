import type {AdaptiveSettings} from './limit-constants.js'
import {SERVED, type Admission, type LimitDimension, type LimitLevel} from './rate-limiter.js'
import type {RateLimiter, RequestedUse} from './rate-limiter.js'

const DIMENSIONS = ['prompt', 'uncached-prompt', 'generated'] as const
const MINUTE = 60_000

/** Another client of the same account that takes every generated token for a part of each period. Milliseconds. */
export interface CompetingTraffic {
  readonly busyMs: number
  readonly periodMs: number
}

/**
 * Adaptive rate limits: three buckets (prompt, uncached prompt, generated) that hold one minute of their limit and refill
 * continuously. The three limits move together, as multiples ("scale") of the starting limits:
 *
 * - use that stays near a limit makes them grow, doubling every `growthDoublingMs`;
 * - use that stays far below for `idleGraceMs` makes them shrink, halving every `idleHalvingMs`;
 * - a burst (far more asked for, within seconds, than a minute allows) shrinks them at once;
 * - they never leave the bounds.
 *
 * Source: Fireworks documentation, serverless rate limits page; the numbers it does not give are assumed.
 */
export class AdaptiveLimiter implements RateLimiter {
  readonly #settings: AdaptiveSettings
  readonly #start: readonly [number, number, number]
  readonly #competing: CompetingTraffic | undefined
  readonly #origin: number
  #upper: number
  #scale: number
  #at: number
  /** Tokens left, by dimension. */
  readonly #level: [number, number, number]
  /** Average use, tokens per minute. */
  readonly #use: [number, number, number] = [0, 0, 0]
  /** Tokens asked for within the burst window, refused ones included. */
  readonly #asked: [number, number, number] = [0, 0, 0]
  #askedRequests = 0
  #burstUntil = -Infinity
  /** How long use has been far below the limits. */
  #idleMs = 0

  constructor(settings: AdaptiveSettings, upperScale: number, now: number, competing?: CompetingTraffic) {
    this.#settings = settings
    this.#start = [settings.startPrompt, settings.startUncachedPrompt, settings.startGenerated]
    this.#competing = competing
    this.#upper = Math.max(upperScale, settings.lowerScale)
    this.#scale = this.#bounded(settings.openingScale)
    this.#origin = now
    this.#at = now
    this.#level = [this.#limit(0), this.#limit(1), this.#limit(2)]
    if (competing !== undefined) this.#compete(now)
  }

  /** The current multiple of the starting limits. */
  get scale(): number {
    return this.#scale
  }

  /** Lowest and highest scale. */
  get bounds(): readonly [lower: number, upper: number] {
    return [this.#settings.lowerScale, this.#upper]
  }

  /** A tier change moves the upper bound. */
  setUpperScale(upperScale: number): void {
    const upper = Math.max(upperScale, this.#settings.lowerScale)
    if (upper === this.#upper) return
    this.#upper = upper
    this.#setScale(this.#scale)
  }

  admit(use: RequestedUse, now: number): Admission {
    this.#advance(now)
    const needs = [use.prompt, use.uncachedPrompt, use.generated] as const
    this.#noticeBurst(needs, use.requests, now)
    const [prompt, uncached, generated] = needs
    const level = this.#level
    if (level[0] < prompt || level[1] < uncached || level[2] < generated) {
      return {verdict: 'refused', exhausted: DIMENSIONS.filter((_name, index) => level[index]! < needs[index]!)}
    }
    const perWindow = MINUTE / this.#settings.usageWindowMs
    for (let index = 0; index < 3; index++) {
      level[index]! -= needs[index]!
      this.#use[index]! += needs[index]! * perWindow
    }
    return SERVED
  }

  levels(now: number): LimitLevel[] {
    this.#advance(now)
    return DIMENSIONS.map((dimension: LimitDimension, index) => ({
      dimension,
      limit: Math.floor(this.#limit(index)),
      remaining: Math.floor(this.#level[index]!),
    }))
  }

  #limit(index: number): number {
    return this.#start[index]! * this.#scale
  }

  #bounded(scale: number): number {
    return Math.min(this.#upper, Math.max(this.#settings.lowerScale, scale))
  }

  /** Moves the limits; a bucket never holds more than its limit. */
  #setScale(scale: number): void {
    this.#scale = this.#bounded(scale)
    for (let index = 0; index < 3; index++) this.#level[index] = Math.min(this.#level[index]!, this.#limit(index))
  }

  #advance(now: number): void {
    const elapsed = now - this.#at
    if (elapsed <= 0) return
    this.#at = now
    this.#adapt(elapsed)
    for (let index = 0; index < 3; index++) {
      this.#level[index] = Math.min(this.#limit(index), this.#level[index]! + (this.#limit(index) * elapsed) / MINUTE)
    }
    const fade = Math.exp(-elapsed / this.#settings.usageWindowMs)
    const burstFade = Math.exp(-elapsed / this.#settings.burstWindowMs)
    for (let index = 0; index < 3; index++) {
      this.#use[index]! *= fade
      this.#asked[index]! *= burstFade
    }
    this.#askedRequests *= burstFade
    if (this.#competing !== undefined) this.#compete(now)
  }

  /**
   * Grows for the part of the elapsed time in which the fading average was still near a limit, and shrinks for the part
   * in which it was idle for longer than the grace. Computed in closed form, so that a pause of an hour costs as much as one of a millisecond.
   */
  #adapt(elapsed: number): void {
    const {usageWindowMs, nearLimit, idleBelow, growthDoublingMs, idleGraceMs, idleHalvingMs} = this.#settings
    let utilization = 0
    for (let index = 0; index < 3; index++) {
      utilization = Math.max(utilization, this.#use[index]! / this.#limit(index))
    }
    const near = utilization > nearLimit ? Math.min(elapsed, usageWindowMs * Math.log(utilization / nearLimit)) : 0
    const busy = utilization > idleBelow ? usageWindowMs * Math.log(utilization / idleBelow) : 0
    const idleBefore = busy > 0 ? 0 : this.#idleMs
    this.#idleMs = idleBefore + Math.max(0, elapsed - busy)
    const shrinking = Math.max(0, this.#idleMs - idleGraceMs) - Math.max(0, idleBefore - idleGraceMs)
    if (near === 0 && shrinking === 0) return
    this.#setScale(this.#scale * 2 ** (near / growthDoublingMs - shrinking / idleHalvingMs))
  }

  #noticeBurst(needs: readonly [number, number, number], requests: number, now: number): void {
    const {burstFactor, burstRequests, burstShrink, burstCooldownMs} = this.#settings
    this.#askedRequests += requests
    let burst = this.#askedRequests >= burstRequests
    for (let index = 0; index < 3; index++) {
      this.#asked[index]! += needs[index]!
      if (this.#asked[index]! > this.#limit(index) * burstFactor) burst = true
    }
    if (!burst || now < this.#burstUntil) return
    this.#burstUntil = now + burstCooldownMs
    this.#setScale(this.#scale * burstShrink)
  }

  /** While the other client is busy nothing is left; afterwards the bucket fills from nothing. */
  #compete(now: number): void {
    const {busyMs, periodMs} = this.#competing as CompetingTraffic
    const sinceBusy = ((now - this.#origin) % periodMs) - busyMs
    const refilled = sinceBusy < 0 ? 0 : (this.#limit(2) * sinceBusy) / MINUTE
    this.#level[2] = Math.min(this.#level[2], refilled)
  }
}
