/** An amount of money in billionths of its currency's unit, so that no sum is ever rounded. */
export interface Money {
  /** `USD`. */
  readonly currency: string
  readonly nanos: bigint
}

const NANOS_PER_UNIT = 1_000_000_000n

/** Money as the API writes it: `units` an int64, perhaps as a string, `nanos` with the same sign; null for anything else. */
export function parseMoney(value: unknown): Money | null {
  if (typeof value !== 'object' || value === null) return null
  const {currencyCode, units = 0, nanos = 0} = value as Readonly<Record<string, unknown>>
  const whole = wholeOf(units)
  const part = wholeOf(nanos)
  if (whole === null || part === null || part <= -NANOS_PER_UNIT || part >= NANOS_PER_UNIT) return null
  const currency = typeof currencyCode === 'string' && /^[A-Z]{3}$/.test(currencyCode) ? currencyCode : 'USD'
  return {currency, nanos: whole * NANOS_PER_UNIT + part}
}

function wholeOf(value: unknown): bigint | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : null
  return typeof value === 'string' && /^-?\d{1,19}$/.test(value) ? BigInt(value) : null
}

/** Every digit: `12.5`, `0.000000001`, `-3`. */
export function exactAmount(nanos: bigint): string {
  const size = nanos < 0n ? -nanos : nanos
  const part = (size % NANOS_PER_UNIT).toString().padStart(9, '0').replace(/0+$/, '')
  return `${nanos < 0n ? '-' : ''}${size / NANOS_PER_UNIT}${part === '' ? '' : `.${part}`}`
}

/** The nearest double. */
export const amountOf = (nanos: bigint): number => Number(exactAmount(nanos))

/** The whole nano-dollars of a double that was a decimal number. */
export const nanosOf = (amount: number): bigint => BigInt(Math.round(amount * 1e9))
