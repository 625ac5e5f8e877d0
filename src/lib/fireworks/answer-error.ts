import {BILLING_URL, CONTACT} from '../domain/account.js'
import {isSuspensionText, parseQuotaRefusal, readErrorBody, type ErrorBody} from '../domain/answer/error-body.js'
import {AppError, type ErrorCode} from '../domain/errors.js'
import {redactSecrets} from '../domain/text/redact.js'
import {retryAfterSeconds} from './retry.js'

/** What an error answer consists of. */
export interface ErrorAnswer {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

export interface AnswerContext {
  /** What was asked for, the start of the message: `quota monthly-spend-usd of account acme`. */
  readonly subject?: string
  /** Which API answered: a 503 means load shed on inference only. Default `control`. */
  readonly plane?: 'control' | 'inference'
  /** Keys in use: a server may echo one. */
  readonly secrets?: readonly string[]
  /** For a `retry-after` that is a date. */
  readonly nowMs: number
}

/**
 * The error that an answer of status other than 2xx means. Pure. Source of the table: Fireworks API reference, errors;
 * quota and suspension wordings: observed.
 */
export function answerError(answer: ErrorAnswer, context: AnswerContext): AppError {
  const header = (name: string) => answer.headers.find(([key]) => key.toLowerCase() === name)?.[1] ?? null
  const body = readErrorBody(answer.body, header('content-type') ?? '')
  const {code, meaning, hints} = classify(answer.status, body, wordsOf(answer, body), context.plane ?? 'control')
  const wait = retryAfterSeconds(header('retry-after'), context.nowMs)
  const subject = context.subject === undefined ? '' : `${context.subject}: `
  const text = body.message === null ? '' : `: ${body.message}`
  const page = body.isHtml ? ['a web page answered, not the API: check what is in between, and --base-url'] : []
  const after = wait === null || wait === 0 ? [] : [`the server asks to wait ${Math.ceil(wait)} s`]
  const requestId = header('x-request-id') ?? body.requestId
  return new AppError(code, redactSecrets(`${subject}${meaning} (HTTP ${answer.status})${text}`, context.secrets), {
    hints: [...after, ...hints, ...page].map(hint => redactSecrets(hint, context.secrets)),
    httpStatus: answer.status,
    requestId: requestId === null ? null : redactSecrets(requestId, context.secrets),
    retryAfterSeconds: wait,
  })
}

interface Verdict {
  readonly code: ErrorCode
  readonly meaning: string
  readonly hints: readonly string[]
}

/** Everything the body says: `{"error":"failed","message":"Account … is suspended"}` tells its meaning in the second place. */
function wordsOf(answer: ErrorAnswer, body: ErrorBody): string {
  return body.isHtml ? (body.message ?? '') : `${body.message ?? ''}\n${answer.body.slice(0, 4000)}`
}

function classify(status: number, body: ErrorBody, text: string, plane: 'control' | 'inference'): Verdict {
  // The text decides before the status: the same refusal was seen as 400, 403 and 429, and a gRPC gateway turns a failed
  // precondition (412) into 400.
  const refusal = [400, 403, 409, 412, 429].includes(status) ? parseQuotaRefusal(text) : null
  if (refusal) {
    return {
      code: 'quota-exceeded',
      meaning: `quota ${refusal.quotaId} is used up, ${refusal.inUse} of ${refusal.quota}`,
      hints: [`release some of it, or ask ${CONTACT} for more; see: fireq quota get ${refusal.quotaId}`],
    }
  }
  if ([400, 403, 412].includes(status) && isSuspensionText(text)) {
    return {
      code: 'suspended',
      meaning: 'the account is suspended',
      hints: [`"fireq status" says why; spend limit: fireq quota get monthly-spend-usd; invoices: ${BILLING_URL}`],
    }
  }
  if (status === 503 && /DEPLOYMENT_SCALING_UP/i.test(`${body.code ?? ''} ${body.type ?? ''} ${text}`)) {
    return {
      code: 'scaling-up',
      meaning: 'the deployment is starting from zero replicas',
      hints: ['try again in some minutes'],
    }
  }
  if (status === 503 && plane === 'inference') {
    return {
      code: 'load-shed',
      meaning: 'Fireworks is overloaded and shed this request',
      hints: ['back off and try again; the Priority tier is shed less often'],
    }
  }
  return BY_STATUS[status] ?? (status >= 500 ? SERVER_ERROR : status >= 400 ? BAD_REQUEST : UNEXPECTED)
}

const SERVER_ERROR: Verdict = {
  code: 'server-error',
  meaning: 'Fireworks failed to answer',
  hints: ['nothing is wrong on this side: try again in a moment'],
}
const BAD_REQUEST: Verdict = {
  code: 'bad-request',
  meaning: 'the request was refused',
  hints: ['check names and values against the message; the same request will be refused again'],
}
const UNEXPECTED: Verdict = {
  code: 'bad-response',
  meaning: 'an unexpected answer',
  hints: ['check --base-url, and what is in between'],
}

const BY_STATUS: Readonly<Record<number, Verdict>> = {
  401: {
    code: 'unauthorized',
    meaning: 'the key was refused',
    hints: [
      'a key limited to inference is refused here too: the account API needs a key with access to the account',
      'see which key is in use and where it came from: fireq auth status',
    ],
  },
  402: {
    code: 'user-cap',
    meaning: "a user's own usage cap is reached, or the account has no paid plan",
    hints: [`an account admin can raise the cap; plans: ${BILLING_URL}`],
  },
  403: {
    code: 'forbidden',
    meaning: 'not allowed',
    hints: [
      'a Fire Pass key may not use most of the account API, and some calls need an admin or a higher tier',
      'is it the right account for this key? see: fireq auth status',
    ],
  },
  404: {
    code: 'not-found',
    meaning: 'not found, or not visible to this key',
    hints: ['check the spelling and the account; see: fireq account list'],
  },
  407: {
    code: 'network',
    meaning: 'the proxy wants user and password',
    hints: ['put them into the proxy URL of HTTPS_PROXY'],
  },
  408: SERVER_ERROR,
  409: {
    code: 'conflict',
    meaning: 'it was changed by someone else at the same time',
    hints: ['read it again, then decide'],
  },
  412: {...BAD_REQUEST, meaning: 'a precondition is not met'},
  413: {...BAD_REQUEST, meaning: 'the request is too large'},
  429: {
    code: 'rate-limited',
    meaning: 'the rate limit is reached',
    hints: ['back off and try again; such limits come back fast'],
  },
}
