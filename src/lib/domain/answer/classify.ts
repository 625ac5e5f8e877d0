import {isSuspended} from '../account.js'
import {
  isSuspensionText,
  looksLikeHtml,
  parseQuotaRefusal,
  readErrorBody,
  type ErrorBody,
  type QuotaRefusal,
} from './error-body.js'
import {inferStatus, isRedirect} from './error-status.js'
import {isRetryable, type OutcomeCode, exitCodeOf} from '../errors.js'
import {worstExitCode} from '../exit-codes.js'
import {displayModelName, isDedicatedName} from '../limits/model-name.js'
import type {Outcome, OutcomeScope, Verdict} from './outcome.js'
import {describeVerdict} from './words.js'
import {printable} from '../text/printable.js'
import {readRateLimitHeaders} from '../limits/headers.js'
import {exhaustedDimensions, type RateLimitDimension, type RateLimitSnapshot} from '../limits/rate-limit.js'
import {firstHeader, indexHeaders, type HeaderInput} from '../text/http-headers.js'

/** One answer, and what is known about who asked. */
export interface ClassifiedAnswer {
  /** HTTP status; null when only a body or a log line is known. */
  readonly status: number | null
  readonly headers: HeaderInput
  readonly body: string
  /** The model asked, in any spelling. */
  readonly model?: string | null
  /** Served by a deployment of the account's own; read from the model's name when left out. */
  readonly dedicated?: boolean
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

type Decision = Pick<Verdict, 'code' | 'scope'>

/**
 * What an answer of either API means. Order of truth: the status, then what remains, then the over-limit flag, which was
 * seen saying `no` on real 429s. Pure; never throws, whatever the headers and the body hold.
 */
export function classifyAnswer(answer: ClassifiedAnswer, options: ClassifyOptions = {}): Outcome {
  const snapshot = options.snapshot ?? readRateLimitHeaders(answer.headers, {now: options.now ?? null})
  const contentType = firstHeader(indexHeaders(answer.headers), 'content-type') ?? ''
  const error = readErrorBody(answer.body, contentType)
  const inferred = answer.status === null ? inferStatus(error, answer.body) : null
  const status = answer.status ?? inferred?.status ?? null
  // A log line may hold a refusal in the middle; a page of HTML may hold anything.
  const text = error.isHtml ? '' : `${error.message ?? ''}\n${answer.body.slice(0, 4000)}`
  const quotaRefusal = parseQuotaRefusal(text)
  const dedicated = answer.dedicated ?? isDedicatedName(answer.model ?? '')
  const dimensions = exhaustedDimensions(snapshot)
  const facts = {status, told: answer.status !== null, error, text, quotaRefusal, dedicated, dimensions, snapshot}
  const decision = decide(facts, answer, options.completionExpected ?? false)
  const verdict: Verdict = {
    ...decision,
    dimensions: decision.scope === 'deployment' ? [] : dimensions,
    httpStatus: answer.status,
    retryAfterSeconds: snapshot.retryAfterSeconds,
    suspendState: answer.suspendState ?? null,
    quotaRefusal: decision.code === 'quota-exceeded' ? quotaRefusal : null,
    error,
    model: answer.model ? printable(displayModelName(answer.model), 120) : null,
    snapshot,
  }
  return toOutcome(verdict, evidenceOf(verdict, inferred?.evidence ?? null, facts))
}

/**
 * The outcome of a request that got no answer that could be read: the connection failed, nothing came in time, or what
 * came was broken.
 * @param detail what the client says of it, one line
 * @param httpStatus the status, when that much had come
 */
export function unansweredOutcome(
  code: 'network' | 'timeout' | 'server-error',
  model: string | null,
  detail: string,
  httpStatus: number | null = null,
): Outcome {
  const message = printable(detail, 300)
  const verdict: Verdict = {
    code,
    scope: null,
    dimensions: [],
    httpStatus,
    retryAfterSeconds: null,
    suspendState: null,
    quotaRefusal: null,
    error: {...readErrorBody(''), message: message === '' ? null : message},
    model: model === null ? null : printable(displayModelName(model), 120),
    snapshot: readRateLimitHeaders([]),
  }
  return toOutcome(verdict, message === '' ? [] : [message])
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

function toOutcome(verdict: Verdict, evidence: readonly string[]): Outcome {
  return {
    code: verdict.code,
    retryable: isRetryable(verdict.code),
    ...describeVerdict(verdict),
    retryAfterSeconds: verdict.retryAfterSeconds,
    evidence,
    httpStatus: verdict.httpStatus,
    requestId: verdict.snapshot.requestId ?? verdict.error.requestId,
    scope: verdict.scope,
    dimensions: verdict.dimensions,
    quotaRefusal: verdict.quotaRefusal,
  }
}

interface Facts {
  readonly status: number | null
  /** The status was told, not read from the body. */
  readonly told: boolean
  readonly error: ErrorBody
  readonly text: string
  readonly quotaRefusal: QuotaRefusal | null
  readonly dedicated: boolean
  readonly dimensions: readonly RateLimitDimension[]
  readonly snapshot: RateLimitSnapshot
}

const decided = (code: OutcomeCode, scope: OutcomeScope | null = null): Decision => ({code, scope})

function decide(facts: Facts, answer: ClassifiedAnswer, completionExpected: boolean): Decision {
  const {status, text, quotaRefusal} = facts
  if (status !== null && status >= 200 && status < 300) return decideSuccess(facts, answer.body, completionExpected)
  const refusal = status === null || status === 400 || status === 403 || status === 412 || status === 429
  if (refusal && quotaRefusal !== null) return decided('quota-exceeded', 'account')
  // Not on a 402: a user's own cap is told in words close to a suspension's.
  if (refusal && isSuspensionText(text)) return decided('suspended', 'account')
  if (status === null) return decided('unknown')
  if (status === 412) return decidePreconditionFailed(facts, answer.suspendState ?? null)
  if (status === 429) return decideTooMany(facts)
  if (status === 503) return decideUnavailable(facts)
  return decided(...byStatus(status))
}

function byStatus(status: number): [OutcomeCode, OutcomeScope | null] {
  if (status === 401) return ['unauthorized', null]
  if (status === 402) return ['user-cap', 'user']
  if (status === 403) return ['forbidden', null]
  if (status === 404 || status === 410) return ['not-found', null]
  // 408 and 409 are what Fireworks' own SDK sends again.
  if (status === 408 || status === 409 || status >= 500) return ['server-error', 'service']
  // No request is sent on elsewhere: what is in between answered instead of the API.
  if (isRedirect(status)) return ['server-error', null]
  return [status >= 400 ? 'bad-request' : 'unknown', null]
}

function decideSuccess({error, dimensions, snapshot}: Facts, body: string, completionExpected: boolean): Decision {
  if (error.isHtml || !isReadable(body, completionExpected)) return decided('server-error', 'service')
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

/** 412 is also a LoRA that failed to load or a feature that is off; without a text only the account can tell. */
function decidePreconditionFailed({error}: Facts, suspendState: string | null): Decision {
  if (error.message !== null) return decided('bad-request')
  return isSuspended(suspendState) ? decided('suspended', 'account') : decided('unknown')
}

function decideTooMany({dedicated, dimensions, snapshot, text}: Facts): Decision {
  if (dedicated) return decided('deployment-saturated', 'deployment')
  if (dimensions.length > 0) return decided('rate-limited', 'model')
  if (/\brequests? per minute\b|\brpm\b/i.test(text)) return decided('rate-limited', 'account')
  const roomEverywhere = snapshot.limits.length > 0 && snapshot.limits.every(limit => (limit.rawRemaining ?? 0) > 0)
  return decided('rate-limited', roomEverywhere ? 'account' : null)
}

function decideUnavailable({error, text, told}: Facts): Decision {
  if (/\bDEPLOYMENT_SCALING_UP\b/i.test(text)) return decided('scaling-up', 'deployment')
  // `Unavailable` in a log line is also a connection that failed; a proxy's page is no word of Fireworks.
  const shed = !error.isHtml && (told || /\boverloaded\b/i.test(text))
  return decided(shed ? 'load-shed' : 'server-error', 'service')
}

function evidenceOf(verdict: Verdict, inferred: string | null, facts: Facts): string[] {
  const {error, snapshot} = verdict
  const evidence: string[] = []
  if (verdict.httpStatus !== null) evidence.push(`HTTP ${verdict.httpStatus}`)
  if (inferred !== null) evidence.push(printable(inferred, 200))
  if (error.isHtml) evidence.push('the body is a web page: a proxy answered, not the API')
  const failed = verdict.code !== 'ok' && verdict.code !== 'over-limit'
  if (failed && error.message !== null) evidence.push(`body says: ${printable(error.message, 300)}`)
  if (failed && typeof error.code === 'string') evidence.push(`body code: ${printable(error.code, 80)}`)
  for (const limit of snapshot.limits) {
    if (facts.dimensions.includes(limit.dimension)) evidence.push(`nothing remains of ${limit.dimension} (headers)`)
  }
  if (snapshot.overLimit !== null) {
    const doubt = failed && !snapshot.overLimit ? ', which refusals were seen to say as well' : ''
    evidence.push(`x-ratelimit-over-limit: ${snapshot.overLimit ? 'yes' : 'no'}${doubt}`)
  }
  if (snapshot.retryAfterSeconds !== null) evidence.push(`retry-after: ${snapshot.retryAfterSeconds} s`)
  if (verdict.suspendState !== null) {
    const lags = verdict.code === 'suspended' && !isSuspended(verdict.suspendState)
    evidence.push(`suspendState ${printable(verdict.suspendState, 80)}${lags ? ', which lags behind a 412' : ''}`)
  }
  return evidence
}
