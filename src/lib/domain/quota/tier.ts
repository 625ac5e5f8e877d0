import type {Account} from '../account.js'
import {CONTACT} from '../account.js'
import {SPEND_QUOTA_ID, UNLIMITED_SPEND_USD, type QuotaReading} from './quota.js'

/** Spending tiers are dated advice, never a gate: the tables have changed before. */
export type TierName = 1 | 2 | 3 | 4 | 'unlimited'

export interface TierCriterion {
  /** The day this wording was current, `YYYY-MM`. */
  readonly asOf: string
  readonly source: string
  readonly text: string
  /** USD spent or added in total; null when the tier asks for something else. */
  readonly historicalSpendUsd: number | null
}

export interface SpendingTier {
  readonly tier: TierName
  /** USD a month; null for no ceiling. */
  readonly ceilingUsd: number | null
  readonly criteria: readonly TierCriterion[]
}

const ACCOUNT_QUOTAS_PAGE = 'Fireworks documentation, account quotas page (spend limits table)'
const TIERS_PAGE = 'Fireworks documentation, newest tiers table'

const earlier = (text: string, usd: number | null): TierCriterion => ({
  asOf: '2025',
  source: ACCOUNT_QUOTAS_PAGE,
  text,
  historicalSpendUsd: usd,
})
const newest = (text: string, usd: number | null): TierCriterion => ({
  asOf: '2026-09',
  source: TIERS_PAGE,
  text,
  historicalSpendUsd: usd,
})

/** The tiers of the documents, lowest first, each with both dated criteria. */
export const SPENDING_TIERS: readonly SpendingTier[] = [
  {
    tier: 1,
    ceilingUsd: 50,
    criteria: [earlier('valid payment method added', null), newest('payment method (and billing profile)', null)],
  },
  {
    tier: 2,
    ceilingUsd: 500,
    criteria: [earlier('total historical spend of $100+', 100), newest('$50 spent or added in total', 50)],
  },
  {
    tier: 3,
    ceilingUsd: 5000,
    criteria: [earlier('total historical spend of $1,000+', 1000), newest('$500 spent or added in total', 500)],
  },
  {
    tier: 4,
    ceilingUsd: 50_000,
    criteria: [earlier('total historical spend of $10,000+', 10_000), newest('$5,000 spent or added in total', 5000)],
  },
  {
    tier: 'unlimited',
    ceilingUsd: null,
    criteria: [earlier(`by contact: ${CONTACT}`, null), newest(`by contact: ${CONTACT}`, null)],
  },
]

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
  if (ceiling >= UNLIMITED_SPEND_USD) {
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
