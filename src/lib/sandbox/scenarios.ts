import {dateAfter, type CalendarDate} from './model-catalogue.js'
import {
  ENTERPRISE,
  LIVED_IN,
  LIVED_IN_MONEY,
  manyQuotas,
  NEW_ACCOUNT,
  PREPAID,
  WITHOUT_PAYMENT_METHOD,
} from './scenario-accounts.js'
import {GPU_LEAK} from './scenario-gpu-leak.js'
import type {Scenario} from './scenario.js'
import type {ScenarioName} from './scenario-names.js'

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
  enterprise: () => ({account: ENTERPRISE}),
  'many-quotas': () => ({account: {...LIVED_IN, quotas: manyQuotas()}}),
  prepaid: () => ({account: PREPAID}),
  'gpu-leak': () => ({account: GPU_LEAK}),
  'expiring-keys': () => ({account: {...LIVED_IN, expiringKeys: true}}),
  'spend-jump': () => ({account: {...LIVED_IN, spendJump: true}}),
  'tier-gate': () => ({
    account: {...LIVED_IN, tierGate: {model: 'accounts/fireworks/models/kimi-k3', tier: 3}},
  }),
  policy: () => ({
    account: {...LIVED_IN, policy: [{model: 'accounts/fireworks/models/ember-1', allowServerless: false}]},
  }),
  ramp: () => ({
    account: LIVED_IN,
    limits: {kind: 'adaptive', adaptive: {growEveryMs: 15_000, shrinkMeasuredMs: 15_000}},
  }),
  'retiring-models': () => ({account: LIVED_IN, deprecationDates: retirements}),
  'no-payment-method': () => ({account: WITHOUT_PAYMENT_METHOD}),
}

/** What a scenario sets. */
export function scenarioNamed(name: ScenarioName): Scenario {
  return DEFINITIONS[name]()
}
