import type {QuotaCheck} from '../../domain/check/threshold.js'
import type {Quota} from '../../domain/quota/quota.js'
import {printable} from '../../domain/text/printable.js'
import type {Field} from '../formats/delimited.js'
import {renderTable, type Column} from '../surface/table.js'
import {glyphsFor, paintStatus, statusWord, type Surface} from '../surface/terminal-style.js'

/** A check as every format shows it. */
export interface ShownCheck extends Omit<QuotaCheck, 'threshold'> {
  readonly threshold: number | null
  /** Whether an `unknown` fails the whole check; otherwise it is only listed. */
  readonly binding: boolean
}

/** What the formats show: the verdict, and the quotas behind it for performance data. */
export interface ShownVerdict {
  readonly severity: QuotaCheck['severity']
  readonly checks: readonly ShownCheck[]
  readonly watched: readonly {
    readonly quota: Quota
    readonly warnFrom: number | null
    readonly critFrom: number | null
  }[]
}

/** `data` of `fireq.quota.check/v1`. */
export interface QuotaCheckDocument {
  readonly severity: QuotaCheck['severity']
  readonly checks: readonly Omit<ShownCheck, 'binding'>[]
}

type DocumentCheck = QuotaCheckDocument['checks'][number]

/** The document's fields and no others. */
export function checkDocument({severity, checks}: ShownVerdict): QuotaCheckDocument {
  return {
    severity,
    checks: checks.map(({quota, rule, actual, threshold, severity: one, message}) => ({
      quota,
      rule,
      actual,
      threshold,
      severity: one,
      message,
    })),
  }
}

export const CHECK_FIELDS: readonly Field<DocumentCheck>[] = [
  {name: 'quota', value: check => check.quota},
  {name: 'rule', value: check => check.rule},
  {name: 'actual', value: check => check.actual},
  {name: 'threshold', value: check => check.threshold},
  {name: 'severity', value: check => check.severity},
  {name: 'message', value: check => check.message},
]

const GRAVEST_FIRST = ['critical', 'unknown', 'warning', 'ok'] as const

/** The checks that are not fine, the gravest first; an unknown that fails nothing is left out. */
export function findings(checks: readonly ShownCheck[]): ShownCheck[] {
  return GRAVEST_FIRST.filter(severity => severity !== 'ok').flatMap(severity =>
    checks.filter(check => check.severity === severity && (severity !== 'unknown' || check.binding)),
  )
}

/** `2 critical, 1 warning, 10 ok`; `nothing to check` without checks. */
export function countsText(checks: readonly Pick<ShownCheck, 'severity'>[]): string {
  const counts = GRAVEST_FIRST.map(
    severity => [severity, checks.filter(one => one.severity === severity).length] as const,
  )
  const shown = counts.filter(([, count]) => count > 0).map(([severity, count]) => `${count} ${severity}`)
  return shown.length === 0 ? 'nothing to check' : shown.join(', ')
}

/** A check's message without the id that stands beside it anyway. */
export function detailOf(check: Pick<ShownCheck, 'quota' | 'message'>): string {
  const start = `${printable(check.quota, 120)}: `
  return check.message.startsWith(start) ? check.message.slice(start.length) : check.message
}

/** The checks as a table; on a terminal with the verdict below it. */
export async function checkText(verdict: ShownVerdict, surface: Surface): Promise<string> {
  const {text} = await renderTable(columns(surface), [{heading: null, rows: verdict.checks}], surface)
  if (!surface.decorated) return text
  const word = paintStatus(surface.colour, verdict.severity, statusWord(surface, verdict.severity))
  return `${text}${surface.colour.bold(word)}: ${countsText(verdict.checks)}\n`
}

function columns(surface: Surface): Column<ShownCheck>[] {
  const {unknown} = glyphsFor(surface)
  return [
    {header: 'NAME', text: check => printable(check.quota) || unknown, shrinks: true},
    {header: 'RULE', text: check => check.rule, yieldsBelow: 46},
    {
      header: 'STATUS',
      text: check => statusWord(surface, check.severity),
      paint: (colour, cell, check) => paintStatus(colour, check.severity, cell),
    },
    {header: 'DETAIL', text: detailOf, shrinks: true},
  ]
}
