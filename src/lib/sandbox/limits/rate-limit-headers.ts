import type {Admission, LimitDimension, LimitLevel} from './rate-limiter.js'
import type {HeaderGeneration, HeaderUnit} from '../scenario.js'

/** What a dimension is called in headers. On the wire `cache-adjusted-prompt` is the uncached prompt. */
const WIRE_NAMES: Readonly<Record<LimitDimension, string>> = {
  requests: 'requests',
  prompt: 'tokens-prompt',
  'uncached-prompt': 'tokens-cache-adjusted-prompt',
  generated: 'tokens-generated',
}

const GENERATIONS: Readonly<Record<'adaptive' | 'dynamic', readonly LimitDimension[]>> = {
  adaptive: ['prompt', 'uncached-prompt', 'generated'],
  dynamic: ['requests', 'prompt', 'generated'],
}

/**
 * The `x-ratelimit-*` headers of an answer, names and values in turn.
 *
 * - Generation `dynamic` carries `…-requests` and is per minute throughout; `unit` acts on `adaptive` only, because the
 *   documents describe those in tokens per second while captures show tokens per minute.
 * - A dimension that refused the request shows 0 remaining, and `over-limit` says `no` on a refusal of the adaptive
 *   limits: both were observed on real 429s. `yes` is documented for requests served at lower priority.
 */
export function rateLimitHeaders(
  levels: readonly LimitLevel[],
  admission: Admission,
  generation: HeaderGeneration,
  unit: HeaderUnit,
  kind: 'adaptive' | 'dynamic',
): string[] {
  if (generation === 'none') return []
  const perUnit = unit === 'second' && generation === 'adaptive' ? 60 : 1
  const headers: string[] = []
  for (const {dimension, limit, remaining} of levels) {
    if (!GENERATIONS[generation].includes(dimension)) continue
    const left = admission.exhausted.includes(dimension) ? 0 : remaining
    const name = WIRE_NAMES[dimension]
    headers.push(`x-ratelimit-limit-${name}`, String(Math.floor(limit / perUnit)))
    headers.push(`x-ratelimit-remaining-${name}`, String(Math.floor(left / perUnit)))
  }
  const over = admission.verdict === 'over-limit' || (admission.verdict === 'refused' && kind === 'dynamic')
  headers.push('x-ratelimit-over-limit', over ? 'yes' : 'no')
  return headers
}
