import type {AppError} from '../../domain/errors.js'
import {printable} from '../../domain/text/printable.js'
import {findingsOf, type CheckedValue, type CheckReport} from '../../domain/check/verdict.js'
import {countsText, type CheckKind} from './view.js'

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
export function checkNagios(report: CheckReport, kind: CheckKind): NagiosOutput {
  const {word, exitCode} = STATES[report.severity]
  const found = findingsOf(report.items)
  const lead = found[0] === undefined ? '' : ` - ${found[0].message}`
  const data = report.values.map(performance).filter(one => one !== null)
  const first = `${serviceOf(kind)} ${word}: ${plain(`${countsText(report.items)}${lead}`)}`
  const lines = [
    data.length === 0 ? first : `${first} | ${data.join(' ')}`,
    ...found.map(check =>
      plain(`${check.severity.toUpperCase()}: ${check.message}${check.rule === '' ? '' : ` (${check.rule})`}`),
    ),
  ]
  return {text: `${lines.join('\n')}\n`, exitCode}
}

/** When nothing could be read: one line, UNKNOWN; a suspension is known, and critical. */
export function nagiosFailure(error: AppError, kind: CheckKind): NagiosOutput {
  const {word, exitCode} = STATES[error.code === 'suspended' ? 'critical' : 'unknown']
  return {text: `${serviceOf(kind)} ${word}: ${plain(error.message)}\n`, exitCode}
}

const serviceOf = ({noun}: CheckKind): string => noun.toUpperCase()

/** One line; a pipe would start the performance data, and there is no way to escape it. */
function plain(text: string): string {
  return printable(text).replaceAll('|', '/')
}

/** `'label'=value[UOM];[warn];[crit];[min];[max]`, null where no usage is known. Amounts are counts: no unit. */
function performance({label, value, warnFrom, critFrom, max}: CheckedValue): string | null {
  if (value === null) return null
  const numbers = [warnFrom, critFrom, 0, max].map(number => (number === null ? '' : decimal(number)))
  return `'${plainLabel(label)}'=${[decimal(value), ...numbers].join(';')}`
}

/** Older readers take neither a quote nor an equals sign in a label, quoted or not. */
function plainLabel(id: string): string {
  return printable(id).replace(/['=|]/g, '_')
}

/** Digits, a point, a sign: the format knows no exponents. At most six decimals, enough for cents of cents. */
function decimal(number: number): string {
  if (Number.isInteger(number)) return BigInt(number).toString()
  return Math.abs(number) >= 1e15 ? BigInt(Math.trunc(number)).toString() : number.toFixed(6).replace(/\.?0+$/, '')
}
