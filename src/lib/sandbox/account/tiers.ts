import {ACCOUNT} from './account-constants.js'
import {NANOS_PER_USD, type NanoUsd} from './money.js'

/** A spending tier; `none` is an account that has not reached Tier 1 because no payment method is on file. */
export const TIER_NAMES = ['none', 1, 2, 3, 4, 'unlimited'] as const
export type Tier = (typeof TIER_NAMES)[number]

interface TierRow {
  readonly tier: Tier
  /** Highest monthly spend limit, USD. */
  readonly ceilingUsd: number
  /** Total historical spend that qualifies, USD. */
  readonly historyUsd: number
}

/** Spending tiers. Source: Fireworks documentation, rate limits page, spend limits (table of tiers). */
export const TIERS: readonly TierRow[] = [
  {tier: 1, ceilingUsd: ACCOUNT.tier1CeilingUsd.value, historyUsd: 0},
  {tier: 2, ceilingUsd: ACCOUNT.tier2CeilingUsd.value, historyUsd: ACCOUNT.tier2HistoryUsd.value},
  {tier: 3, ceilingUsd: ACCOUNT.tier3CeilingUsd.value, historyUsd: ACCOUNT.tier3HistoryUsd.value},
  {tier: 4, ceilingUsd: ACCOUNT.tier4CeilingUsd.value, historyUsd: ACCOUNT.tier4HistoryUsd.value},
]

/** The tier an account qualifies for by what it has spent and prepaid in total. */
export function qualifiedTier(history: NanoUsd, paymentMethod: boolean): Tier {
  let tier: Tier = paymentMethod ? 1 : 'none'
  for (const row of TIERS) {
    if (row.historyUsd > 0 && history >= BigInt(row.historyUsd) * NANOS_PER_USD) tier = row.tier
  }
  return tier
}

/** The highest monthly spend limit of a tier, in USD. */
export function tierCeilingUsd(tier: Tier): number {
  if (tier === 'none') return ACCOUNT.noTierCeilingUsd.value
  if (tier === 'unlimited') return ACCOUNT.unlimitedCeilingUsd.value
  return TIERS.find(row => row.tier === tier)?.ceilingUsd ?? ACCOUNT.tier1CeilingUsd.value
}

/** Tiers in order, for comparing: none 0, Tier 1 to 4, unlimited 5. */
export function tierRank(tier: Tier): number {
  return TIER_NAMES.indexOf(tier)
}
