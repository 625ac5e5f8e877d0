import type {Clock} from '../app/ports.js'
import type {SourceState} from './source-state.js'

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
/** The longest a source that fails is left alone, where its interval is shorter. Assumed: an outage's end is seen by then. */
const LONGEST_BACKOFF_MS = 5 * MINUTE_MS
/** Share of a wait that is left to chance, so that accounts and exporters do not ask in step. */
const JITTER = 0.1

/** One source of one account. */
export interface RefreshTask {
  readonly state: Pick<SourceState<unknown>, 'source' | 'intervalMs' | 'attempts' | 'failures' | 'error' | 'notOffered'>
  /** Never throws: a failure is in the state. */
  readonly refresh: () => Promise<void>
  readonly ended: () => boolean
  /** Milliseconds from the end of a refresh to the next, whatever chance says. */
  readonly leastMs?: number
}

interface LoopSurroundings {
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly random: () => number
  readonly refreshed: (task: RefreshTask) => void
}

/** Refreshes until the signal: at once, then after each interval; the more failures in a row, the later. */
export async function refreshLoop(task: RefreshTask, around: LoopSurroundings): Promise<void> {
  const {clock, signal, random, refreshed} = around
  while (!signal.aborted) {
    await task.refresh()
    if (signal.aborted || task.ended()) return
    refreshed(task)
    try {
      await clock.sleep(waitMs(task, random()), signal)
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }
}

/** Milliseconds until the next refresh. @param chance 0 to 1 */
export function waitMs({state, leastMs = 0}: RefreshTask, chance: number): number {
  const {intervalMs, failures, error, notOffered} = state
  const patience = notOffered ? HOUR_MS : intervalMs * 2 ** Math.min(16, Math.max(0, failures - 1))
  const most = Math.max(intervalMs, notOffered ? HOUR_MS : LONGEST_BACKOFF_MS)
  const asked = Math.min(HOUR_MS, (error?.retryAfterSeconds ?? 0) * 1000)
  const wait = Math.min(patience, most) * (1 - JITTER + 2 * JITTER * chance)
  return Math.max(leastMs, asked, wait)
}
