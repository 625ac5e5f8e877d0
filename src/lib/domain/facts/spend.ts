import {factsFrom, type Fact, type NamedFact} from './fact.js'

const billing = factsFrom({
  validFrom: '2026',
  validUntil: null,
  source: 'Fireworks documentation, billing and account suspension pages of 2026',
  certainty: 'documented',
})

/** How self-serve accounts pay, which decides what a spend limit means. */
export const BILLING = {
  prepaid: billing(
    'self-serve accounts are prepaid: the monthly limit is chosen independently of the tier, and adding credits neither raises nor resets it',
  ),
  legacyPostpaid: billing('the max of a tier binds legacy postpaid self-serve accounts'),
  enterprise: billing('Enterprise accounts are informed at the limit, not paused'),
  afterTopUp: billing('after credits are added the error may stay for some minutes'),
  afterInvoice: billing('after a failed invoice is paid the error may stay for up to an hour'),
  mailAt: billing(0.8, 'of the monthly limit'),
} as const satisfies Record<string, Fact<unknown>>

/** USD a month. Seen as the monthly spend limit of accounts without one. */
export const UNLIMITED_SPEND_USD: Fact = {
  value: 9_999_999,
  unit: 'USD a month',
  validFrom: '2026',
  validUntil: null,
  source: 'a captured quota of an unlimited account',
  certainty: 'seen once',
}

/** Every fact of this file. */
export function spendFacts(): readonly NamedFact[] {
  return [
    ...Object.entries(BILLING).map(([name, fact]) => ({name: `billing, ${name}`, fact})),
    {name: 'a spend limit that means none', fact: UNLIMITED_SPEND_USD},
  ]
}
