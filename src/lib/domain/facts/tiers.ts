import {CONTACT} from './contacts.js'
import {factsFrom, type Fact, type Provenance} from './fact.js'

/** Spending tiers are dated advice, never a gate: the tables have changed before. */
export type TierName = 1 | 2 | 3 | 4 | 'unlimited'

export interface TierCriterion {
  /** When this wording was current, `YYYY` or `YYYY-MM`. */
  readonly asOf: string
  readonly source: string
  readonly text: string
  /** USD spent or added in total; null when the tier asks for something else. */
  readonly historicalSpendUsd: number | null
}

export interface SpendingTier {
  readonly tier: TierName
  /** USD a month; null for no ceiling. It binds legacy postpaid self-serve accounts. */
  readonly ceilingUsd: number | null
  /** GPUs for training, by GPU. */
  readonly trainingGpus: Readonly<Record<string, number>>
  /** Whether the tier reaches all of the upper bounds of rate limits; where not, no table says how much. */
  readonly fullRateLimits: boolean
  /** Dated, the oldest first. */
  readonly criteria: readonly TierCriterion[]
}

export const YEAR_2025: Provenance = {
  validFrom: '2025',
  validUntil: '2026',
  source: 'Fireworks documentation, account quotas page of 2025 (spend limits table)',
  certainty: 'documented',
}
export const NEWEST: Provenance = {
  validFrom: '2026-10',
  validUntil: null,
  source: 'Fireworks documentation, tiers table of October 2026',
  certainty: 'documented',
}
export const newest = factsFrom(NEWEST)
const year2025 = factsFrom(YEAR_2025)

const criterion =
  ({validFrom, source}: Provenance) =>
  (text: string, usd: number | null): TierCriterion => ({asOf: validFrom, source, text, historicalSpendUsd: usd})
const earlier = criterion(YEAR_2025)
const now = criterion(NEWEST)

/** Training GPUs of an account that has not reached Tier 1. */
export const TRAINING_GPUS_WITHOUT_TIER: Fact<Readonly<Record<string, number>>> = newest(
  {b200: 0, b300: 0, h200: 0, h100: 0, a100: 0},
  'GPUs',
)

/** The highest monthly limit of a tier. It binds legacy postpaid self-serve accounts. */
export const TIER_CEILINGS = {
  1: newest(50, 'USD a month'),
  2: newest(500, 'USD a month'),
  3: newest(5000, 'USD a month'),
  4: newest(50_000, 'USD a month'),
} as const satisfies Record<number, Fact>

/** What had to be spent in total for a tier, by the older table. */
export const TIER_HISTORY_2025 = {
  2: year2025(100, 'USD spent in total'),
  3: year2025(1000, 'USD spent in total'),
  4: year2025(10_000, 'USD spent in total'),
} as const satisfies Record<number, Fact>

const training = (newer: number, h200: number, older: number) => ({
  b200: newer,
  b300: newer,
  h200,
  h100: older,
  a100: older,
})

/** The tiers of the documents, lowest first, each with its dated criteria. */
export const SPENDING_TIERS: readonly SpendingTier[] = [
  {
    tier: 1,
    ceilingUsd: TIER_CEILINGS[1].value,
    trainingGpus: training(0, 16, 8),
    fullRateLimits: false,
    criteria: [earlier('valid payment method added', null), now('payment method (and billing profile)', null)],
  },
  {
    tier: 2,
    ceilingUsd: TIER_CEILINGS[2].value,
    trainingGpus: training(16, 16, 16),
    fullRateLimits: false,
    criteria: [
      earlier('total historical spend of $100+', TIER_HISTORY_2025[2].value),
      now('$50 spent or added in total', 50),
    ],
  },
  {
    tier: 3,
    ceilingUsd: TIER_CEILINGS[3].value,
    trainingGpus: training(24, 24, 24),
    fullRateLimits: true,
    criteria: [
      earlier('total historical spend of $1,000+', TIER_HISTORY_2025[3].value),
      now('$500 spent or added in total', 500),
    ],
  },
  {
    tier: 4,
    ceilingUsd: TIER_CEILINGS[4].value,
    trainingGpus: training(32, 32, 32),
    fullRateLimits: true,
    criteria: [
      earlier('total historical spend of $10,000+', TIER_HISTORY_2025[4].value),
      now('$5,000 spent or added in total', 5000),
    ],
  },
  {
    tier: 'unlimited',
    ceilingUsd: null,
    // No table has a row for it: by contact, as everything of this tier.
    trainingGpus: {},
    fullRateLimits: true,
    criteria: [earlier(`by contact: ${CONTACT.value}`, null), now(`by contact: ${CONTACT.value}`, null)],
  },
]
