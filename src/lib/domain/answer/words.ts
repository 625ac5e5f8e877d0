import {advice, command, isOperand, link, quotaCommand, retryAdvice, type Action} from '../action.js'
import {BILLING_URL, CONTACT, isSuspended, suspensionCause} from '../account.js'
import {askedWait, BACKOFF, BACKOFF_WAIT} from './backoff.js'
import {describeStanding} from '../limits/standing.js'
import type {Classified, Words} from './outcome.js'
import {
  describeBadResponse,
  describeConflict,
  describeForbidden,
  describeGatewayBudget,
  describeNotFound,
  describeLoadShed,
  describeNotOffered,
  describePolicy,
  describePrecondition,
  describeRetired,
  describeServerError,
  describeTierGate,
} from './refusal-words.js'
import {printable} from '../text/printable.js'
import {describeAccountCeiling} from '../limits/account-ceiling.js'
import type {RateLimitDimension} from '../limits/rate-limit.js'
import {formatDuration, formatNumber} from '../text/units.js'

/**
 * Puts a verdict into words: what happened, when a retry helps, what to do now. A wait that the server asks for is the
 * only one that is told.
 */
export function describeVerdict(verdict: Classified): Words {
  const words = verdictWords(verdict)
  const {retryAfterSeconds} = verdict
  if (retryAfterSeconds === null) return words
  const retry = retryAdvice(`retry after ${formatDuration(retryAfterSeconds)}; back off if it fails again`)
  return {
    ...words,
    waitHint: words.waitHint === null ? null : askedWait(retryAfterSeconds),
    actions: words.actions.map(action => ('advice' in action && action.isRetry ? retry : action)),
  }
}

function verdictWords(verdict: Classified): Words {
  const who = verdict.model ?? 'the API'
  const stop = (message: string, ...actions: Action[]): Words => ({message, waitHint: null, actions})
  switch (verdict.code) {
    case 'ok':
      return stop(verdict.model === null ? 'The request was answered.' : describeStanding(who, verdict.snapshot))
    case 'over-limit':
      return describeOverLimit(verdict, who)
    case 'rate-limited':
      return describeRateLimited(verdict, who)
    case 'load-shed':
      return describeLoadShed(verdict, who, probe(verdict, '--compare-tiers'))
    case 'suspended':
      return describeSuspended(verdict)
    case 'user-cap':
      return stop(
        `This user's own usage cap is reached, or the account has no paid plan${said(verdict)}; a retry does not help.`,
        advice('ask an admin of the account to raise your cap'),
        link(BILLING_URL),
      )
    case 'quota-exceeded':
      return describeQuotaExceeded(verdict)
    case 'deployment-saturated':
      return {
        message: `The dedicated deployment behind ${who} is likely saturated; documents disagree whether its requests count toward the account's requests per minute.`,
        waitHint: `once other requests are done, ${BACKOFF_WAIT}`,
        actions: [BACKOFF, advice('raise the maximum of replicas of the deployment')],
      }
    case 'scaling-up':
      return {
        message: `The deployment behind ${who} is starting up from zero replicas.`,
        waitHint: 'minutes, until the first replica is ready',
        actions: [
          retryAdvice('retry until the first replica is ready'),
          advice('keep a minimum of one replica to avoid cold starts'),
        ],
      }
    case 'unauthorized':
      return stop(
        `The key is missing, wrong, or of another scope (an inference-only key cannot read the account)${said(verdict)}.`,
        command('auth', 'status'),
        command('auth', 'login'),
      )
    case 'forbidden':
      return describeForbidden(verdict)
    case 'policy':
      return describePolicy(verdict)
    case 'tier-gate':
      return describeTierGate(verdict)
    case 'model-retired':
      return describeRetired(verdict)
    case 'not-offered':
      return describeNotOffered(verdict)
    case 'conflict':
      return describeConflict(verdict)
    case 'bad-response':
      return describeBadResponse(verdict, who)
    case 'not-found':
      return describeNotFound(verdict)
    case 'bad-request':
      if (verdict.detail === 'precondition') return describePrecondition(verdict)
      if (verdict.detail === 'gateway-budget') return describeGatewayBudget(verdict)
      return stop(describeBadRequest(verdict), advice('change the request; sent again as it is, it fails again'))
    case 'server-error':
      return describeServerError(verdict)
    case 'network':
      return {
        message: `No answer from ${who}${said(verdict)}: the network, a proxy or the host name is in the way.`,
        waitHint: 'once the network is back',
        actions: [advice('check the network, HTTPS_PROXY and --base-url'), command('config', 'list')],
      }
    case 'timeout':
      return {
        message: `No answer from ${who} in time${said(verdict)}.`,
        waitHint: BACKOFF_WAIT,
        actions: [advice('retry with a larger --timeout'), BACKOFF],
      }
    case 'unknown':
      return describeUnknown(verdict)
  }
}

function describeOverLimit(verdict: Classified, who: string): Words {
  const standing =
    verdict.dimensions.length > 0
      ? describeStanding(who, verdict.snapshot)
      : 'The headers do not say which limit is exhausted.'
  return {
    message: `The request to ${who} was served over a limit, at lower priority. ${standing}`,
    waitHint: null,
    actions: [advice('slow down, or spread requests over more time'), ...easeOff(verdict.dimensions)],
  }
}

