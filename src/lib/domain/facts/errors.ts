import {factsFrom, reported, type Fact} from './fact.js'

const documented = factsFrom({
  validFrom: '2026-10',
  validUntil: null,
  source: 'Fireworks documentation, error and reliability pages',
  certainty: 'documented',
})

/** What the statuses of answers mean, and whether a retry helps. */
export const ERROR_MEANINGS = {
  402: documented("a user's own usage cap, or no paid plan: a retry does not help"),
  403: documented('not allowed: the role; on Enterprise also a model access policy or data residency'),
  404: documented('not found, not accessible to this key, or not deployed'),
  412: documented('the account is suspended, or another condition is not met: a retry does not help'),
  429: documented('a limit is exhausted; it refills continuously: back off and retry'),
  500: documented('a failure that may pass: the error page and the reliability page differ on that'),
  503: documented('load was shed, inside the limits or not, or maintenance: retry with backoff'),
} as const satisfies Record<number, Fact<string>>

/** What answers were seen to mean that no page says. */
export const SEEN_ANSWERS = {
  tierGate: reported('"requires a Tier N account" came under 429 and 403: no rate limit'),
  quotaRefusal: reported('the refusal of a quota came under 429, 400 and 403'),
  deadline: reported('a 429 for want of a first token in time is capacity, not a limit'),
  notOffered: reported('501 for a wrong path, and for a feature that was taken away'),
  firePass: reported('many routes answer 403 to a Fire Pass key'),
  noRetryAfter: reported('no answer was seen with a retry-after'),
} as const satisfies Record<string, Fact<string>>

/** Service tier `priority`: shed less, at a higher price. */
export const PRIORITY = {
  sheds: documented('shed less, for select serverless models; not for Fast, not for dedicated deployments'),
  shares: {
    ...documented('shares the rate limits of its model'),
    source: 'Fireworks documentation, serverless rate limits page, since early 2026',
  },
} as const satisfies Record<string, Fact<string>>
