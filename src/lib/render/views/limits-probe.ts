import {NO_SELECTOR, type Action, type Selector} from '../../domain/action.js'
import type {QuotaStatus} from '../../domain/quota/quota.js'
import {printable} from '../../domain/text/printable.js'
import {nextStepText} from './next-steps.js'
import {
  bodyLines,
  countWords,
  headLines,
  INDENT,
  paragraph,
  sampleLines,
  screenSteps,
  statusOf,
  unitSentences,
  type ShownProbe,
  type ShownSamples,
} from './limits-probe-lines.js'
import {LIMIT_TABLE, limitColumns, limitRows, presses} from './limits-probe-table.js'
import {accountLine} from '../surface/account-line.js'
import {renderTable} from '../surface/table.js'
import {glyphsFor, paintStatus, type Surface} from '../surface/terminal-style.js'

export interface LimitsProbeInput {
  readonly probes: readonly ShownProbe[]
  /** With several requests a model, in place of `probes`. */
  readonly samples?: readonly ShownSamples[]
  /** One sentence for each pair of tiers. */
  readonly comparisons?: readonly {readonly message: string}[]
}

export interface LimitsProbeOptions {
  /** On a terminal too: all that is known of every answer. */
  readonly verbose?: boolean
  /** Whose limits they are; null when nobody asked. */
  readonly account?: string | null
  /** The limits are the account API's list: nothing was asked of a model. */
  readonly listed?: boolean
}

/**
 * What came of the requests, and the limits as a table. On a terminal the verdict first, and one next step; in a pipe the
 * table first, so that its header row is the first line.
 */
export async function limitsProbeText(
  input: LimitsProbeInput,
  surface: Surface,
  selector = NO_SELECTOR,
  options: LimitsProbeOptions = {},
): Promise<string> {
  const shown = shownOf(input)
  if (shown.length === 0) return surface.decorated ? 'No rate limits to show.\n' : tableText(shown, options, surface)
  const table = await tableText(shown, options, surface)
  const {verbose = false, listed = false} = options
  if (!surface.decorated) {
    const lines = listed
      ? missingLines(shown, surface)
      : [...wholeLines(input, selector, verbose, surface), ...comparedLines(input, surface)]
    return lines.length === 0 ? table : `${table}\n${textOf(lines)}`
  }
  const whose = options.account ? `${accountLine(options.account, selector.profile, surface)}\n` : ''
  if (listed) return [textOf(listedLines(shown, surface)), whose, table].join('')
  const verdicts = verbose
    ? [...comparedLines(input, surface), ...wholeLines(input, selector, true, surface)]
    : verdictLines(input, surface)
  const steps = verbose ? '' : nextStepText(stepsOf(input), selector, surface)
  return [textOf(verdicts), whose + table, steps].filter(block => block !== '').join('\n')
}

const textOf = (lines: readonly string[]) => lines.map(line => `${line}\n`).join('')

/** One probe a model: with samples the last one. */
function shownOf({probes, samples = []}: LimitsProbeInput): readonly ShownProbe[] {
  return samples.length > 0 ? samples.map(({last}) => last) : probes
}

/** A pipe has its header row whatever came; a person is not shown a box of nothing. */
async function tableText(
  shown: readonly ShownProbe[],
  {listed = false}: LimitsProbeOptions,
  surface: Surface,
): Promise<string> {
  const rows = limitRows(shown.map(({result}) => result))
  if (surface.decorated && rows.every(({limit}) => limit === null)) return ''
  const columns = limitColumns(surface, {bars: rows.some(({limit}) => presses(limit)), listed})
  return (await renderTable(columns, [{heading: null, rows}], surface, LIMIT_TABLE)).text
}

/** Everything about every probe. */
function wholeLines(
  {probes, samples = []}: LimitsProbeInput,
  selector: Selector,
  verbose: boolean,
  surface: Surface,
): string[] {
  return samples.length > 0
    ? samples.flatMap(sample => [
        ...sampleLines(sample, true, surface),
        ...bodyLines(sample.last, selector, verbose, surface),
      ])
    : probes.flatMap(probe => [...headLines(probe, 'all', surface), ...bodyLines(probe, selector, verbose, surface)])
}

