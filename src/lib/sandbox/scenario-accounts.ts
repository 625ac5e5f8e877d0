import {ACCOUNT} from './account/account-constants.js'
import type {AccountSeed, BatchJobSeed, DeploymentSeed, QuotaSeed} from './account/account-seed.js'
import type {OpeningBalance} from './account/ledger.js'
import {DANA, LEE} from './account/people.js'

export const H100_DEPLOYMENT: DeploymentSeed = {
  id: 'support-bot',
  baseModel: 'accounts/fireworks/models/deepseek-v4p1-flash',
  acceleratorType: 'NVIDIA_H100_80GB',
  acceleratorCount: 8,
  minReplicaCount: 1,
  maxReplicaCount: 1,
  replicaCount: 1,
  state: 'READY',
  region: 'US_IOWA_1',
}

export const A100_DEPLOYMENT: DeploymentSeed = {
  id: 'summaries',
  baseModel: 'accounts/fireworks/models/gpt-oss-120b',
  acceleratorType: 'NVIDIA_A100_80GB',
  acceleratorCount: 2,
  minReplicaCount: 0,
  maxReplicaCount: 2,
  replicaCount: 1,
  state: 'READY',
  region: 'US_TEXAS_2',
}

const BATCH_JOBS: readonly BatchJobSeed[] = [
  {
    id: 'nightly-labels',
    state: 'JOB_STATE_RUNNING',
    createdBy: DANA.email,
    model: 'accounts/fireworks/models/glm-5p3',
    percent: 62,
  },
  {
    id: 'backfill-summaries',
    state: 'JOB_STATE_PENDING',
    createdBy: LEE.email,
    model: 'accounts/fireworks/models/gpt-oss-120b',
    percent: 0,
  },
  {
    id: 'embeddings-october',
    state: 'JOB_STATE_COMPLETED',
    createdBy: DANA.email,
    model: 'accounts/fireworks/models/gpt-oss-120b',
    percent: 100,
  },
]

/** The quotas every account has, `monthly-spend-usd` aside. Usage follows from what the account holds. */
export function standardQuotas(requestsPerMinute: number): QuotaSeed[] {
  const gpus = ACCOUNT.gpus.value
  return [
    {id: 'ap-tokyo-1--h100-count', value: 0},
    {id: 'deployed-model-count', value: ACCOUNT.deployedModels.value},
    {id: 'eval-protocol-free-daily-credits', value: 100},
    {id: 'global--a100-count', value: gpus},
    {id: 'global--b200-count', value: gpus},
    {id: 'global--h100-count', value: gpus},
    {id: 'global--h200-count', value: gpus},
    {id: 'job-submission-count', value: ACCOUNT.jobs.value},
    {id: 'serverless-inference-rpm', value: requestsPerMinute},
    {id: 'training-b200-count', value: gpus},
    {id: 'training-h100-count', value: gpus},
    {id: 'training-h200-count', value: gpus},
  ]
}

/** A new account: a payment method on file, a dollar of free credits, nothing spent, nothing deployed. */
const NEW_MONEY: OpeningBalance = {
  monthSpendUsd: 0,
  historyUsd: 0,
  creditsUsd: ACCOUNT.newAccountCreditsUsd.value,
  paymentMethod: true,
  invoiceFailed: false,
}

export const LIVED_IN_MONEY: OpeningBalance = {...NEW_MONEY, monthSpendUsd: 376.48, historyUsd: 812.4, creditsUsd: 25}

export const NEW_ACCOUNT: AccountSeed = {
  displayName: 'Acme',
  email: 'dev@acme.example',
  accountType: 'ACCOUNT_TYPE_UNSPECIFIED',
  quotas: standardQuotas(ACCOUNT.requestsPerMinute.value),
  deployments: [],
  deployedModels: 0,
  money: NEW_MONEY,
}

export const LIVED_IN: AccountSeed = {
  ...NEW_ACCOUNT,
  spendLimitUsd: 400,
  deployments: [H100_DEPLOYMENT, A100_DEPLOYMENT],
  batchJobs: BATCH_JOBS,
  deployedModels: 12,
  money: LIVED_IN_MONEY,
}

export const WITHOUT_PAYMENT_METHOD: AccountSeed = {...NEW_ACCOUNT, money: {...NEW_MONEY, paymentMethod: false}}

export const ENTERPRISE: AccountSeed = {
  ...LIVED_IN,
  displayName: 'Acme Enterprise',
  accountType: 'ENTERPRISE',
  grantedTier: 'unlimited',
  spendLimitUsd: ACCOUNT.unlimitedCeilingUsd.value,
  quotas: standardQuotas(ACCOUNT.enterpriseRequestsPerMinute.value).map(quota =>
    /--(h100|a100|h200)-count$/.test(quota.id) && quota.id.startsWith('global')
      ? {...quota, value: 64, maxValue: 64}
      : quota,
  ),
  money: {...LIVED_IN_MONEY, monthSpendUsd: 41_250.75, historyUsd: 512_000, creditsUsd: 0},
}

/** Prepaid self-serve: a limit chosen freely, credits that pay, no Auto Reload. */
export const PREPAID: AccountSeed = {
  ...LIVED_IN,
  prepaid: true,
  spendLimitUsd: 200,
  money: {...LIVED_IN_MONEY, monthSpendUsd: 149.25, historyUsd: 640, creditsUsd: 40},
}

/** 988 regional GPU quotas beside the usual twelve and the spend limit: exactly 1,000. */
export function manyQuotas(): QuotaSeed[] {
  const standard = standardQuotas(ACCOUNT.requestsPerMinute.value)
  const gpus = ['a100', 'h100', 'h200', 'b200']
  const regional: QuotaSeed[] = []
  for (let index = 0; regional.length + standard.length + 1 < 1_000; index++) {
    const region = `region-${String(Math.floor(index / gpus.length) + 1).padStart(3, '0')}`
    regional.push({id: `${region}--${gpus[index % gpus.length]}-count`, value: index % 17, usage: index % 5})
  }
  return [...standard, ...regional]
}
