import {ACCOUNT_REQUESTS, ACCOUNT_REQUESTS_UNPAID} from '../facts/rate-limits.js'
import {REQUESTS_QUOTA_ID, type Quota} from '../quota/quota.js'
import {formatWholeNumber} from '../text/units.js'

/** The account's own ceiling of requests per minute, by its quota; null where that was not read. */
export function ownAccountCeiling(quotas: readonly Pick<Quota, 'id' | 'value'>[]): number | null {
  return quotas.find(({id}) => id === REQUESTS_QUOTA_ID)?.value ?? null
}

/**
 * The ceiling of requests over all models, as a phrase.
 * @param own requests per minute of this account; null for the documented default
 */
export function accountCeilingPhrase(own: number | null): string {
  const unpaid = `${formatWholeNumber(ACCOUNT_REQUESTS_UNPAID.value)} with no payment method or no credits`
  return own === null
    ? `${formatWholeNumber(ACCOUNT_REQUESTS.value)} requests per minute by default, ${unpaid}`
    : `${formatWholeNumber(own)} requests per minute by its quota \`${REQUESTS_QUOTA_ID}\`, ${unpaid}`
}

/** Why a request was refused though no token limit is shown exhausted, as a sentence. */
export function describeAccountCeiling(model: string, own: number | null): string {
  return (
    `Too many requests, and no token limit of ${model} is shown exhausted: ` +
    `likely the account-wide limit of ${accountCeilingPhrase(own)}.`
  )
}
