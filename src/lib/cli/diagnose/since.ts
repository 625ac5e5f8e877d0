import {AppError} from '../../domain/errors.js'

const UNITS_MS: Readonly<Record<string, number>> = {s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000}

/**
 * A moment as `--since` takes it: a time back from now (`90s`, `30m`, `2h`, `1d`), or RFC 3339.
 * @param now milliseconds since the epoch
 * @returns milliseconds since the epoch
 * @throws AppError usage for anything else
 */
export function parseSince(text: string, now: number): number {
  const back = /^(\d{1,6})([smhd])$/.exec(text.trim())
  if (back) return now - Number(back[1]) * UNITS_MS[back[2]!]!
  const dated = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/.test(text.trim())
  // Without a zone it is UTC, as every time that fireq shows.
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(text.trim()) || !text.includes(':') ? text.trim() : `${text.trim()}Z`
  const ms = dated ? Date.parse(zoned.replace(' ', 'T')) : Number.NaN
  if (!Number.isNaN(ms)) return ms
  throw new AppError('usage', `\`--since ${text}\` is neither a time back from now nor a date`, {
    hints: ['for example `--since 30m`, `--since 2h` or `--since 2026-11-21T12:00:00Z`'],
  })
}
