import {setMaxListeners} from 'node:events'
import {listModels} from '../app/list-models.js'
import type {AppError} from '../domain/errors.js'
import type {ListedModel} from '../domain/model/listed-model.js'
import {AccountWatch, asAppError} from './account-watch.js'
import {ChangeLog} from './change-log.js'
import {expositionText, type ExpositionFormat} from './exposition.js'
import {limitSamples} from './limit-samples.js'
import type {Sample} from './metric-table.js'
import type {ExporterOptions, RefreshReport} from './options.js'
import {refreshLoop, type RefreshTask} from './refresh-loop.js'
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
  readonly #texts = new Map<ExpositionFormat, {readonly text: Promise<string>; readonly until: number}>()

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
    for (const watch of [...this.#watches, null]) this.#logs.set(watch, new ChangeLog(log))
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

  /** The last readings. Never waits for anything: the text is made anew only when something has changed. */
  text(format: ExpositionFormat): Promise<string> {
    const now = this.options.clock.now()
    const made = this.#texts.get(format)
    if (made !== undefined && now < made.until) return made.text
    const until = Math.min(
      ...this.#states()
        .map(({state}) => state.staleAt())
        .filter(at => at > now),
      Number.POSITIVE_INFINITY,
    )
    const text = expositionText(this.samples(), format)
    this.#texts.set(format, {text, until})
    return text
  }

  /** Everything that is known now. */
  samples(): Sample[] {
    const now = this.options.clock.now()
    const told = this.#watches.filter(({duplicate}) => !duplicate)
    return [
      ...this.#states().flatMap(({state, name}) => refreshSamples(labelText(name), state)),
      ...told.flatMap(watch => watchSamples(watch, now)),
      ...(this.#models.value(now) ?? []).flatMap(retirementSamples),
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
    this.#texts.clear()
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

function watchSamples(watch: AccountWatch, now: number): Sample[] {
  const account = labelText(watch.name)
  const header = watch.account.value(now)
  const told = [watch.limits.value(now), watch.history.value(now), watch.probe.value(now)]
  return [
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
