import type {HistoryEvent} from '../../domain/history/events.js'
import type {ReadingSource} from '../../domain/history/reading.js'
import {segmentsOf, type HistoryPoint, type HistorySeries} from '../../domain/history/series.js'
import {DIMENSION_WORDS, type RateLimitDimension} from '../../domain/limits/rate-limit.js'
import {printable} from '../../domain/text/printable.js'
import {formatCompact, formatNumber, formatTimeUtc} from '../../domain/text/units.js'
import type {Field} from '../formats/delimited.js'
import {displayWidth, wrapWords} from '../surface/display-width.js'
import {renderTable, type Column} from '../surface/table.js'
import {glyphsFor, type Surface} from '../surface/terminal-style.js'

/** One reading, as a row. */
export interface HistoryRow {
  readonly kind: 'limit' | 'quota'
  readonly quota: string | null
  readonly model: string | null
  readonly dimension: RateLimitDimension | null
  /** RFC 3339. */
  readonly t: string
  readonly limit: number | null
  readonly remaining: number | null
  readonly usage: number | null
  readonly source: ReadingSource
}

export const HISTORY_FIELDS: readonly Field<HistoryRow>[] = [
  {name: 't', value: row => row.t},
  {name: 'kind', value: row => row.kind},
  {name: 'model', value: row => row.model},
  {name: 'quota', value: row => row.quota},
  {name: 'dimension', value: row => row.dimension},
  {name: 'limit', value: row => row.limit},
  {name: 'remaining', value: row => row.remaining},
  {name: 'usage', value: row => row.usage},
  {name: 'source', value: row => row.source},
]

export function historyRows(series: readonly HistorySeries[]): HistoryRow[] {
  // One literal: an object that is filled by names costs twenty times its size.
  return series.flatMap(({kind, quota, model, dimension, points}) =>
    points.map(({t, limit, remaining, usage, source}) => {
      return {kind, quota, model, dimension, t: new Date(t).toISOString(), limit, remaining, usage, source}
    }),
  )
}

/** The series of some rows, in their order. */
function seriesOfRows(rows: readonly HistoryRow[]): HistorySeries[] {
  const found = new Map<string, HistorySeries & {points: HistoryPoint[]}>()
  for (const {kind, quota, model, dimension, t, limit, remaining, usage, source} of rows) {
    const key = `${kind} ${quota ?? model ?? ''} ${dimension ?? ''}`
    const series = found.get(key) ?? {kind, quota, model, dimension, points: []}
    found.set(key, series)
    series.points.push({t: Date.parse(t), limit, remaining, usage, source})
  }
  return [...found.values()]
}

export function historyColumns(surface: Surface): Column<HistoryRow>[] {
  const {unknown} = glyphsFor(surface)
  const number = (value: number | null) => (value === null ? unknown : formatNumber(value))
  return [
    {header: 'TIME', field: 't', text: row => formatTimeUtc(row.t) ?? unknown},
    {
      header: 'DIMENSION',
      field: 'dimension',
      text: ({dimension}) => (dimension === null ? unknown : (SHORT_WORDS[dimension] ?? dimension)),
      shrinks: true,
    },
    {header: 'LIMIT', field: 'limit', text: row => number(row.limit), align: 'right'},
    {header: 'REMAINING', field: 'remaining', text: row => number(row.remaining), align: 'right', yieldsBelow: 8},
    {header: 'USED', field: 'usage', text: row => number(row.usage), align: 'right', yieldsBelow: 8},
    {header: 'SOURCE', field: 'source', text: row => row.source, yieldsBelow: 6},
  ]
}

const SHORT_WORDS: Partial<Record<RateLimitDimension, string>> = {
  'uncached-prompt': 'uncached prompt',
  generated: 'output',
}

export interface ShownHistory {
  /** The model or quota, as it was asked for. */
  readonly name: string
  /** In the order in which a table has them. */
  readonly rows: readonly HistoryRow[]
  readonly events: readonly HistoryEvent[]
}

