import * as Flags from '@oclif/core/flags'
import {parseSince} from '../diagnose/since.js'
import {HISTORY_FIELDS} from '../../render/views/history.js'
import {shapingFlags} from '../list/flags.js'
import type {CliIo} from '../io.js'
import type {FlagValues} from '../flags.js'

/** The flags of every look back. */
export const historyFlags = {
  ...shapingFlags(HISTORY_FIELDS),
  since: Flags.string({description: 'from then on: 24h, 7d, a date or an RFC 3339 time', helpValue: '24h'}),
  until: Flags.string({description: 'until then: a date (included), or an RFC 3339 time', helpValue: 'DATE'}),
}

export interface HistoryWindow {
  /** Milliseconds since the epoch; the first is included, the last is not. */
  readonly since: number
  readonly until: number
}

const DAY_MS = 86_400_000

/** @throws AppError usage */
export function historyWindow(
  io: CliIo,
  flags: Pick<FlagValues<typeof historyFlags>, 'since' | 'until'>,
  defaultSince: string,
): HistoryWindow {
  const now = io.clock.now()
  const isDate = /^\d{4}-\d\d-\d\d$/.test(flags.until?.trim() ?? '')
  const until = flags.until === undefined ? now + 1 : parseSince(flags.until, now) + (isDate ? DAY_MS : 0)
  return {since: parseSince(flags.since ?? defaultSince, now), until}
}
