import {jsonAnswer, type Answer} from './answer.js'
import type {LimitDimension} from '../limits/rate-limiter.js'
import type {Simulation} from '../simulation.js'

/** The metric names of the route; requests have none there. */
const METRICS: Readonly<Record<LimitDimension, string | undefined>> = {
  requests: undefined,
  prompt: 'TOKENS_PROMPT',
  'uncached-prompt': 'TOKENS_UNCACHED_PROMPT',
  generated: 'TOKENS_GENERATED',
}

/**
 * `GET /v1/accounts/{a}/serverlessRateLimits`: the limits of every serverless model, per minute. The shape is known from a
 * generated client only, and its unit not at all; the sandbox answers per minute.
 */
export function serverlessRateLimits(simulation: Simulation): Answer {
  const now = simulation.time.now()
  const rateLimits = simulation.catalogue.served(now).flatMap(model => {
    const deployment = model.id.replace(/\/(models|routers)\//, '/deployments/')
    const levels = simulation.limits.levelsOf(model, simulation.account.tier, now)
    return levels.flatMap(({dimension, limit}) => {
      const metric = METRICS[dimension]
      return metric === undefined ? [] : [{deployment, metric, effectiveLimit: limit}]
    })
  })
  return jsonAnswer({rateLimits, series: []})
}
