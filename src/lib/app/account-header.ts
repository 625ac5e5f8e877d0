import type {Account} from '../domain/account.js'
import {SPEND_QUOTA_ID, type QuotaReading} from '../domain/quota/quota.js'
import type {TierName} from '../domain/facts/tiers.js'
import {likelyTier} from '../domain/quota/tier.js'

/** Who the quotas belong to; null for what the API did not say. */
export interface AccountHeader {
  readonly id: string
  readonly displayName: string | null
  readonly state: string | null
  readonly suspendState: string | null
  readonly likelyTier: TierName | null
}

/** The line above a table: what is known of the account, and where it likely stands. */
export function accountHeader(id: string, account: Account | null, quotas: readonly QuotaReading[]): AccountHeader {
  const spend = quotas.find(quota => quota.id === SPEND_QUOTA_ID) ?? null
  return {
    id,
    displayName: account?.displayName ?? null,
    state: account?.state ?? null,
    suspendState: account?.suspendState ?? null,
    likelyTier: likelyTier(account, spend).likely,
  }
}
