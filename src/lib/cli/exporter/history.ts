import type {RateLimitDimension} from '../../domain/limits/rate-limit.js'
import type {Reading} from '../../domain/history/reading.js'
import type {RecordedLimits} from '../../exporter/index.js'
import {keepsHistory} from '../history/recording.js'
import type {CliIo} from '../io.js'

/** The newest recorded limits of each model of an account; null where no history is kept. */
export async function historyOf(
  io: CliIo,
  source: 'live' | 'sandbox',
): Promise<((account: string, since: number) => readonly RecordedLimits[]) | null> {
  if (!keepsHistory(io)) return null
  const [{readHistory}, {historyStore}] = [await import('../../history/read.js'), await import('../history/place.js')]
  const store = historyStore(io, source)
  return (account, since) => {
    const models = new Map<string, Map<RateLimitDimension, Reading>>()
    readHistory(store, {account, kind: 'limit', since}, reading => {
      const {model, dimension, unit, unitSource, t} = reading
      if (model === null || dimension === null || unit === null || unitSource === null) return
      const known = models.get(model) ?? new Map<RateLimitDimension, Reading>()
      models.set(model, known)
      // What is left is told by some readings only: a later one that does not say it says nothing against it.
      const before = known.get(dimension)
      if (before !== undefined && (before.t > t || reading.remaining === null)) return
      known.set(dimension, reading)
    })
    return [...models].map(([model, limits]) => ({
      model,
      t: Math.max(...[...limits.values()].map(({t}) => t)),
      limits: [...limits.values()].map(({dimension, limit, remaining, unit, unitSource}) => ({
        dimension: dimension!,
        perMinute: limit,
        remainingPerMinute: remaining,
        unit: unit!,
        unitSource: unitSource!,
      })),
    }))
  }
}
