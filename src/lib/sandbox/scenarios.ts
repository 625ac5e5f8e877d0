import {ACCOUNT} from './account/account-constants.js'
import type {AccountSeed, DeploymentSeed, QuotaSeed} from './account/account-state.js'
import type {OpeningBalance} from './account/ledger.js'
import {dateAfter, type CalendarDate} from './model-catalogue.js'
import type {Scenario} from './scenario.js'
import type {ScenarioName} from './scenario-names.js'

const H100_DEPLOYMENT: DeploymentSeed = {
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

const A100_DEPLOYMENT: DeploymentSeed = {
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

/** The quotas every account has, `monthly-spend-usd` aside. `usage` missing: the API reports none. */
function standardQuotas(requestsPerMinute: number): QuotaSeed[] {
  const gpus = ACCOUNT.gpus.value
  return [
    {id: 'ap-tokyo-1--h100-count', value: 0, usage: 0},
    {id: 'deployed-model-count', value: ACCOUNT.deployedModels.value},
    {id: 'eval-protocol-free-daily-credits', value: 100},
    {id: 'global--a100-count', value: gpus},
    {id: 'global--b200-count', value: gpus},
    {id: 'global--h100-count', value: gpus},
    {id: 'global--h200-count', value: gpus},
    {id: 'job-submission-count', value: ACCOUNT.jobs.value, usage: 2},
    {id: 'serverless-inference-rpm', value: requestsPerMinute},
    {id: 'training-b200-count', value: gpus, usage: 0},
    {id: 'training-h100-count', value: gpus, usage: 0},
    {id: 'training-h200-count', value: gpus, usage: 0},
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

const LIVED_IN_MONEY: OpeningBalance = {...NEW_MONEY, monthSpendUsd: 376.48, historyUsd: 812.4, creditsUsd: 25}

const NEW_ACCOUNT: AccountSeed = {
  displayName: 'Acme',
  email: 'dev@acme.example',
  accountType: 'ACCOUNT_TYPE_UNSPECIFIED',
  quotas: standardQuotas(ACCOUNT.requestsPerMinute.value),
  deployments: [],
  deployedModels: 0,
  money: NEW_MONEY,
}

const LIVED_IN: AccountSeed = {
  ...NEW_ACCOUNT,
  spendLimitUsd: 400,
  deployments: [H100_DEPLOYMENT, A100_DEPLOYMENT],
  deployedModels: 12,
  money: LIVED_IN_MONEY,
}

const WITHOUT_PAYMENT_METHOD: AccountSeed = {...NEW_ACCOUNT, money: {...NEW_MONEY, paymentMethod: false}}

/** 988 regional GPU quotas beside the usual twelve and the spend limit: exactly 1,000. */
function manyQuotas(): QuotaSeed[] {
  const standard = standardQuotas(ACCOUNT.requestsPerMinute.value)
  const gpus = ['a100', 'h100', 'h200', 'b200']
  const regional: QuotaSeed[] = []
  for (let index = 0; regional.length + standard.length + 1 < 1_000; index++) {
    const region = `region-${String(Math.floor(index / gpus.length) + 1).padStart(3, '0')}`
    regional.push({id: `${region}--${gpus[index % gpus.length]}-count`, value: index % 17, usage: index % 5})
  }
  return [...standard, ...regional]
}

/** In 3 and 10 days, at the end of next month, and today. The routers of glm-5p3 go with it and carry no date. */
function retirements(now: number): Map<string, CalendarDate> {
  const nextMonth = new Date(now)
  nextMonth.setUTCMonth(nextMonth.getUTCMonth() + 1, 1)
  const model = (name: string): string => `accounts/fireworks/models/${name}`
  return new Map([
    [model('glm-5p3'), dateAfter(now, 3)],
    [model('minimax-m3'), dateAfter(now, 10)],
    [model('qwen3p8-max'), {year: nextMonth.getUTCFullYear(), month: nextMonth.getUTCMonth() + 1, day: 0}],
    [model('gpt-oss-120b'), dateAfter(now, 0)],
  ])
}

const DEFINITIONS: Readonly<Record<ScenarioName, () => Scenario>> = {
  tier2: () => ({account: LIVED_IN}),
  'tier1-new': () => ({account: NEW_ACCOUNT}),
  'near-spend-limit': () => ({
    account: {...LIVED_IN, spendLimitUsd: 500, money: {...LIVED_IN_MONEY, monthSpendUsd: 499.998}},
  }),
  'suspended-spend': () => ({
    account: {...LIVED_IN, spendLimitUsd: 400, money: {...LIVED_IN_MONEY, monthSpendUsd: 400.02}},
  }),
  'suspended-payment': () => ({account: {...LIVED_IN, money: {...LIVED_IN_MONEY, invoiceFailed: true}}}),
  'suspended-credits': () => ({
    account: {
      ...WITHOUT_PAYMENT_METHOD,
      money: {...WITHOUT_PAYMENT_METHOD.money, monthSpendUsd: 1, historyUsd: 1, creditsUsd: 0},
    },
  }),
  throttled: () => ({account: LIVED_IN, limits: {kind: 'adaptive', competing: {busyMs: 30_000, periodMs: 60_000}}}),
  'burst-shrink': () => ({
    account: LIVED_IN,
    // Six times the start is 216,000 generated tokens a minute, and one sixth of that the observed 36,000.
    limits: {kind: 'adaptive', adaptive: {openingScale: 6, upperShareTier2: 1, burstRequests: 100, burstShrink: 1 / 6}},
  }),
  overloaded: () => ({account: LIVED_IN, serverless: {loadShedProbability: 0.5}}),
  dynamic: () => ({account: LIVED_IN, limits: {kind: 'dynamic'}, headerGeneration: 'dynamic'}),
  'no-headers': () => ({account: LIVED_IN, headerGeneration: 'none'}),
  enterprise: () => ({
    account: {
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
    },
  }),
  'many-quotas': () => ({account: {...LIVED_IN, quotas: manyQuotas()}}),
  'retiring-models': () => ({account: LIVED_IN, deprecationDates: retirements}),
  'no-payment-method': () => ({account: WITHOUT_PAYMENT_METHOD}),
}

/** What a scenario sets. */
export function scenarioNamed(name: ScenarioName): Scenario {
  return DEFINITIONS[name]()
}
