import {AdaptiveLimiter, type CompetingTraffic} from './adaptive-limiter.js'
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
      limiter.setUpperScale(this.upperScale(model, tier))
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

  /** The highest multiple of the starting limits, by the model's size and the account's tier. */
  upperScale(model: CatalogueModel, tier: Tier): number {
    const rules = this.#adaptiveSettings
    const size = model.billionParameters ?? Infinity
    const published =
      size < 400 ? rules.upperScaleUnder400B : size < 1_600 ? rules.upperScaleUnder1600B : rules.upperScaleLargest
    const share = {
      none: rules.upperShareNoTier,
      1: rules.upperShareTier1,
      2: rules.upperShareTier2,
      3: rules.upperShareTier3,
      4: rules.upperShareTier3,
      unlimited: rules.upperShareTier3,
    }[tier]
    return published * share
  }

  #create(model: CatalogueModel, tier: Tier, now: number): RateLimiter {
    if (this.kind === 'dynamic') return new DynamicLimiter(this.dynamicSettings, now)
    // Another client was there before us: its rhythm starts with the scenario, not with our first request.
    const since = this.#competing === undefined ? now : this.#openedAt
    return new AdaptiveLimiter(this.#adaptiveSettings, this.upperScale(model, tier), since, this.#competing)
  }
}
