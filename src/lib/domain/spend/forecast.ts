import {monthEnd, monthStart} from '../text/time-window.js'

/** What this month may come to: a range, from two paces. */
export interface SpendForecast {
  /** USD at the end of the month. */
  readonly low: number
  readonly high: number
  /** When the limit is reached, RFC 3339; null when neither pace reaches it this month. */
  readonly reachedAt: {
    readonly earliest: string
    /** null when the slower pace does not reach it this month. */
    readonly latest: string | null
  } | null
}

/** Before this much of the month has passed its own pace says nothing. Assumed. */
const TOO_EARLY_MS = 6 * 3_600_000
const WEEK_MS = 7 * 86_400_000

/**
 * The month's end by its own pace and by that of the last seven days. Nothing is told of a month in which nothing is spent.
 * @param used USD this month so far
 * @param limit USD a month; null for none
 * @param lastWeek USD of the last seven days; null when not known
 * @param now milliseconds since the epoch
 */
export function spendForecast(
  used: number,
  limit: number | null,
  lastWeek: number | null,
  now: number,
): SpendForecast | null {
  const elapsed = now - monthStart(now)
  const left = monthEnd(now) - now
  const paces = [
    ...(elapsed >= TOO_EARLY_MS ? [used / elapsed] : []),
    ...(lastWeek === null ? [] : [lastWeek / WEEK_MS]),
  ].filter(pace => pace > 0)
  if (paces.length === 0) return null
  const [slow, fast] = [Math.min(...paces), Math.max(...paces)]
  return {low: used + slow * left, high: used + fast * left, reachedAt: reach(used, limit, slow, fast, now, left)}
}

function reach(
  used: number,
  limit: number | null,
  slow: number,
  fast: number,
  now: number,
  left: number,
): SpendForecast['reachedAt'] {
  if (limit === null) return null
  const at = (pace: number) => (used >= limit ? 0 : (limit - used) / pace)
  const time = (ms: number) => new Date(now + ms).toISOString()
  if (at(fast) >= left) return null
  return {earliest: time(at(fast)), latest: at(slow) < left ? time(at(slow)) : null}
}
