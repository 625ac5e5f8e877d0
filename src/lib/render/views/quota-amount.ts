import {UNLIMITED_SPEND_USD} from '../../domain/facts/spend.js'
import {formatQuotaAmount} from '../../domain/quota/amount.js'
import {SPEND_QUOTA_ID, type Quota} from '../../domain/quota/quota.js'

/** A quota's limit or ceiling as text; null when it is not known. A number that stands for "no limit" says so. */
export function limitText(limit: number | null, quota: Pick<Quota, 'id' | 'unit'>): string | null {
  if (limit === null) return null
  return isUnlimitedAmount(limit, quota.id) ? 'unlimited' : formatQuotaAmount(limit, quota.unit)
}

/** What is used of a quota, or left of it, as text; null when it is not known. */
export function amountText(amount: number | null, quota: Pick<Quota, 'unit'>): string | null {
  return amount === null ? null : formatQuotaAmount(amount, quota.unit)
}

function isUnlimitedAmount(limit: number, quotaId: string): boolean {
  return limit > Number.MAX_SAFE_INTEGER || (quotaId === SPEND_QUOTA_ID && limit >= UNLIMITED_SPEND_USD.value)
}
