import {SEEN_QUOTAS} from '../../domain/facts/account-api.js'
import {PAGES} from '../../domain/facts/api.js'
import {cite} from '../../domain/facts/fact.js'
import {DEPLOYED_MODELS_DEFAULT, GPU_DEFAULTS_2025} from '../../domain/facts/gpu.js'
import {PRIORITY_PRICE_FACTOR} from '../../domain/facts/models.js'
import {BILLING, UNLIMITED_SPEND_USD} from '../../domain/facts/spend.js'
import {TIER_CEILINGS, TIER_HISTORY_2025} from '../../domain/facts/tiers.js'
import {assumed, fromFact, type Constant} from '../constant.js'

/** Money, tiers, suspension and quotas: every number the account side of the sandbox uses. */
export const ACCOUNT = {
  tier1CeilingUsd: fromFact(TIER_CEILINGS[1]),
  tier2CeilingUsd: fromFact(TIER_CEILINGS[2]),
  tier3CeilingUsd: fromFact(TIER_CEILINGS[3]),
  tier4CeilingUsd: fromFact(TIER_CEILINGS[4]),
  unlimitedCeilingUsd: fromFact(UNLIMITED_SPEND_USD),
  noTierCeilingUsd: assumed(5, 'USD a month', 'without a payment method no tier is reached; no number is given'),
  tier2HistoryUsd: fromFact(TIER_HISTORY_2025[2]),
  tier3HistoryUsd: fromFact(TIER_HISTORY_2025[3]),
  tier4HistoryUsd: fromFact(TIER_HISTORY_2025[4]),
  topUpDelay: assumed(180_000, 'ms', `${BILLING.afterTopUp.value}, ${cite(BILLING.afterTopUp)}; no number is given`),
  invoiceClearDelay: assumed(900_000, 'ms', `${BILLING.afterInvoice.value}, ${cite(BILLING.afterInvoice)}`),
  suspendStateLag: assumed(
    0,
    'ms',
    'after a 412 the account was seen to stay UNSUSPENDED for a while; off unless a scenario sets it',
  ),
  newAccountCreditsUsd: assumed(1, 'USD', 'free credits of a new account'),
  priorityPriceFactor: fromFact(PRIORITY_PRICE_FACTOR),
  prepaidCeilingUsd: assumed(100_000, 'USD a month', 'prepaid accounts choose their limit freely; no number is given'),
  defaultPageSize: fromFact(PAGES.usual),
  maxPageSize: fromFact(PAGES.largest),
  deployedModels: fromFact(DEPLOYED_MODELS_DEFAULT),
  gpus: fromFact(GPU_DEFAULTS_2025.h100),
  jobs: fromFact(SEEN_QUOTAS.jobs),
  requestsPerMinute: fromFact(SEEN_QUOTAS.requests),
  enterpriseRequestsPerMinute: fromFact(SEEN_QUOTAS.mostRequests),
} as const satisfies Record<string, Constant>