function describeRateLimited(verdict: Classified, who: string): Words {
  const {dimensions, scope} = verdict
  if (scope === 'model') {
    return {
      message: describeStanding(
        who,
        verdict.snapshot,
        verdict.retryAfterSeconds === null ? 'back off and retry' : null,
      ),
      waitHint: BACKOFF_WAIT,
      actions: [
        BACKOFF,
        ...easeOff(dimensions),
        ...probe(verdict),
        advice(`for higher limits from the start, write to ${CONTACT}`),
      ],
    }
  }
  if (scope === 'account') {
    return {
      message: describeAccountCeiling(who, null),
      waitHint: BACKOFF_WAIT,
      actions: [
        BACKOFF,
        quotaCommand('get', 'serverless-inference-rpm'),
        advice(`add a payment method or credits at ${BILLING_URL} if there are none`),
      ],
    }
  }
  return {
    message: `A rate limit of ${who} is exhausted; the answer does not say which one.`,
    waitHint: BACKOFF_WAIT,
    actions: [BACKOFF, ...probe(verdict), quotaCommand('get', 'serverless-inference-rpm')],
  }
}

function describeSuspended(verdict: Classified): Words {
  const cause = suspensionCause(verdict.suspendState)
  if (cause) {
    return {
      message: `The account is suspended: ${printable(cause.cause, 160)}. To lift the suspension, ${printable(cause.remedy, 240)}.`,
      waitHint: null,
      actions: cause.actions,
    }
  }
  const lag =
    verdict.suspendState !== null && !isSuspended(verdict.suspendState)
      ? ' The account still says UNSUSPENDED; that state lags behind.'
      : ''
  return {
    message:
      `The account is suspended; the answer does not say why: the monthly spend limit is reached, credits are used up ` +
      `without a payment method, or a past invoice failed.${lag}`,
    waitHint: null,
    actions: [command('account', 'get'), quotaCommand('get', 'monthly-spend-usd'), link(BILLING_URL)],
  }
}

function describeQuotaExceeded({quotaRefusal}: Classified): Words {
  if (!quotaRefusal)
    return {message: 'A quota of the account is used up.', waitHint: null, actions: [command('quota', 'list')]}
  const {quotaId, inUse, quota, requesting} = quotaRefusal
  const none = quota === 0 && inUse === 0
  const asked =
    requesting === null ? '' : `${none ? '; ' : ', '}${formatNumber(requesting)} ${none ? '' : 'more '}asked for`
  const standing = none
    ? 'is 0: the account was given none'
    : `is used up: ${formatNumber(inUse)} of ${formatNumber(quota)} in use`
  return {
    message: `The account's quota ${quotaId} ${standing}${asked}.`,
    waitHint: null,
    actions: [
      quotaCommand('get', quotaId),
      ...(none ? [] : [advice(whatFrees(quotaId))]),
      advice(`to raise it, write to ${CONTACT}`),
    ],
  }
}

/** What gives some of a quota back. Source: contract of the API, who holds a quota. */
function whatFrees(quotaId: string): string {
  if (/job/i.test(quotaId)) return 'wait for a job to end, or cancel one that is no longer needed'
  if (/model/i.test(quotaId)) return 'undeploy a model that is no longer needed'
  if (/^training-/i.test(quotaId)) return 'wait for a training job to end, or delete one that is no longer needed'
  return 'delete a deployment that is no longer needed, or set its replicas to 0, to free the quota'
}

function describeBadRequest(verdict: Classified): string {
  if (verdict.httpStatus === 413) return `The request is too large${said(verdict)}.`
  return `The request was refused as wrong${said(verdict)}.`
}

function describeUnknown(verdict: Classified): Words {
  if (verdict.detail === 'precondition') return describePrecondition(verdict)
  if (verdict.detail === 'client-ended') {
    return {
      message: `The client ended the request before an answer came (499)${said(verdict)}: nobody refused it.`,
      waitHint: null,
      actions: [advice('see which timeout or cancellation of the client ended it')],
    }
  }
  const status = verdict.httpStatus === null ? '' : ` (status ${verdict.httpStatus})`
  return {
    message: `What this answer means is not known${status}${said(verdict)}.`,
    waitHint: null,
    actions: [advice('give the status line, the headers and the body of the answer, as `curl -i` prints them')],
  }
}

function easeOff(dimensions: readonly RateLimitDimension[]): Action[] {
  const actions: Record<RateLimitDimension, string> = {
    requests: 'send fewer requests at once',
    prompt: 'send shorter prompts, or spread them over more time',
    'uncached-prompt': 'keep the beginning of prompts the same, so that more of them is cached',
    generated: 'ask for fewer output tokens (max_tokens), or spread requests over more time',
  }
  return dimensions.map(dimension => advice(actions[dimension]))
}

/** A probe of the same model. */
function probe({model}: Classified, ...flags: string[]): Action[] {
  return model !== null && isOperand(model) ? [command('limits', 'probe', model, ...flags)] : []
}

/** The server's own words in brackets; nothing when it had none. */
function said({error}: Classified): string {
  return error.message === null ? '' : ` ("${printable(error.message, 200)}")`
}
