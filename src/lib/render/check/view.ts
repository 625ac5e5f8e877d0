import {ACCOUNT_RULE, findingsOf, type CheckItem, type CheckReport} from '../../domain/check/verdict.js'
import {printable} from '../../domain/text/printable.js'
import {renderTable, type Column} from '../surface/table.js'
import {glyphsFor, paintStatus, statusWord, type Surface} from '../surface/terminal-style.js'

/** What is checked, in the words of each format. */
export interface CheckKind {
  /** The command, `quota check`. */
  readonly command: string
  /** One of what is checked, `quota`. */
  readonly noun: string
  /** All of it, as a heading: `Quotas`. */
  readonly heading: string
  /** The document's schema, `fireq.quota.check/v1`. */
  readonly schema: string
}

/** `2 critical, 1 warning, 10 ok`; `nothing to check` without items. */
export function countsText(items: readonly Pick<CheckItem, 'severity'>[]): string {
  const counts = (['critical', 'unknown', 'warning', 'ok'] as const).map(
    severity => [severity, items.filter(item => item.severity === severity).length] as const,
  )
  const shown = counts.filter(([, count]) => count > 0).map(([severity, count]) => `${count} ${severity}`)
  return shown.length === 0 ? 'nothing to check' : shown.join(', ')
}

/** An item's message without the name that stands beside it anyway. */
export function detailOf({name, message}: Pick<CheckItem, 'name' | 'message'>): string {
  const start = `${printable(name, 120)}: `
  return message.startsWith(start) ? message.slice(start.length) : message
}

/** Failures first, the rule once below the table where all share one, the verdict last. */
export async function checkText(report: CheckReport, surface: Surface): Promise<string> {
  const found = findingsOf(report.items)
  const rows = [...found, ...report.items.filter(item => !found.includes(item))]
  // The line of the account is there with any rule, and says its own.
  const rules = new Set(rows.map(({rule}) => rule).filter(rule => rule !== ACCOUNT_RULE))
  const [rule = ''] = rules
  const caption = rules.size === 1 && rule !== '' ? `rule: ${rule}` : null
  const shown = columns(surface, new Set(found)).filter(
    ({header}) => header !== 'RULE' || (caption === null && rules.size > 1),
  )
  const {text} = await renderTable(shown, [{heading: null, rows}], surface)
  const word = paintStatus(surface.colour, report.severity, statusWord(surface, report.severity))
  const below = caption === null ? '' : `${surface.colour.dim(caption)}\n`
  return `${text}${below}${surface.colour.bold(word)}: ${countsText(report.items)}\n`
}

function columns(surface: Surface, found: ReadonlySet<CheckItem>): Column<CheckItem>[] {
  const {unknown} = glyphsFor(surface)
  return [
    {header: 'NAME', text: item => printable(item.name) || unknown, shrinks: true},
    {header: 'RULE', text: item => printable(item.rule) || unknown, yieldsBelow: 46},
    {
      header: 'STATUS',
      text: item => statusWord(surface, item.severity),
      paint: (colour, cell, item) => paintStatus(colour, item.severity, cell),
    },
    // Why a gate is shut is not cut.
    {header: 'DETAIL', text: item => printable(detailOf(item)), shrinks: true, wraps: item => found.has(item)},
  ]
}
