/** What each topic is about, for help. */
export const TOPICS: Readonly<Record<string, string>> = {
  quota: 'account quotas: list, get, set, check, explain, wait',
  limits: 'rate limits: probe, gate, wait, plan',
  model: 'public models, their prices and retirement dates',
  key: 'API keys of the account, and when they expire',
  tier: 'spending tiers, and where this account likely stands',
  account: 'the accounts this key can see',
  auth: 'keys and profiles',
  config: 'settings, and where each value comes from',
  history: 'the local store of readings',
}
