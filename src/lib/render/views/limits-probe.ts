import {NO_SELECTOR, type Action, type Selector} from '../../domain/action.js'
import type {Outcome} from '../../domain/answer/outcome.js'
import {printable} from '../../domain/text/printable.js'
import type {SampleSummary} from '../../domain/limits/probe-samples.js'
import {cite} from '../../domain/facts/fact.js'
import {HEADER_UNIT} from '../../domain/facts/rate-limits.js'
import {DIMENSION_WORDS, type RateLimit, type UnitSource} from '../../domain/limits/rate-limit.js'
import type {TokenUsage} from '../../domain/limits/token-usage.js'
import type {QuotaStatus} from '../../domain/quota/quota.js'
import {formatDuration, formatNumber, formatWholeNumber} from '../../domain/text/units.js'
import {actionText} from '../formats/command-line.js'
import {displayWidth, wrapWords} from '../surface/display-width.js'
import {placeLines} from './limit-place.js'
import {limitColumns, limitRows, probeName, type ProbeObject} from './limits-probe-table.js'
import {renderTable} from '../surface/table.js'
import {glyphsFor, paintStatus, type Surface} from '../surface/terminal-style.js'

/** A probe with what its text says beyond the document. */
export interface ShownProbe {
  readonly result: ProbeObject
  readonly outcome: Pick<Outcome, 'retryable' | 'waitHint' | 'actions'>
  /** Tokens charged; null when the answer does not say. */
  readonly usage: TokenUsage | null
}

/** Several requests to one model, told by the last of them. */
export interface ShownSamples {
  readonly last: ShownProbe
  readonly summary: SampleSummary
  /** Tokens charged in all; null when no answer says. */
  readonly usage: TokenUsage | null
}

export interface LimitsProbeInput {
  readonly probes: readonly ShownProbe[]
  /** With several requests a model, in place of `probes`. */
  readonly samples?: readonly ShownSamples[]
  /** One sentence for each pair of tiers. */
  readonly comparisons?: readonly {readonly message: string}[]
}

/** The limits as a table, then a few lines for each model: what came of it, and a sentence for a tired person. */
export async function limitsProbeText(
  input: LimitsProbeInput,
  surface: Surface,
  selector = NO_SELECTOR,
): Promise<string> {
  const {samples = [], comparisons = []} = input
  const shown = samples.length > 0 ? samples.map(({last}) => last) : input.probes
  if (shown.length === 0) return surface.decorated ? 'No answer came.\n' : ''
  const rows = limitRows(shown.map(({result}) => result))
  // A pipe has its header row whatever came; a person is not shown a box of nothing.
  const empty = surface.decorated && rows.every(({limit}) => limit === null)
  const table = empty ? null : await renderTable(limitColumns(surface), [{heading: null, rows}], surface)
  const blocks =
    samples.length > 0
      ? samples.map(sample => samplesLines(sample, selector, surface))
      : input.probes.map(probe => [...headLines(probe, surface), ...bodyLines(probe, selector, surface)])
  const comparison = comparisons.flatMap(({message}) => paragraph(printable(message), '', surface))
  const total = surface.decorated && samples.length === 0 ? totalLines(input.probes, surface) : []
  const parts = [...blocks, comparison.map(line => surface.colour.bold(line)), total].filter(part => part.length > 0)
  const head = table === null ? '' : `${table.text.trimEnd()}\n${surface.decorated ? '' : '\n'}`
  return `${head}${parts.flat().join('\n')}\n`
}

/** Outcome, status, latency, request id: what support asks for. */
function headLines(probe: ShownProbe, surface: Surface): string[] {
  const {result, usage} = probe
  const facts = [
    result.outcome,
    result.httpStatus === null ? '' : `HTTP ${result.httpStatus}`,
    result.latencyMs === null ? '' : formatDuration(result.latencyMs / 1000),
    result.ttftMs === null ? '' : `first token ${formatDuration(result.ttftMs / 1000)} on the server`,
    result.retryAfterSeconds === null ? '' : `retry after ${formatDuration(result.retryAfterSeconds)}`,
    usage ? spentWords(usage) : result.promptTokens === null ? '' : tokenWords(result.promptTokens, 'prompt '),
    result.requestId === null ? '' : `request id ${printable(result.requestId)}`,
  ]
  return factLines(probe, facts, surface)
}

/** The model's name and facts about it, broken between facts where the line is too long. */
function factLines({result}: ShownProbe, facts: readonly string[], surface: Surface): string[] {
  const {colour} = surface
  const {separator, status} = glyphsFor(surface)
  const state = statusOf(result)
  const name = `${surface.decorated ? `${status[state]} ` : ''}${probeName(result)}:`
  const lines: string[] = []
  let width = displayWidth(name)
  let line = paintStatus(colour, state, colour.bold(name))
  for (const [at, fact] of facts.filter(text => text !== '').entries()) {
    const joint = at === 0 ? ' ' : separator
    if (surface.columns !== null && at > 0 && width + displayWidth(joint + fact) > surface.columns) {
      lines.push(line)
      line = `${INDENT}${fact}`
      width = displayWidth(line)
    } else {
      line += (at === 0 ? joint : colour.dim(joint)) + (at === 0 ? paintStatus(colour, state, fact) : fact)
      width += displayWidth(joint + fact)
    }
  }
  return [...lines, line]
}

