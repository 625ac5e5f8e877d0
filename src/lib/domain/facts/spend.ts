import {factsFrom, type Fact} from './fact.js'

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
  stops: billing('at the limit everything stops, serverless, deployments and fine-tuning, with 412'),
  month: billing('limits reset at the beginning of the calendar month'),
  creditsCount: {
    ...billing('credits count against the limit'),
    validFrom: '2025',
    source: 'Fireworks documentation, account quotas page of 2025 (spend limits)',
  },
} as const satisfies Record<string, Fact<unknown>>

const costs = factsFrom({
  validFrom: '2026',
  validUntil: null,
  source: 'Fireworks documentation of the CSV export of the same costs, 2026; the reference of the route names neither',
  certainty: 'likely',
})
const costsReference = factsFrom({
  validFrom: '2026',
  validUntil: null,
  source: 'Fireworks API reference 5.10, usage costs',
  certainty: 'documented',
})

/** Rated costs of serverless inference, as the API tells them. */
export const COSTS = {
  longestDays: costs(31, 'days of one call, at most'),
  oldestDays: costs(100, 'days back, at most'),
  largestPage: costsReference(1000, 'rows of a page, at most'),
  mostDimensions: costsReference(2, 'dimensions of one call, at most'),
  covers: costsReference('serverless inference; one report saw a training job among it'),
  rated: costsReference('list prices, without discounts, credits and taxes'),
  lag: {...costs('a day or more behind'), source: 'notes of third parties, 2026'},
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
