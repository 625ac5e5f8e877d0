import {RATE_LIMIT_DIMENSIONS, TOKEN_DIMENSIONS, type RateLimitSnapshot} from '../domain/limits/rate-limit.js'
import {CLIENT_RETRIES} from '../domain/facts/api.js'
import {ADAPTIVE_STARTING} from '../domain/facts/rate-limits.js'
import type {RequestFacts} from '../domain/traffic/request-scanner.js'
import type {Need} from '../domain/traffic/retry-advice.js'
import {NeedEstimate} from './need-estimate.js'
import {PacedLimit} from './paced-limit.js'

/** A request that wants to be sent. */
export interface PacedRequest {
  readonly id: number
  readonly account: string
  readonly model: string
  /** The connection it came on. */
  readonly client: number
  readonly facts: RequestFacts
  /** When it came, milliseconds. */
  readonly at: number
}

/** First and longest pause after load shedding, milliseconds: as Fireworks' own client library waits. */
const SHED_PAUSE_MS = CLIENT_RETRIES.firstSeconds.value * 1000
const LONGEST_SHED_PAUSE_MS = CLIENT_RETRIES.longestSeconds.value * 1000
/** Longest pause after a 429. */
const LONGEST_PAUSE_MS = 60_000

/** The queue of one key and one model, and its limits. */
export class PacedModel {
  readonly estimate = new NeedEstimate()
  readonly #limits: Readonly<Record<keyof Need, PacedLimit>>
  /** Waiting requests by client, the client whose turn is next first; each in the order of arrival. */
  readonly #clients = new Map<number, PacedRequest[]>()
  #pausedUntil = -Infinity
  #refusedInRow = 0
  #shedInRow = 0
  #told = false

  /** @param unlimited a deployment of one's own: no serverless limit is assumed before an answer tells one */
  constructor(share: number, unlimited: boolean, now: number) {
    const limit = (perMinute: number | null) => new PacedLimit(unlimited ? null : perMinute, share, now)
    this.#limits = {
      requests: limit(null),
      prompt: limit(ADAPTIVE_STARTING.prompt.value),
      'uncached-prompt': limit(ADAPTIVE_STARTING['uncached-prompt'].value),
      generated: limit(ADAPTIVE_STARTING.generated.value),
    }
  }

  get waiting(): number {
    let waiting = 0
    for (const queue of this.#clients.values()) waiting += queue.length
    return waiting
  }

  add(request: PacedRequest): void {
    const queue = this.#clients.get(request.client)
    if (queue === undefined) this.#clients.set(request.client, [request])
    else queue.push(request)
  }

  /** Takes a waiting request out; false where it does not wait. */
  remove(request: PacedRequest): boolean {
    const queue = this.#clients.get(request.client)
    const at = queue?.findIndex(({id}) => id === request.id) ?? -1
    if (queue === undefined || at === -1) return false
    queue.splice(at, 1)
    if (queue.length === 0) this.#clients.delete(request.client)
    return true
  }

  /** The request whose turn it is. */
  next(): PacedRequest | null {
    const [queue] = this.#clients.values()
    return queue?.[0] ?? null
  }

  /** Takes it, and lets the next client have its turn. */
  shift(): void {
    const [first] = this.#clients
    if (first === undefined) return
    const [client, queue] = first
    queue.shift()
    this.#clients.delete(client)
    if (queue.length > 0) this.#clients.set(client, queue)
  }

  /** Requests that have waited since before a time, the longest first of each client. */
  *waitingSinceBefore(time: number): Generator<PacedRequest> {
    for (const queue of [...this.#clients.values()]) for (const one of [...queue]) if (one.at <= time) yield one
  }

  oldestArrival(): number {
    let oldest = Infinity
    for (const [first] of this.#clients.values()) oldest = Math.min(oldest, first!.at)
    return oldest
  }

  waitFor(need: Need, now: number): number {
    let wait = this.#pausedUntil - now
    for (const dimension of RATE_LIMIT_DIMENSIONS) {
      wait = Math.max(wait, this.#limits[dimension].waitFor(need[dimension], now))
    }
    return Math.max(0, wait)
  }

  take(need: Need, order: number, now: number): void {
    for (const dimension of RATE_LIMIT_DIMENSIONS) this.#limits[dimension].take(need[dimension], order, now)
  }

  settle(reserved: Need, actual: Need, order: number, now: number): void {
    for (const dimension of RATE_LIMIT_DIMENSIONS) {
      this.#limits[dimension].settle(reserved[dimension], actual[dimension], order, now)
    }
  }

  /** An answer that names no limit at all, once others did, tells nothing; the first such one ends the assumption. */
  learn(snapshot: RateLimitSnapshot, order: number, now: number): void {
    if (snapshot.limits.length === 0) {
      if (!this.#told) for (const dimension of TOKEN_DIMENSIONS) this.#limits[dimension].learn(null, null, order, now)
      return
    }
    this.#told = true
    for (const dimension of RATE_LIMIT_DIMENSIONS) {
      const limit = snapshot.limits.find(one => one.dimension === dimension)
      this.#limits[dimension].learn(limit?.perMinute ?? null, limit?.remainingPerMinute ?? null, order, now)
    }
  }

  /** Nothing is sent for a while, longer after each refusal in a row. */
  pauseAfterRefusal(ms: number, now: number): void {
    const pause = Math.min(LONGEST_PAUSE_MS, ms * 2 ** Math.min(8, this.#refusedInRow++))
    this.#pausedUntil = Math.max(this.#pausedUntil, now + pause)
  }

  /** One request shed says little of the next; several in a row say that the service is busy. */
  pauseAfterShed(now: number): void {
    const inRow = this.#shedInRow++
    if (inRow === 0) return
    const pause = Math.min(LONGEST_SHED_PAUSE_MS, SHED_PAUSE_MS * 2 ** (inRow - 1))
    this.#pausedUntil = Math.max(this.#pausedUntil, now + pause)
  }

  served(): void {
    this.#refusedInRow = 0
    this.#shedInRow = 0
  }
}
