import {advice, command, isOperand, link, type Action} from '../action.js'
import {BILLING_URL, CONTACT} from '../account.js'
import {MODELS_PAGE, STATUS_PAGE as STATUS_PAGE_FACT, SUPPORT as SUPPORT_FACT} from '../facts/contacts.js'
import {MODEL_LIFE} from '../facts/model-life.js'
import {retirementText, type Retirement} from '../model/retirement.js'
import {printable} from '../text/printable.js'
import {BACKOFF, BACKOFF_WAIT} from './backoff.js'
import type {Classified, Outcome, Words} from './outcome.js'

const STATUS_PAGE = STATUS_PAGE_FACT.value
const SUPPORT = SUPPORT_FACT.value
const stop = (message: string, ...actions: Action[]): Words => ({message, waitHint: null, actions})

/** The account's tier is too low for what was requested. */
export function describeTierGate(classified: Classified): Words {
  const tier = classified.tierGate?.tier ?? null
  return stop(
    `This needs ${tier === null ? 'a higher spending tier' : `spending tier ${tier} or higher`}; it is no rate limit${said(classified)}.`,
    advice(`add credits at ${BILLING_URL} to reach the tier`),
    command('tier', 'list'),
  )
}

/** A rule of the account's own organisation, or of where its data may go. */
export function describePolicy(classified: Classified): Words {
  const residency = classified.detail === 'data-residency'
  return stop(
    residency
      ? `The account's data residency does not allow this model or host${said(classified)}.`
      : `A policy of the account does not allow this model${said(classified)}.`,
    advice(
      residency
        ? "use the host and the models of the account's region"
        : 'ask an admin of the account to allow the model for this key',
    ),
  )
}

/** A budget of LiteLLM's, which asked nobody. */
export function describeGatewayBudget(classified: Classified): Words {
  return stop(
    `LiteLLM refused this itself: a budget set in it is used up${said(classified)}; it is no limit of Fireworks.`,
    advice("raise the budget of the key, user or team in LiteLLM (max_budget), or wait for its budget's next period"),
  )
}

/** The key is good, but may not do this. */
export function describeForbidden(classified: Classified): Words {
  if (classified.detail === 'web-page') {
    return stop(
      `A web page came, not the API's answer${said(classified)}: a proxy or a firewall in between refused the request; it says nothing about the key.`,
      advice('check the network, HTTPS_PROXY and --base-url, or ask whoever runs the proxy'),
    )
  }
  if (classified.detail === 'gateway-moderation') {
    return stop(
      `The gateway's own moderation refused the input${said(classified)}: it is no refusal of Fireworks, and says nothing about the key.`,
      advice('change the input, or ask whoever runs the gateway'),
    )
  }
  const why =
    classified.detail === 'fire-pass'
      ? 'it is a Fire Pass key, which many routes reject'
      : 'the role of its user, a Fire Pass key, or a model access policy or data residency of the account'
  return stop(
    `The key is valid but not allowed to do this: ${why}${said(classified)}.`,
    command('auth', 'status'),
    advice(classified.detail === 'fire-pass' ? 'use a standard key (fw_…)' : 'ask an admin of the account'),
  )
}

/** Nothing of that name: in 2026 most often a model that serverless inference no longer serves. */
export function describeNotFound(classified: Classified): Words {
  const {model, dedicated} = classified
  const retired = dedicated ? '' : 'retired from serverless, '
  const who = model === null ? 'What was asked for' : `The model ${model}`
  return stop(
    `${who} was not found: misspelt, ${retired}not accessible to this key, or not deployed${said(classified)}.`,
    ...(model !== null && !dedicated && isOperand(model) ? [command('model', 'check', model)] : []),
    advice(`check the name at ${MODELS_PAGE.value}`),
  )
}

/** A model that serverless inference no longer serves. */
export function describeRetired(classified: Classified): Words {
  const who = classified.model ?? 'the model'
  const first = classified.detail === 'permanent-failure' ? `; ${MODEL_LIFE.end.value}` : ''
  return stop(
    `${who} is likely retired from serverless inference${first}${said(classified)}.`,
    advice(`choose a model that is served: ${MODELS_PAGE.value}`),
  )
}

/** The route or the feature does not exist, or not any more. */
export function describeNotOffered(classified: Classified): Words {
  return stop(
    `Fireworks does not offer this: a wrong path, or a feature that was removed${said(classified)}.`,
    advice('check the path and --base-url'),
  )
}

