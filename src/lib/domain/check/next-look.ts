/** Seconds between two looks: never less, never more. Source: fireq's own contract. */
const SHORTEST_LOOK_SECONDS = 1
const LONGEST_LOOK_SECONDS = 60
/** Of the wait, at most: two that wait for one bucket must not look at the same moment. Assumed. */
const JITTER = 0.1
/** A bucket that did not fill as expected has other takers: each look in vain waits so much longer. Assumed. */
const IN_VAIN_TIMES = 1.6

/**
 * Seconds until it is worth looking again. Never before the expected moment: a look costs a request.
 * @param expectedSeconds until the condition may hold, by the rate of refilling; null where nothing says when
 * @param inVain looks so far that found it not met
 * @param random 0 to 1
 */
export function nextLookSeconds(expectedSeconds: number | null, inVain: number, random: number): number {
  const patience = SHORTEST_LOOK_SECONDS * IN_VAIN_TIMES ** Math.max(0, inVain - 1)
  const seconds = Math.max(expectedSeconds ?? 2 * patience, patience) * (1 + JITTER * random)
  return Math.min(LONGEST_LOOK_SECONDS, Math.max(SHORTEST_LOOK_SECONDS, seconds))
}
