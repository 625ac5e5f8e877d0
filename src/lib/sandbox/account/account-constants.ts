import {PRIORITY_PRICE_FACTOR} from '../../domain/facts/models.js'
import {assumed, documented, observed, type Constant} from '../constant.js'

const SPEND_LIMITS = 'Fireworks documentation, rate limits page of 2025, spend limits'
const QUOTAS_API = 'Fireworks API reference, list quotas'
const SUSPENSION = 'Fireworks documentation, rate limits page of 2025, account suspension'

/** Money, tiers, suspension and quotas: every number the account side of the sandbox uses. */
export const ACCOUNT = {
  tier1CeilingUsd: documented(50, 'USD per month', SPEND_LIMITS),
  tier2CeilingUsd: documented(500, 'USD per month', SPEND_LIMITS),
  tier3CeilingUsd: documented(5_000, 'USD per month', SPEND_LIMITS),
  tier4CeilingUsd: documented(50_000, 'USD per month', SPEND_LIMITS),
  unlimitedCeilingUsd: observed(9_999_999, 'USD per month', 'a captured quota of an unlimited account'),
  noTierCeilingUsd: assumed(5, 'USD per month', 'without a payment method no tier is reached; no number is given'),
  tier2HistoryUsd: documented(100, 'USD in total', SPEND_LIMITS),
  tier3HistoryUsd: documented(1_000, 'USD in total', SPEND_LIMITS),
  tier4HistoryUsd: documented(10_000, 'USD in total', SPEND_LIMITS),
  topUpDelay: assumed(180_000, 'ms', `${SPEND_LIMITS}: "a few minutes after topup", no number given`),
  invoiceClearDelay: assumed(900_000, 'ms', `${SUSPENSION}: automatic, contact support after 1 hour`),
  suspendStateLag: assumed(
    0,
    'ms',
    'after a 412 the account was seen to stay UNSUSPENDED for a while; off unless a scenario sets it',
  ),
  newAccountCreditsUsd: assumed(1, 'USD', 'free credits of a new account'),
  priorityPriceFactor: observed(
    PRIORITY_PRICE_FACTOR.value,
    'factor',
    `${PRIORITY_PRICE_FACTOR.source}: 1.2 to 1.5 times the standard price`,
  ),
  prepaidCeilingUsd: assumed(
    100_000,
    'USD per month',
    'prepaid accounts choose their limit freely; no number is given',
  ),
  defaultPageSize: documented(50, 'items', QUOTAS_API),
  maxPageSize: documented(200, 'items', `${QUOTAS_API}: larger values are coerced`),
  deployedModels: documented(100, 'models', 'Fireworks documentation, rate limits page of 2025, other quotas'),
  gpus: documented(8, 'GPUs', 'Fireworks documentation, rate limits page of 2025, other quotas: A100 and H100'),
  jobs: observed(8, 'jobs', 'a captured job-submission-count quota'),
  requestsPerMinute: observed(6_000, 'requests per minute', 'a captured serverless-inference-rpm quota'),
  enterpriseRequestsPerMinute: observed(20_000, 'requests per minute', 'a captured serverless-inference-rpm quota'),
} as const satisfies Record<string, Constant>
