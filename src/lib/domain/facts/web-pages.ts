import {BILLING_PAGE, SERVERLESS_DASHBOARD, STATUS_PAGE} from './contacts.js'
import {factsFrom, type Fact, type NamedFact} from './fact.js'

const assumed = factsFrom({
  validFrom: '2026-11',
  validUntil: null,
  source: 'address of the web console; no document names it',
  certainty: 'assumed',
})

/** Where API keys are made. */
export const KEYS_PAGE = assumed('https://app.fireworks.ai/settings/users/api-keys')

/** A page of the web console, and what it is for. */
export interface WebPage {
  readonly url: Fact<string>
  readonly summary: string
}

/** The pages that `fireq open` knows, by name. */
export const WEB_PAGES: Readonly<Record<string, WebPage>> = {
  billing: {url: BILLING_PAGE, summary: 'invoices, credits and payment methods'},
  keys: {url: KEYS_PAGE, summary: 'make and delete API keys'},
  limits: {url: SERVERLESS_DASHBOARD, summary: 'rate limits of serverless models'},
  status: {url: STATUS_PAGE, summary: 'incidents at Fireworks'},
}

/** Every fact of this file that is not in another one. */
export function webPageFacts(): readonly NamedFact[] {
  return [{name: 'page of API keys', fact: KEYS_PAGE}]
}
