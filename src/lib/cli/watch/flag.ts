import {secondsFlag} from '../flags.js'

/** Seconds from the start of a round to the next. Source: fireq's own contract. */
export const DEFAULT_WATCH_SECONDS = 10

/** `--watch [SECONDS]`. */
export const watchFlag = secondsFlag(
  'watch',
  `ask again every so often until stopped (bare: ${DEFAULT_WATCH_SECONDS} s)`,
)