/** Somebody else changed it at the same time, or it exists already. */
export function describeConflict(classified: Classified): Words {
  return stop(
    `The request conflicts with the present state${said(classified)}.`,
    advice('read the state again, then decide'),
  )
}

/** What came is no answer of the API. */
export function describeBadResponse(classified: Classified, who: string): Words {
  const {detail, httpStatus, error} = classified
  const status = httpStatus === null ? '' : ` (${httpStatus})`
  const hint = {
    waitHint: 'once the address is right',
    actions: [advice('check --base-url and HTTPS_PROXY'), command('config', 'list')],
  }
  if (detail === 'redirect') {
    const message = `The request to ${who} was redirected${status}: a proxy, a login page or another address answered, not the API.`
    return {message, ...hint}
  }
  if (detail === 'switching-protocols') {
    return {message: `${who} answered with another protocol${status}: not the API.`, ...hint}
  }
  const page = error.isHtml ? ': a web page of some proxy' : ''
  const words = error.isHtml || httpStatus === 200 ? '' : said(classified)
  return {
    message: `The answer of ${who}${status} cannot be read${page}${words}.`,
    waitHint: BACKOFF_WAIT,
    actions: [advice('try again: the answer may have been cut short'), ...hint.actions],
  }
}

/** A failure of Fireworks, or of what is in between. */
export function describeServerError(classified: Classified): Words {
  const {httpStatus, detail} = classified
  const status = httpStatus === null ? '' : ` (${httpStatus})`
  const what = detail === 'gateway-timeout' ? 'did not answer in time' : 'failed on this request'
  return {
    message: `Fireworks, or a proxy before it, ${what}${status}${said(classified)}; such a failure may pass.`,
    waitHint: BACKOFF_WAIT,
    actions: [BACKOFF, link(STATUS_PAGE), advice(`if it does not pass, write to ${SUPPORT} with the request id`)],
  }
}

/** Fireworks' own capacity: refused inside the limits or not. */
export function describeLoadShed(classified: Classified, who: string, compare: readonly Action[]): Words {
  const {detail} = classified
  if (detail === 'no-capacity') {
    return {
      message: `Fireworks has no capacity for this now; no quota is used up${said(classified)}.`,
      waitHint: 'minutes to hours',
      actions: [
        advice('try again later, or with another accelerator or region'),
        advice(`for reserved capacity, write to ${CONTACT}`),
      ],
    }
  }
  const cause =
    detail === 'first-token-deadline'
      ? `No first token came from ${who} before a deadline: capacity, no limit is proven to be exhausted`
      : `Fireworks is shedding load on ${who}: a busy deployment refused this request, inside your limits or not`
  return {
    message: `${cause}.`,
    waitHint: BACKOFF_WAIT,
    actions: [
      BACKOFF,
      ...(hasPriority(classified)
        ? [advice('request service_tier "priority", which is shed less (select models)'), ...compare]
        : []),
      link(STATUS_PAGE),
    ],
  }
}

/** Priority is for select serverless models: not for Fast, not for dedicated deployments. Source: documentation, 2026-10. */
function hasPriority({dedicated, model}: Classified): boolean {
  return !dedicated && !/-fast(?:-us)?$/.test(model ?? '')
}

/** A condition that is not met: perhaps a suspension, which only the account can tell. */
export function describePrecondition(classified: Classified): Words {
  const message = classified.error.isHtml ? '' : said(classified)
  const lora = classified.code === 'bad-request' ? ', a LoRA that failed to load, or a feature that is off' : ''
  return stop(
    `A condition of the request is not met${message}: this may be a suspended account${lora}; the account shows which.`,
    command('account', 'get'),
  )
}

/** The server's own words in brackets; nothing when it had none. */
function said({error}: Classified): string {
  return error.message === null ? '' : ` ("${printable(error.message, 200)}")`
}

/**
 * A failure of a model that the catalogue says is retired: a 404, or the permanent 500 that comes before it.
 * @param model the name to show
 */
export function retiredOutcome(outcome: Outcome, model: string, retirement: Retirement): Outcome {
  const when = `retired from serverless ${retirementText(retirement)}`
  return {
    ...outcome,
    ...stop(`${model} was ${when}.`, advice(`choose a model that is served: ${MODELS_PAGE.value}`)),
    code: 'model-retired',
    scope: 'model',
    retryable: false,
    retryAfterSeconds: null,
    evidence: [...outcome.evidence, `the catalogue says: ${when}`],
  }
}
