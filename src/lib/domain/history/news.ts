import type {Reading} from './reading.js'

/** Milliseconds after which an unchanged reading is kept again, so that silence can be told from no change. Assumed. */
export const UNCHANGED_MS = 15 * 60_000

/** Of readings that come every minute those that are worth a line: what changed, and what has not for a while. */
export class NewsFilter {
  readonly #kept = new Map<string, {readonly t: number; readonly state: string}>()

  /** @param readings of one account or several, oldest first */
  news(readings: readonly Reading[]): Reading[] {
    return readings.filter(reading => {
      const {t, account, source, kind, quota, model, dimension, limit, remaining, usage, unit, outcome} = reading
      const key = [account, source, kind, quota ?? model ?? '', dimension ?? ''].join('\n')
      const state = [limit, remaining, usage, unit, outcome].join('\n')
      const before = this.#kept.get(key)
      if (before !== undefined && before.state === state && Math.abs(t - before.t) < UNCHANGED_MS) return false
      this.#kept.set(key, {t, state})
      return true
    })
  }
}
