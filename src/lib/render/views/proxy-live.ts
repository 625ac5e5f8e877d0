import type {RateLimitDimension} from '../../domain/limits/rate-limit.js'
import {printable} from '../../domain/text/printable.js'
import {formatCompact, formatDuration, formatPercent, formatTimeUtc, UNKNOWN_MARK} from '../../domain/text/units.js'
import type {ProxySnapshot, TrafficLimit, TrafficSnapshot} from '../../domain/traffic/snapshot.js'
import {padTo, truncateTo} from '../surface/display-width.js'
import {glyphsFor, type Surface} from '../surface/terminal-style.js'

const BAR_COLUMNS = 12
const LABEL_COLUMNS = 10

const UNICODE_SIGNS = {full: '█', empty: '░', spark: ' ▁▂▃▄▅▆▇█', arrow: '→', times: '×'}
const ASCII_SIGNS = {full: '#', empty: '.', spark: ' .:-=+*%#', arrow: '->', times: 'x'}

/** The words for a dimension on this screen. */
const LABELS: Readonly<Record<RateLimitDimension, string>> = {
  requests: 'requests',
  prompt: 'prompt',
  'uncached-prompt': 'uncached',
  generated: 'output',
}

/**
 * The proxy's screen: what passes now, and how much of each limit it takes. One block per model, the busiest first; as
 * many as fit the height.
 * @param rows height of the terminal in lines; null = no end
 */
export function proxyScreen(snapshot: ProxySnapshot, url: string, surface: Surface, rows: number | null): string {
  const signs = surface.unicode ? UNICODE_SIGNS : ASCII_SIGNS
  const {separator} = glyphsFor(surface)
  const time = formatTimeUtc(snapshot.generatedAt) ?? ''
  const mode = modeWords(snapshot)
  const title = `${url} ${signs.arrow} ${printable(snapshot.upstream, 200)}`
  const blocks = busiestFirst(snapshot.traffic).map(row => block(row, surface))
  const room = rows === null ? Infinity : rows - 3
  const lines = [
    surface.colour.bold(fitted(title, surface)),
    surface.colour.dim(`${mode}${separator}${time}; Ctrl-C ends it`),
  ]
  let shown = 0
  for (const one of blocks) {
    if (lines.length + one.length > room) break
    lines.push(...one)
    shown++
  }
  if (blocks.length === 0) lines.push(surface.colour.dim('no requests yet'))
  if (shown < blocks.length) lines.push(surface.colour.dim(`${blocks.length - shown} more at ${url}/_fireq/limits`))
  return lines.map(line => `${line}\n`).join('')
}

/** One line per model for a log. */
export function proxyLines(rows: readonly TrafficSnapshot[], time: number): string {
  const stamp = formatTimeUtc(time) ?? ''
  return rows
    .map(row => {
      const {lastMinute, waiting, inFlight, status429, status503} = row
      const tightest = row.limits.find(limit => limit.dimension === 'generated')
      const of = tightest?.perMinute ? ` of ${formatCompact(tightest.perMinute)}` : ''
      const output = `${formatCompact(lastMinute.generated)}${of} output tokens/min`
      const counts = `${waiting} waiting, ${inFlight} in flight, 429: ${status429}, 503: ${status503}`
      return `${stamp} ${nameOf(row)}: ${formatCompact(lastMinute.requests)} requests/min, ${output}, ${counts}\n`
    })
    .join('')
}

function modeWords({mode}: ProxySnapshot): string {
  return ['observe', ...(mode.advise ? ['advise'] : []), ...(mode.pace ? ['pace'] : [])].join(' + ')
}

function busiestFirst(traffic: readonly TrafficSnapshot[]): TrafficSnapshot[] {
  return [...traffic].sort((a, b) => b.lastMinute.requests - a.lastMinute.requests || b.requests - a.requests)
}

function nameOf({model, account}: TrafficSnapshot): string {
  return model === null ? `other requests (${printable(account, 60)})` : `${model} (${printable(account, 60)})`
}

function block(row: TrafficSnapshot, surface: Surface): string[] {
  const {colour} = surface
  const {separator} = glyphsFor(surface)
  const counts = [
    `${row.waiting} waiting`,
    `${row.inFlight} in flight`,
    count(row.status429, '429', text => colour.red(text)),
    count(row.status503, '503', text => colour.yellow(text)),
    ...(row.refused > 0 ? [colour.red(`refused ${row.refused}`)] : []),
    ...(row.waitedMs > 0 ? [`waited ${formatDuration(row.waitedMs / 1000)}`] : []),
  ]
  const requests = `${formatCompact(row.lastMinute.requests)}/min`
  return [
    '',
    fitted(nameOf(row), surface),
    `  ${padTo('requests', LABEL_COLUMNS, 'left')}${padTo(requests, 16, 'left')} ${sparkline(row.history, surface)}`,
    ...limitLines(row, surface),
    `  ${counts.join(separator)}`,
  ]
}

function count(value: number, label: string, paint: (text: string) => string): string {
  return value === 0 ? `${label}: 0` : paint(`${label}: ${value}`)
}

/** What the last minute took of each limit. Of cached prompts no rate is known: there the server's own number speaks. */
function limitLines(row: TrafficSnapshot, surface: Surface): string[] {
  return row.limits
    .filter(limit => limit.dimension !== 'requests')
    .map(limit => {
      const {perMinute} = limit
      const used = usedOf(limit, row)
      const share = perMinute === null || perMinute <= 0 || used === null ? null : used / perMinute
      const numbers = `${used === null ? UNKNOWN_MARK : formatCompact(used)} of ${perMinute === null ? UNKNOWN_MARK : formatCompact(perMinute)}/min`
      const percent = share === null ? UNKNOWN_MARK : formatPercent(share)
      const label = padTo(LABELS[limit.dimension], LABEL_COLUMNS, 'left')
      return `  ${label}${padTo(numbers, 26, 'left')} ${bar(share, surface)} ${percent}`
    })
}

function usedOf({dimension, perMinute, remaining}: TrafficLimit, {lastMinute}: TrafficSnapshot): number | null {
  if (dimension === 'generated') return lastMinute.generated
  if (dimension === 'prompt') return lastMinute.prompt
  return perMinute === null || remaining === null ? null : Math.max(0, perMinute - remaining)
}

function bar(share: number | null, {unicode, colour}: Surface): string {
  const signs = unicode ? UNICODE_SIGNS : ASCII_SIGNS
  const filled = Math.min(BAR_COLUMNS, Math.max(0, Math.round((share ?? 0) * BAR_COLUMNS)))
  const text = signs.full.repeat(filled) + signs.empty.repeat(BAR_COLUMNS - filled)
  if (share === null) return colour.dim(text)
  if (share >= 0.95) return colour.red(text)
  return share >= 0.8 ? colour.yellow(text) : colour.green(text)
}

function sparkline(values: readonly number[], {unicode, colour}: Surface): string {
  const {spark} = unicode ? UNICODE_SIGNS : ASCII_SIGNS
  const highest = Math.max(1, ...values)
  return colour.cyan(values.map(value => spark[Math.ceil((value / highest) * (spark.length - 1))]).join(''))
}

function fitted(text: string, surface: Surface): string {
  return surface.columns === null ? text : truncateTo(text, surface.columns, glyphsFor(surface).ellipsis)
}
