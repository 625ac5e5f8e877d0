import {AppError, type OutcomeCode} from '../domain/errors.js'
import {classifyAnswer, unansweredOutcome} from '../domain/answer/classify.js'
import type {Outcome} from '../domain/answer/outcome.js'
import {paceAt, type Schedule} from '../domain/limits/pacing.js'
import {readRateLimitHeaders, type ReadHeadersOptions} from '../domain/limits/headers.js'
import type {RateLimit, RateLimitSnapshot} from '../domain/limits/rate-limit.js'
import {readTokenUsage, type TokenUsage} from '../domain/limits/token-usage.js'
import {asksAccount, type AccountQuestions} from './account-questions.js'
import {whetherRetired} from './retired-model.js'
import type {SizeOf} from './model-sizes.js'
import type {Clock, DiagnosePorts, Inference} from './ports.js'

/** One question: a model, perhaps with a service tier of its own (to compare tiers). */
export interface ProbeTarget {
  /** Full resource name. */
  readonly model: string
  /** Overrides the options' tier; null asks for the standard one. */
  readonly serviceTier?: string | null
}

export interface ProbeOptions {
  readonly clock: Clock
  /** Requests under way at once. */
  readonly concurrency?: number
  readonly maxTokens?: number
  readonly serviceTier?: string | null
  /** Extra request headers, lower-case names. */
  readonly headers?: Readonly<Record<string, string>>
  readonly unit?: ReadHeadersOptions['unit']
  readonly signal?: AbortSignal
  /** Finds out the size class of a model, for the published upper bound; null where that cannot be known. */
  readonly sizeOf?: SizeOf
  /** What only the account can tell: why it is suspended, its own ceiling, its policy. Asked only when an answer wants it. */
  readonly questions?: AccountQuestions
}

/** The probe object of `fireq.limits.probe/v1`. */
export interface ProbeResult {
  readonly model: string
  readonly serviceTier: string | null
  readonly outcome: OutcomeCode
  readonly httpStatus: number | null
  /** From sending, or from the scheduled start in a paced sample, to the last byte. */
  readonly latencyMs: number | null
  readonly ttftMs: number | null
  readonly requestId: string | null
  readonly overLimit: boolean | null
  readonly retryAfterSeconds: number | null
  readonly promptTokens: number | null
  readonly message: string
  readonly limits: readonly RateLimit[]
  readonly headers: Readonly<Record<string, string>>
}

/** A result with what it was made from: actions, evidence, and notes on headers that could not be read. */
export interface Probe {
  readonly result: ProbeResult
  readonly outcome: Outcome
  readonly snapshot: RateLimitSnapshot
  /** The tokens charged, as the body says; null where it says nothing. */
  readonly usage: TokenUsage | null
  /** Milliseconds from the start of the schedule to when it was to be sent; null without a schedule. */
  readonly scheduledMs: number | null
}

/** Assumed: enough for every model of an account, few enough for one gateway. */
export const DEFAULT_CONCURRENCY = 32

/**
 * Asks each model once and reads its rate limits from the answer. Never a second time: a 429 is the answer. A connection
 * that fails is that model's outcome.
 * @returns in the order of the targets; after an abort those that had come
 * @throws AppError when the request itself is wrong (a header that HTTP does not allow)
 */
export async function probeLimits(
  inference: Inference,
  targets: readonly ProbeTarget[],
  options: ProbeOptions,
): Promise<Probe[]> {
  const probes = new Array<Probe | null>(targets.length).fill(null)
  const abort = watchAbort(options.signal)
  let next = 0
  const work = async (): Promise<void> => {
    while (next < targets.length && !options.signal?.aborted) {
      const at = next++
      probes[at] = await probeOnce(inference, targets[at]!, options, abort, null)
    }
  }
  const workers = Math.max(1, Math.min(options.concurrency ?? DEFAULT_CONCURRENCY, targets.length))
  try {
    await Promise.all(Array.from({length: workers}, work))
  } finally {
    abort.forget()
  }
  return probes.filter(probe => probe !== null)
}

/**
 * Asks one model again and again by a schedule that no slow answer delays, short of `concurrency` requests under way.
 * @returns in the order of their schedule; after an abort those that had come
 */
export async function sampleLimits(
  inference: Inference,
  target: ProbeTarget,
  schedule: Schedule,
  options: ProbeOptions,
): Promise<Probe[]> {
  const {clock, signal} = options
  const start = clock.now()
  const samples = new Array<Probe | null>(schedule.requests).fill(null)
  const underWay = new Set<Promise<void>>()
  const abort = watchAbort(signal)
  for (let sent = 0; !signal?.aborted;) {
    const pace = paceAt(schedule, clock.now() - start, sent)
    if (pace.kind === 'done') break
    if (pace.kind === 'wait') {
      await quietly(Promise.race([clock.sleep(pace.ms, signal), failureOf(underWay)]), signal)
      continue
    }
    if (underWay.size >= (options.concurrency ?? DEFAULT_CONCURRENCY)) {
      await Promise.race(underWay)
      continue
    }
    const at = sent++
    const one = probeOnce(inference, target, options, abort, {start, scheduledMs: pace.scheduledMs}).then(probe => {
      underWay.delete(one)
      samples[at] = probe
    })
    underWay.add(one)
  }
  await Promise.all(underWay)
  abort.forget()
  return samples.filter(sample => sample !== null)
}

interface ScheduledStart {
  readonly start: number
  readonly scheduledMs: number
}

