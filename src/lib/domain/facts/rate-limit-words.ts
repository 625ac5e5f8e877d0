import {reported, type Fact} from './fact.js'
import {early, october, year2025} from './rate-limits.js'

/** What else the page says of how limits move. */
export const GROWTH_WORDS = {
  ceiling: october('more than half used, and no rise after an interval: the upper bound of the tier'),
  climb: october('from the default to the bound takes a few hours'),
  custom: october('accounts with a custom limit or reserved throughput for the model are not reset'),
  lower: october('never below a lower bound, for which no document has a number'),
} as const satisfies Record<string, Fact<string>>

/** Whose limits they are. */
export const LIMIT_SCOPE = {
  each: october(
    'each account has three limits for each model: all prompt tokens, uncached prompt tokens, output tokens',
  ),
  variants: october('Fast variants have limits of their own, Priority shares those of its model'),
  sizes: october('Fast, Priority and US-only variants are of the size class of their base model'),
} as const satisfies Record<string, Fact<string>>

/** What older documents said of it, the newest first. */
export const HEADER_UNITS_BEFORE = [early('per-second'), year2025('per-minute')] as const

/** The headers of an answer that tell of limits. */
export const LIMIT_HEADERS = {
  limit: october('x-ratelimit-limit-… for tokens-prompt, tokens-cache-adjusted-prompt and tokens-generated'),
  remaining: reported('x-ratelimit-remaining-… with the same names'),
  absent: reported('any of them may be missing; an answer without limit headers is normal'),
  overLimit: reported('x-ratelimit-over-limit was `no` on real 429s'),
  requests: year2025('x-ratelimit-limit-requests, x-ratelimit-remaining-requests and x-ratelimit-over-limit'),
} as const satisfies Record<string, Fact<string>>
