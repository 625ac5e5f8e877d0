const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Sat 28 Nov 09:00 UTC`. @param ms milliseconds since the epoch */
export function formatMoment(ms: number): string {
  const date = new Date(ms)
  const time = date.toISOString().slice(11, 16)
  return `${DAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${time} UTC`
}

/** A moment to come with what is left until then, roughly: `Sat 28 Nov 09:00 UTC, in about 36 hours`. */
export function describeMoment(ms: number, now: number): string {
  return `${formatMoment(ms)}, ${describeRest(ms - now)}`
}

/** Days from two on, hours from two on, then minutes. What remains is never rounded up by more than half a step. */
export function describeRest(ms: number): string {
  if (ms <= 0) return 'now'
  if (ms < MINUTE_MS) return 'in less than a minute'
  if (ms < 2 * HOUR_MS) return about(Math.floor(ms / MINUTE_MS), 'minute')
  if (ms < 2 * DAY_MS) return about(Math.floor(ms / HOUR_MS), 'hour')
  const halves = Math.floor((2 * ms) / DAY_MS)
  const half = ms < 10 * DAY_MS && halves % 2 === 1 ? '½' : ''
  return `in about ${Math.floor(halves / 2)}${half} days`
}

function about(count: number, unit: string): string {
  return `in about ${count} ${unit}${count === 1 ? '' : 's'}`
}
