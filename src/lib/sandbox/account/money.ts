/**
 * Money is counted in whole nano-dollars: a token at $0.15 per million costs exactly 150, and a double holds sums up to
 * nine million dollars without rounding.
 */
export type NanoUsd = number

export const NANOS_PER_USD = 1_000_000_000

export function usdToNanos(usd: number): NanoUsd {
  return Math.round(usd * NANOS_PER_USD)
}

export function nanosToUsd(nanos: NanoUsd): number {
  return nanos / NANOS_PER_USD
}

/** The money shape of the billing routes. Source: Fireworks API reference, billing summary. */
export function moneyOnWire(nanos: NanoUsd): {currencyCode: string; units: string; nanos: number} {
  const units = Math.floor(nanos / NANOS_PER_USD)
  return {currencyCode: 'USD', units: String(units), nanos: nanos - units * NANOS_PER_USD}
}
