import {jsonAnswer, type Answer, type Call} from './answer.js'
import {refusing, timeParameter} from './resource-list.js'
import type {LimitDimension, LimitHistory} from '../limits/rate-limiter.js'
import type {Simulation} from '../simulation.js'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** The metric names of the route; requests have none there. */
const METRICS: Readonly<Record<LimitDimension, string | undefined>> = {
  requests: undefined,
  prompt: 'TOKENS_PROMPT',
  'uncached-prompt': 'TOKENS_CACHE_ADJUSTED_PROMPT',
  generated: 'TOKENS_GENERATED',
}

/**
 * `GET /v1/accounts/{a}/serverlessRateLimits`: the limits of every serverless model, per minute. The shape is known from a
 * generated client only, and its unit not at all; the sandbox answers per minute.
 */
export function serverlessRateLimits(simulation: Simulation, call: Call): Answer {
  return refusing(() => jsonAnswer(rateLimitsSince(simulation, call)))
}

function rateLimitsSince(simulation: Simulation, {query}: Call): object {
  const now = simulation.time.now()
  const start = query.has('start') ? timeParameter(query.get('start'), 'start') : now - DAY_MS
  const rateLimits = simulation.catalogue.served(now).flatMap(model => {
    const deployment = deploymentOf(model.id)
    const levels = simulation.limits.levelsOf(model, simulation.account.tier, now)
    return levels.flatMap(({dimension, limit}) => {
      const metric = METRICS[dimension]
      return metric === undefined ? [] : [{deployment, metric, effectiveLimit: limit}]
    })
  })
  return {rateLimits, series: series(simulation, start, now)}
}

/**
 * The limits of the models in use: where each was at the start, every change since, and where it is now. The form is that of a
 * generated client (2026-09), which does not name the labels: they are assumed.
 */
function series(simulation: Simulation, start: number, now: number): object[] {
  return [...simulation.limits.inUse()].flatMap(([modelId, limiter]) =>
    (limiter.history?.() ?? []).map(({dimension, points}) => ({
      labels: {deployment: deploymentOf(modelId), metric: METRICS[dimension]},
      values: pointsSince(points, start, now).map(({at, limit}) => ({
        timestamp: new Date(at).toISOString(),
        value: String(limit),
      })),
    })),
  )
}

function pointsSince(points: LimitHistory['points'], start: number, now: number): LimitHistory['points'] {
  const [before, last] = [points.findLast(({at}) => at < start), points.at(-1)]
  return [
    ...(before === undefined ? [] : [{at: start, limit: before.limit}]),
    ...points.filter(({at}) => at >= start),
    ...(last === undefined || last.at === now ? [] : [{at: now, limit: last.limit}]),
  ]
}

function deploymentOf(modelId: string): string {
  return modelId.replace(/\/(models|routers)\//, '/deployments/')
}

/**
 * `GET /v1/accounts/{a}/serverlessTokenUsage?start&end`: tokens by model and minute, oldest first. Known from a generated
 * client only; the names of the fields are assumed.
 */
export function serverlessTokenUsage(simulation: Simulation, call: Call): Answer {
  return refusing(() => {
    const {account, time} = simulation
    const end = call.query.has('end') ? timeParameter(call.query.get('end'), 'end') : time.now() + 1
    const start = call.query.has('start') ? timeParameter(call.query.get('start'), 'start') : end - HOUR_MS
    const usage = new Map<
      string,
      {baseModel: string; startTime: string; promptTokens: number; generatedTokens: number}
    >()
    for (const event of account.book.between(start, end, 'serverless')) {
      const startTime = new Date(Math.floor(event.at / MINUTE_MS) * MINUTE_MS).toISOString()
      const key = `${event.resource} ${startTime}`
      const row = usage.get(key) ?? {baseModel: event.resource, startTime, promptTokens: 0, generatedTokens: 0}
      for (const {series, quantity} of event.amounts) {
        if (series === 'generated') row.generatedTokens += quantity
        else row.promptTokens += quantity
      }
      usage.set(key, row)
    }
    return jsonAnswer({tokenUsage: [...usage.values()]})
  })
}
