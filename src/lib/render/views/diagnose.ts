import type {Selector} from '../../domain/action.js'
import {askedWait} from '../../domain/answer/backoff.js'
import {FROM_HISTORY, type Diagnosis} from '../../domain/diagnosis/diagnosis.js'
import {printable} from '../../domain/text/printable.js'
import {formatTimeUtc} from '../../domain/text/units.js'
import type {DocumentSource} from '../formats/document.js'
import {wrapWords} from '../surface/display-width.js'
import {labelledLines, type LabelledLine} from '../surface/labelled-lines.js'
import {nextStepText, stepTexts} from './next-steps.js'
import {glyphsFor, type Surface} from '../surface/terminal-style.js'

/** `data` of `fireq.diagnose/v1`: the diagnosis with its actions as they are printed. */
export type ShownDiagnosis = Omit<Diagnosis, 'actions'> & {readonly actions: readonly string[]}

/** Where a diagnosis comes from. */
export interface DiagnosisOrigin {
  readonly source: DocumentSource
  readonly account: string | null
  /** The profile, if one was chosen. */
  readonly profile?: string | null
}

/**
 * What a client ran into. On a terminal the cause first and one next step, so that it fits 24 lines; a pipe and
 * `--verbose` get all of it, with what each claim rests on.
 * @param selector what the commands in it need to reach the same account
 */
export function diagnoseText(
  diagnosis: Diagnosis,
  selector: Selector,
  origin: DiagnosisOrigin,
  surface: Surface,
  {verbose = false}: {readonly verbose?: boolean} = {},
): string {
  const short = surface.decorated && !verbose
  const blocks = short
    ? [
        headline(diagnosis, surface),
        labelledLines([...answers(diagnosis), ...latelyLines(diagnosis), ...whoLines(diagnosis, origin)], surface),
        nextStepText(diagnosis.actions, selector, surface),
      ]
    : [
        headline(diagnosis, surface),
        labelledLines([...answers(diagnosis), ...stepLines(diagnosis, selector, surface)], surface),
        chainText(diagnosis.chain, surface),
        labelledLines([...evidenceLines(diagnosis), ...whoLines(diagnosis, origin)], surface),
      ]
  return blocks.filter(block => block !== '').join(surface.decorated ? '\n' : '')
}

/** `✗ suspended (HTTP 412)`: the word and the symbol say it without colour. */
function headline({cause, httpStatus, model}: Diagnosis, surface: Surface): string {
  const {colour} = surface
  const word = causeWord(cause, surface)
  const beside = [
    ...(httpStatus === null ? [] : [`HTTP ${httpStatus}`]),
    ...(model === null ? [] : [printable(model, 120)]),
  ]
  const text = beside.length === 0 ? word : `${word} (${beside.join(', ')})`
  if (!surface.decorated) return `${colour.bold('Cause:')} ${paintCause(cause, text, surface)}\n`
  return wrapWords(text, surface.columns)
    .map(line => `${colour.bold(paintCause(cause, line, surface))}\n`)
    .join('')
}

function causeWord(cause: Diagnosis['cause'], surface: Surface): string {
  if (!surface.decorated) return cause
  const {status} = glyphsFor(surface)
  const symbol = cause === 'ok' ? status.ok : cause === 'unknown' ? status.unknown : status[gravityOf(cause)]
  return `${symbol} ${cause}`
}

/** A cause that passes by itself is a warning, one that stays is not. */
function gravityOf(cause: Diagnosis['cause']): 'warning' | 'exceeded' {
  const passing: readonly Diagnosis['cause'][] = [
    'over-limit',
    'rate-limited',
    'load-shed',
    'scaling-up',
    'deployment-saturated',
    'server-error',
    'network',
    'timeout',
  ]
  return passing.includes(cause) ? 'warning' : 'exceeded'
}

function paintCause(cause: Diagnosis['cause'], text: string, {colour}: Surface): string {
  if (cause === 'ok') return colour.green(text)
  if (cause === 'unknown') return colour.dim(text)
  return gravityOf(cause) === 'warning' ? colour.yellow(text) : colour.red(text)
}

function answers(diagnosis: Diagnosis): LabelledLine[] {
  const {message, reason} = diagnosis
  return [
    {label: 'Summary', text: message},
    {label: 'Limit', text: reason},
    {label: 'Retry', text: retryText(diagnosis)},
  ]
}

/** Of the evidence only what says since when: the latest of the local history. */
function latelyLines({evidence}: Diagnosis): LabelledLine[] {
  const told = evidence.filter(text => text.startsWith(FROM_HISTORY)).slice(0, 1)
  return told.map(text => ({label: 'Lately', text: text.slice(FROM_HISTORY.length)}))
}

function stepLines({actions}: Diagnosis, selector: Selector, surface: Surface): LabelledLine[] {
  if (actions.length === 0) return []
  return [{label: 'Next steps', text: stepTexts(actions, selector), paint: shown => surface.colour.cyan(shown)}]
}

/** Whether a retry helps, and when. */
export function retryText({cause, retryable, waitHint, retryAfterSeconds}: Omit<Diagnosis, 'actions'>): string {
  if (cause === 'ok') return 'not needed'
  if (cause === 'over-limit') return 'not needed: it was served, at lower priority'
  if (cause === 'unknown') return 'unknown'
  if (!retryable) return 'no: the same request fails again until the cause is gone'
  const asked = retryAfterSeconds === null ? null : `in ${askedWait(retryAfterSeconds)}`
  return `yes, ${asked ?? waitHint ?? 'later'}`
}

/** Cause to effect, one step a line; nothing for a chain of one. */
function chainText(chain: readonly string[], surface: Surface): string {
  if (chain.length < 2) return ''
  const arrow = surface.decorated && !surface.unicode ? '->' : '→'
  const steps = chain.map((step, at) => (at === 0 ? step : `${arrow} ${step}`))
  return labelledLines([{label: 'Sequence', text: steps}], surface)
}

function evidenceLines({evidence, observedAt}: Diagnosis): LabelledLine[] {
  const at = observedAt === null ? null : formatTimeUtc(observedAt)
  return [{label: 'Evidence', text: evidence}, ...(at === null ? [] : [{label: 'Time', text: at}])]
}

function whoLines({requestId}: Diagnosis, origin: DiagnosisOrigin): LabelledLine[] {
  return [
    ...(requestId === null ? [] : [{label: 'Request id', text: requestId}]),
    {label: 'Source', text: askedText(origin)},
  ]
}

/** Whom the diagnosis asked. */
export function askedText({source, account, profile = null}: DiagnosisOrigin): string {
  if (source === 'offline') return 'the pasted text; no request was sent'
  const who = account === null ? 'an account that the key does not name' : `account ${printable(account, 120)}`
  const chosen = profile === null ? '' : `, profile ${printable(profile, 60)}`
  return `${who}${chosen}${source === 'sandbox' ? ', simulated' : ''}`
}