/** Whose doing it is. */
function comparedLines({comparisons = []}: LimitsProbeInput, surface: Surface): string[] {
  return comparisons
    .flatMap(({message}) => paragraph(printable(message), '', surface))
    .map(line => surface.colour.bold(line))
}

/**
 * What a person in an incident reads: of one model its sentence and whether to retry; of several the count, and a sentence
 * for those that are not well; of two tiers whose doing it is.
 */
function verdictLines(input: LimitsProbeInput, surface: Surface): string[] {
  const {probes, samples = [], comparisons = []} = input
  if (samples.length > 0) {
    return samples.flatMap(sample => [
      ...sampleLines(sample, false, surface),
      ...sentences(sample.last, INDENT, surface),
    ])
  }
  if (comparisons.length > 0) {
    return [...comparedLines(input, surface), '', ...probes.flatMap(probe => headLines(probe, 'few', surface))]
  }
  const [only] = probes
  if (only !== undefined && probes.length === 1) {
    return [
      ...headLines(only, only.result.outcome === 'ok' ? 'few' : 'with request id', surface),
      ...sentences(only, '', surface),
    ]
  }
  return [
    ...paragraph(countWords(probes), '', surface).map(line => surface.colour.bold(line)),
    ...probes
      .filter(needsWords)
      .flatMap(probe => [...headLines(probe, 'few', surface), ...sentences(probe, INDENT, surface)]),
  ]
}

/** Whether the table does not say enough of it. */
function needsWords({result: {outcome, limits}}: ShownProbe): boolean {
  return outcome !== 'ok' || limits.length === 0 || limits.some(presses)
}

/** What came of it, whether a retry helps, and what is not certain about the numbers. */
function sentences({result, outcome}: ShownProbe, indent: string, surface: Surface): string[] {
  const guessed = result.limits.filter(({unitSource}) => unitSource !== 'documented')
  const texts = [
    printable(result.message ?? ''),
    outcome.waitHint === null ? '' : `A retry can help: ${printable(outcome.waitHint)}.`,
    ...unitSentences(guessed),
  ]
  return texts.flatMap(text => paragraph(text, indent, surface))
}

/** Of the statuses that answers have, the gravest first. */
const GRAVITY: readonly QuotaStatus[] = ['exceeded', 'critical', 'warning', 'unknown', 'ok']

/** The steps of the gravest answer. */
function stepsOf(input: LimitsProbeInput): readonly Action[] {
  const graveness = ({result}: ShownProbe) => GRAVITY.indexOf(statusOf(result))
  const [gravest] = [...shownOf(input)].sort((a, b) => graveness(a) - graveness(b))
  return gravest === undefined ? [] : screenSteps(gravest, (input.comparisons ?? []).length > 0)
}

function listedLines(shown: readonly ShownProbe[], surface: Surface): string[] {
  const {status} = glyphsFor(surface)
  const listed = shown.filter(({result}) => result.outcome === 'ok')
  const models = listed.length === 1 ? '1 model' : `${listed.length} models`
  const isAssumed = listed.some(({result}) => result.limits.some(({unitSource}) => unitSource === 'documented'))
  const unit = isAssumed ? ', unit assumed' : ''
  const text = `${status.ok} ${models}: the limits as the account API lists them${unit}; it does not say what remains`
  const head = listed.length === 0 ? [] : paragraph(text, '', surface)
  return [...head.map(line => paintStatus(surface.colour, 'ok', line)), ...missingLines(shown, surface)]
}

function missingLines(shown: readonly ShownProbe[], surface: Surface): string[] {
  const missing = shown.filter(({result}) => result.outcome !== 'ok')
  return missing.flatMap(({result}) => paragraph(printable(result.message ?? ''), '', surface))
}
