/** Money is counted in whole nano-dollars: a token at $0.15 per million costs exactly 150, and no sum is ever rounded. */
export type NanoUsd = bigint

export const NANOS_PER_USD = 1_000_000_000n

/** @param usd exact to the nano-dollar below nine million dollars */
export function usdToNanos(usd: number): NanoUsd {
  return BigInt(Math.round(usd * 1e9))
}

/** The nearest double, for what the API writes as a number. */
export function nanosToUsd(nanos: NanoUsd): number {
  return Number(nanos) / 1e9
}

export interface WireMoney {
  readonly currencyCode: string
  /** int64 as a string. */
  readonly units: string
  readonly nanos: number
}

/** The money shape of the billing routes. Source: Fireworks API reference, billing summary. */
export function moneyOnWire(nanos: NanoUsd): WireMoney {
  return {currencyCode: 'USD', units: String(nanos / NANOS_PER_USD), nanos: Number(nanos % NANOS_PER_USD)}
}
