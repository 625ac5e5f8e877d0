/** A scenario as it is offered to a user: its name, and one line that says what is in it. */
export interface ScenarioSummary {
  readonly name: string
  readonly summary: string
}

/**
 * Every scenario of the sandbox, in the order help shows them. This module imports nothing, so that flags and
 * completion can list the names without loading the server.
 */
export const SCENARIOS = [
  {name: 'tier2', summary: 'a lived-in Tier 2 account: $376.48 of $400 spent, H100 full, A100 half used (default)'},
  {name: 'tier1-new', summary: 'a new Tier 1 account: payment method on file, nothing spent, $50 a month'},
  {name: 'near-spend-limit', summary: 'a fifth of a cent below the $500 limit: a few requests suspend the account'},
  {name: 'suspended-spend', summary: 'suspended: the monthly spend limit is reached'},
  {name: 'suspended-payment', summary: 'suspended: a past invoice failed'},
  {name: 'suspended-credits', summary: 'suspended: credits are used up and no payment method is on file'},
  {name: 'throttled', summary: 'another client takes every generated token for 30 of every 60 seconds: 429'},
  {name: 'burst-shrink', summary: 'limits grown six-fold that a burst of requests throws back to the start'},
  {name: 'overloaded', summary: 'half of the requests are load shed with 503, Priority one in ten'},
  {name: 'dynamic', summary: 'the earlier dynamic rate limits: 60 requests a minute, growing with sustained use'},
  {name: 'no-headers', summary: 'answers carry no rate-limit headers'},
  {name: 'enterprise', summary: 'an Enterprise account: unlimited spend, high quotas, informed and never paused'},
  {name: 'many-quotas', summary: '1,000 quotas, five pages of 200'},
  {name: 'prepaid', summary: 'prepaid self-serve: $149.25 of a limit of $200 spent, $40 of credits, no Auto Reload'},
  {name: 'gpu-leak', summary: 'GPUs held by an orphaned rollout, idle deployments, trainers and a stale reservation'},
  {name: 'spend-jump', summary: 'tier2, and one key spent many times its usual yesterday'},
  {name: 'expiring-keys', summary: 'one API key has expired, two expire within a fortnight'},
  {name: 'tier-gate', summary: 'kimi-k3 needs a higher spending tier: 403 tier_required'},
  {name: 'policy', summary: 'the model access policy forbids ember-1: 403'},
  {name: 'ramp', summary: 'limits grow every 15 seconds where the rule says 15 minutes'},
  {name: 'retiring-models', summary: 'models that go within days, one that answers 500, retired ones that answer 404'},
  {name: 'no-payment-method', summary: '$1 of credits, no payment method: 10 requests a minute'},
] as const satisfies readonly ScenarioSummary[]

export type ScenarioName = (typeof SCENARIOS)[number]['name']

/** The scenario of `--sandbox` without a value. */
export const DEFAULT_SCENARIO: ScenarioName = 'tier2'

/** Whether a text names a scenario. */
export function isScenarioName(name: string): name is ScenarioName {
  return SCENARIOS.some(scenario => scenario.name === name)
}
