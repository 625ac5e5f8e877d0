import type {AccountHeader} from '../app/account-header.js'
import {explainQuotas} from '../app/explain-quotas.js'
import {freeLimits} from '../app/free-limits.js'
import {listQuotas} from '../app/list-quotas.js'
import {probeLimits, type ProbeResult} from '../app/probe-limits.js'
import type {Gateway} from '../app/ports.js'
import {AppError} from '../domain/errors.js'
import {accountReading, limitReadings, quotaReadings, type ReadAt} from '../domain/history/from-answers.js'
import {NewsFilter} from '../domain/history/news.js'
import type {Reading} from '../domain/history/reading.js'
import type {ExplainedQuota} from '../domain/quota/holders.js'
import type {Quota} from '../domain/quota/quota.js'
import {Connection} from './connection.js'
import type {ExportedAccount, ExporterOptions, ExportTarget, RecordedLimits} from './options.js'
import {MINUTE_MS, type RefreshTask} from './refresh-loop.js'
import {SourceState, type Source} from './source-state.js'
import type {Turns} from './turns.js'

/** The limits of one model as a source tells them. */
export type ModelLimits = Pick<ProbeResult, 'model' | 'limits'>

/** What watches may tell and ask beyond their account. */
export interface WatchSurroundings {
  readonly options: ExporterOptions
  readonly signal: AbortSignal
  /** @returns whether this watch is the first of the account */
  readonly claim: (account: string, watch: AccountWatch) => boolean
  /** How many accounts are asked at the same time. */
  readonly turns: Turns
  /** The same gateway or inference, its calls counted under the source. */
  readonly counted: <Port extends object>(port: Port, source: Source) => Port
}

/** The readings of one account, each source on its own. */
export class AccountWatch {
  readonly account: SourceState<AccountHeader>
  readonly quotas: SourceState<readonly Quota[]>
  readonly limits: SourceState<readonly ModelLimits[]>
  readonly holders: SourceState<readonly ExplainedQuota[]>
  readonly probe: SourceState<readonly ProbeResult[]>
  readonly history: SourceState<readonly RecordedLimits[]>
  /** Another profile's watch reads the same account. */
  duplicate = false
  readonly #connection: Connection
  readonly #around: WatchSurroundings
  readonly #news = new NewsFilter()

  constructor(target: ExportTarget, around: WatchSurroundings) {
    const {intervalMs, limitsIntervalMs, staleAfterMs} = around.options
    this.#around = around
    this.#connection = new Connection(target)
    this.account = new SourceState('account', intervalMs, staleAfterMs)
    this.quotas = new SourceState('quotas', intervalMs, staleAfterMs)
    this.limits = new SourceState('limits', limitsIntervalMs, staleAfterMs)
    this.holders = new SourceState('holders', limitsIntervalMs, staleAfterMs)
    this.probe = new SourceState('probe', Math.max(MINUTE_MS, limitsIntervalMs), staleAfterMs)
    this.history = new SourceState('history', intervalMs, staleAfterMs)
  }

  /** The account's id, or what stands for it until it is known. */
  get name(): string {
    return this.#connection.name
  }

  get states(): readonly SourceState<unknown>[] {
    return [this.account, this.quotas, this.limits, this.holders, this.probe, this.history]
  }

