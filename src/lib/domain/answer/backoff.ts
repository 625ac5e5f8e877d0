import {retryAdvice} from '../action.js'

/** Fireworks' own SDK: half a second, doubled up to 8 seconds. Source: contract of the API, errors, 2026. */
const LENGTHS = 'from half a second up to 8 seconds'

/** The wait of a failure that passes, where the server asks for none; the same as in the advice beside it. */
export const BACKOFF_WAIT = `with backoff, ${LENGTHS}`
export const BACKOFF = retryAdvice(`retry with exponential backoff, ${LENGTHS}`)
