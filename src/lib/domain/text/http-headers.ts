/** Response headers the way a client has them: pairs in order, or an object. */
export type HeaderInput =
  | readonly (readonly [string, string])[]
  | Readonly<Record<string, string | readonly string[] | undefined>>

/** Headers by lower-case name, every value kept in order. */
export type HeaderIndex = ReadonlyMap<string, readonly string[]>

/** Indexes headers by lower-case name. Whatever is no text is left out; never throws. */
export function indexHeaders(input: HeaderInput): HeaderIndex {
  const index = new Map<string, string[]>()
  const entries: readonly (readonly [unknown, unknown])[] = Array.isArray(input)
    ? (input as readonly (readonly [string, string])[])
    : Object.entries(input ?? {})
  for (const entry of entries) {
    if (!Array.isArray(entry)) continue
    const [name, value] = entry as readonly [unknown, unknown]
    if (typeof name !== 'string') continue
    const values = (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string')
    if (values.length === 0) continue
    const key = name.trim().toLowerCase()
    index.set(key, [...(index.get(key) ?? []), ...values.map(one => one.trim())])
  }
  return index
}

/** The first value of a header that is not empty. */
export function firstHeader(headers: HeaderIndex, name: string): string | null {
  return headers.get(name)?.find(value => value !== '') ?? null
}

/** A number as header fields spell it: decimal digits, perhaps with a fraction or an exponent. */
const HEADER_NUMBER = /^[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,3})?$/

export type HeaderNumber = {readonly value: number} | {readonly value: null; readonly why: string | null}

/**
 * The one number a header states. A header repeated, or holding a comma list, must say the same number each time:
 * of two numbers neither is known to be true.
 * @returns null without a reason when the header is absent
 */
export function headerNumber(headers: HeaderIndex, name: string): HeaderNumber {
  const values = headers.get(name)
  if (!values) return {value: null, why: null}
  const parts = values
    .flatMap(value => value.split(','))
    .map(part => part.trim())
    .filter(part => part !== '')
  if (parts.length === 0) return {value: null, why: 'is empty'}
  const numbers = parts.filter(part => HEADER_NUMBER.test(part)).map(Number)
  if (numbers.length < parts.length || !numbers.every(Number.isFinite)) return {value: null, why: 'is not a number'}
  if (new Set(numbers).size > 1) return {value: null, why: 'states different numbers'}
  // `-0` would print as a negative number.
  return {value: numbers[0]! + 0}
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const IMF_DATE = /^[a-z]{3}, ([0-9]{2}) ([a-z]{3}) ([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) gmt$/i
const RFC850_DATE = /^[a-z]{6,9}, ([0-9]{2})-([a-z]{3})-([0-9]{2}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) gmt$/i
const ASCTIME_DATE = /^[a-z]{3} ([a-z]{3}) ([ 0-9][0-9]) ([0-9]{2}):([0-9]{2}):([0-9]{2}) ([0-9]{4})$/i

/**
 * Milliseconds since the epoch of an HTTP date in any of the three forms of RFC 9110; null for anything else.
 * @param nowMs decides the century of the obsolete form with a year of two digits
 */
export function parseHttpDate(text: string, nowMs: number): number | null {
  const imf = IMF_DATE.exec(text)
  if (imf) return utc(imf[3]!, imf[2]!, imf[1]!, imf[4]!, imf[5]!, imf[6]!)
  const asctime = ASCTIME_DATE.exec(text)
  if (asctime) return utc(asctime[6]!, asctime[1]!, asctime[2]!, asctime[3]!, asctime[4]!, asctime[5]!)
  const old = RFC850_DATE.exec(text)
  if (!old) return null
  const nowYear = new Date(nowMs).getUTCFullYear()
  const year = Math.floor(nowYear / 100) * 100 + Number(old[3])
  // More than 50 years ahead means the past, as RFC 9110 asks.
  return utc(String(year > nowYear + 50 ? year - 100 : year), old[2]!, old[1]!, old[4]!, old[5]!, old[6]!)
}

function utc(year: string, month: string, day: string, hour: string, minute: string, second: string): number | null {
  const monthIndex = MONTHS.indexOf(month.toLowerCase())
  const valid = monthIndex >= 0 && Number(day) >= 1 && Number(day) <= 31 && Number(hour) <= 23 && Number(minute) <= 59
  if (!valid || Number(second) > 60) return null
  const ms = Date.UTC(Number(year), monthIndex, Number(day), Number(hour), Number(minute), Number(second))
  return Number.isFinite(ms) ? ms : null
}

/** What counts as a number of seconds: no sign, no exponent; the fraction is a courtesy to servers that send one. */
const SECONDS = /^[0-9]{1,9}(?:\.[0-9]{1,9})?(?:\s*,|$)/

/**
 * Seconds to wait by a `retry-after` header: a number of seconds, or an HTTP date.
 * @param nowMs milliseconds since the epoch, for a date; null when the moment of the answer is not known
 * @returns null when the header is absent or cannot be read; 0 for a date that has passed
 */
export function retryAfterSeconds(headers: HeaderIndex, nowMs: number | null): number | null {
  const text = firstHeader(headers, 'retry-after')
  const number = headerNumber(headers, 'retry-after')
  if (number.value !== null) return SECONDS.test(text ?? '') ? number.value : null
  if (text === null || nowMs === null) return null
  // Every HTTP date is GMT, also where the word is missing.
  const date = parseHttpDate(text, nowMs) ?? parseHttpDate(`${text} GMT`, nowMs)
  return date === null ? null : Math.max(0, Math.ceil((date - nowMs) / 1000))
}
