import type {AppError} from '../../domain/errors.js'
import {printable} from '../../domain/text/printable.js'
import {countsText, findings, type ShownVerdict} from './view.js'

/** Exit codes of a plugin. Source: Monitoring Plugins development guidelines, plugin return codes. */
const STATES = {
  ok: {word: 'OK', exitCode: 0},
  warning: {word: 'WARNING', exitCode: 1},
  critical: {word: 'CRITICAL', exitCode: 2},
  unknown: {word: 'UNKNOWN', exitCode: 3},
} as const

export interface NagiosOutput {
  readonly text: string
  readonly exitCode: number
}

/**
 * Nagios plugin output: `SERVICE STATUS: text | performance data`, then one line of long text per finding.
 * Source: Monitoring Plugins development guidelines, plugin output and performance data.
 */
export function checkNagios(verdict: ShownVerdict): NagiosOutput {
  const {word, exitCode} = STATES[verdict.severity]
  const found = findings(verdict.checks)
  const lead = found[0] === undefined ? '' : ` - ${found[0].message}`
  const data = verdict.watched.map(performance).filter(one => one !== null)
  const first = `QUOTA ${word}: ${plain(`${countsText(verdict.checks)}${lead}`)}`
  const lines = [
    data.length === 0 ? first : `${first} | ${data.join(' ')}`,
    ...found.map(check => plain(`${check.severity.toUpperCase()}: ${check.message} (${check.rule})`)),
  ]
  return {text: `${lines.join('\n')}\n`, exitCode}
}

/** When nothing could be read: one line, UNKNOWN. */
export function nagiosFailure(error: AppError): NagiosOutput {
  return {text: `QUOTA UNKNOWN: ${plain(error.message)}\n`, exitCode: STATES.unknown.exitCode}
}

/** One line; a pipe would start the performance data, and there is no way to escape it. */
function plain(text: string): string {
  return printable(text).replaceAll('|', '/')
}

/** `'label'=value[UOM];[warn];[crit];[min];[max]`, null where no usage is known. Amounts are counts: no unit. */
function performance({quota, warnFrom, critFrom}: ShownVerdict['watched'][number]): string | null {
  if (quota.usage === null) return null
  const limit = quota.unlimited ? null : quota.value
  const numbers = [warnFrom, critFrom, 0, limit].map(number => (number === null ? '' : decimal(number)))
  return `'${label(quota.id)}'=${[decimal(quota.usage), ...numbers].join(';')}`
}

/** Older readers take neither a quote nor an equals sign in a label, quoted or not. */
function label(id: string): string {
  return printable(id).replace(/['=|]/g, '_')
}

/** Digits, a point, a sign: the format knows no exponents. At most six decimals, enough for cents of cents. */
function decimal(number: number): string {
  if (Number.isInteger(number)) return BigInt(number).toString()
  return Math.abs(number) >= 1e15 ? BigInt(Math.trunc(number)).toString() : number.toFixed(6).replace(/\.?0+$/, '')
}
