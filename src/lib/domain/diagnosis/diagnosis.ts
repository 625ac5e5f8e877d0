import {distinctActions, mapAction, type Action} from '../action.js'
import {accountCeilingPhrase} from '../limits/account-ceiling.js'
import {DIMENSION_WORDS} from '../limits/rate-limit.js'
import {isRetryable, type OutcomeCode} from '../errors.js'
import type {Outcome} from '../answer/outcome.js'
import {printable} from '../text/printable.js'
import {redactSecrets} from '../text/redact.js'
import {formatNumber} from '../text/units.js'

/** How evidence begins that the local history gives. */
export const FROM_HISTORY = 'history: '

/** `data` of `fireq.diagnose/v1`: what happened, which limit or cause, whether a retry helps, what to do. */
export interface Diagnosis {
  readonly cause: OutcomeCode
  /** What happened. */
  readonly message: string
  /** Which limit, or which cause; says so where it is unknown. */
  readonly reason: string
  readonly retryable: boolean
  /** When a retry makes sense, as a phrase; null when it makes none. */
  readonly waitHint: string | null
  readonly retryAfterSeconds: number | null
  /** Commands to copy, pages, or a short sentence; most useful first. */
  readonly actions: readonly Action[]
  /** What each claim rests on. */
  readonly evidence: readonly string[]
  /** From cause to effect, at most six steps; the last is what a client sees. */
  readonly chain: readonly string[]
  readonly httpStatus: number | null
  readonly requestId: string | null
  /** The model asked, as shown; null when not known. */
  readonly model: string | null
  /** RFC 3339, UTC: when the answer came; null when not known. */
  readonly observedAt: string | null
}

/** Steps of a chain: more is a story, not a chain. Source: fireq's own contract. */
export const LONGEST_CHAIN = 6

/** Which limit or cause an outcome speaks of, as a phrase; "unknown" in it where the answer does not say. */
export function reasonOf(outcome: Outcome, ownCeiling: number | null = null): string {
  const {code, scope, dimensions, quotaRefusal} = outcome
  switch (code) {
    case 'ok':
      return 'none: nothing is in the way'
    case 'over-limit':
      return dimensions.length > 0 ? `the rate limit of ${wordsOf(outcome)}` : 'a rate limit; which one is unknown'
    case 'rate-limited':
      if (scope === 'model') return `the rate limit of ${wordsOf(outcome)}, of this account with this model`
      return scope === 'account'
        ? `likely the account-wide limit of ${accountCeilingPhrase(ownCeiling)}`
        : 'a rate limit; which one is unknown'
    case 'load-shed':
      return "no limit of this account: Fireworks' own capacity"
    case 'suspended':
      return 'a suspension; why is unknown: the spend limit, credits used up, or a failed invoice'
    case 'user-cap':
      return "this user's own usage cap, or no paid plan; which of them is unknown"
    case 'quota-exceeded':
      return quotaRefusal === null
        ? 'a quota; which one is unknown'
        : `the quota ${quotaRefusal.quotaId}: ${quotaRefusal.quota === 0 && quotaRefusal.inUse === 0 ? 'none is given' : `${formatNumber(quotaRefusal.inUse)} of ${formatNumber(quotaRefusal.quota)} in use`}`
    case 'deployment-saturated':
      return 'likely no account limit: the capacity of this one deployment'
    case 'scaling-up':
      return 'no limit: a cold start of a deployment that was scaled to zero'
    case 'unauthorized':
      return 'no limit: the key'
    case 'forbidden':
      if (outcome.detail === 'gateway-moderation') return "no limit: the gateway's own moderation"
      return outcome.detail === 'web-page'
        ? 'no limit: a proxy or a firewall in between'
        : 'no limit: what this key may do'
    case 'not-found':
      return 'no limit: the name'
    case 'bad-request':
      if (outcome.detail === 'gateway-budget') return 'a budget of LiteLLM, not a limit of Fireworks'
      return outcome.detail === 'precondition'
        ? 'unknown: the request, or the state of the account'
        : 'no limit: the request itself'
    case 'tier-gate':
      return "no rate limit: the account's spending tier"
    case 'model-retired':
      return 'no limit: the model is no longer served'
    case 'policy':
      return outcome.detail === 'data-residency'
        ? 'no limit: the data residency of the account'
        : 'no limit: a policy of the account'
    case 'not-offered':
      return 'no limit: Fireworks does not offer this'
    case 'conflict':
      return 'no limit: a change at the same time, or it exists already'
    case 'bad-response':
      return 'no limit: what answered is not the API, or its answer came broken'
    case 'server-error':
      return 'no limit: a fault on the other side'
    case 'network':
    case 'timeout':
      return 'no limit: the way to Fireworks'
    case 'unknown':
      return 'unknown'
  }
}

function wordsOf({dimensions}: Outcome): string {
  return dimensions.map(dimension => DIMENSION_WORDS[dimension]).join(' and ')
}

/** What a client sees of an outcome, the last step of a chain. */
export function effectOf(outcome: Outcome, who: string): string {
  const unanswered = outcome.code === 'network' || outcome.code === 'timeout'
  const status = outcome.httpStatus === null ? (unanswered ? 'no answer' : outcome.code) : `HTTP ${outcome.httpStatus}`
  const id = outcome.requestId === null ? '' : `, request id ${outcome.requestId}`
  const served = outcome.code === 'over-limit' ? ', at lower priority' : ''
  return `${who}: ${status}${served}${id}`
}

/**
 * A diagnosis that may be shown and sent on: every text on one line, without secrets and control characters, a chain
 * that is no longer than it may be, no action twice.
 * @param secrets what is known to be one, or a piece of one
 */
export function finishDiagnosis(diagnosis: Omit<Diagnosis, 'retryable'>, secrets: readonly string[] = []): Diagnosis {
  // Before and after: a key must be seen whole, and what a cut or a joined line makes of it must not stay.
  const clean = (text: string) => redactSecrets(printable(redactSecrets(text, secrets), 600), secrets)
  const cleanOrNull = (text: string | null) => (text === null ? null : clean(text) || null)
  const list = (texts: readonly string[]) => [...new Set(texts.map(clean))].filter(text => text !== '')
  return {
    cause: diagnosis.cause,
    message: clean(diagnosis.message),
    reason: clean(diagnosis.reason),
    retryable: isRetryable(diagnosis.cause),
    waitHint: cleanOrNull(diagnosis.waitHint),
    // A wait before what fails again all the same would be advice to try it.
    retryAfterSeconds: isRetryable(diagnosis.cause) ? diagnosis.retryAfterSeconds : null,
    actions: distinctActions(diagnosis.actions.map(action => mapAction(action, clean)).filter(isSaid)),
    evidence: list(diagnosis.evidence),
    chain: list(diagnosis.chain).slice(-LONGEST_CHAIN),
    httpStatus: diagnosis.httpStatus,
    requestId: cleanOrNull(diagnosis.requestId),
    model: cleanOrNull(diagnosis.model),
    observedAt: diagnosis.observedAt,
  }
}

function isSaid(action: Action): boolean {
  return 'command' in action || ('link' in action ? action.link : action.advice) !== ''
}
