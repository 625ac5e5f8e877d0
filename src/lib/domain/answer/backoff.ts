import {retryAdvice} from '../action.js'
import {formatDuration} from '../text/units.js'

/** As Fireworks' own client library waits: `CLIENT_RETRIES` of the facts. */
const LENGTHS = 'from half a second up to 8 seconds'

/** The wait of a failure that passes, where the server asks for none; the same as in the advice beside it. */
export const BACKOFF_WAIT = `with backoff, ${LENGTHS}`
export const BACKOFF = retryAdvice(`retry with exponential backoff, ${LENGTHS}`)

/** The wait that a server asks for, in words. @param seconds as its `retry-after` came to */
export function askedWait(seconds: number): string {
  return `${formatDuration(seconds)}, as the server asks`
}