/** On a terminal what happened last, a chart a series and the events; in a pipe the table of readings and the events. */
export async function historyText(history: ShownHistory, surface: Surface): Promise<string> {
  if (!surface.decorated) {
    const events = history.events.map(({t, message}) => `${formatTimeUtc(t)}  ${message}\n`).join('')
    const {text} = await renderTable(historyColumns(surface), [{heading: null, rows: history.rows}], surface)
    return text + events
  }
  const {colour} = surface
  const shown = seriesOfRows(history.rows)
  const charts = await Promise.all(shown.map(series => chartOf(series, surface)))
  const heading = history.events.length === 0 ? '' : `${colour.bold('Events')}\n`
  const answer = wrapWords(answerOf(history), surface.columns).map(line => `${colour.bold(line)}\n`)
  const events = history.events.map(event => eventText(event, history.name, surface))
  return `${answer.join('')}${charts.join('')}${heading}${events.join('')}`
}

/** An event under its time; what is asked about stands above and is not said again. */
function eventText({t, message}: HistoryEvent, name: string, {columns}: Surface): string {
  const time = `${formatTimeUtc(t)}  `
  const prefix = `${printable(name, 120)}: `
  const text = message.startsWith(prefix) ? message.slice(prefix.length) : message
  const room = columns === null ? null : Math.max(20, columns - time.length)
  const [first = '', ...rest] = wrapWords(text, room)
  return [`${time}${first}`, ...rest.map(line => ' '.repeat(time.length) + line)].map(line => `${line}\n`).join('')
}

function answerOf({name, rows, events}: ShownHistory): string {
  const last = events.at(-1)
  if (rows.length === 0 && last === undefined) return `${printable(name, 120)}: nothing is recorded`
  if (last === undefined) return `${printable(name, 120)}: no change of a limit, no 429, no suspension in that time`
  const count = events.length === 1 ? '' : `; ${events.length} events`
  return `${last.message}, ${formatTimeUtc(last.t)}${count}`
}

const CHART_LINES = 5

/** What is drawn: the limit of a rate limit, the usage of a quota. */
async function chartOf(series: HistorySeries, surface: Surface): Promise<string> {
  const {lineChart} = await import('../charts/line-chart.js')
  const columns = surface.columns ?? 80
  const value = (point: HistoryPoint) => (series.kind === 'quota' ? (point.usage ?? point.limit) : point.limit)
  const known = series.points.filter(point => value(point) !== null)
  const first = known[0]
  const last = known.at(-1)
  if (first === undefined || last === undefined) return ''
  const sources = [...new Set(known.map(({source}) => source))]
  // Like with like: what one source told is no step from what another told.
  const segments = sources
    .flatMap(source => segmentsOf(known.filter(point => point.source === source)))
    .map(segment => segment.map(point => [point.t, value(point)!] as const))
  const label = (amount: number) => formatCompact(amount)
  const chart = await lineChart({segments, columns, height: CHART_LINES, unicode: surface.unicode, label})
  const of = series.dimension === null ? '' : `${DIMENSION_WORDS[series.dimension]}: `
  const whole =
    series.kind === 'quota' ? ` of ${last.limit === null ? 'no limit' : formatNumber(last.limit)}` : ' per minute'
  const told = `${of}${formatNumber(value(last)!)}${whole}`
  const readBy = ` (read by ${sources.join(', ')})`
  const heading = displayWidth(told + readBy) > columns ? told : told + surface.colour.dim(readBy)
  const [from, to] = [formatTimeUtc(first.t) ?? '', formatTimeUtc(last.t) ?? '']
  const gap = columns - 4 - from.length - to.length
  const range = from === to ? `    ${from}` : gap < 1 ? `    ${to}` : `    ${from}${' '.repeat(gap)}${to}`
  return `${heading}\n${chart}${surface.colour.dim(range.trimEnd())}\n`
}
