import type {AccountHeader} from '../app/account-header.js'
import {isSuspended} from '../domain/account.js'
import type {Quota} from '../domain/quota/quota.js'
import {printable} from '../domain/text/printable.js'
import type {SourceState} from './source-state.js'

/** Lines about one account: what has changed since the last reading, and nothing else. */
export class ChangeLog {
  readonly #failing = new Map<string, string>()
  readonly #dropped = new Set<string>()
  readonly #limits = new Map<string, string>()
  #suspendState: string | null | undefined

  /** @param log takes a line without its time */
  constructor(private readonly log: (line: string) => void) {}

  /** @param name the account, or what it goes by */
  source(name: string, state: SourceState<unknown>, now: number): void {
    const {source, error, lastSuccess} = state
    const before = this.#failing.get(source)
    const who = name === '' ? '' : `${printable(name, 80)}: `
    if (error === null) {
      if (before !== undefined) this.log(`${who}${source} can be read again`)
      this.#failing.delete(source)
      this.#dropped.delete(source)
      return
    }
    if (before !== error.code) this.log(`${who}${source} cannot be read: ${printable(error.message, 300)}`)
    this.#failing.set(source, error.code)
    if (lastSuccess === null || now < state.staleAt() || this.#dropped.has(source)) return
    this.#dropped.add(source)
    this.log(`${who}${source} of ${new Date(lastSuccess).toISOString()} is too old and no longer exported`)
  }

  account(name: string, {suspendState}: AccountHeader): void {
    const before = this.#suspendState
    this.#suspendState = suspendState
    if (before === suspendState) return
    if (isSuspended(suspendState)) this.log(`${name}: suspended: ${printable(suspendState ?? '', 80)}`)
    else if (before !== undefined && isSuspended(before)) this.log(`${name}: no longer suspended`)
  }

  quotas(name: string, quotas: readonly Quota[]): void {
    if (this.#limits.size === 0) this.log(`${name}: ${quotas.length} quotas read`)
    for (const {id, value, unlimited} of quotas) {
      const limit = unlimited ? 'unlimited' : value === null ? 'unknown' : String(value)
      const before = this.#limits.get(id)
      if (before !== undefined && before !== limit) {
        this.log(`${name}: ${printable(id, 80)} is ${limit}, was ${before}`)
      }
      this.#limits.set(id, limit)
    }
  }
}