const INDENT = '  '

/** The sentence first: somebody in an incident reads no further. Where the numbers come from and stand is last. */
function bodyLines({result, outcome}: ShownProbe, selector: Selector, surface: Surface): string[] {
  const told = [
    printable(result.message ?? ''),
    outcome.waitHint === null ? '' : `A retry can help: ${printable(outcome.waitHint)}.`,
    ...(result.outcome === 'ok'
      ? []
      : nextSteps(outcome).map(action => `next: ${printable(actionText(action, selector))}`)),
  ]
  const facts = [...unitSentences(result.limits), ...placeLines(result.limits, surface)]
  return [
    ...told.flatMap(text => paragraph(text, INDENT, surface)),
    ...facts.flatMap(text => paragraph(text, INDENT, surface)).map(line => surface.colour.dim(line)),
  ]
}

/** More is a page, not a next step; `diagnose` tells all. */
const MOST_ACTIONS = 2

/** Without what the hint has said, and without the probe that was just made. */
function nextSteps({actions, waitHint}: ShownProbe['outcome']): Action[] {
  const repeats = (action: Action) =>
    'command' in action
      ? action.command.length === 3 && action.command[0] === 'limits' && action.command[1] === 'probe'
      : 'advice' in action && action.isRetry === true && waitHint !== null
  return actions.filter(action => !repeats(action)).slice(0, MOST_ACTIONS)
}

function samplesLines({last, summary, usage}: ShownSamples, selector: Selector, surface: Surface): string[] {
  const {latency} = summary
  const counts = summary.outcomes.map(([outcome, count]) => `${formatWholeNumber(count)} ${outcome}`).join(', ')
  const facts = [
    `${counts} of ${formatWholeNumber(summary.requests)} requests`,
    latency === null
      ? ''
      : `latency from schedule ${formatDuration(latency.median / 1000)} median ` +
        `(${formatDuration(latency.min / 1000)} to ${formatDuration(latency.max / 1000)})`,
    usage ? spentWords(usage) : '',
    last.result.requestId === null ? '' : `last request id ${printable(last.result.requestId)}`,
  ]
  const changes = summary.changes.map(({dimension, from, to}) => {
    const way = to < from ? 'fell' : 'grew'
    return `The limit of ${DIMENSION_WORDS[dimension]} ${way} from ${formatNumber(from)} to ${formatNumber(to)} while it was sampled.`
  })
  return [
    ...factLines(last, facts, surface),
    ...changes.flatMap(text => paragraph(text, INDENT, surface)).map(line => surface.colour.bold(line)),
    ...bodyLines(last, selector, surface),
  ]
}

/** How the unit is known, in words. */
function unitSentences(limits: readonly RateLimit[]): string[] {
  const known = new Set(
    limits.map(({unit, unitSource}) => `unit: ${unit.replace('-', ' ')}, ${SOURCE_WORDS[unitSource]}`),
  )
  return [...known]
}

const SOURCE_WORDS: Readonly<Record<UnitSource, string>> = {
  documented: cite(HEADER_UNIT),
  'header-family': 'as a limit of requests came with them',
  magnitude: 'by the size of the numbers',
  flag: 'as --unit says',
}

function spentWords({prompt, generated}: TokenUsage): string {
  return `${tokenWords(prompt + generated)} spent`
}

function tokenWords(count: number, kind = ''): string {
  return `${formatWholeNumber(count)} ${kind}token${count === 1 ? '' : 's'}`
}

function statusOf({outcome}: ProbeObject): QuotaStatus {
  switch (outcome) {
    case 'ok':
      return 'ok'
    case 'over-limit':
      return 'warning'
    case 'unknown':
      return 'unknown'
    case 'rate-limited':
    case 'load-shed':
    case 'deployment-saturated':
    case 'scaling-up':
    case 'server-error':
    case 'network':
    case 'timeout':
      return 'critical'
    default:
      return 'exceeded'
  }
}

/** A summary of many models; one needs none. */
function totalLines(probes: readonly ShownProbe[], surface: Surface): string[] {
  if (probes.length < 2) return []
  const counts = new Map<string, number>()
  for (const {result} of probes) counts.set(result.outcome, (counts.get(result.outcome) ?? 0) + 1)
  const told = [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')
  return paragraph(`${probes.length} requests: ${told}.`, '', surface).map(line => surface.colour.dim(line))
}

function paragraph(text: string, indent: string, {columns}: Surface): string[] {
  if (text === '') return []
  const lines = wrapWords(text, columns === null ? null : Math.max(20, columns - indent.length))
  return lines.map(line => indent + line)
}
