import {LIVING_MODELS, PRIORITY_PRICE_FACTOR, modelPrice, type TokenPrice} from '../facts/models.js'
import type {Fact} from '../facts/fact.js'

/** Tokens a probe's prompt (`hi` inside a chat template) may count at most. Assumed: templates of some models are long. */
export const ASSUMED_PROMPT_TOKENS = 100

const LISTED = LIVING_MODELS.flatMap(({price}) => (price === null ? [] : [price]))
/** Of a model that no list has: as the dearest that they have. */
const DEAREST: Fact<TokenPrice> = LISTED.reduce((most, price) =>
  price.value.output > most.value.output ? price : most,
)

/** What requests cost at most, as far as the price lists go. */
export interface CostBound {
  readonly usd: number
  /** `YYYY-MM` of the prices. */
  readonly asOf: string
  /** Models that no list has; they count as the dearest that is listed. */
  readonly unpriced: readonly string[]
}

/** What one probe of a model costs at most, USD; null where no list has its price. */
export function probeCostUsd(model: string): number | null {
  const price = modelPrice(model)
  return price === null ? null : costUsd(price.value, 1)
}

/**
 * What probes cost at most by the dated price table, USD: no prompt cached, all output generated.
 * @param models the model of each request, full resource names
 * @param maxTokens output tokens of a request
 * @param priority whether Priority is asked for, at its highest factor
 */
export function probeCostBound(models: readonly string[], maxTokens: number, priority: boolean): CostBound {
  const factor = priority ? PRIORITY_PRICE_FACTOR.value : 1
  const prices = models.map(model => modelPrice(model) ?? DEAREST)
  return {
    usd: factor * prices.reduce((sum, {value}) => sum + costUsd(value, maxTokens), 0),
    asOf: DEAREST.validFrom,
    unpriced: [...new Set(models.filter(model => modelPrice(model) === null))],
  }
}

function costUsd({input, output}: TokenPrice, maxTokens: number): number {
  return (ASSUMED_PROMPT_TOKENS * input + maxTokens * output) / 1e6
}
