/** Retries of one GET, after the first attempt. Source: Fireworks SDK. */
export const MAX_RETRIES = 2
/** Answers worth asking again. Source: Fireworks API reference (errors); 408 to 520 as its SDK does. */
export const RETRY_STATUSES: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504, 520])
/** Milliseconds; doubled by every retry. Source: Fireworks SDK. */
const FIRST_BACKOFF_MS = 500
/** Source: Fireworks SDK. */
const LONGEST_BACKOFF_MS = 8000
/** Share of the wait that chance takes off, so that many clients do not come back together. Source: Fireworks SDK. */
const JITTER = 0.25
/** A server that asks for more is not waited for: the person is told instead. Source: Fireworks SDK. */
export const LONGEST_RETRY_AFTER_SECONDS = 60

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
