import type {ProxySnapshot, TrafficSnapshot} from '../domain/traffic/snapshot.js'

export const METRICS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

type Labels = Readonly<Record<string, string>>
type Sample = readonly [labels: Labels, value: number]

interface Metric {
  readonly name: string
  readonly type: 'counter' | 'gauge'
  readonly help: string
  readonly samples: readonly Sample[]
}

/** The snapshot in Prometheus' text format. What is not known is absent, never 0. */
export function metricsText(snapshot: ProxySnapshot, version: string): string {
  const rows = snapshot.traffic
  const each = (value: (row: TrafficSnapshot) => number): Sample[] => rows.map(row => [labelsOf(row), value(row)])
  const metrics: Metric[] = [
    counter(
      'fireq_proxy_requests_total',
      'Requests that came in.',
      each(row => row.requests),
    ),
    counter(
      'fireq_proxy_outcomes_total',
      'Answers by outcome.',
      rows.flatMap(row =>
        Object.entries(row.outcomes).map(([outcome, count]): Sample => [{...labelsOf(row), outcome}, count]),
      ),
    ),
    counter(
      'fireq_proxy_rate_limited_total',
      'Answers with status 429.',
      each(row => row.status429),
    ),
    counter(
      'fireq_proxy_overloaded_total',
      'Answers with status 503.',
      each(row => row.status503),
    ),
    counter(
      'fireq_proxy_advised_total',
      '429 that got a retry-after.',
      each(row => row.advised),
    ),
    counter(
      'fireq_proxy_refused_total',
      'Requests refused by --max-wait.',
      each(row => row.refused),
    ),
    counter(
      'fireq_proxy_waited_seconds_total',
      'Time requests waited for their turn.',
      each(row => row.waitedMs / 1000),
    ),
    gauge(
      'fireq_proxy_waiting',
      'Requests that wait for their turn.',
      each(row => row.waiting),
    ),
    gauge(
      'fireq_proxy_in_flight',
      'Requests that are on their way.',
      each(row => row.inFlight),
    ),
    counter(
      'fireq_proxy_tokens_total',
      'Tokens by kind; cached ones are prompt tokens too.',
      rows.flatMap(row => Object.entries(row.tokens).map(([kind, count]): Sample => [{...labelsOf(row), kind}, count])),
    ),
    gauge('fireworks_rate_limit_tokens_per_minute', 'The rate limit by the newest answer.', limits(rows, 'perMinute')),
    gauge('fireworks_rate_limit_remaining_tokens', 'What the newest answer says is left.', limits(rows, 'remaining')),
    counter('fireq_proxy_own_faults_total', 'Faults of the proxy itself.', [[{}, snapshot.ownFaults]]),
    gauge('fireq_build_info', 'The version of fireq.', [[{version}, 1]]),
  ]
  return metrics.map(metricText).join('')
}

const counter = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  name,
  help,
  samples,
  type: 'counter',
})
const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({name, help, samples, type: 'gauge'})

function labelsOf({account, model}: TrafficSnapshot): Labels {
  return {account, model: model ?? ''}
}

function limits(rows: readonly TrafficSnapshot[], field: 'perMinute' | 'remaining'): Sample[] {
  return rows.flatMap(row =>
    row.limits.flatMap((limit): Sample[] => {
      const value = limit[field]
      if (value === null || limit.dimension === 'requests') return []
      return [[{...labelsOf(row), dimension: limit.dimension}, value]]
    }),
  )
}

function metricText({name, type, help, samples}: Metric): string {
  if (samples.length === 0) return ''
  const lines = samples.map(([labels, value]) => `${name}${labelText(labels)} ${value}\n`)
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
}

function labelText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return parts.length === 0 ? '' : `{${parts.join(',')}}`
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
