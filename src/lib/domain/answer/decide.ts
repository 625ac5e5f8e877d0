import {isSuspended} from '../account.js'
import type {OutcomeCode} from '../errors.js'
import type {RateLimitDimension, RateLimitSnapshot} from '../limits/rate-limit.js'
import {isSuspensionByName, isSuspensionText, says, type QuotaRefusal, type TierGate} from './answer-texts.js'
import type {ErrorBody} from './error-body.js'
import {isRedirect} from './error-status.js'
import type {Decision, OutcomeDetail, OutcomeScope, Plane} from './outcome.js'

/** What a failed answer says. */
export interface FailureFacts {
  /** Of the innermost answer; null when not known. */
  readonly status: number | null
  /** A status line told it, no words did. */
  readonly told: boolean
  /** It came as a success, which makes an error without a meaning an answer that cannot be read. */
  readonly success: boolean
  readonly plane: Plane
  readonly error: ErrorBody
  /** Everything the body says. */
  readonly text: string
  readonly quotaRefusal: QuotaRefusal | null
  readonly tierGate: TierGate | null
  readonly dedicated: boolean
  /** The model is known to be gone from serverless inference. */
  readonly retired: boolean
  readonly suspendState: string | null
  readonly dimensions: readonly RateLimitDimension[]
  readonly snapshot: RateLimitSnapshot
}

export const decided = (
  code: OutcomeCode,
  scope: OutcomeScope | null = null,
  detail: OutcomeDetail | null = null,
): Decision => ({code, scope, detail})

/**
 * What a failure means. The words decide before the status: the same refusal was seen as 400, 403 and 429, and gateways in
 * between change statuses. Source of the table: Fireworks API reference (errors), observed answers of 2026.
 */
export function decideFailure(facts: FailureFacts): Decision {
  return byWords(facts) ?? byStatus(facts)
}

function byWords({status, text, quotaRefusal, tierGate}: FailureFacts): Decision | null {
  if (says(text, 'gatewayBudget')) return decided('bad-request', null, 'gateway-budget')
  if (quotaRefusal !== null) return decided('quota-exceeded', 'account')
  if (tierGate !== null && status !== 401) return decided('tier-gate', 'account')
  // A user's own cap, a 402, is told in the words of 2025 too.
  const suspended = status === 402 ? isSuspensionByName(text) : isSuspensionText(text)
  if (suspended) return decided('suspended', 'account')
  if (says(text, 'scalingUp')) return decided('scaling-up', 'deployment')
  if (says(text, 'noCapacity')) return decided('load-shed', 'service', 'no-capacity')
  const quota = status === null || status === 400 || status === 403 || status === 429
  return quota && says(text, 'quotaExceeded') ? decided('quota-exceeded', 'account') : null
}

function byStatus(facts: FailureFacts): Decision {
  const {status} = facts
  switch (status) {
    case null:
      return facts.success ? decided('bad-response', 'service') : decided('unknown')
    case 401:
      return decided('unauthorized')
    case 402:
      return decided('user-cap', 'user')
    case 403:
      return decideForbidden(facts)
    case 404:
    case 410:
      return isRetired(facts) ? decided('model-retired', 'model') : decided('not-found')
    case 407:
      return decided('network', null, 'proxy-credentials')
    case 408:
      return decided('server-error', 'service')
    case 409:
      return decided('conflict')
    case 412:
      return decidePreconditionFailed(facts)
    case 429:
      return decideTooMany(facts)
    // Not a status of a server's: the client did not wait, as nginx logs it and gRPC says it.
    case 499:
      return decided('unknown', null, 'client-ended')
    case 500:
      return isRetired(facts)
        ? decided('model-retired', 'model', 'permanent-failure')
        : decided('server-error', 'service')
    case 501:
      return decided('not-offered')
    case 503:
      return decideUnavailable(facts)
    case 504:
    case 522:
    case 524:
      return decided('server-error', 'service', 'gateway-timeout')
  }
  if (status === 101) return decided('bad-response', null, 'switching-protocols')
  // No request is sent on elsewhere: what is in between answered instead of the API.
  if (status < 400) return decided('bad-response', null, isRedirect(status) ? 'redirect' : null)
  return status >= 500 ? decided('server-error', 'service') : decided('bad-request')
}

/** Dedicated deployments of a retired model go on working. */
function isRetired({retired, dedicated, plane, text}: FailureFacts): boolean {
  return !dedicated && ((retired && plane === 'inference') || says(text, 'retired'))
}

function decideForbidden({text, error}: FailureFacts): Decision {
  if (error.isHtml) return decided('forbidden', null, 'web-page')
  if (says(text, 'gatewayModeration')) return decided('forbidden', null, 'gateway-moderation')
  if (says(text, 'firePass')) return decided('forbidden', null, 'fire-pass')
  if (says(text, 'residency')) return decided('policy', 'account', 'data-residency')
  return says(text, 'policy') ? decided('policy', 'account', 'model-access-policy') : decided('forbidden')
}

/** 412 is also a LoRA that failed to load or a feature that is off; only the account can tell which. */
function decidePreconditionFailed({error, text, suspendState}: FailureFacts): Decision {
  if (isSuspended(suspendState)) return decided('suspended', 'account')
  // Words that somebody encoded, and a line end broke, say nothing that could deny a suspension.
  const said = !error.isHtml && error.message !== null && !error.message.includes('%20')
  const words = said && !says(text, 'accountStatus')
  return decided(words ? 'bad-request' : 'unknown', null, 'precondition')
}

function decideTooMany({dedicated, dimensions, snapshot, text, plane}: FailureFacts): Decision {
  if (says(text, 'deadline')) return decided('load-shed', 'service', 'first-token-deadline')
  if (says(text, 'overloaded')) return decided('load-shed', 'service')
  if (plane === 'account') return decided('rate-limited')
  if (dedicated) return decided('deployment-saturated', 'deployment')
  if (dimensions.length > 0) return decided('rate-limited', 'model')
  if (says(text, 'accountRequests')) return decided('rate-limited', 'account')
  const roomEverywhere = snapshot.limits.length > 0 && snapshot.limits.every(limit => (limit.rawRemaining ?? 0) > 0)
  return decided('rate-limited', roomEverywhere ? 'account' : null)
}

function decideUnavailable({error, text, told, plane}: FailureFacts): Decision {
  // `Unavailable` in a log line is also a connection that failed; a proxy's page is no word of Fireworks; and without
  // words a 503 of the account API sheds no model's load.
  const shed = !error.isHtml && (says(text, 'overloaded') || (told && plane === 'inference'))
  return decided(shed ? 'load-shed' : 'server-error', 'service')
}
