import {suspensionCause} from '../account.js'
import {GROWTH_RULE} from '../facts/rate-limits.js'
import {displayModelName} from '../limits/model-name.js'
import {DIMENSION_WORDS, type RateLimitDimension} from '../limits/rate-limit.js'
import {printable} from '../text/printable.js'
import {formatNumber, formatPercent} from '../text/units.js'
import type {Reading} from './reading.js'

type EventType = 'cut' | 'growth' | 'first-429' | 'last-429' | 'suspension' | 'resumed' | 'unit-changed'

/** Something that happened between two readings, told at the later one. */
export interface HistoryEvent {
  /** Milliseconds since the epoch. */
  readonly t: number
  readonly type: EventType
  /** Of what: full resource name, quota id, or the account's. */
  readonly of: string
  readonly dimension: RateLimitDimension | null
  /** A limit per minute or in the quota's unit, a unit, a suspend state; null where there is none. */
  readonly from: number | string | null
  readonly to: number | string | null
  readonly message: string
}

/** Readings of limits of one source are compared with each other: two routes may round differently. */
interface LastLimit {
  readonly limit: number | null
  readonly unit: string | null
}

/**
 * What happened, reading by reading in the order in which they were recorded; so a clock that goes back makes no events
 * of its own. 429s are told by UTC day: the first and, where there are more, the last.
 */
export class EventFinder {
  readonly #found: HistoryEvent[] = []
  readonly #limits = new Map<string, LastLimit>()
  readonly #refusals = new Map<string, {first: Reading; last: Reading}>()
  readonly #suspended = new Map<string, string>()

  push(reading: Reading): void {
    if (reading.kind === 'outcome') this.#outcome(reading)
    else if (reading.kind === 'limit' || reading.kind === 'quota') this.#limit(reading)
  }

  /** All of them, oldest first. */
  events(): HistoryEvent[] {
    const refusals = [...this.#refusals.values()].flatMap(({first, last}) => [
      refusal(first, 'first-429'),
      ...(last === first ? [] : [refusal(last, 'last-429')]),
    ])
    return [...this.#found, ...refusals].sort((a, b) => a.t - b.t)
  }

  #limit(reading: Reading): void {
    const {t, quota, model, dimension, limit, unit} = reading
    const of = model ?? quota
    if (of === null) return
    const key = `${of} ${dimension ?? ''}`
    const before = this.#limits.get(key)
    this.#limits.set(key, {limit: limit ?? before?.limit ?? null, unit: unit ?? before?.unit ?? null})
    if (before === undefined) return
    if (unit !== null && before.unit !== null && unit !== before.unit) {
      const words = dimension === null ? 'limit' : `limit of ${DIMENSION_WORDS[dimension]}`
      const message = `${shown(of)}: unit of the ${words} changed from ${before.unit} to ${unit}`
      this.#found.push({t, type: 'unit-changed', of, dimension, from: before.unit, to: unit, message})
    }
    if (limit === null || before.limit === null || limit === before.limit) return
    const type = limit < before.limit ? 'cut' : 'growth'
    const message = `${shown(of)}: ${describeChange(reading, before.limit, limit)}`
    this.#found.push({t, type, of, dimension, from: before.limit, to: limit, message})
  }

  #outcome(reading: Reading): void {
    const {t, account, model, outcome} = reading
    if (outcome === null) return
    if (model !== null && outcome === 'rate-limited') {
      const key = `${model} ${new Date(t).toISOString().slice(0, 10)}`
      const day = this.#refusals.get(key)
      this.#refusals.set(key, {first: day?.first ?? reading, last: reading})
    }
    const state = model === null ? outcome : outcome === 'suspended' ? 'suspended' : null
    // An answer of a model says that the account is not suspended; what else it says does not matter here.
    const next = state ?? (model !== null && (outcome === 'ok' || outcome === 'over-limit') ? 'UNSUSPENDED' : null)
    if (next === null) return
    const before = this.#suspended.get(account) ?? 'UNSUSPENDED'
    const was = isSuspended(before)
    const is = isSuspended(next)
    if (!was || !is) this.#suspended.set(account, next)
    if (was === is) return
    const cause = suspensionCause(next)
    const message = is
      ? `${shown(account)}: the account was suspended${cause === null || next === 'suspended' ? '' : `: ${cause.cause}`}`
      : `${shown(account)}: the account is no longer suspended`
    this.#found.push({
      t,
      type: is ? 'suspension' : 'resumed',
      of: account,
      dimension: null,
      from: before,
      to: next,
      message,
    })
  }
}

const isSuspended = (state: string) => state === 'suspended' || suspensionCause(state) !== null

/** `limit of output tokens cut from 216,000 to 172,800 (20%)`. */
function describeChange({dimension, quota}: Reading, from: number, to: number): string {
  const what = dimension === null ? 'limit' : `limit of ${DIMENSION_WORDS[dimension]}`
  const verb = to < from ? 'cut' : quota === null ? 'grew' : 'raised'
  const part = from > 0 ? ` (${to < from ? '-' : '+'}${formatPercent(Math.abs(to / from - 1) + 1e-9)})` : ''
  const rule = quota === null && isByRule(from, to) ? ', as the rule says' : ''
  return `${what} ${verb} from ${formatNumber(from)} to ${formatNumber(to)}${part}${rule}`
}

/** One step of the published rule, rounding aside. */
function isByRule(from: number, to: number): boolean {
  const near = (times: number) => Math.abs(to - from * times) <= 1
  return near(GROWTH_RULE.growBy.value) || near(GROWTH_RULE.shrinkBy.value)
}

function refusal({t, model}: Reading, type: 'first-429' | 'last-429'): HistoryEvent {
  const which = type === 'first-429' ? 'first' : 'last'
  return {
    t,
    type,
    of: model!,
    dimension: null,
    from: null,
    to: null,
    message: `${shown(model!)}: ${which} 429 of the day`,
  }
}

function shown(of: string): string {
  return printable(displayModelName(of), 120)
}
