import type {RateLimit, RateLimitDimension} from '../domain/limits/rate-limit.js'
import type {Sample} from './metric-table.js'
import {modelLabel, sampleOf} from './samples.js'

type ToldLimit = Pick<RateLimit, 'dimension' | 'perMinute' | 'remainingPerMinute' | 'unit' | 'unitSource'>

/** The limits of models by one source. */
export interface LimitsTold {
  readonly model: string
  readonly limits: readonly ToldLimit[]
}

/**
 * One set of series per model and dimension, whoever told them: what a later source knows beats an earlier one, what it
 * does not know leaves the earlier one's.
 * @param told by source, the most trusted one last
 */
export function limitSamples(account: string, told: readonly (readonly LimitsTold[])[]): Sample[] {
  const models = new Map<string, Map<RateLimitDimension, ToldLimit>>()
  for (const {model, limits} of told.flat()) {
    const name = modelLabel(model)
    const known = models.get(name) ?? new Map<RateLimitDimension, ToldLimit>()
    models.set(name, known)
    for (const limit of limits) {
      const earlier = known.get(limit.dimension)
      const perMinute = limit.perMinute ?? earlier?.perMinute ?? null
      const remainingPerMinute = limit.remainingPerMinute ?? earlier?.remainingPerMinute ?? null
      known.set(limit.dimension, {...limit, perMinute, remainingPerMinute})
    }
  }
  return [...models].flatMap(([model, limits]) => modelSamples(account, model, [...limits.values()]))
}

function modelSamples(account: string, model: string, limits: readonly ToldLimit[]): Sample[] {
  const [first] = limits
  if (first === undefined) return []
  return [
    ...limits.flatMap(({dimension, perMinute, remainingPerMinute}) => {
      if (dimension === 'requests') {
        return [
          ...sampleOf('fireworks_rate_limit_requests_per_minute', {account, model}, perMinute),
          ...sampleOf('fireworks_rate_limit_remaining_requests', {account, model}, remainingPerMinute),
        ]
      }
      const labels = {account, model, dimension}
      return [
        ...sampleOf('fireworks_rate_limit_tokens_per_minute', labels, perMinute),
        ...sampleOf('fireworks_rate_limit_remaining_tokens', labels, remainingPerMinute),
      ]
    }),
    ...sampleOf('fireworks_rate_limit_unit_info', {account, model, unit: first.unit, source: first.unitSource}, 1),
  ]
}
