import {sizeClassOf, upperBound} from '../../domain/facts/rate-limits.js'
import {AdaptiveLimiter, type CompetingTraffic, type LimiterBounds} from './adaptive-limiter.js'
import type {MetricBounds} from './adaptive-metric.js'
import {DynamicLimiter} from './dynamic-limiter.js'
import {settings, ADAPTIVE, DYNAMIC, type AdaptiveSettings, type DynamicSettings} from './limit-constants.js'
import type {CatalogueModel} from '../model-catalogue.js'
import type {LimitLevel, RateLimiter} from './rate-limiter.js'
import type {Tier} from '../account/tiers.js'

/** Which rate limits an account lives under. */
export interface LimitRules {
  readonly kind: 'adaptive' | 'dynamic'
  readonly adaptive?: Partial<AdaptiveSettings>
  readonly dynamic?: Partial<DynamicSettings>
  readonly competing?: CompetingTraffic
}

/**
 * The limits of one account: one limiter per model, made on the model's first request. A Fast variant is a model of its
 * own; Priority and regular requests share the model's limiter.
 */
export class ModelLimits {
  readonly kind: LimitRules['kind']
  readonly dynamicSettings: DynamicSettings
  readonly #adaptiveSettings: AdaptiveSettings
  readonly #competing: CompetingTraffic | undefined
  readonly #limiters = new Map<string, RateLimiter>()
  readonly #openedAt: number

  constructor(rules: LimitRules, now: number) {
    this.kind = rules.kind
    this.#adaptiveSettings = settings(ADAPTIVE, rules.adaptive)
    this.dynamicSettings = settings(DYNAMIC, rules.dynamic)
    this.#competing = rules.competing
    this.#openedAt = now
  }

  /** The limiter of a model, its upper bound at what the account's tier allows now. */
  limiterOf(model: CatalogueModel, tier: Tier, now: number): RateLimiter {
    let limiter = this.#limiters.get(model.id)
    if (limiter === undefined) {
      limiter = this.#create(model, tier, now)
      this.#limiters.set(model.id, limiter)
    } else if (limiter instanceof AdaptiveLimiter) {
      limiter.setBounds(this.boundsOf(model, tier))
    }
    return limiter
  }

  /** The limits of a model as they stand; looking at a model that was not used changes nothing. */
  levelsOf(model: CatalogueModel, tier: Tier, now: number): LimitLevel[] {
    const known = this.#limiters.has(model.id)
    return (known ? this.limiterOf(model, tier, now) : this.#create(model, tier, now)).levels(now)
  }

  /** The models that have been used, with their limiters. */
  inUse(): IterableIterator<[modelId: string, RateLimiter]> {
    return this.#limiters.entries()
  }

  /** What the limits of a model never leave, by its size class and the account's tier. */
  boundsOf(model: CatalogueModel, tier: Tier): LimiterBounds {
    const rules = this.#adaptiveSettings
    const share = {
      none: rules.upperShareNoTier,
      1: rules.upperShareTier1,
      2: rules.upperShareTier2,
      3: rules.upperShareTier3,
      4: rules.upperShareTier3,
      unlimited: rules.upperShareTier3,
    }[tier]
    const size = sizeClassOf(model.billionParameters === undefined ? null : model.billionParameters * 1e9)
    const bounds = (dimension: 'prompt' | 'uncached-prompt' | 'generated', start: number): MetricBounds => {
      const lower = start * rules.lowerScale
      const upper = upperBound(size, dimension, null).perMinute * share
      return {start, lower, upper: Math.max(lower, upper)}
    }
    return [
      bounds('prompt', rules.startPrompt),
      bounds('uncached-prompt', rules.startUncachedPrompt),
      bounds('generated', rules.startGenerated),
    ]
  }

  #create(model: CatalogueModel, tier: Tier, now: number): RateLimiter {
    if (this.kind === 'dynamic') return new DynamicLimiter(this.dynamicSettings, now)
    // Another client was there before us: its rhythm starts with the scenario, not with our first request.
    const since = this.#competing === undefined ? now : this.#openedAt
    return new AdaptiveLimiter(this.#adaptiveSettings, this.boundsOf(model, tier), since, this.#competing)
  }
}
