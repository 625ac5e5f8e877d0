import {isSuspended} from '../account.js'
import {isRetryable, type OutcomeCode, exitCodeOf} from '../errors.js'
import {worstExitCode} from '../exit-codes.js'
import {retiredModel} from '../facts/models.js'
import {BY_SIZE_NOTE, readRateLimitHeaders} from '../limits/headers.js'
import {displayModelName, isDedicatedName} from '../limits/model-name.js'
import {
  DIMENSION_WORDS,
  exhaustedDimensions,
  type RateLimit,
  type RateLimitDimension,
  type RateLimitSnapshot,
} from '../limits/rate-limit.js'
import {describeLeft} from '../limits/standing.js'
import {firstHeader, indexHeaders, type HeaderInput} from '../text/http-headers.js'
import {printable} from '../text/printable.js'
import {formatNumber} from '../text/units.js'
import {parseQuotaRefusal, parseTierGate, wordsOf} from './answer-texts.js'
import {waitInBody, withoutWait} from './body-wait.js'
import {decided, decideFailure} from './decide.js'
import {looksLikeHtml, readErrorBody, type ErrorBody} from './error-body.js'
import {inferStatus} from './error-status.js'
import {innerAnswer, type InnerAnswer} from './inner-answer.js'
import type {Classified, Decision, Outcome, Plane} from './outcome.js'
import {describeVerdict} from './words.js'

/** One answer, and what is known about who asked. */
export interface Answer {
  /** HTTP status; null when only a body or a log line is known. */
  readonly status: number | null
  readonly headers: HeaderInput
  readonly body: string
  /** The model asked, in any spelling. */
  readonly model?: string | null
  /** Served by a deployment of the account's own; read from the model's name when left out. */
  readonly dedicated?: boolean
  /** The model is known to be gone from serverless inference; by the dated list of retired models when left out. */
  readonly retired?: boolean
  /** The account's suspend state, when it was asked. It lags behind a 412. */
  readonly suspendState?: string | null
}

export interface ClassifyOptions {
  /** Milliseconds since the epoch when the answer came; needed for a `retry-after` that is a date. */
  readonly now?: number | null
  /** The headers as already read, so that they are not read twice. */
  readonly snapshot?: RateLimitSnapshot
  /** A 2xx must carry a completion, as the answer to a probe must; otherwise a body is looked at only if it is there. */
  readonly completionExpected?: boolean
}

/**
 * What an answer of either API means: the one place that decides it, for live and pasted answers, for the events of a stream
 * and for the answer inside a wrapper's. Order of truth: the innermost answer's words, its status, what remains by the
 * headers, then the over-limit flag, which was seen saying `no` on real 429s. Pure; never throws, whatever came.
 */
export function classify(answer: Answer, plane: Plane, options: ClassifyOptions = {}): Classified {
  const snapshot = options.snapshot ?? readRateLimitHeaders(answer.headers, {now: options.now ?? null})
  const contentType = firstHeader(indexHeaders(answer.headers), 'content-type') ?? ''
  const inner = innerAnswer(answer.body, contentType, answer.status)
  const body = inner?.body ?? answer.body
  const error = readErrorBody(body, inner === null ? contentType : '')
  const known = inner?.status ?? (isFailure(answer.status) || inner === null ? answer.status : null)
  const inferred = known === null ? inferStatus(error, body) : null
  const status = known ?? inferred?.status ?? null
  const dimensions = exhaustedDimensions(snapshot)
  const text = wordsOf(body, inner === null ? contentType : '')
  const [quotaRefusal, tierGate] = [parseQuotaRefusal(text), parseTierGate(text)]
  const dedicated = answer.dedicated ?? isDedicatedName(answer.model ?? '')
  const suspendState = answer.suspendState ?? null
  const decision: Decision =
    inner === null && isSuccess(status)
      ? decideSuccess(error, answer.body, dimensions, snapshot, options.completionExpected ?? false)
      : decideFailure({
          status: isSuccess(status) ? null : status,
          told: known !== null,
          plane,
          error,
          text,
          quotaRefusal,
          tierGate,
          dedicated,
          retired: answer.retired ?? (answer.model ? retiredModel(answer.model) !== null : false),
          suspendState,
          dimensions,
          snapshot,
          success: isSuccess(answer.status),
        })
  const asked = isRetryable(decision.code) ? waitInBody(error.message, body) : null
  const header = snapshot.retryAfterSeconds
  // Two waits for one answer: the later one is safe.
  const wait = asked === null || (header !== null && header > asked) ? header : asked
  return {
    ...decision,
    retryable: isRetryable(decision.code),
    dimensions: decision.scope === 'deployment' ? [] : dimensions,
    httpStatus: answer.status,
    innerStatus: status === answer.status ? null : status,
    statusEvidence: inferred?.evidence ?? null,
    carrier: inner?.where ?? null,
    retryAfterSeconds: wait,
    waitFrom: wait === null ? null : wait === header ? 'header' : 'body',
    requestId: snapshot.requestId ?? error.requestId,
    suspendState,
    quotaRefusal: decision.code === 'quota-exceeded' ? quotaRefusal : null,
    tierGate: decision.code === 'tier-gate' ? tierGate : null,
    error:
      asked === null || asked === wait || error.message === null
        ? error
        : {...error, message: withoutWait(error.message)},
    model: answer.model ? printable(displayModelName(answer.model), 120) : null,
    dedicated,
    snapshot,
  }
}

/** What an answer of the inference API means, in words. */
export function classifyAnswer(answer: Answer, options: ClassifyOptions = {}): Outcome {
  const classified = classify(answer, 'inference', options)
  return toOutcome(classified, evidenceOf(classified))
}

