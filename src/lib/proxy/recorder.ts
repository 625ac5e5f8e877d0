import {limitReading} from '../domain/history/from-answers.js'
import type {OutcomeCode} from '../domain/errors.js'
import {emptyReading, type Reading} from '../domain/history/reading.js'
import type {RateLimitSnapshot} from '../domain/limits/rate-limit.js'

/** Milliseconds between readings of a model in which nothing changed: a store of months need not hold every request. */
const QUIET_MS = 10_000
/** Rows that are remembered. */
const MOST_ROWS = 500

interface Told {
  readonly at: number
  readonly state: string
}

/** Makes readings for the history of what passes, few enough to be kept for months. */
export class Recorder {
  readonly #told = new Map<string, Told>()

  /** @returns what to keep; empty where nothing is new */
  readings(
    {account, model, outcome}: {account: string; model: string; outcome: OutcomeCode},
    snapshot: RateLimitSnapshot,
    now: number,
  ): readonly Reading[] {
    const row = `${account}\n${model}`
    const state = [outcome, ...snapshot.limits.map(limit => limit.raw)].join()
    const last = this.#told.get(row)
    if (last !== undefined && last.state === state && now - last.at < QUIET_MS) return []
    if (last === undefined && this.#told.size >= MOST_ROWS) this.#told.clear()
    this.#told.set(row, {at: now, state})
    const limits = snapshot.limits.map(limit => limitReading({t: now, account}, 'proxy', model, limit))
    return [...limits, {...emptyReading({t: now, account, source: 'proxy', kind: 'outcome'}), model, outcome}]
  }
}
