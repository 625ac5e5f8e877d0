import {AdaptiveMetric, type MetricBounds} from './adaptive-metric.js'
import type {AdaptiveSettings} from './limit-constants.js'
import {
  SERVED,
  type Admission,
  type LimitHistory,
  type LimitLevel,
  type RateLimiter,
  type RequestedUse,
} from './rate-limiter.js'

const DIMENSIONS = ['prompt', 'uncached-prompt', 'generated'] as const

/** Another client of the same account that takes every generated token for a part of each period. Milliseconds. */
export interface CompetingTraffic {
  readonly busyMs: number
  readonly periodMs: number
}

/** The bounds of the three metrics, in their order. */
export type LimiterBounds = readonly [MetricBounds, MetricBounds, MetricBounds]

/**
 * Adaptive rate limits: three metrics (prompt, uncached prompt, generated), each with its own limit, bucket and history. More
 * than 72 hours without traffic takes all of them back to where they started. Where a scenario asks for it, a burst cuts
 * them at once: that was seen once and has no rule in any document.
 */
export class AdaptiveLimiter implements RateLimiter {
  readonly #settings: AdaptiveSettings
  readonly #competing: CompetingTraffic | undefined
  readonly #origin: number
  readonly #metrics: readonly [AdaptiveMetric, AdaptiveMetric, AdaptiveMetric]
  #at: number
  #trafficAt: number
  /** Requests and tokens asked for within the burst window, refused ones included. */
  #askedRequests = 0
  readonly #asked: [number, number, number] = [0, 0, 0]
  #burstUntil = -Infinity

  constructor(settings: AdaptiveSettings, bounds: LimiterBounds, now: number, competing?: CompetingTraffic) {
    this.#settings = settings
    this.#competing = competing
    this.#origin = now
    this.#at = now
    this.#trafficAt = now
    const [prompt, uncached, generated] = bounds
    this.#metrics = [
      new AdaptiveMetric(settings, prompt, now),
      new AdaptiveMetric(settings, uncached, now),
      new AdaptiveMetric(settings, generated, now),
    ]
    if (competing !== undefined) this.#compete(now)
  }

  get bounds(): LimiterBounds {
    const [prompt, uncached, generated] = this.#metrics
    return [prompt.bounds, uncached.bounds, generated.bounds]
  }

  /** A tier change moves the upper bounds. */
  setBounds(bounds: LimiterBounds): void {
    for (const [index, metric] of this.#metrics.entries()) {
      const next = bounds[index]!
      if (metric.bounds.upper !== next.upper || metric.bounds.lower !== next.lower) metric.setBounds(next)
    }
  }

  admit(use: RequestedUse, now: number): Admission {
    this.#advance(now)
    const needs = [use.prompt, use.uncachedPrompt, use.generated] as const
    if (Number.isFinite(this.#settings.burstRequests) || Number.isFinite(this.#settings.burstFactor)) {
      this.#noticeBurst(needs, use.requests, now)
    }
    // A refused request is traffic too: the limits of a model that is asked all the time are not forgotten.
    this.#trafficAt = now
    const exhausted = DIMENSIONS.filter((_name, index) => this.#metrics[index]!.remaining < needs[index]!)
    if (exhausted.length > 0) return {verdict: 'refused', exhausted}
    for (const [index, metric] of this.#metrics.entries()) metric.use(needs[index]!, now)
    return SERVED
  }

  levels(now: number): LimitLevel[] {
    this.#advance(now)
    return this.#metrics.map((metric, index) => ({
      dimension: DIMENSIONS[index]!,
      limit: metric.limit,
      remaining: Math.floor(metric.remaining),
    }))
  }

  history(): LimitHistory[] {
    return this.#metrics.map((metric, index) => ({dimension: DIMENSIONS[index]!, points: metric.history}))
  }

  #advance(now: number): void {
    const elapsed = now - this.#at
    if (elapsed <= 0) return
    this.#at = now
    const silent = now > this.#trafficAt + this.#settings.resetAfterMs
    for (const metric of this.#metrics) {
      if (silent) metric.reset(now)
      else metric.advance(now)
    }
    const fade = Math.exp(-elapsed / this.#settings.burstWindowMs)
    this.#askedRequests *= fade
    for (let index = 0; index < 3; index++) this.#asked[index]! *= fade
    if (this.#competing !== undefined) this.#compete(now)
  }

  #noticeBurst(needs: readonly [number, number, number], requests: number, now: number): void {
    const {burstFactor, burstRequests, burstShrink, burstCooldownMs} = this.#settings
    this.#askedRequests += requests
    let burst = this.#askedRequests >= burstRequests
    for (const [index, metric] of this.#metrics.entries()) {
      this.#asked[index]! += needs[index]!
      if (this.#asked[index]! > metric.limit * burstFactor) burst = true
    }
    if (!burst || now < this.#burstUntil) return
    this.#burstUntil = now + burstCooldownMs
    for (const metric of this.#metrics) metric.cut(burstShrink)
  }

  /** While the other client is busy nothing is left; afterwards the bucket fills from nothing. */
  #compete(now: number): void {
    const {busyMs, periodMs} = this.#competing as CompetingTraffic
    const [, , generated] = this.#metrics
    const sinceBusy = ((now - this.#origin) % periodMs) - busyMs
    generated.leave(sinceBusy < 0 ? 0 : (generated.limit * sinceBusy) / 60_000)
  }
}
