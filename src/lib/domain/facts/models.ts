import {baseModelId} from '../limits/model-name.js'
import {factsFrom, type Fact, type Provenance} from './fact.js'
import type {SizeClassId} from './rate-limits.js'

/** USD per million tokens. */
export interface TokenPrice {
  readonly input: number
  readonly cachedInput: number
  readonly output: number
}

/** A model or router that serverless inference served when the list was made. */
export interface LivingModel {
  /** The short name, `kimi-k3`. */
  readonly id: string
  readonly kind: 'model' | 'router'
  readonly sizeClass: SizeClassId
  /** null where no list has one. */
  readonly price: Fact<TokenPrice> | null
}

/** A model that was taken off serverless inference. A dedicated deployment of it may still run. */
export interface RetiredModel {
  readonly id: string
  /** `YYYY-MM-DD`; null where no source says when. */
  readonly retiredOn: string | null
}

export const SERVED: Provenance = {
  validFrom: '2026-10',
  validUntil: null,
  source: 'lists of served models of October 2026; size classes from the rate-limit page of October 2026',
  certainty: 'likely',
}
const PRICE_LISTS: Provenance = {
  validFrom: '2026-10',
  validUntil: null,
  source: 'price lists of third parties, October 2026',
  certainty: 'likely',
}
export const GONE: Provenance = {
  validFrom: '2026-10',
  validUntil: null,
  source: 'reports of live calls, 2026',
  certainty: 'likely',
}
const priced = factsFrom(PRICE_LISTS)

function living(
  id: string,
  sizeClass: SizeClassId,
  price: readonly [input: number, cachedInput: number, output: number] | null,
): LivingModel {
  return {
    id,
    kind: /-fast$|-us$/.test(id) ? 'router' : 'model',
    sizeClass,
    price:
      price === null
        ? null
        : priced({input: price[0], cachedInput: price[1], output: price[2]}, 'USD per million tokens'),
  }
}

/** Models and routers that are served. */
export const LIVING_MODELS: readonly LivingModel[] = [
  living('kimi-k3', 'large', [3, 0.3, 15]),
  living('kimi-k3-fast', 'large', [4.5, 0.45, 22.5]),
  living('ember-1', 'large', [3, 0.3, 15]),
  living('qwen3p8-max', 'large', [2, 0.25, 6]),
  living('glm-5p3', 'medium', [1.4, 0.26, 4.4]),
  living('glm-5p3-fast', 'medium', null),
  living('deepseek-v4p1-flash', 'small', [0.3, 0.006, 1.2]),
  living('minimax-m3', 'small', [0.3, 0.06, 1.2]),
  living('gpt-oss-120b', 'small', [0.15, 0.015, 0.6]),
  living('glm-5p3-flash', 'small', [0.15, 0.03, 0.5]),
  living('nemotron-lightning-3p5-30b-a3b', 'small', [0.05, 0.01, 0.2]),
]

/** Models gone from serverless inference; never named as if they lived. */
export const RETIRED_MODELS: readonly RetiredModel[] = [
  'kimi-k2p7-code',
  'kimi-k2p6',
  'kimi-k2p6-fast',
  'kimi-k2p5',
  'glm-5p2',
  'glm-5',
  'glm-4p7',
  'deepseek-v4-pro',
  'deepseek-v3p2',
  'deepseek-v3p1',
  'gpt-oss-20b',
  'qwen3p7-plus',
  'qwen3-235b-a22b',
  'minimax-m2p7',
].map(id => ({id, retiredOn: null}))

/** Priority costs this many times the standard price, at most. */
export const PRIORITY_PRICE_FACTOR: Fact = priced(1.5, 'times the standard price (1.2 to 1.5)')
/** US-only routers cost this many times the standard price. */
export const US_ONLY_PRICE_FACTOR: Fact = priced(1.5, 'times the standard price')

/** Of a short name or a full resource name. @returns null for a model that is not in the list, living or not */
export function livingModel(name: string): LivingModel | null {
  const id = shortId(name)
  return LIVING_MODELS.find(model => model.id === id) ?? null
}

/** Of a short name or a full resource name. @returns null for a model that is not known to be retired */
export function retiredModel(name: string): RetiredModel | null {
  const id = shortId(name)
  const own = RETIRED_MODELS.find(model => model.id === id)
  if (own) return own
  // A router goes with its base model or before it.
  const base = baseModelId(id)
  return base !== id && RETIRED_MODELS.some(model => model.id === base) ? {id, retiredOn: null} : null
}

/**
 * The list price of a model, USD per million tokens; of a US-only router the base model's, times its factor.
 * @returns null where no list has it
 */
export function modelPrice(name: string): Fact<TokenPrice> | null {
  const id = shortId(name)
  const own = livingModel(id)?.price ?? null
  if (own !== null || !id.endsWith('-us')) return own
  const base = livingModel(id.slice(0, -'-us'.length))?.price ?? null
  if (base === null) return null
  const {input, cachedInput, output} = base.value
  const times = US_ONLY_PRICE_FACTOR.value
  return {...base, value: {input: input * times, cachedInput: cachedInput * times, output: output * times}}
}

function shortId(name: string): string {
  return name.replace(/^accounts\/fireworks\/(?:models|routers)\//, '').replace(/#.*$/s, '')
}
