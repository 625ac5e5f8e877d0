import type {ServerlessLimitSeries, ServerlessRateLimit} from '../app/ports.js'
import {parseRfc3339} from '../domain/text/units.js'
import {isObject, numberOf, requireShape, textOf, type Json} from './wire.js'

/** The route is known from a generated client only: an entry that cannot be read is left out, not an error. */
export function decodeRateLimits(root: Json, subject: string): ServerlessRateLimit[] {
  requireShape(root, ['rateLimits', 'series'], subject)
  return objectsOf(root['rateLimits']).flatMap(raw => {
    const metric = textOf(raw['metric'])
    const effectiveLimit = numberOf(raw['effectiveLimit'])
    return metric === null || effectiveLimit === null
      ? []
      : [{deployment: textOf(raw['deployment']) ?? '', metric, effectiveLimit}]
  })
}

/**
 * `series[]{labels, values[]{timestamp, value}}`, both texts. Source: a generated client (2026-09). It does not name the
 * labels: the value that is a resource name is taken for the deployment, the one in the metrics' spelling for the metric.
 */
export function decodeLimitSeries(root: Json): ServerlessLimitSeries[] {
  return objectsOf(root['series']).flatMap(raw => {
    const labels = isObject(raw['labels']) ? Object.values(raw['labels']).map(textOf) : []
    const deployment = labels.find(label => label?.startsWith('accounts/'))
    const metric = labels.find(label => /^TOKENS_[A-Z_]+$/i.test(label ?? ''))
    if (!deployment || !metric) return []
    const points = objectsOf(raw['values']).flatMap(point => {
      const time = textOf(point['timestamp'])
      const t = time === null ? null : parseRfc3339(time)
      const value = numberOf(point['value'])
      return t === null || value === null ? [] : [{t, value}]
    })
    return [{deployment, metric: metric.toUpperCase(), points: points.sort((a, b) => a.t - b.t)}]
  })
}

function objectsOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}
