/** What is shown for a number that is not known. Never 0. */
export const UNKNOWN_MARK = '–'

export type WholeNumber = {readonly ok: true; readonly value: number} | {readonly ok: false; readonly reason: string}

const refuse = (reason: string): WholeNumber => ({ok: false, reason})

/** Digits, plain or in groups of three, after an optional `$` and before an optional `k` (thousand) or `m` (million). */
const WHOLE_NUMBER = /^\$?([0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)([kKmM]?)$/
const SUFFIX: Record<string, bigint> = {'': 1n, k: 1000n, m: 1_000_000n}

/**
 * Reads the value of a quota the way a person writes it: `200`, `$200`, `1,500`, `5k`, `2M`. Anything a reader could
 * take for another number is refused: fractions (also `1.0` and `1.5k`), signs, exponents, other alphabets' digits,
 * white space, groups that are not of three.
 * @returns a whole number from 0 to 2^53−1, or the reason for a refusal: a phrase for "NAME: …"
 */
export function parseWholeNumber(text: string): WholeNumber {
  const match = WHOLE_NUMBER.exec(text)
  if (!match) return refuse(whyNotWhole(text))
  // BigInt, so that no digit is rounded away before the bound is checked.
  const value = BigInt(match[1]!.replaceAll(',', '')) * SUFFIX[match[2]!.toLowerCase()]!
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
    return refuse(`it is larger than ${formatWholeNumber(Number.MAX_SAFE_INTEGER)}, the largest value that stays exact`)
  }
  return {ok: true, value: Number(value)}
}

function whyNotWhole(text: string): string {
  if (text === '') return 'it is empty; expected a whole number such as 200'
  if (/^\$?[-−][0-9]/.test(text) || /^[-−]\$?[0-9]/.test(text)) return 'it is negative; expected 0 or more'
  if (/^\$?[0-9,]*\.[0-9]*[kKmM]?$/.test(text)) return 'it is not whole; expected a whole number such as 200'
  if (/^\$?[0-9,]+[kKmM]?$/.test(text)) return 'its commas are not thousands separators; write 1500 or 1,500'
  if (/\s/.test(text)) return 'it contains white space; expected a whole number such as 200'
  return 'it is not a whole number; write it like 200, $200, 1,500 or 5k'
}

/**
 * Groups of three: 1500 → `1,500`. `parseWholeNumber` reads it back. Written out instead of `Intl`, whose result
 * depends on the locale.
 * @param value a whole number; a larger one than 2^53−1 is written as the digits it stands for
 */
export function formatWholeNumber(value: number): string {
  if (!Number.isFinite(value)) return UNKNOWN_MARK
  const digits = BigInt(Math.trunc(Math.abs(value))).toString()
  return (value <= -1 ? '-' : '') + digits.replace(/\B(?=(?:[0-9]{3})+$)/g, ',')
}

/** `36,000`, `4.5`, `0.33`: groups of three and at most two decimals, rounded. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return UNKNOWN_MARK
  if (Number.isInteger(value)) return formatWholeNumber(value)
  const [whole, decimals] = Math.abs(value).toFixed(2).split('.') as [string, string]
  const shown = formatWholeNumber(Number(whole)) + `.${decimals}`.replace(/\.?0+$/, '')
  return value < 0 && shown !== '0' ? `-${shown}` : shown
}

const COMPACT: readonly (readonly [from: number, divisor: number, suffix: string, decimals: number])[] = [
  [1e9, 1e9, 'B', 2],
  [1e6, 1e6, 'M', 2],
  [1e5, 1e3, 'k', 1],
]

/**
 * `3.6M`, `900k`, `36,000`: short from 100,000 on. Cut, not rounded, so that 3,599,999 is not shown as `3.6M`.
 * @param value any amount without a unit, tokens a minute for instance
 */
export function formatCompact(value: number): string {
  const size = Math.abs(value)
  const scale = COMPACT.find(([from]) => size >= from)
  if (!scale || !Number.isFinite(value)) return formatNumber(value)
  const [, divisor, suffix, decimals] = scale
  const steps = 10 ** decimals
  const cut = Math.trunc(size / (divisor / steps)) / steps
  return (value < 0 ? '-' : '') + formatNumber(cut) + suffix
}

