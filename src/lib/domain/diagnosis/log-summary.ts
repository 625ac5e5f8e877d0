import {classify} from '../answer/classify.js'
import type {OutcomeCode} from '../errors.js'
import {displayModelName} from '../limits/model-name.js'
import {readRateLimitHeaders} from '../limits/headers.js'
import type {RateLimitDimension, RateLimitUnit} from '../limits/rate-limit.js'
import {weightOf} from '../paste/choose.js'
import {isFailure, type FoundAnswer} from '../paste/found-answer.js'

/** One minute of a log that holds several answers. */
export interface TimelineMinute {
  /** RFC 3339, UTC: the minute's beginning. */
  readonly at: string
  /** Answers and failed connections of this minute. */
  readonly requests: number
  readonly failed: number
  /** Answers with that status. */
  readonly http429: number
  readonly http503: number
  readonly http412: number
  /** How often each cause came: 429 by its kind, and what else failed. */
  readonly causes: Readonly<Partial<Record<OutcomeCode, number>>>
}

/** One failure of a log. */
export interface LogFailure {
  readonly cause: OutcomeCode
  readonly httpStatus: number | null
  /** RFC 3339, UTC; null when its line tells no time. */
  readonly at: string | null
  /** Its line, or its entry in a HAR file, counted from 1. */
  readonly place: number
}

/** What a whole log tells beyond its last state. */
export interface LogSummary {
  readonly requests: number
  readonly failed: number
  /** Of the requests, those refused by a rate limit: 0 to 1. */
  readonly limitedShare: number
  /** RFC 3339, UTC; null when no line tells a time. */
  readonly from: string | null
  readonly to: string | null
  readonly first: LogFailure | null
  readonly worst: LogFailure | null
  /** The limit that refused last, and the beginning of that run of refusals; null when no header names one. */
  readonly limit: {
    readonly dimension: RateLimitDimension
    readonly model: string | null
    readonly since: string | null
  } | null
  /** The last time a limit was lower than before; null when none was. */
  readonly cut: LimitCut | null
}

export interface LimitCut {
  readonly dimension: RateLimitDimension
  readonly model: string | null
  readonly at: string | null
  /** As the headers state them. */
  readonly from: number
  readonly to: number
  /** What the headers count in. */
  readonly unit: RateLimitUnit
}

/** `data` of `fireq.diagnose/v1`, the part that a log of several answers fills. */
export interface LogFindings {
  /** By minute; empty where no answer tells its time. */
  readonly timeline: readonly TimelineMinute[]
  /** null where there is no log of several answers. */
  readonly log: LogSummary | null
}

/** What tells one error from an equal one; no status and no code has four digits. */
const ID = /\d{4,}|(?=[0-9a-f-]{0,8}\d)[0-9a-f-]{8,}/g

/** Answers that are kept for the verdict: the last ones, and of the failures the first and the last. Bounds the memory. */
const KEPT = 200
/** Minutes of a timeline: a week. A longer log keeps its last ones. */
const MOST_MINUTES = 10_080
/** Refusals further apart than this are two runs. Assumed. */
const RUN_GAP_MS = 10 * 60_000
const MOST_REMEMBERED = 2000

interface Minute {
  requests: number
  failed: number
  http429: number
  http503: number
  http412: number
  causes: Partial<Record<OutcomeCode, number>>
}

/** Adds up the answers of a log, one by one, in bounded memory. */
export class LogCounter {
  #minutes = new Map<number, Minute>()
  #requests = 0
  #failed = 0
  #limited = 0
  #from = Number.POSITIVE_INFINITY
  #to = Number.NEGATIVE_INFINITY
  #first: LogFailure | null = null
  #worst: (LogFailure & {readonly weight: number}) | null = null
  #limit: {dimension: RateLimitDimension; model: string | null; since: number | null; last: number | null} | null = null
  #limits = new Map<string, number>()
  #cut: CutInHeaders | null = null
  #last: FoundAnswer[] = []
  #failures: FoundAnswer[] = []
  #codes = new Map<string, OutcomeCode>()
  #names = new Map<string, string>()

