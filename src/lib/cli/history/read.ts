import {command} from '../../domain/action.js'
import type {Warning} from '../../domain/errors.js'
import {EventFinder, type HistoryEvent} from '../../domain/history/events.js'
import {SeriesCollector, type GatheredSeries} from '../../domain/history/series.js'
import type {RateLimitDimension} from '../../domain/limits/rate-limit.js'
import {formatDuration, formatNumber} from '../../domain/text/units.js'
import {readHistory, recordedAccounts, type HistoryScan} from '../../history/read.js'
import type {HistoryStore} from '../../history/store.js'
import type {GlobalFlagValues} from '../flags.js'
import type {CliIo} from '../io.js'
import {connectionOf, hasKey, sandboxScenario, type Session} from '../session.js'
import type {HistoryWindow} from './flags.js'
import {historyStore} from './place.js'

/** Whose history is read, and where it is. */
export interface HistoryOwner {
  readonly source: 'live' | 'sandbox'
  readonly account: string
  readonly store: HistoryStore
}

/**
 * The account whose history is read. It needs no network where the account is known, and no key where only one account was
 * ever recorded.
 * @throws AppError as opening a session does
 */
export async function historyOwner(
  io: CliIo,
  flags: GlobalFlagValues,
  connect: () => Promise<Session>,
): Promise<HistoryOwner> {
  const source = sandboxScenario(io, flags) === null ? 'live' : 'sandbox'
  const store = historyStore(io, source)
  const named = source === 'live' ? (await connectionOf(io, flags)).accountId?.value : undefined
  if (named !== undefined) return {source, account: named, store}
  const recorded = recordedAccounts(store)
  if (recorded.length === 1 && !(await hasKey(io, flags))) return {source, account: recorded[0]!, store}
  return {source, account: await (await connect()).account(), store}
}

export interface LookBack {
  readonly series: readonly GatheredSeries[]
  readonly events: readonly HistoryEvent[]
  readonly warnings: readonly Warning[]
}

/** What is looked back at: one model or one quota, and what happened to the account meanwhile. */
export interface LookBackQuestion extends HistoryWindow {
  readonly model?: string
  readonly quota?: string
  readonly dimension?: RateLimitDimension
}

/** Reads the store once, for what was asked and for the account's own states. */
export function lookBack({account, store}: HistoryOwner, question: LookBackQuestion): LookBack {
  const collector = new SeriesCollector()
  const finder = new EventFinder()
  const scan = readHistory(store, {account, ...question, withAccount: true}, reading => {
    finder.push(reading)
    collector.push(reading)
  })
  const series = collector.series()
  const nothing = series.length === 0 ? [NOTHING] : []
  return {series, events: finder.events(), warnings: [...tornLines(scan), ...thinned(series, store), ...nothing]}
}

/** Every reading counts for the events; what is shown of very many is told. */
function thinned(series: readonly GatheredSeries[], {folder}: HistoryStore): Warning[] {
  const [longest] = series.filter(({everySeconds}) => everySeconds !== null).sort((a, b) => b.readings - a.readings)
  if (longest === undefined) return []
  const {readings, everySeconds} = longest
  const message = `${formatNumber(readings)} readings are shown as the last of every ${formatDuration(everySeconds!)}; the events are of all of them`
  return [{code: 'thinned', message, hints: ['`--since` and `--until` narrow it', `every reading is in ${folder}`]}]
}

const NOTHING: Warning = {
  code: 'nothing-recorded',
  message: 'nothing is recorded of it in that time',
  hints: [[command('history', 'record'), ' keeps a reading; `fireq config set history on` keeps what commands read']],
}

function tornLines({skipped}: HistoryScan): Warning[] {
  if (skipped === 0) return []
  const what = skipped === 1 ? 'a line of the history was' : `${skipped} lines of the history were`
  return [{code: 'torn-lines', message: `${what} not readable and left out: a writer was stopped in the middle`}]
}
