import {factsFrom, type Fact} from './fact.js'

/** Facts of the API's reference. */
export const reference = factsFrom({
  validFrom: '2026',
  validUntil: null,
  source: 'Fireworks API reference, 2026',
  certainty: 'documented',
})
/** Facts that a named source has and no page says. */
export const likely = (source: string) => factsFrom({validFrom: '2026', validUntil: null, source, certainty: 'likely'})
const ownClient = likely("code of Fireworks' own client library, 2026")

/** Pages of the account API's lists. */
export const PAGES = {
  usual: reference(50, 'items, of quotas'),
  largest: reference(200, 'items; larger values are cut'),
  usualOfAudit: reference(10, 'items, of audit logs'),
} as const satisfies Record<string, Fact>

/** How Fireworks' own client library retries. */
export const CLIENT_RETRIES = {
  most: ownClient(2, 'retries'),
  firstSeconds: ownClient(0.5, 'seconds, doubled each time'),
  longestSeconds: ownClient(8, 'seconds'),
  jitter: ownClient(0.25, 'of the wait, taken off by chance'),
  longestRetryAfterSeconds: ownClient(60, 'seconds of a `retry-after` that is honoured'),
} as const satisfies Record<string, Fact>
