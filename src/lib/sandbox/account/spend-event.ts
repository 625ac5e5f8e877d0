import type {NanoUsd} from './money.js'
import type {TokenPrice} from '../model-catalogue.js'

export type SpendKind = 'serverless' | 'dedicated' | 'training'

/** What was used and what it cost: tokens of one sort, or accelerator-seconds. */
export interface SpendAmount {
  readonly series: 'uncached-prompt' | 'cached-prompt' | 'generated' | 'accelerator-seconds'
  quantity: number
  cost: NanoUsd
}

/** Money that was spent by one key on one thing within one second. */
export interface SpendEvent {
  /** Milliseconds since 1970, a whole second. */
  readonly at: number
  readonly kind: SpendKind
  /** Full name of the model, deployment or job. */
  readonly resource: string
  /** User id; undefined for what no user asked for, as a deployment's hours. */
  readonly user: string | undefined
  readonly apiKeyId: string | undefined
  readonly priority: boolean
  readonly amounts: readonly SpendAmount[]
}

/** Tokens of one request, or of several. */
export interface BilledTokens {
  readonly uncachedPrompt: number
  readonly cachedPrompt: number
  readonly generated: number
}

const FACTOR_UNITS = 1_000

/**
 * The amounts of a request. Each sort of token is rated by itself and rounded to the nano-dollar, so that sums by sort and
 * sums by request are the same.
 * @param factor of Priority, three decimals at most; 1 for a standard request
 */
export function ratedAmounts(tokens: BilledTokens, price: TokenPrice, factor: number): SpendAmount[] {
  const rate = (series: SpendAmount['series'], quantity: number, perToken: number): SpendAmount => ({
    series,
    quantity,
    cost: rated(quantity, perToken, factor),
  })
  return [
    rate('uncached-prompt', tokens.uncachedPrompt, price.uncachedPrompt),
    rate('cached-prompt', tokens.cachedPrompt, price.cachedPrompt),
    rate('generated', tokens.generated, price.generated),
  ]
}

function rated(quantity: number, perToken: number, factor: number): NanoUsd {
  const plain = BigInt(quantity) * BigInt(perToken)
  if (factor === 1) return plain
  const units = BigInt(FACTOR_UNITS)
  return (plain * BigInt(Math.round(factor * FACTOR_UNITS)) + units / 2n) / units
}

/** What an event cost. */
export function costOf(event: Pick<SpendEvent, 'amounts'>): NanoUsd {
  let sum = 0n
  for (const {cost} of event.amounts) sum += cost
  return sum
}
