import {factsFrom, type Fact} from './fact.js'

const price = factsFrom({
  validFrom: '2026-09',
  validUntil: null,
  source: 'price lists of third parties, September 2026',
  certainty: 'likely',
})
const october = factsFrom({
  validFrom: '2026-10',
  validUntil: null,
  source: 'Fireworks documentation, quotas page of October 2026',
  certainty: 'documented',
})
const year2025 = factsFrom({
  validFrom: '2025',
  validUntil: '2026-10',
  source: 'Fireworks documentation, account quotas page of 2025 (other quotas)',
  certainty: 'documented',
})
const USD_AN_HOUR = 'USD an hour'

/** On-demand GPU, USD an hour and GPU, billed per second while replicas run. */
export const GPU_HOUR_PRICES: Readonly<Record<string, Fact>> = {
  h100: price(8, USD_AN_HOUR),
  h200: price(8, USD_AN_HOUR),
  b200: price(13, USD_AN_HOUR),
  b300: price(15, USD_AN_HOUR),
  gb300: price(20, USD_AN_HOUR),
}

/** A deployment pinned to a region costs this many times the price. */
export const REGION_PINNED_FACTOR: Fact = price(1.5, 'times the price')

/** On-demand GPUs a new account may use, by GPU, in `global` only. */
export const GPU_DEFAULTS: Readonly<Record<string, Fact>> = {
  h100: october(16, 'GPUs'),
  h200: october(16, 'GPUs'),
  b200: october(16, 'GPUs'),
  b300: october(16, 'GPUs'),
}
export const GPU_DEFAULTS_2025 = {
  a100: year2025(8, 'GPUs'),
  h100: year2025(8, 'GPUs'),
} as const satisfies Record<string, Fact>

/** Models a new account may have deployed. */
export const DEPLOYED_MODELS_DEFAULT: Fact = october(100, 'models')

/** Multi-regions: the places in which GPU quota is granted beside single regions. */
export const MULTI_REGIONS: Fact<readonly string[]> = october(['us', 'europe', 'apac', 'canada'])

/**
 * The price of an on-demand GPU, USD an hour.
 * @param gpu as quota ids spell it, `h100`
 * @param pinned whether the deployment is pinned to a region
 * @returns null where no list has it
 */
export function gpuHourPrice(gpu: string, pinned = false): Fact | null {
  const fact = Object.hasOwn(GPU_HOUR_PRICES, gpu) ? GPU_HOUR_PRICES[gpu]! : null
  return fact === null || !pinned ? fact : {...fact, value: fact.value * REGION_PINNED_FACTOR.value}
}
