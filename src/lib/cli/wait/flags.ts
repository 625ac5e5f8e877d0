import * as Flags from '@oclif/core/flags'
import {parseSpan} from '../../domain/text/span.js'
import {parseSeconds, type FlagValues} from '../flags.js'

/** Of the whole wait. Source: fireq's own contract. */
export const DEFAULT_WAIT_SECONDS = 600

/** Seconds, bare or as a span. @throws AppError usage */
function parseWaitSeconds(flag: string, text: string): number {
  return /^[\d.]+$/.test(text) ? parseSeconds(flag, text) : parseSpan(flag, text)
}

const spanFlag = (name: string, description: string, helpValue: string) =>
  Flags.custom<number>({
    description,
    helpValue,
    parse: text => Promise.resolve(parseWaitSeconds(`--${name}`, text)),
  })()

/** The flags of every wait. `--timeout` is the whole wait here; one request keeps the setting `timeout`. */
export const waitFlags = {
  timeout: spanFlag('timeout', 'how long to wait in all (default 10m)', '10m'),
  every: spanFlag('every', 'look so often (default: computed from what is missing, 1 s to 60 s)', '10s'),
}

export type WaitFlagValues = FlagValues<typeof waitFlags>
