import {settle} from '../../app/settle.js'
import {command} from '../../domain/action.js'
import {AppError, type Warning} from '../../domain/errors.js'
import {EventFinder, type HistoryEvent} from '../../domain/history/events.js'
import type {Reading} from '../../domain/history/reading.js'
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
  /** The API did not tell the account of the key: what is recorded is shown, and nothing more asked. */
  readonly unreachable: Warning | null
}

/** Milliseconds that a look back waits for the API: in an incident it hangs, and what is recorded is at hand. Assumed. */
const PATIENCE_MS = 1000

/**
 * The account whose history is read. It needs no network where the account is known, and no key where only one account was
 * ever recorded; that one is also shown where the API does not answer at once.
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
  const owner = (account: string, unreachable: Warning | null = null) =>
    ({source, account, store, unreachable}) as const
  if (named !== undefined) return owner(named)
  const [only, ...others] = recordedAccounts(store)
  const hasOne = only !== undefined && others.length === 0
  if (hasOne && !(await hasKey(io, flags))) return owner(only)
  const session = await connect()
  if (!hasOne) return owner(await session.account())
  const told = await inTime(io, session.account())
  if (typeof told === 'string') return owner(told)
  if (told !== null && !UNREACHABLE.has(told.code)) throw told
  const message = `the account of this key is not known (${told?.message ?? NO_ANSWER}): this is \`${only}\`, the only one recorded`
  return owner(only, {code: told?.code ?? 'timeout', message})
}

const NO_ANSWER = `no answer within ${PATIENCE_MS / 1000} s`
const UNREACHABLE: ReadonlySet<string> = new Set(['network', 'timeout'])

/** What the API answers at once; null where it does not, a failure as a value. */
async function inTime<T>(io: CliIo, asked: Promise<T>): Promise<T | AppError | null> {
  const {withPatience} = await import('../../app/patience.js')
  return settle(withPatience(asked, PATIENCE_MS, io.clock))
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

/**
 * Reads the store once, for what was asked and for the account's own states.
 * @param server what Fireworks itself keeps of it, oldest first
 */
export function lookBack(
  {account, store, unreachable}: HistoryOwner,
  question: LookBackQuestion,
  server: readonly Reading[] = [],
): LookBack {
  const collector = new SeriesCollector()
  const finder = new EventFinder()
  // What Fireworks itself keeps comes first; from where it begins, what was recorded adds what remained, and no changes.
  const begins = new Map<RateLimitDimension | null, number>()
  for (const reading of server) {
    if (reading.t >= question.until || (question.dimension ?? reading.dimension) !== reading.dimension) continue
    if (!begins.has(reading.dimension)) begins.set(reading.dimension, reading.t)
    finder.push(reading)
    collector.push(reading)
  }
  const scan = readHistory(store, {account, ...question, withAccount: true}, reading => {
    const told = reading.kind === 'limit' && reading.t >= (begins.get(reading.dimension) ?? Number.POSITIVE_INFINITY)
    if (!told) finder.push(reading)
    if (!told || reading.remaining !== null) collector.push(reading)
  })
  const series = collector.series()
  const nothing = series.length === 0 ? [NOTHING] : []
  const warnings = [
    ...(unreachable === null ? [] : [unreachable]),
    ...tornLines(scan),
    ...thinned(series, store),
    ...nothing,
  ]
  return {series, events: finder.events(), warnings}
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

/**
 * What Fireworks itself keeps of a model, where a key is at hand and it is offered. A failure to ask is a warning, and so is an
 * answer that does not come at once.
 */
export async function askServer(
  io: CliIo,
  flags: GlobalFlagValues,
  {account, unreachable}: HistoryOwner,
  {model, since}: {readonly model: string; readonly since: number},
  connect: () => Promise<Session>,
): Promise<{readonly readings: readonly Reading[]; readonly warnings: readonly Warning[]}> {
  if (unreachable !== null) return {readings: [], warnings: []}
  if (sandboxScenario(io, flags) === null && !(await hasKey(io, flags))) return {readings: [], warnings: []}
  const {gateway} = await connect()
  const {serverSeries} = await import('../../app/server-series.js')
  const asked = await inTime(io, serverSeries(gateway, account, model, since))
  if (asked !== null && !(asked instanceof AppError)) return {readings: asked, warnings: []}
  const message = `what Fireworks itself keeps of the limits could not be read: ${asked?.message ?? NO_ANSWER}`
  return {readings: [], warnings: [{code: asked?.code ?? 'timeout', message}]}
}
