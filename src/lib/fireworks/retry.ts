import {CLIENT_RETRIES} from '../domain/facts/api.js'

/** Retries of one GET, after the first attempt: as Fireworks' own client library does, here and below. */
export const MAX_RETRIES = CLIENT_RETRIES.most.value
/** Answers worth asking again. Source: Fireworks API reference (errors); 408 to 520 as its SDK does. */
export const RETRY_STATUSES: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504, 520])
/** Milliseconds; doubled by every retry. */
const FIRST_BACKOFF_MS = CLIENT_RETRIES.firstSeconds.value * 1000
const LONGEST_BACKOFF_MS = CLIENT_RETRIES.longestSeconds.value * 1000
/** Share of the wait that chance takes off, so that many clients do not come back together. */
const JITTER = CLIENT_RETRIES.jitter.value
/** A server that asks for more is not waited for: the person is told instead. */
export const LONGEST_RETRY_AFTER_SECONDS = CLIENT_RETRIES.longestRetryAfterSeconds.value

/**
 * Milliseconds to wait before retry number `retry` (0 is the first), or null for "do not": the server asked for more
 * than 60 s. Its own word wins over the back-off, without jitter.
 * @param random 0 ≤ r < 1
 * @param timeoutMs of one attempt; a back-off is never longer
 */
export function retryDelayMs(
  retry: number,
  retryAfterSeconds: number | null,
  random: number,
  timeoutMs: number,
): number | null {
  if (retryAfterSeconds !== null) {
    return retryAfterSeconds > LONGEST_RETRY_AFTER_SECONDS ? null : Math.ceil(retryAfterSeconds * 1000)
  }
  const backoff = Math.min(FIRST_BACKOFF_MS * 2 ** retry, LONGEST_BACKOFF_MS, timeoutMs)
  return Math.round(backoff * (1 - JITTER * random))
}