  /** @param now milliseconds since the epoch, for a `retry-after` that is a date */
  constructor(readonly now: number) {}

  /** Answers added. */
  get total(): number {
    return this.#requests
  }

  add(answer: FoundAnswer): void {
    this.#requests++
    const limits = limitsOf(answer.headers)
    const code = this.#codeOf(answer, limits)
    const failed = code !== 'ok' && code !== 'over-limit'
    const elsewhere = answer.whose === 'other'
    if (answer.at !== null && Number.isFinite(answer.at)) {
      this.#from = Math.min(this.#from, answer.at)
      this.#to = Math.max(this.#to, answer.at)
      this.#count(answer, code, failed)
    }
    if (failed) this.#fail(answer, code, elsewhere)
    if (code === 'rate-limited' || code === 'deployment-saturated') this.#limited++
    this.#readLimits(answer, limits, code)
    push(this.#last, answer)
    if (failed || isFailure(answer)) push(this.#failures, answer)
  }

  /** The answers that the verdict is about: those of the end, and the failures. In the order of the text. */
  kept(): FoundAnswer[] {
    const last = new Set(this.#last)
    return [...this.#failures.filter(answer => !last.has(answer)), ...this.#last]
  }

  timeline(): TimelineMinute[] {
    if (this.#requests < 2) return []
    return [...this.#minutes]
      .sort(([a], [b]) => a - b)
      .map(([minute, counts]) => ({at: new Date(minute * 60_000).toISOString(), ...counts}))
  }

  /** null for less than two answers: one answer is no log. */
  summary(): LogSummary | null {
    if (this.#requests < 2) return null
    const worst = this.#worst
    return {
      requests: this.#requests,
      failed: this.#failed,
      limitedShare: Math.round((this.#limited / this.#requests) * 1e6) / 1e6,
      from: timeOf(this.#from),
      to: timeOf(this.#to),
      first: this.#first,
      worst:
        worst === null ? null : {cause: worst.cause, httpStatus: worst.httpStatus, at: worst.at, place: worst.place},
      limit:
        this.#limit === null
          ? null
          : {dimension: this.#limit.dimension, model: this.#limit.model, since: timeOf(this.#limit.since)},
      cut: this.#cut && withUnit(this.#cut),
    }
  }

  #count(answer: FoundAnswer, code: OutcomeCode, failed: boolean): void {
    const key = Math.floor(answer.at! / 60_000)
    let minute = this.#minutes.get(key)
    if (minute === undefined) {
      minute = {requests: 0, failed: 0, http429: 0, http503: 0, http412: 0, causes: {}}
      this.#minutes.set(key, minute)
      // The earliest minute goes: a log is about its end.
      if (this.#minutes.size > MOST_MINUTES) this.#minutes.delete(Math.min(...this.#minutes.keys()))
    }
    minute.requests++
    if (failed) minute.failed++
    if (failed) minute.causes[code] = (minute.causes[code] ?? 0) + 1
    if (answer.status === 429) minute.http429++
    if (answer.status === 503) minute.http503++
    if (answer.status === 412) minute.http412++
  }

  #fail(answer: FoundAnswer, code: OutcomeCode, elsewhere: boolean): void {
    this.#failed++
    if (elsewhere) return
    const failure: LogFailure = {
      cause: code,
      httpStatus: answer.wire ?? answer.status,
      at: timeOf(answer.at),
      place: answer.place,
    }
    this.#first ??= failure
    const weight = weightOf(code, answer.status)
    if (this.#worst === null || weight > this.#worst.weight) this.#worst = {...failure, weight}
  }

  /** The meaning of an answer; equal ones, which are most of a log's, are decided once. */
  #codeOf(answer: FoundAnswer, limits: HeaderLimits): OutcomeCode {
    const {status, headers, body, unanswered, model} = answer
    if (unanswered !== null) return unanswered.code
    // Over a limit or not: a log counts neither as a failure.
    if (status !== null && status < 300 && body === '') return 'ok'
    const key = `${status} ${model ?? ''} ${limits.exhausted.join()} ${limits.raw.length} ${body.slice(0, 1000).replace(ID, '#')}`
    const known = this.#codes.get(key)
    if (known !== undefined) return known
    const {code} = classify({status, headers, body, model}, 'inference', {now: answer.at ?? this.now})
    if (this.#codes.size < MOST_REMEMBERED) this.#codes.set(key, code)
    return code
  }

  /** The short name of a model; a log names few, again and again. */
  #nameOf(model: string): string {
    let name = this.#names.get(model)
    if (name === undefined) {
      name = displayModelName(model)
      if (this.#names.size < MOST_REMEMBERED) this.#names.set(model, name)
    }
    return name
  }

  #readLimits({at, model, headers}: FoundAnswer, {raw, exhausted}: HeaderLimits, code: OutcomeCode): void {
    if (raw.length === 0 && exhausted.length === 0) return
    const name = model === null ? null : this.#nameOf(model)
    for (const [dimension, limit] of raw) {
      const key = `${name ?? ''} ${dimension}`
      const before = this.#limits.get(key)
      if (before !== undefined && limit < before)
        this.#cut = {dimension, model: name, at: timeOf(at), from: before, to: limit, headers}
      if (this.#limits.size < MOST_REMEMBERED || before !== undefined) this.#limits.set(key, limit)
    }
    const [dimension] = exhausted
    if (code !== 'rate-limited' || dimension === undefined) return
    const run = this.#limit
    const same = run !== null && run.dimension === dimension && run.model === name
    const goesOn = same && (at === null || run.last === null || at - run.last <= RUN_GAP_MS)
    this.#limit = goesOn ? {...run, last: at} : {dimension, model: name, since: at, last: at}
  }
}

/** What the headers of one answer of a log say of limits, as they state it. */
interface HeaderLimits {
  readonly raw: readonly (readonly [RateLimitDimension, number])[]
  readonly exhausted: readonly RateLimitDimension[]
}

const NO_LIMITS: HeaderLimits = {raw: [], exhausted: []}
/** The wire's names behind `x-ratelimit-limit-`. Source: Fireworks documentation, rate limit response headers. */
const DIMENSIONS: Readonly<Record<string, RateLimitDimension>> = {
  requests: 'requests',
  'tokens-prompt': 'prompt',
  'tokens-cache-adjusted-prompt': 'uncached-prompt',
  'tokens-generated': 'generated',
}

/** The numbers alone: units and bounds are for the answer that decides. */
function limitsOf(headers: FoundAnswer['headers']): HeaderLimits {
  if (headers.length === 0) return NO_LIMITS
  const raw: [RateLimitDimension, number][] = []
  const exhausted: RateLimitDimension[] = []
  for (const [name, text] of headers) {
    // Shorter than `x-ratelimit-limit-requests`.
    const match = name.length < 26 ? null : /^x-ratelimit-(limit|remaining)-([a-z-]{5,40})$/i.exec(name)
    const dimension = match === null ? undefined : DIMENSIONS[match[2]!.toLowerCase()]
    const number = Number(text)
    if (match === null || dimension === undefined || text === '' || !Number.isFinite(number)) continue
    if (match[1]!.toLowerCase() === 'limit') raw.push([dimension, number])
    else if (number <= 0) exhausted.push(dimension)
  }
  return {raw, exhausted}
}

/** A cut as it is met: of thousands, only the last is asked for its unit. */
type CutInHeaders = Omit<LimitCut, 'unit'> & Pick<FoundAnswer, 'headers'>

function withUnit({headers, ...cut}: CutInHeaders): LimitCut {
  const limit = readRateLimitHeaders(headers).limits.find(({dimension}) => dimension === cut.dimension)
  return {...cut, unit: limit?.unit ?? 'per-minute'}
}

/** Keeps the first few and the last ones. */
function push(list: FoundAnswer[], answer: FoundAnswer): void {
  list.push(answer)
  if (list.length > 2 * KEPT) list.splice(20, KEPT)
}

function timeOf(ms: number | null): string | null {
  return ms !== null && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : null
}
