import {factsFrom, type NamedFact} from './fact.js'

const documented = factsFrom({
  validFrom: '2026-10',
  validUntil: null,
  source: 'Fireworks documentation, rate-limit, quota and error pages',
  certainty: 'documented',
})

/** For higher limits and everything that is agreed. */
export const CONTACT = documented('inquiries@fireworks.ai')
/** For errors that do not pass. */
export const SUPPORT = documented('support@fireworks.ai')
/** Where to look on 502 and 503. */
export const STATUS_PAGE = documented('https://status.fireworks.ai')
/** Where invoices are paid and credits bought. */
export const BILLING_PAGE = {
  ...documented('https://fireworks.ai/billing'),
  validFrom: '2025',
  source: 'Fireworks documentation, account quotas page of 2025 (account suspension)',
}
/** Where rate limits are shown too. */
export const SERVERLESS_DASHBOARD = documented('https://app.fireworks.ai/dashboard/serverless')
/** The public catalogue. */
export const MODELS_PAGE = {
  ...documented('https://fireworks.ai/models'),
  validFrom: '2026-11',
  source: 'address of the public catalogue; no document that was read names it',
  certainty: 'assumed',
} as const

/** Every fact of this file. */
export function contactFacts(): readonly NamedFact[] {
  return Object.entries({
    'higher limits': CONTACT,
    'support for errors': SUPPORT,
    'status page': STATUS_PAGE,
    billing: BILLING_PAGE,
    'dashboard of rate limits': SERVERLESS_DASHBOARD,
    'models page': MODELS_PAGE,
  }).map(([name, fact]) => ({name, fact}))
}
