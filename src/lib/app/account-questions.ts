import {policyFinding, policyOutcome, type PolicySettings} from '../domain/answer/policy.js'
import type {Outcome} from '../domain/answer/outcome.js'
import {AppError} from '../domain/errors.js'
import {describeAccountCeiling} from '../domain/limits/account-ceiling.js'
import {displayModelName} from '../domain/limits/model-name.js'
import {printable} from '../domain/text/printable.js'
import {REQUESTS_QUOTA_ID} from '../domain/quota/quota.js'
import {settle} from './settle.js'
import type {Gateway} from './ports.js'

/** What only the account can tell about an answer; each is asked once however many answers want it, and none throws. */
export interface AccountQuestions {
  /** Why the account is suspended; null where that cannot be known. */
  suspendState(): Promise<string | null>
  /** Its own requests per minute; null where that cannot be known. */
  requestCeiling(): Promise<number | null>
  /** The route is optional: an error where it cannot be read. */
  policySettings(): Promise<PolicySettings | AppError>
}

/** Asks the account API, and only when an answer makes it ask. */
export function accountQuestions(
  gateway: Pick<Gateway, 'getAccount' | 'getQuota' | 'policySettings'>,
  account: () => Promise<string>,
): AccountQuestions {
  const known = <T>(value: T | AppError) => (value instanceof AppError ? null : value)
  const ask = <T>(question: (id: string) => Promise<T>) => once(() => settle(account().then(question)))
  const record = ask(id => gateway.getAccount(id))
  const requests = ask(id => gateway.getQuota(id, REQUESTS_QUOTA_ID))
  return {
    suspendState: async () => known(await record())?.suspendState ?? null,
    requestCeiling: async () => known(await requests())?.value ?? null,
    policySettings: ask(id => gateway.policySettings(id)),
  }
}

/** Asks at the first call; every later one gets the same answer. */
export function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined
  return () => (asked ??= ask())
}

/**
 * An outcome with what the account adds: its own ceiling to a 429 that no token limit explains, its policy to a 403.
 * @param model full resource name
 */
export async function withAccountFacts(
  outcome: Outcome,
  model: string,
  questions: Pick<AccountQuestions, 'requestCeiling' | 'policySettings'>,
): Promise<Outcome> {
  if (outcome.code === 'rate-limited' && outcome.scope === 'account') {
    const own = await questions.requestCeiling()
    const name = printable(displayModelName(model), 120)
    return own === null ? outcome : {...outcome, message: describeAccountCeiling(name, own)}
  }
  const mayBePolicy = outcome.code === 'policy' ? outcome.detail !== 'data-residency' : outcome.code === 'forbidden'
  if (!mayBePolicy || outcome.detail === 'fire-pass') return outcome
  const settings = await questions.policySettings()
  if (!(settings instanceof AppError)) return policyOutcome(outcome, policyFinding(settings, model))
  const status = settings.httpStatus === null ? settings.code : `HTTP ${settings.httpStatus}`
  return {...outcome, evidence: [...outcome.evidence, `policySettings: not readable (${status})`]}
}
