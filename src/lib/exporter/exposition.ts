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

/** The lines of each metric, its head among them. */
export type MetricBlocks = ReadonlyMap<MetricName, MetricBlock>

interface MetricBlock {
  /** `# HELP …` and `# TYPE …`. */
  readonly head: string
  /** The series, each with its end of line. */
  readonly lines: string
}

/** Samples as text, metric by metric. Of two with the same labels the last counts. A metric without samples is left out. */
export async function metricBlocks(samples: readonly Sample[], format: ExpositionFormat): Promise<MetricBlocks> {
  const byMetric = new Map<MetricName, Sample[]>()
  for (const sample of samples) {
    const group = byMetric.get(sample.metric)
    if (group) group.push(sample)
    else byMetric.set(sample.metric, [sample])
  }
  const registry: Registry<RegistryContentType> = new Registry()
  registry.setContentType(CONTENT_TYPES[format])
  const names = METRIC_NAMES.filter(name => byMetric.has(name))
  for (const name of names) {
    const {type, help, labels: labelNames} = metricOf(name)
    const configuration = {name, help, labelNames: [...labelNames], registers: [registry as Registry]}
    if (type === 'gauge') {
      const gauge = new Gauge(configuration)
      for (const {labels, value} of byMetric.get(name)!) gauge.set({...labels}, value)
    } else {
      const counter = new Counter(configuration)
      for (const {labels, value} of byMetric.get(name)!) counter.inc({...labels}, value)
    }
  }
  const text = (await registry.metrics()).replace(END, '')
  // No line but a head begins so: ends of lines in labels are escaped.
  const blocks = text.split(/\n+(?=# HELP )/).map(block => {
    const [help = '', type = '', ...lines] = block.trimEnd().split('\n')
    return {head: `${help}\n${type}\n`, lines: lines.map(line => `${line}\n`).join('')}
  })
  return new Map(names.map((name, at) => [name, blocks[at]!]))
}

/** The end of a text in OpenMetrics. */
const END = '# EOF\n'

/** Blocks of several parts as one text, each metric together under one head. */
export function joinedText(parts: readonly MetricBlocks[], format: ExpositionFormat): string {
  const texts = METRIC_NAMES.flatMap(name => {
    const blocks = parts.flatMap(part => part.get(name) ?? [])
    return blocks.length === 0 ? [] : [blocks[0]!.head, ...blocks.map(({lines}) => lines)]
  })
  return texts.join('') + (format === 'openmetrics' ? END : '')
}
