import {DIMENSION_WORDS, tightestOf, type RateLimit, type UnitSource} from '../../domain/limits/rate-limit.js'
import type {Outcome} from '../../domain/answer/outcome.js'
import {command, type Action, type Selector} from '../../domain/action.js'
import {describeGrowth, describeOlderDocuments} from '../../domain/limits/growth.js'
import type {SampleSummary} from '../../domain/limits/probe-samples.js'
import {displayModelName} from '../../domain/limits/model-name.js'
import type {TokenUsage} from '../../domain/limits/token-usage.js'
import {HEADER_UNIT} from '../../domain/facts/rate-limits.js'
import {cite} from '../../domain/facts/fact.js'
import type {QuotaStatus} from '../../domain/quota/quota.js'
import {printable} from '../../domain/text/printable.js'
import {formatDuration, formatNumber, formatWholeNumber} from '../../domain/text/units.js'
import {actionText} from '../formats/command-line.js'
import {displayWidth, wrapWords} from '../surface/display-width.js'
import {glyphsFor, paintStatus, type Surface} from '../surface/terminal-style.js'
import {placeLines} from './limit-place.js'
import {probeName, type ProbeObject} from './limits-probe-table.js'

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

/** How much of the answer its first line tells: `all` with tokens and the server's own time. */
type HeadFacts = 'few' | 'with request id' | 'all'

/** The first line of a probe: the model, what came of it, and how it was answered. */
export function headLines(probe: ShownProbe, amount: HeadFacts, surface: Surface): string[] {
  const {result, usage} = probe
  const requestId = result.requestId === null ? '' : `request id ${printable(result.requestId)}`
  const details = [
    result.ttftMs === null ? '' : `first token ${formatDuration(result.ttftMs / 1000)} on the server`,
    result.retryAfterSeconds === null ? '' : `retry after ${formatDuration(result.retryAfterSeconds)}`,
    usage ? spentWords(usage) : result.promptTokens === null ? '' : tokenWords(result.promptTokens, 'prompt '),
  ]
  const facts = [
    result.outcome,
    result.httpStatus === null ? '' : `HTTP ${result.httpStatus}`,
    result.latencyMs === null ? '' : formatDuration(result.latencyMs / 1000),
    ...(amount === 'all' ? details : []),
    ...(amount === 'few' ? [] : [requestId]),
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

export const INDENT = '  '

/**
 * All of a probe below its first line: the sentence, whether to retry, what to do, then where the numbers come from.
 * @param verbose with where each limit stands below its bound; the sentence says it of the tightest
 */
export function bodyLines(
  {result, outcome}: ShownProbe,
  selector: Selector,
  verbose: boolean,
  surface: Surface,
): string[] {
  const told = [
    printable(result.message ?? ''),
    outcome.waitHint === null ? '' : `A retry can help: ${printable(outcome.waitHint)}.`,
    ...(result.outcome === 'ok'
      ? []
      : nextSteps(outcome).map(action => `next: ${printable(actionText(action, selector))}`)),
  ]
  const {limits} = result
  const tightest = tightestOf(limits)
  const others = limits.filter(limit => limit !== tightest)
  const facts = [
    ...unitSentences(limits),
    ...(verbose ? placeLines(others, surface) : []),
    ...[
      tightest === null ? null : describeGrowth(tightest),
      verbose && tightest !== null ? describeOlderDocuments(tightest) : null,
    ].filter(line => line !== null),
  ]
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

/**
 * What a person does about an answer, for a screen that names one step: a limit that refills is waited for by a command.
 * Nothing where nothing is wrong.
 */
export function screenSteps({result, outcome}: ShownProbe, compared: boolean): Action[] {
  const {model} = result
  if (result.outcome === 'ok') return []
  const waits = result.outcome === 'rate-limited' || result.outcome === 'over-limit'
  const steps = nextSteps(outcome).filter(
    action => !(compared && 'command' in action && action.command.includes('--compare-tiers')),
  )
  return waits ? [command('limits', 'wait', displayModelName(model)), ...steps] : steps
}

/** The last of several requests, with what came of all. */
export function sampleLines({last, summary, usage}: ShownSamples, detailed: boolean, surface: Surface): string[] {
  const {latency} = summary
  const counts = summary.outcomes.map(([outcome, count]) => `${formatWholeNumber(count)} ${outcome}`).join(', ')
  const facts = [
    `${counts} of ${formatWholeNumber(summary.requests)} requests`,
    latency === null
      ? ''
      : `latency from schedule ${formatDuration(latency.median / 1000)} median ` +
        `(${formatDuration(latency.min / 1000)} to ${formatDuration(latency.max / 1000)})`,
    usage ? spentWords(usage) : '',
    last.result.requestId === null || !detailed ? '' : `last request id ${printable(last.result.requestId)}`,
  ]
  const changes = summary.changes.map(({dimension, from, to}) => {
    const way = to < from ? 'fell' : 'grew'
    return `The limit of ${DIMENSION_WORDS[dimension]} ${way} from ${formatNumber(from)} to ${formatNumber(to)} while it was sampled.`
  })
  return [
    ...factLines(last, facts, surface),
    ...changes.flatMap(text => paragraph(text, INDENT, surface)).map(line => surface.colour.bold(line)),
  ]
}

/** How the unit is known, in words. */
export function unitSentences(limits: readonly RateLimit[]): string[] {
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

export function statusOf({outcome}: ProbeObject): QuotaStatus {
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

/** What came of several requests: `5 requests: 3 ok, 1 rate-limited, 1 load-shed`. */
export function countWords(probes: readonly ShownProbe[]): string {
  const counts = new Map<string, number>()
  for (const {result} of probes) counts.set(result.outcome, (counts.get(result.outcome) ?? 0) + 1)
  return `${probes.length} requests: ${[...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`
}

/** Lines of a sentence. */
export function paragraph(text: string, indent: string, {columns}: Surface): string[] {
  if (text === '') return []
  const lines = wrapWords(text, columns === null ? null : Math.max(20, columns - indent.length))
  return lines.map(line => indent + line)
}