/** `$376.48`, `$400`, `$1,234.50`: two decimals when there are cents, more next to a whole amount. Something below a cent is `<$0.01`, not nothing. */
export function formatUsd(value: number): string {
  if (!Number.isFinite(value)) return UNKNOWN_MARK
  const sign = value < 0 ? '-' : ''
  const size = Math.abs(value)
  if (Number.isInteger(size)) return `${size === 0 ? '' : sign}$${formatWholeNumber(size)}`
  if (size < 0.005) return `${sign}<$0.01`
  const [whole, cents] = centsOf(size).split('.') as [string, string]
  return `${sign}$${formatWholeNumber(Number(whole))}.${cents}`
}

/** Cents, or as many decimals as it takes that `$499.998` does not pass for the `$500` it is close to. */
function centsOf(size: number): string {
  for (let decimals = 2; decimals < 9; decimals++) {
    const text = size.toFixed(decimals)
    if (!Number.isInteger(Number(text))) return text
  }
  return size.toFixed(2)
}

/**
 * `94.1%`, `80%`, `<0.1%`: one decimal, cut. `100%` is shown from exactly 1 on and `80%` from exactly 0.8 on, so what
 * is read never contradicts a threshold.
 * @param utilization 0 to 1, and beyond
 */
export function formatPercent(utilization: number): string {
  if (!Number.isFinite(utilization)) return UNKNOWN_MARK
  if (utilization > 0 && utilization < 0.001) return '<0.1%'
  // Beyond it a tenth of a percent is less than a double can tell; 1e308 is a usage that a server can send.
  if (Math.abs(utilization) > 1e10) return `${utilization > 0 ? '>' : '<-'}${formatWholeNumber(1e12)}%`
  // The largest number of tenths of a percent that is not above the value; 0.29 * 1000 is 289.99…, hence the steps.
  let tenths = Math.floor(utilization * 1000)
  if ((tenths + 1) / 1000 <= utilization) tenths += 1
  if (tenths / 1000 > utilization) tenths -= 1
  const size = Math.abs(tenths)
  const whole = formatWholeNumber(Math.floor(size / 10))
  return `${tenths < 0 ? '-' : ''}${whole}${size % 10 === 0 ? '' : `.${size % 10}`}%`
}

const RFC3339 =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt ]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]+)?(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))$/

/** Milliseconds since the epoch of an RFC 3339 time, its fraction of a second cut off; null for anything else. */
export function parseRfc3339(text: string): number | null {
  const match = RFC3339.exec(text)
  if (!match) return null
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (hour > 23 || minute > 59 || second > 59) return null
  const midnight = new Date(0)
  // Not Date.UTC, which takes the years 0 to 99 for 1900 to 1999.
  midnight.setUTCFullYear(year, month - 1, day)
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return null
  const [offsetHour, offsetMinute] = [Number(match[8] ?? 0), Number(match[9] ?? 0)]
  if (offsetHour > 23 || offsetMinute > 59) return null
  const offset = (match[7] === '-' ? -1 : 1) * (offsetHour * 60 + offsetMinute)
  return midnight.getTime() + ((hour * 60 + minute - offset) * 60 + second) * 1000
}

/**
 * `2026-11-21 12:00:05Z`.
 * @param time RFC 3339, or milliseconds since the epoch
 * @returns null when it is no time of the years 0 to 9999
 */
export function formatTimeUtc(time: string | number): string | null {
  const ms = typeof time === 'string' ? parseRfc3339(time) : time
  if (ms === null || !(Math.abs(ms) <= 8.64e15)) return null
  const iso = new Date(ms).toISOString()
  return iso.length === 24 ? `${iso.slice(0, 10)} ${iso.slice(11, 19)}Z` : null
}

/**
 * `350 ms`, `1.5 s`, `2 min 5 s`, `3 h 4 min`, `2 d 3 h`: the two largest units.
 * @param seconds a length of time; negative ones carry a sign
 */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return UNKNOWN_MARK
  if (seconds < 0) return `-${formatDuration(-seconds)}`
  const ms = Math.round(seconds * 1000)
  if (ms < 1000) return ms === 0 ? '0 s' : `${ms} ms`
  const tenths = Math.round(seconds * 10)
  if (tenths < 100) return `${formatNumber(tenths / 10)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return twoUnits(Math.floor(whole / 60), 'min', whole % 60, 's')
  if (whole < 86_400) return twoUnits(Math.floor(whole / 3600), 'h', Math.floor((whole % 3600) / 60), 'min')
  return twoUnits(Math.floor(whole / 86_400), 'd', Math.floor((whole % 86_400) / 3600), 'h')
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return `${formatWholeNumber(large)} ${largeUnit}` + (small === 0 ? '' : ` ${small} ${smallUnit}`)
}
