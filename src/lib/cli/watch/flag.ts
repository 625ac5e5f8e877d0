import {secondsFlag} from '../flags.js'

/** Seconds from the start of a round to the next. Source: fireq's own contract. */
const DEFAULT_WATCH_SECONDS = 10

/** `--watch [SECONDS]`. */
export const watchFlag = secondsFlag(
  'watch',
  `ask again every so often until stopped (bare: ${DEFAULT_WATCH_SECONDS} s)`,
)

/** Gives a bare `--watch` its seconds: it takes the next word only where that is a number. */
export function withWatchSeconds(argv: readonly string[], flags: Readonly<Record<string, unknown>>): string[] {
  if (flags['watch'] === undefined) return [...argv]
  const end = argv.indexOf('--')
  return argv.map((word, at) => {
    const isBare = word === '--watch' && (end === -1 || at < end) && !/^[\d.]/.test(argv[at + 1] ?? '')
    return isBare ? `--watch=${DEFAULT_WATCH_SECONDS}` : word
  })
}
