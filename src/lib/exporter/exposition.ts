import {Counter, Gauge, Registry, type RegistryContentType} from 'prom-client'
import {METRIC_NAMES, metricOf, type MetricName, type Sample} from './metric-table.js'

export type ExpositionFormat = 'prometheus' | 'openmetrics'

const CONTENT_TYPES = {
  prometheus: Registry.PROMETHEUS_CONTENT_TYPE,
  openmetrics: Registry.OPENMETRICS_CONTENT_TYPE,
} as const

export function contentTypeOf(format: ExpositionFormat): string {
  return CONTENT_TYPES[format]
}

/** The format that a scraper's Accept header asks for first. */
export function acceptedFormat(accept: string | undefined): ExpositionFormat {
  return /(?:^|,)\s*application\/openmetrics-text\b/i.test((accept ?? '').slice(0, 2000)) ? 'openmetrics' : 'prometheus'
}

/** Samples as text. Of two with the same labels the last counts. A metric without samples is left out. */
export async function expositionText(samples: readonly Sample[], format: ExpositionFormat): Promise<string> {
  const byMetric = new Map<MetricName, Sample[]>()
  for (const sample of samples) {
    const group = byMetric.get(sample.metric)
    if (group) group.push(sample)
    else byMetric.set(sample.metric, [sample])
  }
  const registry: Registry<RegistryContentType> = new Registry()
  registry.setContentType(CONTENT_TYPES[format])
  for (const name of METRIC_NAMES) {
    const group = byMetric.get(name)
    if (group === undefined) continue
    const {type, help, labels: labelNames} = metricOf(name)
    const configuration = {name, help, labelNames: [...labelNames], registers: [registry as Registry]}
    if (type === 'gauge') {
      const gauge = new Gauge(configuration)
      for (const {labels, value} of group) gauge.set({...labels}, value)
    } else {
      const counter = new Counter(configuration)
      for (const {labels, value} of group) counter.inc({...labels}, value)
    }
  }
  return registry.metrics()
}
