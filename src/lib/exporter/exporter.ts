import {setMaxListeners} from 'node:events'
import {listModels} from '../app/list-models.js'
import type {AppError} from '../domain/errors.js'
import type {ListedModel} from '../domain/model/listed-model.js'
import {AccountWatch, asAppError} from './account-watch.js'
import {ChangeLog} from './change-log.js'
import {joinedText, type ExpositionFormat, type MetricBlocks} from './exposition.js'
import {limitSamples} from './limit-samples.js'
import type {Sample} from './metric-table.js'
import type {ExporterOptions, RefreshReport} from './options.js'
import {refreshLoop, type RefreshTask} from './refresh-loop.js'
import {RenderedPart} from './rendered-part.js'
import {
  accountSamples,
  holderSamples,
  labelText,
  probeSamples,
  quotaSamples,
  refreshSamples,
  retirementSamples,
  sampleOf,
} from './samples.js'
import {SourceState, type Source} from './source-state.js'
import {Turns} from './turns.js'

/** Milliseconds between the first questions of two accounts: fifty of them are no burst. Assumed. */
const STAGGER_MS = 10

/** Accounts that are asked at the same time. Assumed: the rest of fifty waits tens of milliseconds. */
const ACCOUNTS_AT_ONCE = 16

/** Reads accounts in the background and tells what it read last. */
export class Exporter {
  readonly #watches: readonly AccountWatch[]
  readonly #models: SourceState<readonly ListedModel[]>
  readonly #logs = new Map<AccountWatch | null, ChangeLog>()
  readonly #claimed = new Map<string, AccountWatch>()
  readonly #requests = new Map<Source, number>()
  readonly #errors = new Map<string, {readonly source: Source; readonly code: string; count: number}>()
  /** The text of each account, and of what is nobody's own. */
  readonly #parts = new Map<AccountWatch | null, RenderedPart>()
  readonly #joined = new Map<ExpositionFormat, {readonly parts: readonly MetricBlocks[]; readonly text: string}>()
  /** Prometheus asks for the first unless it is told otherwise. */
  readonly #formats = new Set<ExpositionFormat>(['openmetrics'])

