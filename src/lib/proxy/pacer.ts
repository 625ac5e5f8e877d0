import {ACCOUNT_REQUESTS} from '../domain/facts/rate-limits.js'
import {RATE_LIMIT_DIMENSIONS, type RateLimitSnapshot} from '../domain/limits/rate-limit.js'
import {isDedicatedName} from '../domain/limits/model-name.js'
import type {AnswerUsage} from '../domain/traffic/answer-usage.js'
import {retryAdvice, type Need} from '../domain/traffic/retry-advice.js'
import {PacedLimit} from './paced-limit.js'
import {PacedModel, type PacedRequest} from './paced-model.js'

export type {PacedRequest} from './paced-model.js'

export interface PaceOptions {
  /** Share of a limit to aim at, above 0.5: limits grow only while more than half of them is used. */
  readonly target: number
  /** Milliseconds a request may wait before the proxy refuses it. */
  readonly maxWaitMs: number
}

/** How the answer to a sent request bears on those that wait. */
export interface PacedAnswer {
  readonly status: number
  readonly snapshot: RateLimitSnapshot
  /** Refused by a rate limit, and a retry helps; null for every other refusal. */
  readonly refusedBy: 'model' | 'account' | null
}

export interface Released {
  /** To be sent now, in this order. */
  readonly send: readonly PacedRequest[]
  /** Waited too long; milliseconds until a retry has a chance. */
  readonly refuse: readonly {readonly request: PacedRequest; readonly retryAfterMs: number}[]
  /** When to ask again at the latest; null while nothing waits. */
  readonly nextAt: number | null
}

interface SentRequest {
  readonly request: PacedRequest
  readonly need: Need
  readonly order: number
}

interface PacedAccount {
  readonly requests: PacedLimit
  pausedUntil: number
  refusedInRow: number
  /** By model; the one whose turn is next first. */
  readonly models: Map<string, PacedModel>
}

/** Models of an account whose limits are remembered while nobody asks them. */
const MOST_IDLE_MODELS = 200
const LONGEST_ACCOUNT_PAUSE_MS = 60_000

/**
 * Decides when each request is sent, so that no limit is overrun and nobody is overtaken: first in, first out per model,
 * connections in turn, each model's limits and the account's requests per minute learned from the answers. Pure: it
 * reads no clock and starts no timer; the times handed in (milliseconds) never go back.
 */
export class Pacer {
  readonly #options: PaceOptions
  readonly #accounts = new Map<string, PacedAccount>()
  readonly #sent = new Map<number, SentRequest>()
  #order = 0

  constructor(options: PaceOptions) {
    this.#options = options
  }

  /** Requests that were released and are not over. */
  get sent(): number {
    return this.#sent.size
  }

  submit(request: PacedRequest): void {
    this.#modelOf(request, request.at).add(request)
  }

  /** The client of a waiting request has gone. */
  cancel(request: PacedRequest): void {
    this.#accounts.get(request.account)?.models.get(request.model)?.remove(request)
  }

  release(now: number): Released {
    const send: PacedRequest[] = []
    const refuse: {request: PacedRequest; retryAfterMs: number}[] = []
    let nextAt = Infinity
    for (const account of this.#accounts.values()) {
      nextAt = Math.min(nextAt, this.#releaseAccount(account, now, send, refuse))
    }
    return {send, refuse, nextAt: nextAt === Infinity ? null : nextAt}
  }

  answered(id: number, {status, snapshot, refusedBy}: PacedAnswer, now: number): void {
    const sent = this.#sent.get(id)
    const account = sent && this.#accounts.get(sent.request.account)
    const model = sent && account?.models.get(sent.request.model)
    if (sent === undefined || account === undefined || model === undefined) return
    model.learn(snapshot, sent.order, now)
    if (refusedBy === null) {
      if (status === 503) model.pauseAfterShed(now)
      else if (status < 400) {
        model.served()
        account.refusedInRow = 0
      }
      return
    }
    const told = snapshot.retryAfterSeconds
    const pause = told === null ? retryAdvice(snapshot, sent.need).ms : Math.max(told * 1000, 1)
    if (refusedBy === 'model') model.pauseAfterRefusal(pause, now)
    else {
      const ms = Math.min(LONGEST_ACCOUNT_PAUSE_MS, pause * 2 ** Math.min(8, account.refusedInRow++))
      account.pausedUntil = Math.max(account.pausedUntil, now + ms)
    }
  }

  /** A sent request is over. @param usage null where the answer told none: then what was reserved stands */
  settled(id: number, usage: AnswerUsage | null, served: boolean, now: number): void {
    const sent = this.#sent.get(id)
    if (sent === undefined) return
    this.#sent.delete(id)
    const model = this.#accounts.get(sent.request.account)?.models.get(sent.request.model)
    if (model === undefined) return
    if (usage !== null) model.estimate.learn(sent.request.facts, usage)
    model.settle(sent.need, actualNeed(sent.need, usage, served), sent.order, now)
  }

  #releaseAccount(
    account: PacedAccount,
    now: number,
    send: PacedRequest[],
    refuse: {request: PacedRequest; retryAfterMs: number}[],
  ): number {
    let nextAt = Infinity
    for (const [name, model] of [...account.models]) {
      for (let next = model.next(); next !== null; next = model.next()) {
        const need = model.estimate.of(next.facts)
        const wait = Math.max(
          account.pausedUntil - now,
          account.requests.waitFor(need.requests, now),
          model.waitFor(need, now),
        )
        // A wait below a millisecond is how numbers are rounded.
        if (wait >= 1) {
          for (const request of model.waitingSinceBefore(now - this.#options.maxWaitMs)) {
            model.remove(request)
            refuse.push({request, retryAfterMs: wait})
          }
          if (model.waiting > 0) nextAt = Math.min(nextAt, now + wait, model.oldestArrival() + this.#options.maxWaitMs)
          break
        }
        const order = ++this.#order
        model.take(need, order, now)
        account.requests.take(need.requests, order, now)
        this.#sent.set(next.id, {request: next, need, order})
        model.shift()
        send.push(next)
        // The account's requests go round over its models.
        account.models.delete(name)
        account.models.set(name, model)
      }
    }
    return nextAt
  }

  #modelOf(request: PacedRequest, now: number): PacedModel {
    let account = this.#accounts.get(request.account)
    if (account === undefined) {
      const requests = new PacedLimit(ACCOUNT_REQUESTS.value, this.#options.target, now)
      account = {requests, pausedUntil: -Infinity, refusedInRow: 0, models: new Map()}
      this.#accounts.set(request.account, account)
    }
    const known = account.models.get(request.model)
    if (known !== undefined) return known
    if (account.models.size >= MOST_IDLE_MODELS) forgetOneIdle(account.models)
    const model = new PacedModel(this.#options.target, isDedicatedName(request.model), now)
    account.models.set(request.model, model)
    return model
  }
}

function forgetOneIdle(models: Map<string, PacedModel>): void {
  for (const [name, model] of models) if (model.waiting === 0) return void models.delete(name)
}

/** What a request took in the end. One that was refused or never answered took nothing. */
function actualNeed(reserved: Need, usage: AnswerUsage | null, served: boolean): Need {
  if (!served) return Object.fromEntries(RATE_LIMIT_DIMENSIONS.map(name => [name, 0])) as Need
  if (usage === null) return reserved
  const prompt = usage.prompt ?? reserved.prompt
  return {
    requests: reserved.requests,
    prompt,
    'uncached-prompt': usage.prompt === null ? reserved['uncached-prompt'] : Math.max(0, prompt - usage.cached),
    generated: usage.generated ?? reserved.generated,
  }
}
