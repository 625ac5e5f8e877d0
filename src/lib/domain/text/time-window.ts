import {AppError} from '../errors.js'
import {parseSpan} from './span.js'
import {parseRfc3339} from './units.js'

const DAY_MS = 86_400_000

/** From the first to before the second, milliseconds since the epoch. */
export interface TimeWindow {
  readonly start: number
  readonly end: number
}

/**
 * Reads `--since` and `--until`: a date is the whole UTC day, included; an RFC 3339 time is exact, the end exclusive; a span
 * (`7d`) counts back from now.
 * @param fallback milliseconds since the epoch: where the window starts without `--since`
 * @throws AppError usage for what is none of these, or a window that ends before it starts
 */
export function parseWindow(
  {since, until}: {readonly since?: string | undefined; readonly until?: string | undefined},
  fallback: number,
  now: number,
): TimeWindow {
  const start = since === undefined ? fallback : parseMoment('--since', since, now).start
  const end = until === undefined ? now : parseMoment('--until', until, now).end
  if (start < end) return {start, end}
  throw new AppError('usage', 'the window ends before it starts', {
    hints: ['`--since` comes before `--until`; a date in `--until` is included'],
  })
}

/** A moment as a window: a date is its whole day. @throws AppError usage */
function parseMoment(flag: string, text: string, now: number): TimeWindow {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? parseRfc3339(`${text}T00:00:00Z`) : null
  if (day !== null) return {start: day, end: day + DAY_MS}
  const exact = parseRfc3339(text)
  if (exact !== null) return {start: exact, end: exact}
  if (/^\d+[smhdw]$/.test(text)) {
    const at = now - parseSpan(flag, text) * 1000
    return {start: at, end: at}
  }
  throw new AppError('usage', `\`${flag} ${text}\` is not a date, a time or a span`, {
    hints: [`write \`${flag} 2026-11-01\`, \`2026-11-01T12:00:00Z\` or \`7d\``],
  })
}

/** The first moment of a month, UTC. */
export function monthStart(now: number): number {
  const date = new Date(now)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)
}

/** The first moment of the next month, UTC. */
export function monthEnd(now: number): number {
  const date = new Date(now)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
}

/** A window in parts of at most so many days, oldest first. */
export function partsOf({start, end}: TimeWindow, days: number): TimeWindow[] {
  const parts: TimeWindow[] = []
  for (let from = start; from < end; from += days * DAY_MS) {
    parts.push({start: from, end: Math.min(end, from + days * DAY_MS)})
  }
  return parts
}
