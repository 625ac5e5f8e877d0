import type {RecordedLimit} from '../../domain/limits/limit-check.js'
import type {RateLimitDimension} from '../../domain/limits/rate-limit.js'
import {readHistory} from '../../history/read.js'
import {DAY_MS} from '../../history/store.js'
import type {CliIo} from '../io.js'
import type {Session} from '../session.js'
import {historyFolder, historyStore} from './place.js'

/** How far back a drop is looked for. Assumed: by the rule a limit falls by a fifth a day, so more than that is news. */
const LOOK_BACK_MS = DAY_MS

/**
 * The highest limits that the history has of the last day, by model: those that headers told, as what they are compared
 * with; of the account's list only where no header was recorded. A history that was never kept has none.
 */
export async function recordedLimits(
  io: CliIo,
  session: Session,
  models: readonly string[],
): Promise<(model: string) => ReadonlyMap<RateLimitDimension, RecordedLimit>> {
  const found = new Map(models.map(model => [model, new Map<RateLimitDimension, RecordedLimit>()]))
  if (historyFolder(io, session.source) === null) return model => found.get(model) ?? new Map()
  const store = historyStore(io, session.source)
  const account = await session.account()
  const since = io.clock.now() - LOOK_BACK_MS
  for (const [model, highest] of found) {
    readHistory(store, {account, kind: 'limit', model, since}, ({t, source, dimension, limit, unitSource}) => {
      // A unit that somebody set by hand says more of that call than of the limit.
      if (dimension === null || limit === null || unitSource === 'flag') return
      const listed = source === 'free' || source === 'server'
      const known = highest.get(dimension)
      if (known === undefined || (listed === known.listed ? limit > known.limit : known.listed)) {
        highest.set(dimension, {limit, t, listed})
      }
    })
  }
  return model => found.get(model) ?? new Map()
}
