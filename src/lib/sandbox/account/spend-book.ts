import {COSTS} from '../../domain/facts/spend.js'
import type {NanoUsd} from './money.js'
import {costOf, type SpendEvent, type SpendKind} from './spend-event.js'

const SECOND_MS = 1_000
const HOUR_MS = 3_600_000
/** How far back the book is read, and a few days more. */
const KEPT_MS = (COSTS.oldestDays.value + 10) * 86_400_000
/** So many events, and those older than an hour are joined into hours: a load test must not fill the memory. */
const MOST_EVENTS = 200_000

/**
 * Every expense, by the second in which it was made. What the billing routes answer is read from here, and adds up to what
 * the spend quota says because the ledger books the same events.
 */
export class SpendBook {
  readonly #opening: () => SpendEvent[]
  #events: SpendEvent[] | undefined
  /** Events of the newest second, by what tells them apart. */
  #newest = new Map<string, SpendEvent>()
  #newestAt = -1
  #booked: SpendEvent[] = []

  /** @param opening makes the expenses from before the scenario started; called when somebody first asks for any */
  constructor(opening: () => SpendEvent[]) {
    this.#opening = opening
  }

  /** Books an expense. Time never goes back. */
  add(event: SpendEvent): void {
    const at = Math.floor(event.at / SECOND_MS) * SECOND_MS
    if (at !== this.#newestAt) {
      this.#newest = new Map()
      this.#newestAt = at
      if (this.#booked.length > MOST_EVENTS) this.#booked = joinedByHour(this.#booked, at)
    }
    const key = `${event.kind} ${event.priority} ${event.apiKeyId} ${event.resource}`
    const same = this.#newest.get(key)
    if (same === undefined) {
      const booked = {...event, at}
      this.#newest.set(key, booked)
      this.#booked.push(booked)
    } else join(same, event)
  }

  /** The expenses from `start` up to and without `end`, oldest first. Milliseconds since 1970. */
  between(start: number, end: number, kind?: SpendKind): SpendEvent[] {
    this.#events ??= this.#opening()
    const oldest = Math.max(start, this.#newestAt - KEPT_MS)
    const within = (event: SpendEvent): boolean =>
      event.at >= oldest && event.at < end && (kind === undefined || event.kind === kind)
    return [...this.#events.filter(within), ...this.#booked.filter(within)]
  }
}

/** The sum of some expenses. */
export function totalOf(events: readonly SpendEvent[]): NanoUsd {
  return events.reduce((sum, event) => sum + costOf(event), 0n)
}

function join(into: SpendEvent, other: SpendEvent): void {
  for (const [index, amount] of into.amounts.entries()) {
    const more = other.amounts[index]
    if (more === undefined) continue
    amount.quantity += more.quantity
    amount.cost += more.cost
  }
}

/** Joins what is older than an hour into the first second of its hour. */
function joinedByHour(events: readonly SpendEvent[], now: number): SpendEvent[] {
  const joined = new Map<string, SpendEvent>()
  const recent: SpendEvent[] = []
  for (const event of events) {
    if (event.at >= now - HOUR_MS) {
      recent.push(event)
      continue
    }
    const at = Math.floor(event.at / HOUR_MS) * HOUR_MS
    const key = `${at} ${event.kind} ${event.priority} ${event.apiKeyId} ${event.resource}`
    const same = joined.get(key)
    if (same === undefined) joined.set(key, {...event, at})
    else join(same, event)
  }
  return [...joined.values(), ...recent]
}