  /** What is to be refreshed, each by a loop of its own. */
  tasks(): readonly RefreshTask[] {
    const {probeModels, history} = this.#around.options
    const task = <Value>(state: SourceState<Value>, read: (asked: Asked) => Promise<Value>): RefreshTask => ({
      state,
      refresh: () => this.#around.turns.take(this, () => this.#refresh(state, read)),
      ended: () => this.duplicate,
    })
    return [
      task(this.quotas, asked => this.#readQuotas(asked)),
      task(this.limits, asked => this.#readLimits(asked)),
      task(this.holders, async ({session, account}) => (await explainQuotas(session.gateway, account, [])).quotas),
      ...(probeModels.length === 0 ? [] : [{...task(this.probe, asked => this.#probe(asked)), leastMs: MINUTE_MS}]),
      ...(history === null ? [] : [task(this.history, ({account}) => this.#readHistory(account))]),
    ]
  }

  /** For its catalogue, which is the same for every account. @throws AppError */
  async gateway(source: Source): Promise<Gateway> {
    return this.#around.counted((await this.#connection.open()).gateway, source)
  }

  close(): Promise<void> {
    return this.#connection.close()
  }

  async #refresh<Value>(state: SourceState<Value>, read: (asked: Asked) => Promise<Value>): Promise<void> {
    const {options, signal} = this.#around
    if (signal.aborted) return
    const {clock} = options
    const started = clock.now()
    try {
      const session = await this.#connection.open()
      const account = await this.#connection.account()
      this.duplicate = !this.#around.claim(account, this)
      if (this.duplicate) return
      const value = await read({account, session: this.#counted(session, state.source), started})
      state.succeeded(value, clock.now(), clock.now() - started)
    } catch (error) {
      if (signal.aborted) return
      const failure = asAppError(error)
      if (failure.code === 'unauthorized') await this.#connection.close()
      const notOffered = state.source === 'limits' && failure.code === 'refused'
      if (notOffered) state.absent(clock.now() - started)
      else state.failed(failure, clock.now() - started)
      // Both come from one question; without the quotas nothing is known of the account either.
      if (state.source === 'quotas') this.account.failed(failure, clock.now() - started)
    }
  }

  #counted({gateway, inference, ...rest}: ExportedAccount, source: Source): ExportedAccount {
    const {counted} = this.#around
    return {...rest, gateway: counted(gateway, source), inference: counted(inference, source)}
  }

  async #readQuotas({session, account, started}: Asked): Promise<readonly Quota[]> {
    const {list, warnings, exitCode} = await listQuotas(session.gateway, account)
    const {clock} = this.#around.options
    const [failure] = exitCode === 0 ? [] : warnings
    if (failure === undefined) this.account.succeeded(list.account, clock.now(), clock.now() - started)
    else this.account.failed(new AppError(failure.code as AppError['code'], failure.message), clock.now() - started)
    const {suspendState} = list.account
    this.#keep(account, at => [
      ...(failure === undefined && suspendState !== null ? [accountReading(at, suspendState)] : []),
      ...quotaReadings(at, list.quotas),
    ])
    return list.quotas
  }

  async #readLimits({session, account}: Asked): Promise<readonly ModelLimits[]> {
    const listed = await readFreeLimits(session.gateway, account)
    this.#keep(account, at => limitReadings(at, 'free', listed))
    return listed
  }

  async #probe({session, account}: Asked): Promise<readonly ProbeResult[]> {
    const {clock, probeModels} = this.#around.options
    const targets = probeModels.map(model => ({model}))
    const probes = await probeLimits(session.inference, targets, {clock, signal: this.#around.signal})
    const results = probes.map(({result}) => result)
    this.#keep(account, at => limitReadings(at, 'probe', results))
    return results
  }

  /** What changed, and now and then what did not: a reading a minute of everything would fill disks. */
  #keep(account: string, readings: (at: ReadAt) => Reading[]): void {
    const {clock, record} = this.#around.options
    record?.(this.#news.news(readings({t: clock.now(), account})))
  }

  #readHistory(account: string): Promise<readonly RecordedLimits[]> {
    const {clock, history, limitsIntervalMs, staleAfterMs} = this.#around.options
    return Promise.resolve(history!(account, clock.now() - (staleAfterMs ?? 3 * limitsIntervalMs)))
  }
}

interface Asked {
  readonly session: ExportedAccount
  readonly account: string
  /** Milliseconds since the epoch. */
  readonly started: number
}

/** Upper bounds are not exported, so the catalogue that has the models' sizes is not asked for them. */
async function readFreeLimits(gateway: Gateway, account: string): Promise<readonly ProbeResult[]> {
  const withoutCatalogue = new Proxy(gateway, {
    get: (target, name) =>
      name === 'listModels'
        ? () => Promise.resolve({items: [], nextPageToken: null, totalSize: 0})
        : (Reflect.get(target, name) as unknown),
  })
  const {probes} = await freeLimits(withoutCatalogue, account, [], 'auto')
  return probes.map(({result}) => result)
}

/** A bug must not end the exporter: it is a failure like any other, and the log has it. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  return new AppError('internal', error instanceof Error ? error.message : String(error), {cause: error})
}
