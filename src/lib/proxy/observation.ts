import type {Buffer} from 'node:buffer'
import type {IncomingMessage} from 'node:http'
import {classifyAnswer} from '../domain/answer/classify.js'
import {isRetryable, type OutcomeCode} from '../domain/errors.js'
import {readRateLimitHeaders} from '../domain/limits/headers.js'
import {parseModelName} from '../domain/limits/model-name.js'
import type {RateLimitSnapshot} from '../domain/limits/rate-limit.js'
import type {AnswerUsage} from '../domain/traffic/answer-usage.js'
import {RequestScanner, type RequestFacts} from '../domain/traffic/request-scanner.js'
import {AnswerTee} from './answer-tee.js'
import type {Ending, Watch} from './exchange.js'
import {headerPairs, rawHeader, type RawHeaders} from './raw-headers.js'
import {isInference} from './route.js'
import type {Traffic} from './traffic.js'

/** What an observation tells others; each is called where the fact is first known. */
export interface ObservationListener {
  /** The row to count in, once the model is known. */
  trafficOf(model: string | null): Traffic
  now(): number
  /** @returns header names and values to add to the answer */
  answered(observation: Observation, status: number, headers: RawHeaders): readonly string[]
  /** The exchange is over, its usage and outcome known as far as they can be. */
  settled(observation: Observation): void
  fault(error: unknown): void
}

/** Follows one request: what it asks, what it is answered, what it used. Its own faults never reach the exchange. */
export class Observation implements Watch {
  readonly inference: boolean
  snapshot: RateLimitSnapshot | null = null
  status: number | null = null
  usage: AnswerUsage | null = null
  outcome: OutcomeCode | null = null
  ending: Ending | null = null
  readonly #scanner: RequestScanner | null
  #traffic: Traffic | null = null
  #tee: AnswerTee | null = null
  #headers: RawHeaders = []

  constructor(
    request: IncomingMessage,
    private readonly listener: ObservationListener,
  ) {
    this.inference = isInference(request.method ?? 'GET', request.url ?? '/')
    const encoded = rawHeader(request.rawHeaders, 'content-encoding') !== null
    this.#scanner = this.inference && !encoded ? new RequestScanner() : null
  }

  /** The model in its full name, so that all its spellings share their limits; null when none was named. */
  get model(): string | null {
    const name = this.facts.model
    if (name === null) return null
    const parsed = parseModelName(name)
    return parsed.ok ? parsed.model.resource : name
  }

  get facts(): RequestFacts {
    return this.#scanner?.facts() ?? {model: null, maxTokens: null, choices: 1, promptTokens: 0}
  }

  /** The row this request is counted in. */
  get traffic(): Traffic {
    if (this.#traffic === null) {
      this.#traffic = this.listener.trafficOf(this.model)
      this.#traffic.asked(this.listener.now())
      this.#traffic.inFlight++
    }
    return this.#traffic
  }

  requestChunk(chunk: Buffer): void {
    this.#guard(() => this.#scanner?.push(chunk))
  }

  answerHead(status: number, headers: RawHeaders): readonly string[] {
    let added: readonly string[] = []
    this.#guard(() => {
      this.status = status
      this.#headers = headers
      this.snapshot = readRateLimitHeaders([...limitHeaders(headers)], {now: this.listener.now()})
      this.traffic.answered(status, this.snapshot, this.listener.now())
      if (this.inference || status >= 400) this.#tee = new AnswerTee(rawHeader(headers, 'content-encoding'))
      added = this.listener.answered(this, status, headers)
    })
    return added
  }

  answerChunk(chunk: Buffer): void {
    this.#guard(() => this.#tee?.push(chunk))
  }

  ended(how: Ending): void {
    this.ending = how
    void this.#settle(how)
  }

  async #settle(how: Ending): Promise<void> {
    try {
      await this.#tee?.end()
    } catch (error) {
      this.listener.fault(error)
    }
    this.#guard(() => {
      const traffic = this.traffic
      traffic.inFlight--
      this.usage = this.#tee?.usage() ?? null
      if (this.usage !== null) traffic.used(this.usage, this.listener.now())
      this.outcome = this.#outcomeOf(how)
      if (this.outcome !== null) traffic.came(this.outcome)
    })
    this.#guard(() => this.listener.settled(this))
  }

  /** null where nobody waited for the outcome. */
  #outcomeOf(how: Ending): OutcomeCode | null {
    if (how === 'broken' || how === 'unreachable') return 'network'
    if (how === 'client-gone' || this.status === null || this.snapshot === null) return null
    const head = this.#tee?.head ?? ''
    if (this.status < 400 && !/^\s{0,20}\{\s{0,20}"error"/.test(head)) {
      const over = this.snapshot.overLimit === true || this.snapshot.limits.some(one => one.rawRemaining === 0)
      return over ? 'over-limit' : 'ok'
    }
    const answer = {status: this.status, headers: [...headerPairs(this.#headers)], body: head, model: this.model}
    return classifyAnswer(answer, {now: this.listener.now()}).code
  }

  #guard(step: () => void): void {
    try {
      step()
    } catch (error) {
      this.listener.fault(error)
    }
  }
}

/** The headers that are read; an answer of a gateway has dozens of others. */
function* limitHeaders(headers: RawHeaders): Generator<[string, string]> {
  for (const [name, value] of headerPairs(headers)) {
    if (/^(?:x-ratelimit-|retry-after|x-request-id|fireworks-)/i.test(name)) yield [name, value]
  }
}

/** Whose limit a 429 speaks of, by its headers: its body has not come yet. */
export function refusalOf({snapshot, model}: Observation): 'model' | 'account' | null {
  const {code, scope} = classifyAnswer({status: 429, headers: [], body: '', model}, {snapshot: snapshot!})
  if (!isRetryable(code)) return null
  return scope === 'account' ? 'account' : 'model'
}