  constructor(
    private readonly options: ExporterOptions,
    private readonly signal: AbortSignal,
  ) {
    const {targets, limitsIntervalMs, staleAfterMs, log} = options
    const counted = <Port extends object>(port: Port, source: Source) => this.#counted(port, source)
    const claim = (account: string, watch: AccountWatch) => this.#claim(account, watch)
    // Every loop waits on it: Node takes more than ten for a leak.
    setMaxListeners(0, signal)
    const turns = new Turns(ACCOUNTS_AT_ONCE, signal)
    this.#watches = targets.map(target => new AccountWatch(target, {options, signal, claim, counted, turns}))
    this.#models = new SourceState('models', limitsIntervalMs, staleAfterMs)
    for (const watch of [...this.#watches, null]) {
      this.#logs.set(watch, new ChangeLog(log))
      const part = {
        samples: () => (watch === null ? this.#commonSamples() : accountPart(watch, this.options.clock.now())),
        states: () => (watch === null ? [this.#models as SourceState<unknown>] : watch.states),
      }
      this.#parts.set(watch, new RenderedPart(part, this.options.clock))
    }
  }

  /** Refreshes until the signal; never throws. */
  async run(): Promise<void> {
    const {clock, random = Math.random} = this.options
    const loops = this.#tasks().map(async ({task, watch, order}) => {
      await clock.sleep(order * STAGGER_MS, this.signal).catch(() => undefined)
      await refreshLoop(task, {clock, signal: this.signal, random, refreshed: () => this.#refreshed(task, watch)})
    })
    await Promise.all(loops)
  }

  /** Every source once. */
  async refreshOnce(): Promise<RefreshReport> {
    await Promise.all(
      this.#tasks().map(async ({task, watch}) => {
        await task.refresh()
        if (!task.ended()) this.#refreshed(task, watch)
      }),
    )
    const failures = this.#states().flatMap(({state: {error}}) => (error === null ? [] : [error]))
    return {failures: [...new Set<AppError>(failures)]}
  }

  /** Whether every source has been asked, whatever came of it: from then on what is missing is missing. */
  ready(): boolean {
    return this.#tasks().every(({task, watch}) => watch?.duplicate === true || task.state.attempts > 0)
  }

  /** The last readings. Never waits for the API: what has changed was made into text when it was read. */
  async text(format: ExpositionFormat): Promise<string> {
    this.#formats.add(format)
    const told = [...this.#parts].filter(([watch]) => watch?.duplicate !== true)
    const parts = await Promise.all(told.map(([, part]) => part.blocks(format)))
    const last = this.#joined.get(format)
    if (last?.parts.length === parts.length && parts.every((part, at) => part === last.parts[at])) return last.text
    const text = joinedText(parts, format)
    this.#joined.set(format, {parts, text})
    return text
  }

  /** What is no account's own. */
  #commonSamples(): Sample[] {
    return [
      ...refreshSamples('', this.#models),
      ...(this.#models.value(this.options.clock.now()) ?? []).flatMap(retirementSamples),
      ...[...this.#requests].flatMap(([source, count]) => sampleOf('fireq_exporter_requests_total', {source}, count)),
      ...[...this.#errors.values()].flatMap(({source, code, count}) =>
        sampleOf('fireq_exporter_errors_total', {source, code}, count),
      ),
      ...sampleOf('fireq_build_info', {version: this.options.version}, 1),
    ]
  }

  async close(): Promise<void> {
    await Promise.all(this.#watches.map(watch => watch.close()))
  }

  #states() {
    const told = this.#watches.filter(({duplicate}) => !duplicate)
    const ofAccounts = told.flatMap(watch => watch.states.map(state => ({state, name: watch.name})))
    return [...ofAccounts, {state: this.#models as SourceState<unknown>, name: ''}]
  }

  #tasks(): {task: RefreshTask; watch: AccountWatch | null; order: number}[] {
    const models: RefreshTask = {state: this.#models, refresh: () => this.#readModels(), ended: () => false}
    const ofAccounts = this.#watches.flatMap((watch, order) => watch.tasks().map(task => ({task, watch, order})))
    return [...ofAccounts, {task: models, watch: null, order: 0}]
  }

  /** By the first account that can; after a failure by the next one. */
  async #readModels(): Promise<void> {
    const {clock} = this.options
    const started = clock.now()
    try {
      const watch = this.#watches[this.#models.failures % this.#watches.length]!
      const {models} = await listModels(await watch.gateway('models'), {}, started)
      this.#models.succeeded(models, clock.now(), clock.now() - started)
    } catch (error) {
      if (!this.signal.aborted) this.#models.failed(asAppError(error), clock.now() - started)
    }
  }

  #refreshed({state}: RefreshTask, watch: AccountWatch | null): void {
    for (const part of [watch, null]) this.#parts.get(part)!.changed(this.#formats)
    const now = this.options.clock.now()
    const log = this.#logs.get(watch)!
    const name = watch?.name ?? ''
    const ended = watch !== null && state.source === 'quotas' ? [watch.quotas, watch.account] : [state]
    for (const each of ended as SourceState<unknown>[]) {
      if (each.error !== null) this.#countError(each.source, each.error.code)
      // What keeps the quotas from being read is told once.
      if (each.source !== 'account' || watch?.quotas.error === null) log.source(name, each, now)
    }
    if (watch === null || state.source !== 'quotas') return
    const [account, quotas] = [watch.account.value(now), watch.quotas.value(now)]
    if (account !== null) log.account(name, account)
    if (quotas !== null) log.quotas(name, quotas)
  }

  #claim(account: string, watch: AccountWatch): boolean {
    const first = this.#claimed.get(account)
    if (first === undefined) this.#claimed.set(account, watch)
    else if (first !== watch && !watch.duplicate) this.options.log(`${account} is named by several profiles: read once`)
    return first === undefined || first === watch
  }

  #counted<Port extends object>(port: Port, source: Source): Port {
    const count = () => this.#requests.set(source, (this.#requests.get(source) ?? 0) + 1)
    return new Proxy(port, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name)
        if (typeof method !== 'function') return method
        return (...words: unknown[]): unknown => {
          count()
          return Reflect.apply(method, target, words)
        }
      },
    })
  }

  #countError(source: Source, code: string): void {
    const known = this.#errors.get(`${source} ${code}`) ?? {source, code, count: 0}
    known.count++
    this.#errors.set(`${source} ${code}`, known)
  }
}

function accountPart(watch: AccountWatch, now: number): Sample[] {
  const account = labelText(watch.name)
  const header = watch.account.value(now)
  const told = [watch.limits.value(now), watch.history.value(now), watch.probe.value(now)]
  return [
    ...watch.states.flatMap(state => refreshSamples(account, state)),
    ...(header === null ? [] : accountSamples(account, header)),
    ...(watch.quotas.value(now) ?? []).flatMap(quota => quotaSamples(account, quota)),
    ...(watch.holders.value(now) ?? []).flatMap(quota => holderSamples(account, quota)),
    ...limitSamples(
      account,
      told.map(limits => limits ?? []),
    ),
    ...(watch.probe.value(now) ?? []).flatMap(probe => probeSamples(account, probe)),
  ]
}
