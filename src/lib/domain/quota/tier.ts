import type {Account} from '../account.js'
import {UNLIMITED_SPEND_USD} from '../facts/spend.js'
import {SPENDING_TIERS, type TierName} from '../facts/tiers.js'
import {SPEND_QUOTA_ID, type QuotaReading} from './quota.js'

export interface LikelyTier {
  /** null when nothing points to a tier. */
  readonly likely: TierName | null
  /** Why we think so, one sentence. */
  readonly basis: string
  readonly ceilingUsd: number | null
  readonly next: {readonly tier: TierName; readonly needs: readonly string[]} | null
}

/**
 * Where an account likely stands, guessed from the approved ceiling of its spend limit. Right for self-serve accounts,
 * wrong for prepaid and enterprise ones, hence "likely": never refuse anything because of it.
 */
export function likelyTier(
  account: Pick<Account, 'accountType'> | null,
  spend: Pick<QuotaReading, 'maxValue'> | null,
): LikelyTier {
  if (account?.accountType === 'ENTERPRISE') {
    return {likely: 'unlimited', basis: 'the account type is ENTERPRISE', ceilingUsd: null, next: null}
  }
  const ceiling = spend?.maxValue ?? null
  if (ceiling === null)
    return {likely: null, basis: `no ceiling of ${SPEND_QUOTA_ID} is known`, ceilingUsd: null, next: null}
  if (ceiling >= UNLIMITED_SPEND_USD.value) {
    return {
      likely: 'unlimited',
      basis: `the approved ceiling of ${SPEND_QUOTA_ID} is ${ceiling}`,
      ceilingUsd: null,
      next: null,
    }
  }
  const at = SPENDING_TIERS.findIndex(tier => tier.ceilingUsd === ceiling)
  if (at === -1) {
    const basis = `the approved ceiling of ${SPEND_QUOTA_ID}, $${ceiling}, is no tier's: prepaid or agreed otherwise`
    return {likely: null, basis, ceilingUsd: ceiling, next: null}
  }
  const basis = `the approved ceiling of ${SPEND_QUOTA_ID}, $${ceiling}, is that of tier ${SPENDING_TIERS[at]!.tier}`
  return {likely: SPENDING_TIERS[at]!.tier, basis, ceilingUsd: ceiling, next: tierNeeds(at + 1)}
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