/** One request, and what it came to; null when it was aborted. */
async function probeOnce(
  inference: Inference,
  target: ProbeTarget,
  options: ProbeOptions,
  abort: AbortWatch,
  scheduled: ScheduledStart | null,
): Promise<Probe | null> {
  const {clock, signal} = options
  const serviceTier = target.serviceTier === undefined ? (options.serviceTier ?? null) : target.serviceTier
  const from = scheduled ? scheduled.start + scheduled.scheduledMs : clock.now()
  const request = {
    model: target.model,
    maxTokens: options.maxTokens ?? 1,
    serviceTier,
    headers: options.headers ?? {},
  }
  const finish = (outcome: Outcome, snapshot: RateLimitSnapshot, latencyMs: number, usage: TokenUsage | null) => ({
    result: toResult(target.model, serviceTier, outcome, snapshot, latencyMs, usage),
    outcome,
    snapshot,
    usage,
    scheduledMs: scheduled?.scheduledMs ?? null,
  })
  try {
    // Asked for at the same time: the bound is worth no wait of its own.
    const size = options.sizeOf?.(target.model)
    const answer = await abort.orElse(inference.chatCompletion(request, signal))
    const now = clock.now()
    const sizeClass = size === undefined ? null : await abort.orElse(size.inTime())
    const snapshot = readRateLimitHeaders(answer.headers, {unit: options.unit ?? 'auto', sizeClass, now})
    // The verdict stays the answer's: an account may still say READY for a while after a 412.
    const {questions} = options
    // What the account adds may be interrupted: the answer itself stays.
    const beside = <T>(question: Promise<T>, otherwise: T) => abort.orElse(question).catch(() => otherwise)
    const suspendState = answer.status === 412 && questions ? await beside(questions.suspendState(), null) : null
    const classified = classifyAnswer(
      {...answer, model: target.model, suspendState},
      {now, snapshot, completionExpected: true},
    )
    const lived = size === undefined ? classified : await abort.orElse(whetherRetired(classified, target.model, size))
    const told =
      questions && asksAccount(lived) ? await beside(withAccountFacts(lived, target.model, questions), lived) : lived
    const usage = answer.status === 200 ? readTokenUsage(answer.body) : null
    return finish(told, snapshot, scheduled ? now - from : answer.latencyMs, usage)
  } catch (error) {
    if (signal?.aborted) return null
    const outcome = outcomeOfFailure(error, target.model)
    if (outcome === null) throw error
    return finish(outcome, readRateLimitHeaders([]), clock.now() - from, null)
  }
}

/** Loaded only for the answers that need it. */
async function withAccountFacts(outcome: Outcome, model: string, questions: AccountQuestions): Promise<Outcome> {
  const facts = await import('./account-facts.js')
  return facts.withAccountFacts(outcome, model, questions)
}

/** The outcome of a connection that failed; null for an error that is not this model's. */
function outcomeOfFailure(error: unknown, model: string): Outcome | null {
  if (!(error instanceof AppError)) return null
  const {code, message, httpStatus} = error
  const unanswered = code === 'network' || code === 'timeout' || code === 'bad-response'
  return unanswered ? unansweredOutcome(code, model, message, httpStatus) : null
}

function toResult(
  model: string,
  serviceTier: string | null,
  outcome: Outcome,
  snapshot: RateLimitSnapshot,
  latencyMs: number,
  usage: TokenUsage | null,
): ProbeResult {
  return {
    model,
    serviceTier,
    outcome: outcome.code,
    httpStatus: outcome.httpStatus,
    latencyMs: Math.round(latencyMs),
    ttftMs: snapshot.ttftMs,
    requestId: outcome.requestId,
    overLimit: snapshot.overLimit,
    retryAfterSeconds: outcome.retryAfterSeconds,
    promptTokens: snapshot.promptTokens ?? usage?.prompt ?? null,
    message: outcome.message,
    limits: snapshot.limits,
    headers: snapshot.headers,
  }
}

/** One listener for all requests of a run: Node warns on stderr from the eleventh listener of a signal on. */
interface AbortWatch {
  /** The promise, or a rejection as soon as the signal aborts, whether or not the other side listens to it. */
  orElse<T>(promise: Promise<T>): Promise<T>
  forget(): void
}

function watchAbort(signal: AbortSignal | undefined): AbortWatch {
  if (!signal) return {orElse: promise => promise, forget: () => undefined}
  let stop = (): void => undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new AppError('unknown', 'aborted'))
    signal.addEventListener('abort', stop, {once: true})
    if (signal.aborted) stop()
  })
  aborted.catch(() => undefined)
  return {
    orElse: promise => Promise.race([promise, aborted]),
    forget: () => signal.removeEventListener('abort', stop),
  }
}

/** Settles only when one of them fails: waiting for the next turn must not hide that the request is wrong. */
function failureOf(underWay: ReadonlySet<Promise<void>>): Promise<never> {
  return new Promise((_, reject) => {
    for (const one of underWay) one.catch(reject)
  })
}

/** Waits; an abort ends the waiting without an error. */
async function quietly(waiting: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  try {
    await waiting
  } catch (error) {
    if (!signal?.aborted) throw error
  }
}

/**
 * One probe with all that it was made from; null when it was aborted.
 * @param beside looks up the size of the model, for its upper bound, and what only the account can tell
 */
export async function probeOne(
  {inference, clock, signal}: Pick<DiagnosePorts, 'inference' | 'clock' | 'signal'>,
  target: ProbeTarget,
  beside: Pick<ProbeOptions, 'sizeOf' | 'questions'> = {},
): Promise<Probe | null> {
  const options = {clock, ...beside, ...(signal === undefined ? {} : {signal})}
  const [probe = null] = await probeLimits(inference, [target], options)
  return probe
}
