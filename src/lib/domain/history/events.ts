import {suspensionCause} from '../account.js'
import {cite} from '../facts/fact.js'
import {ADAPTIVE_STARTING, GROWTH_RULE} from '../facts/rate-limits.js'
import {displayModelName} from '../limits/model-name.js'
import {DIMENSION_WORDS, type RateLimitDimension} from '../limits/rate-limit.js'
import {printable} from '../text/printable.js'
import {formatNumber, formatPercent} from '../text/units.js'
import type {Reading, ReadingSource} from './reading.js'

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

/** What is known of one limit. */
interface KnownLimit {
  readonly of: string
  readonly dimension: RateLimitDimension | null
  /** What each source told last: two sources may round differently, and one may lag behind the other. */
  readonly bySource: Map<ReadingSource, {t: number; limit: number | null; unit: string | null}>
  /** The last change that is in the list, whichever source told it. */
  change: {readonly t: number; readonly to: number} | null
}

/** For so long the sources of a limit may disagree. Source: an interval of growth; lag of the account's state "a while", seen once. */
const LAG_MS = 15 * 60_000

/**
 * What happened, reading by reading in the order in which they were recorded; so a clock that goes back makes no events
 * of its own. 429s are told by UTC day: the first and, where there are more, the last.
 */
export class EventFinder {
  readonly #found: HistoryEvent[] = []
  readonly #limits = new Map<string, Map<RateLimitDimension | null, KnownLimit>>()
  /** Readings of one limit follow each other: looking its name up costs more than the comparison. */
  #latest: KnownLimit | null = null
  readonly #refusals = new Map<string, {first: Reading; last: Reading}>()
  readonly #suspended = new Map<string, {t: number; state: string}>()

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

  /** Like with like: a source's reading with the one before of the same source, in the same unit. */
  #limit(reading: Reading): void {
    const {t, source, quota, model, dimension, limit, unit} = reading
    const of = model ?? quota
    if (of === null) return
    const known = this.#known(of, dimension)
    const last = known.bySource.get(source)
    if (last === undefined) {
      known.bySource.set(source, {t, limit, unit})
      return
    }
    // Named one by one: a spread costs more than the reading.
    const before = {t: last.t, limit: last.limit, unit: last.unit}
    last.t = t
    last.limit = limit ?? before.limit
    last.unit = unit ?? before.unit
    if (unit !== null && before.unit !== null && unit !== before.unit) {
      const words = dimension === null ? 'limit' : `limit of ${DIMENSION_WORDS[dimension]}`
      const message = `${shown(of)}: unit of the ${words} changed from ${before.unit} to ${unit}`
      this.#found.push({t, type: 'unit-changed', of, dimension, from: before.unit, to: unit, message})
      return
    }
    if (limit === null || before.limit === null || limit === before.limit) return
    // What another source told meanwhile, or a moment ago, is told once.
    const {change} = known
    if (change !== null && change.to === limit && change.t >= Math.min(before.t, t - LAG_MS)) return
    known.change = {t, to: limit}
    const type = limit < before.limit ? 'cut' : 'growth'
    const message = `${shown(of)}: ${describeChange(reading, before.limit, limit)}`
    this.#found.push({t, type, of, dimension, from: before.limit, to: limit, message})
  }

  #known(of: string, dimension: RateLimitDimension | null): KnownLimit {
    if (this.#latest?.of === of && this.#latest.dimension === dimension) return this.#latest
    // Two maps: a key of two texts would be a text for every reading.
    const byDimension = this.#limits.get(of) ?? new Map<RateLimitDimension | null, KnownLimit>()
    this.#latest = byDimension.get(dimension) ?? {of, dimension, bySource: new Map(), change: null}
    this.#limits.set(of, byDimension.set(dimension, this.#latest))
    return this.#latest
  }

  #outcome(reading: Reading): void {
    const {t, account, model, outcome} = reading
    if (outcome === null) return
    if (model !== null && outcome === 'rate-limited') this.#refusal(reading, model)
    const state = model === null ? outcome : outcome === 'suspended' ? 'suspended' : null
    // An answer of a model says that the account is not suspended; what else it says does not matter here.
    const next = state ?? (outcome === 'ok' || outcome === 'over-limit' ? 'UNSUSPENDED' : null)
    if (next === null) return
    const known = this.#suspended.get(account)
    const before = known?.state ?? 'UNSUSPENDED'
    const was = isSuspended(before)
    const is = isSuspended(next)
    // The account API goes on saying UNSUSPENDED for a while after models have refused.
    if (before === 'suspended' && model === null && !is && Math.abs(t - known!.t) < LAG_MS) return
    if (!was || !is) this.#suspended.set(account, {t, state: next})
    if (was === is) return
    // A 412 of a model does not say why.
    const cause = next === 'suspended' ? null : suspensionCause(next)
    const message = is
      ? `${shown(account)}: the account was suspended${cause === null ? '' : `: ${cause.cause}`}`
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

  /** By time, not by record: several writers append. */
  #refusal(reading: Reading, model: string): void {
    const key = `${model} ${new Date(reading.t).toISOString().slice(0, 10)}`
    const {first, last} = this.#refusals.get(key) ?? {first: reading, last: reading}
    this.#refusals.set(key, {
      first: reading.t < first.t ? reading : first,
      last: reading.t >= last.t ? reading : last,
    })
  }
}

const isSuspended = (state: string) => suspensionCause(state) !== null

/** `limit of output tokens cut from 216,000 to 172,800 (20%)`. */
function describeChange({dimension, quota}: Reading, from: number, to: number): string {
  const what = dimension === null ? 'limit' : `limit of ${DIMENSION_WORDS[dimension]}`
  const verb = to < from ? 'cut' : quota === null ? 'grew' : 'raised'
  const part = from > 0 ? ` (${to < from ? '-' : '+'}${formatPercent(Math.abs(to / from - 1) + 1e-9)})` : ''
  // After 72 hours of silence a limit is where it started; that can be a step of the rule by its number alone.
  const start = dimension === null || dimension === 'requests' ? null : ADAPTIVE_STARTING[dimension].value
  const isReset = to > from && to === start
  const rule = isReset
    ? `, to where limits started, ${cite(ADAPTIVE_STARTING.prompt)}`
    : quota === null && isByRule(from, to)
      ? ', as the rule says'
      : ''
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
