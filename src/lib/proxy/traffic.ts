import type {OutcomeCode} from '../domain/errors.js'
import {displayModelName} from '../domain/limits/model-name.js'
import type {RateLimitSnapshot} from '../domain/limits/rate-limit.js'
import {printable} from '../domain/text/printable.js'
import type {AnswerUsage} from '../domain/traffic/answer-usage.js'
import type {TrafficLimit, TrafficSnapshot} from '../domain/traffic/snapshot.js'

/** Seconds of the sliding minute, and how many of them one point of the drawn history holds. */
const WINDOW_SECONDS = 60
const POINT_SECONDS = 2

interface Second {
  second: number
  requests: number
  prompt: number
  generated: number
}

/** What passed for one key and one model: counters, the last limits, and the last minute second by second. */
export class Traffic {
  readonly account: string
  readonly model: string | null
  requests = 0
  status429 = 0
  status503 = 0
  advised = 0
  refused = 0
  waiting = 0
  /** Not over yet, waiting ones included. */
  inFlight = 0
  waitedMs = 0
  /** Milliseconds since the epoch of the last request. */
  lastAt = 0
  readonly #outcomes: Partial<Record<OutcomeCode, number>> = {}
  readonly #tokens = {prompt: 0, cached: 0, generated: 0}
  #limits: readonly TrafficLimit[] = []
  #firstLimits: readonly TrafficLimit[] = []
  readonly #window: Second[] = Array.from({length: WINDOW_SECONDS}, () => emptySecond(-1))

  constructor(account: string, model: string | null) {
    this.account = account
    this.model = model === null ? null : printable(displayModelName(model), 120)
  }

  asked(now: number): void {
    this.requests++
    this.lastAt = now
    this.#secondOf(now).requests++
  }

  answered(status: number, snapshot: RateLimitSnapshot, now: number): void {
    if (status === 429) this.status429++
    if (status === 503) this.status503++
    if (snapshot.limits.length === 0) return
    this.#limits = snapshot.limits.map(({dimension, perMinute, remainingPerMinute}) => ({
      dimension,
      perMinute,
      remaining: remainingPerMinute,
      at: now,
    }))
    if (this.#firstLimits.length === 0) this.#firstLimits = this.#limits
  }

  came(outcome: OutcomeCode): void {
    this.#outcomes[outcome] = (this.#outcomes[outcome] ?? 0) + 1
  }

  used(usage: AnswerUsage, now: number): void {
    const second = this.#secondOf(now)
    second.prompt += usage.prompt ?? 0
    second.generated += usage.generated ?? 0
    this.#tokens.prompt += usage.prompt ?? 0
    this.#tokens.cached += usage.cached
    this.#tokens.generated += usage.generated ?? 0
  }

  snapshot(now: number): TrafficSnapshot {
    const from = Math.floor(now / 1000) - WINDOW_SECONDS
    const recent = this.#window.filter(({second}) => second > from)
    const sum = (of: (one: Second) => number) => recent.reduce((total, one) => total + of(one), 0)
    const history = Array<number>(WINDOW_SECONDS / POINT_SECONDS).fill(0)
    for (const {second, requests} of recent) history[Math.floor((second - from - 1) / POINT_SECONDS)]! += requests
    const {account, model, requests, status429, status503, advised, refused, waiting, inFlight, waitedMs} = this
    return {
      account,
      model,
      requests,
      outcomes: {...this.#outcomes},
      status429,
      status503,
      advised,
      refused,
      waiting,
      inFlight: inFlight - waiting,
      waitedMs: Math.round(waitedMs),
      tokens: {...this.#tokens},
      limits: this.#limits,
      firstLimits: this.#firstLimits,
      lastMinute: {
        requests: sum(one => one.requests),
        prompt: sum(one => one.prompt),
        generated: sum(one => one.generated),
      },
      history,
    }
  }

  #secondOf(now: number): Second {
    const second = Math.floor(now / 1000)
    const index = ((second % WINDOW_SECONDS) + WINDOW_SECONDS) % WINDOW_SECONDS
    const one = this.#window[index]!
    return one.second === second ? one : (this.#window[index] = emptySecond(second))
  }
}

const emptySecond = (second: number): Second => ({second, requests: 0, prompt: 0, generated: 0})

/** Pairs of key and model that are told apart; what comes after is counted together, so that nothing grows for ever. */
const MOST_PAIRS = 500

/** All traffic, by key and model. */
export class TrafficTable {
  readonly #pairs = new Map<string, Traffic>()

  of(account: string, model: string | null): Traffic {
    const name = model === null ? '' : model.slice(0, 200)
    const known = this.#pairs.get(`${account}\n${name}`)
    if (known !== undefined) return known
    const full = this.#pairs.size >= MOST_PAIRS
    const key = full ? 'others\n' : `${account}\n${name}`
    const traffic = this.#pairs.get(key) ?? new Traffic(full ? 'others' : account, full ? null : model)
    this.#pairs.set(key, traffic)
    return traffic
  }

  snapshot(now: number): TrafficSnapshot[] {
    return [...this.#pairs.values()].map(traffic => traffic.snapshot(now))
  }
}
