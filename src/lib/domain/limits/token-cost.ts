/**
 * What a serverless token may cost at most, USD per million tokens. Assumed: above the list prices of the large chat
 * models that were public when this was written; the API tells no price, and the invoice knows better.
 */
export const ASSUMED_PRICE_USD = {prompt: 3, generated: 8} as const

/** Tokens a probe's prompt (`hi` inside a chat template) may count at most. Assumed: templates of some models are long. */
export const ASSUMED_PROMPT_TOKENS = 100

/** Priority costs more than standard. Assumed: at most twice as much. */
const ASSUMED_PRIORITY_FACTOR = 2

/** A generous estimate of what probe requests cost, USD. */
export function estimateProbeCostUsd(requests: number, maxTokens: number, priority: boolean): number {
  const one = ASSUMED_PROMPT_TOKENS * ASSUMED_PRICE_USD.prompt + maxTokens * ASSUMED_PRICE_USD.generated
  return (requests * one * (priority ? ASSUMED_PRIORITY_FACTOR : 1)) / 1e6
}