/**
 * The outcome of a request that got no answer that could be read: the connection failed, nothing came in time, or what
 * came was broken.
 * @param detail what the client says of it, one line
 * @param httpStatus the status, when that much had come
 */
export function unansweredOutcome(
  code: 'network' | 'timeout' | 'bad-response',
  model: string | null,
  detail: string,
  httpStatus: number | null = null,
): Outcome {
  const message = printable(detail, 300)
  const nothing = classify({status: httpStatus, headers: [], body: '', model}, 'inference')
  const error = {...readErrorBody(''), message: message === '' ? null : message}
  const classified = {...nothing, ...decided(code), retryable: isRetryable(code), error}
  return toOutcome(classified, message === '' ? [] : [message])
}

/** The worst of several outcomes by what a command exits with; an empty list is `ok`. */
export function worstOutcome(codes: Iterable<OutcomeCode>): OutcomeCode {
  let worst: OutcomeCode = 'ok'
  for (const code of codes) {
    const [exit, worstExit] = [exitCodeOf(code), exitCodeOf(worst)]
    const worse = exit !== worstExit && worstExitCode([exit, worstExit]) === exit
    if (worse || (worst === 'ok' && code === 'over-limit')) worst = code
  }
  return worst
}

function toOutcome(classified: Classified, evidence: readonly string[]): Outcome {
  const {code, scope, detail, retryable, retryAfterSeconds, httpStatus, requestId, dimensions} = classified
  const {quotaRefusal, tierGate, dedicated} = classified
  const facts = {code, scope, detail, retryable, retryAfterSeconds, httpStatus, requestId, dimensions, quotaRefusal}
  return {...facts, tierGate, dedicated, ...describeVerdict(classified), evidence}
}

function isSuccess(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300
}

function isFailure(status: number | null): boolean {
  return status !== null && !isSuccess(status)
}

function decideSuccess(
  error: ErrorBody,
  body: string,
  dimensions: readonly RateLimitDimension[],
  snapshot: RateLimitSnapshot,
  completionExpected: boolean,
): Decision {
  if (error.isHtml) return decided('bad-response', 'service', 'web-page')
  if (!isReadable(body, completionExpected)) return decided('bad-response', 'service')
  const over = dimensions.length > 0 || snapshot.overLimit === true
  return over ? decided('over-limit', 'model') : decided('ok')
}

/** Whether the body of a 2xx is what it should be. Without an expectation only a broken one is not. */
function isReadable(body: string, completionExpected: boolean): boolean {
  const text = body.trim()
  if (!completionExpected && !/^[[{]/.test(text)) return !looksLikeHtml(text)
  try {
    const parsed: unknown = JSON.parse(text)
    if (!completionExpected) return true
    return typeof parsed === 'object' && parsed !== null && 'choices' in parsed && Array.isArray(parsed.choices)
  } catch {
    return false
  }
}

const CARRIERS: Record<InnerAnswer['where'], string> = {
  stream: 'an event of the stream is an error',
  success: 'the body of the success is an error',
  wrapper: 'the body wraps the answer of another server',
}

/** What a classification rests on, one line each. */
export function evidenceOf({error, snapshot, ...classified}: Classified): string[] {
  const evidence: string[] = []
  if (classified.httpStatus !== null) evidence.push(`HTTP ${classified.httpStatus}`)
  if (classified.carrier !== null) {
    const status = classified.innerStatus === null ? '' : `, status ${classified.innerStatus}`
    evidence.push(`${CARRIERS[classified.carrier]}${status}`)
  }
  if (classified.statusEvidence !== null) evidence.push(printable(classified.statusEvidence, 200))
  if (error.isHtml) evidence.push('the body is a web page: a proxy answered, not the API')
  const failed = classified.code !== 'ok' && classified.code !== 'over-limit'
  if (failed && error.message !== null) evidence.push(`body says: ${printable(error.message, 300)}`)
  if (failed && typeof error.code === 'string') evidence.push(`body code: ${printable(error.code, 80)}`)
  for (const limit of snapshot.limits) {
    if (limit.rawRemaining === null || limit.rawRemaining > 0) continue
    evidence.push(`${DIMENSION_WORDS[limit.dimension]}: remaining ${describeLeft(limit)} (${fromHeaders(limit)})`)
  }
  if (snapshot.limits.some(({unitSource}) => unitSource === 'magnitude'))
    evidence.push(`unit of the headers: ${BY_SIZE_NOTE}`)
  if (snapshot.overLimit !== null) {
    const doubt = failed && !snapshot.overLimit ? '; refusals were seen with `no` too' : ''
    evidence.push(`x-ratelimit-over-limit: ${snapshot.overLimit ? 'yes' : 'no'}${doubt}`)
  }
  if (classified.waitFrom === 'header')
    evidence.push(
      `retry-after: ${classified.retryAfterSeconds} s${failed && !classified.retryable ? ', but a retry fails again' : ''}`,
    )
  if (classified.waitFrom === 'body') evidence.push(`the body asks to wait ${classified.retryAfterSeconds} s`)
  if (classified.suspendState !== null) {
    const lags = classified.code === 'suspended' && !isSuspended(classified.suspendState)
    evidence.push(`suspendState ${printable(classified.suspendState, 80)}${lags ? ', which lags behind a 412' : ''}`)
  }
  return evidence
}

/** The numbers as they came, where they are not those that are told. */
function fromHeaders({raw, rawRemaining, unit}: RateLimit): string {
  if (rawRemaining === null || (unit === 'per-minute' && rawRemaining >= 0)) return 'headers'
  return `headers: ${formatNumber(rawRemaining)}${raw === null ? '' : ` of ${formatNumber(raw)}`}`
}
