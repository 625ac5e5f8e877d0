import type {Outcome} from '../domain/answer/outcome.js'
import type {PolicySettings} from '../domain/answer/policy.js'
import {AppError} from '../domain/errors.js'
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

/** Whether an outcome is one to which the account has something to add. */
export function asksAccount({code, scope, detail}: Pick<Outcome, 'code' | 'scope' | 'detail'>): boolean {
  if (code === 'rate-limited') return scope === 'account'
  return code === 'policy' ? detail !== 'data-residency' : code === 'forbidden' && detail !== 'fire-pass'
}
