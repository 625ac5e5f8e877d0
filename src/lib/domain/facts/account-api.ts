import {likely, reference} from './api.js'
import {reported, type Fact} from './fact.js'

const ownTools = likely("code of Fireworks' own tools, 2026")

/** The metrics of dedicated deployments, as Prometheus text. */
export const DEPLOYMENT_METRICS = {
  callsPerMinute: reference(6, 'calls a minute and account'),
  freshSeconds: reference(30, 'seconds'),
} as const satisfies Record<string, Fact>

/** What the account API does not tell. */
export const NOT_TOLD = {
  tier: reference('the account has no field for its tier'),
  balance: reported('no route tells the credit balance'),
  payment: likely('lists of routes, of a generated client, 2026')(
    'no route tells whether an account is prepaid or postpaid',
  ),
  lag: reported('after a 412 the account may say UNSUSPENDED for a while'),
} as const satisfies Record<string, Fact<string>>

/** Keys, by how they begin. */
export const KEY_PREFIXES = {
  standard: ownTools('fw_'),
  firePass: ownTools('fpk_'),
} as const satisfies Record<string, Fact<string>>

/** Who holds a GPU quota: the rules that `quota explain` adds up by. */
export const GPU_CHARGE = {
  global: ownTools('accelerators × the maximum of replicas of each deployment that is no attached rollout'),
  training: ownTools('accelerators of the shape × replicas of each trainer that has not ended, and attached rollouts'),
  release: ownTools('both replica counts at 0, or deletion; a minimum of 0 alone does not'),
  missingMaximum: ownTools(0, 'replicas, where a deployment has no maximum'),
  stale: ownTools('more reported than held is a stale reservation, which only Fireworks can release'),
} as const satisfies Record<string, Fact<unknown>>

/** Quotas that were seen, by id. */
export const SEEN_QUOTAS = {
  jobs: reported(8, 'jobs; 16 was seen too'),
  requests: reported(6000, 'requests per minute'),
  mostRequests: {...reported(20_000, 'requests per minute'), certainty: 'seen once', source: 'one captured quota'},
} as const satisfies Record<string, Fact>
