/** The day on which serverless stops serving a model, as far as it is said. */
export interface Retirement {
  /** `2026-09-25`; where no day is said the last one of the month. */
  readonly date: string
  /** `month`: no day is said, so it is taken down by that date. */
  readonly precision: 'day' | 'month'
}

/** A date as the API writes it: `day` or `month` may be 0, which means that it is not said. */
export interface CalendarDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

const DAY_MS = 86_400_000

/** The retirement of a `deprecationDate`; null for a date that says no year, or that no calendar has. */
export function retirementOf({year, month, day}: CalendarDate): Retirement | null {
  if (year < 2000 || year > 9999 || month < 0 || month > 12 || day < 0 || day > 31) return null
  const exact = month > 0 && day > 0
  // Day 0 of the following month is the last day of this one.
  const time = exact ? Date.UTC(year, month - 1, day) : Date.UTC(year, month === 0 ? 12 : month, 0)
  const date = new Date(time)
  if (exact && date.getUTCMonth() !== month - 1) return null
  return {date: date.toISOString().slice(0, 10), precision: exact ? 'day' : 'month'}
}

/**
 * Whole days until a date, UTC: 0 on the day itself, negative when it has passed.
 * @param now milliseconds since the epoch
 */
export function daysUntil(date: string, now: number): number {
  return Math.round((Date.parse(`${date}T00:00:00Z`) - Math.floor(now / DAY_MS) * DAY_MS) / DAY_MS)
}

/** `on 2026-09-25`, `by 2026-10-31`. */
export function retirementText({date, precision}: Retirement): string {
  return `${precision === 'day' ? 'on' : 'by'} ${date}`
}
