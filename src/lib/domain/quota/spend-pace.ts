import {describeMoment} from '../text/moment.js'
import {formatUsd} from '../text/units.js'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Before this much of the month has passed a pace says nothing. Assumed. */
const TOO_EARLY_MS = 6 * HOUR_MS
/** Days before the last full one that it is held against, where growth is told. Source: fireq's own contract. */
export const GROWTH_DAYS = 7

/** How fast this calendar month's spend grows. The month is UTC's, as the spend limit's is assumed to be. */
export interface SpendPace {
  /** Milliseconds since the epoch: the first moment of this month, and of the next. */
  readonly monthStart: number
  readonly monthEnd: number
  /** USD a day so far this month; null in its first hours. */
  readonly perDayUsd: number | null
  /** USD at the end of the month if it goes on like this; null in its first hours. */
  readonly projectedUsd: number | null
  /** When the limit would be reached, milliseconds since the epoch; now when it is; null when not within this month. */
  readonly reachedAt: number | null
  /** Days until then, fractional; null when not within this month. */
  readonly daysLeft: number | null
}

/**
 * The pace of this month's spend and the day the limit would be reached.
 * @param usageUsd spent this month so far
 * @param limitUsd the monthly limit; null for none
 * @param now milliseconds since the epoch
 */
export function spendPace(usageUsd: number, limitUsd: number | null, now: number): SpendPace {
  const today = new Date(now)
  const monthStart = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), 1)
  const monthEnd = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 1)
  const elapsed = now - monthStart
  const perMs = elapsed < TOO_EARLY_MS ? null : Math.max(0, usageUsd) / elapsed
  const reachedAt = limitUsd === null ? null : reachOf(usageUsd, limitUsd, perMs, now, monthEnd)
  return {
    monthStart,
    monthEnd,
    perDayUsd: perMs === null ? null : perMs * DAY_MS,
    projectedUsd: perMs === null ? null : perMs * (monthEnd - monthStart),
    reachedAt,
    daysLeft: reachedAt === null ? null : (reachedAt - now) / DAY_MS,
  }
}

function reachOf(usage: number, limit: number, perMs: number | null, now: number, monthEnd: number): number | null {
  if (usage >= limit) return now
  if (perMs === null) return null
  const at = now + (limit - usage) / perMs
  // With a new month the usage starts again at zero; without any spend it is never.
  return at < monthEnd ? Math.floor(at) : null
}

/** The pace against a limit as one phrase: "at this month's pace ($17.93 a day) $400 is reached Sat 28 Nov 09:00 UTC, in about 36 hours". */
export function describePace(pace: SpendPace, limitUsd: number, now: number): string {
  if (pace.daysLeft === 0) return `${formatUsd(limitUsd)} is reached already this month`
  if (pace.perDayUsd === null) return 'the month is too young to tell its pace'
  if (pace.perDayUsd === 0) return 'nothing is spent this month'
  const perDay = `at this month's pace (${perDayText(pace)} a day)`
  if (pace.reachedAt === null) return `${perDay} ${formatUsd(limitUsd)} is not reached this month`
  return `${perDay} ${formatUsd(limitUsd)} is reached ${describeMoment(pace.reachedAt, now)}`
}

/** USD a day, to the cent: more would only be an artefact of the division. */
export function perDayText({perDayUsd}: SpendPace): string {
  return formatUsd(Math.round((perDayUsd ?? 0) * 100) / 100)
}

/** Without a pace to go by, so much more than the limit. Assumed. */
const RAISE_WITHOUT_PACE = 1.25

/**
 * The monthly limit that lasts to the end of this month at its pace, in two digits, at most the max; null where the limit
 * cannot be raised far enough to spend anything.
 * @param now milliseconds since the epoch; null where no pace may be told
 * @returns whole USD
 */
export function lastingLimit(
  {usage, value, maxValue}: {readonly usage: number | null; readonly value: number; readonly maxValue: number},
  now: number | null,
): number | null {
  if (maxValue <= value || maxValue <= (usage ?? 0)) return null
  const pace = usage === null || now === null ? null : spendPace(usage, null, now)
  const {projectedUsd = null, perDayUsd = null} = pace ?? {}
  const needed =
    projectedUsd === null || perDayUsd === null
      ? Math.max(value, usage ?? 0) * RAISE_WITHOUT_PACE
      : Math.max(projectedUsd, usage! + perDayUsd)
  return Math.min(maxValue, inTwoDigits(Math.max(needed, value + 1)))
}

/** Rounded up: `434.19` is 440. */
function inTwoDigits(amount: number): number {
  const step = Math.max(1, 10 ** (Math.floor(Math.log10(amount)) - 1))
  return Math.ceil(amount / step) * step
}
