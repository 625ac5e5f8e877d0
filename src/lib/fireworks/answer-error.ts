import {command, mapHint, quotaCommand, type Hint} from '../domain/action.js'
import {BILLING_URL, CONTACT} from '../domain/account.js'
import {classify} from '../domain/answer/classify.js'
import type {Classified} from '../domain/answer/outcome.js'
import {MODELS_PAGE, STATUS_PAGE, SUPPORT} from '../domain/facts/contacts.js'
import {AppError, type OutcomeCode} from '../domain/errors.js'
import {redactSecrets} from '../domain/text/redact.js'
import {formatDuration} from '../domain/text/units.js'

/** What an error answer consists of. */
export interface ErrorAnswer {
  readonly status: number
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
}

export interface AnswerContext {
  /** What was requested, the start of the message: `quota monthly-spend-usd of account acme`. */
  readonly subject?: string
  /** Keys in use: a server may echo one. */
  readonly secrets?: readonly string[]
  /** For a `retry-after` that is a date. */
  readonly nowMs: number
}

/** The error that an answer of the account API means: what `classify` decides, worded for a request by name. Pure. */
export function answerError(answer: ErrorAnswer, context: AnswerContext): AppError {
  const classified = classify(answer, 'account', {now: context.nowMs})
  const {code, retryAfterSeconds: wait, error, requestId} = classified
  const {meaning, hints} = wordsOf(classified)
  const subject = context.subject === undefined ? '' : `${context.subject}: `
  const text = error.message === null ? '' : `: ${error.message}`
  const page = error.isHtml ? ['a web page answered, not the API: check `--base-url` and any proxy in between'] : []
  const after = wait === null || wait === 0 ? [] : [`the server asks to wait ${formatDuration(wait)}`]
  const clean = (line: string) => redactSecrets(line, context.secrets)
  // A success that carries no error is no failure of code `ok`: whoever calls this could not use it.
  return new AppError(
    code === 'ok' ? 'bad-response' : code,
    clean(`${subject}${meaning} (HTTP ${answer.status})${text}`),
    {
      hints: [...after, ...hints, ...page].map(hint => mapHint(hint, clean)),
      httpStatus: answer.status,
      requestId: requestId === null ? null : clean(requestId),
      retryAfterSeconds: wait,
    },
  )
}

interface Words {
  readonly meaning: string
  readonly hints: readonly Hint[]
}

const words = (meaning: string, ...hints: Hint[]): Words => ({meaning, hints})

const UNEXPECTED = words('an unexpected answer', 'check `--base-url` and any proxy in between')
const LATER = [`see ${STATUS_PAGE.value}; if it does not pass, write to ${SUPPORT.value} with the request id`]

const WORDS: Record<OutcomeCode, Words> = {
  ok: UNEXPECTED,
  'over-limit': UNEXPECTED,
  'rate-limited': words('the rate limit is reached', 'retry with exponential backoff'),
  'load-shed': words('Fireworks is overloaded and refused this request', 'retry with exponential backoff', ...LATER),
  suspended: words('the account is suspended', [command('status'), ` shows why; invoices: ${BILLING_URL}`]),
  'user-cap': words(
    "a user's own usage cap is reached, or the account has no paid plan",
    `an account admin can raise the cap; plans: ${BILLING_URL}`,
  ),
  'quota-exceeded': words('a quota is used up', ['see ', command('quota', 'list')]),
  'tier-gate': words('a higher spending tier is needed', [
    `add credits at ${BILLING_URL}; see `,
    command('tier', 'list'),
  ]),
  'model-retired': words('the model is likely retired from serverless inference', `see ${MODELS_PAGE.value}`),
  policy: words('a policy of the account does not allow it', 'ask an admin of the account'),
  'deployment-saturated': words('the deployment is saturated', 'retry with exponential backoff'),
  'scaling-up': words('the deployment is starting from zero replicas', 'try again once a replica is ready'),
  unauthorized: words(
    'the key was rejected',
    'a key limited to inference is rejected here too: the account API needs a key with access to the account',
    ['see which key is in use and where it came from: ', command('auth', 'status')],
  ),
  forbidden: words(
    'not allowed',
    'the role of the user, a Fire Pass key, or a policy of the account may be the reason; some calls need an admin',
    ['is it the right account for this key? see ', command('auth', 'status')],
  ),
  'not-found': words('not found, or not visible to this key', [
    'check the spelling and the account; see ',
    command('account', 'list'),
  ]),
  'bad-request': words(
    'the request was rejected',
    'check names and values against the message; the same request will be rejected again',
  ),
  'not-offered': words(
    'Fireworks does not offer this: a wrong path, or a feature that was removed',
    'check --base-url',
  ),
  conflict: words('it was changed by someone else at the same time', 'read it again, then decide'),
  'bad-response': UNEXPECTED,
  'server-error': words('Fireworks failed to answer; this may pass', 'retry with exponential backoff', ...LATER),
  network: words('the proxy wants user and password', 'put them into the proxy URL of HTTPS_PROXY'),
  timeout: words('no answer in time', 'allow more with --timeout'),
  unknown: words('what the answer means is unknown', ['see ', command('account', 'get')]),
}

/** By code, and by the facts that make it more precise. */
function wordsOf({code, detail, httpStatus, quotaRefusal, tierGate, carrier}: Classified): Words {
  const known = WORDS[code]
  if (quotaRefusal !== null) {
    const {quotaId, inUse, quota} = quotaRefusal
    return words(`quota ${quotaId} is used up, ${inUse} of ${quota}`, [
      `release some of it, or ask ${CONTACT} for more; see `,
      quotaCommand('get', quotaId),
    ])
  }
  if (tierGate !== null && tierGate.tier !== null) {
    return {...known, meaning: `spending tier ${tierGate.tier} or higher is needed`}
  }
  if (detail === 'precondition') {
    return words('a precondition is not met; this may be a suspension', [
      'the account shows it: ',
      command('account', 'get'),
    ])
  }
  if (detail === 'no-capacity') return {...known, meaning: 'Fireworks has no capacity for this now'}
  if (detail === 'data-residency') return {...known, meaning: 'the data residency of the account does not allow it'}
  if (detail === 'fire-pass') return words('a Fire Pass key may not use this', 'use a standard key (fw_…)')
  if (code === 'bad-request' && httpStatus === 413 && carrier === null) {
    return {...known, meaning: 'the request is too large'}
  }
  return known
}
