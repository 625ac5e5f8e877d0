import {formatUsd} from '../text/units.js'
import type {Account} from '../account.js'
import {UNLIMITED_SPEND_USD} from '../facts/spend.js'
import {SPENDING_TIERS, type TierName} from '../facts/tiers.js'
import {SPEND_QUOTA_ID, type QuotaReading} from './quota.js'

export interface LikelyTier {
  /** null when nothing points to a tier. */
  readonly likely: TierName | null
  /** Why we think so, one sentence. */
  readonly basis: string
  /** The highest monthly limit the account may set, USD; null for none, or not known. */
  readonly maxUsd: number | null
  readonly next: {readonly tier: TierName; readonly needs: readonly string[]} | null
}

/**
 * Where an account likely stands, guessed from the max of its spend limit. That binds legacy postpaid accounts only:
 * prepaid ones choose their limit freely, and the API says of none which it is. Hence "likely": never refuse anything
 * because of it.
 */
export function likelyTier(
  account: Pick<Account, 'accountType'> | null,
  spend: Pick<QuotaReading, 'maxValue'> | null,
): LikelyTier {
  const guess = (likely: TierName | null, basis: string, maxUsd: number | null): LikelyTier => ({
    likely,
    basis,
    maxUsd,
    next: null,
  })
  if (account?.accountType === 'ENTERPRISE') return guess('unlimited', 'the account type is ENTERPRISE', null)
  const max = spend?.maxValue ?? null
  if (max === null) return guess(null, `no max of ${SPEND_QUOTA_ID} is known`, null)
  if (max >= UNLIMITED_SPEND_USD.value) return guess('unlimited', `the max of ${SPEND_QUOTA_ID} is ${max}`, null)
  const at = SPENDING_TIERS.findIndex(tier => tier.ceilingUsd === max)
  if (at === -1)
    return guess(
      null,
      `the max of ${SPEND_QUOTA_ID}, ${formatUsd(max)}, is no tier's: prepaid or agreed otherwise`,
      max,
    )
  const {tier} = SPENDING_TIERS[at]!
  const basis = `the max of ${SPEND_QUOTA_ID}, ${formatUsd(max)}, is that of tier ${tier}, if this is a legacy postpaid account`
  return {...guess(tier, basis, max), next: tierNeeds(at + 1)}
}

function tierNeeds(index: number): LikelyTier['next'] {
  const tier = SPENDING_TIERS[index]
  if (!tier) return null
  const needs = [
    ...new Set(
      [...tier.criteria]
        .reverse()
        .map(c => (c.historicalSpendUsd === null ? c.text : `${c.text} (${c.source}, ${c.asOf})`)),
    ),
  ]
  return {tier: tier.tier, needs}
}
