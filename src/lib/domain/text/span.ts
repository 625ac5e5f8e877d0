import {AppError} from '../errors.js'

const SECONDS: Readonly<Record<string, number>> = {s: 1, m: 60, h: 3600, d: 86_400, w: 604_800}
/** Ten years, far beyond anything that is asked here, and short enough to catch milliseconds. */
const LONGEST_SECONDS = 10 * 366 * 86_400

/**
 * Reads a span as people write it: `90s`, `15m`, `24h`, `14d`, `2w`.
 * @param flag as it is named in the message, `--within`
 * @returns seconds, at least 1
 * @throws AppError usage
 */
export function parseSpan(flag: string, text: string): number {
  const [, number, unit] = /^(\d{1,9})([smhdw])$/.exec(text.trim()) ?? []
  const seconds = number === undefined ? Number.NaN : Number(number) * SECONDS[unit!]!
  if (seconds >= 1 && seconds <= LONGEST_SECONDS) return seconds
  throw new AppError('usage', `\`${flag} ${text}\` is not a span of time`, {
    hints: [`write a number and a unit: \`${flag} 90s\`, \`15m\`, \`24h\`, \`14d\` or \`2w\``],
  })
}

/** Whole days of a span, at least one. @throws AppError usage */
export function parseDays(flag: string, text: string): number {
  const days = /^\d{1,5}$/.test(text.trim()) ? Number(text) : Math.ceil(parseSpan(flag, text) / 86_400)
  if (days >= 1) return days
  throw new AppError('usage', `\`${flag} ${text}\` is not a number of days`, {hints: [`for example \`${flag} 14d\``]})
}
