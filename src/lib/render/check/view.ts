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
  const rows = [...found, ...together(report.items.filter(item => !found.includes(item)))]
  // The line of the account is there with any rule, and says its own.
  const rules = new Set(rows.map(({rule}) => rule).filter(rule => rule !== ACCOUNT_RULE))
  const [rule = ''] = rules
  const caption = rules.size === 1 && rule !== '' ? `rule: ${rule}` : null
  const hasPlaces = rows.some(({place}) => place != null)
  const shown = columns(surface, new Set(found), report).filter(({header}) =>
    header === 'RULE' ? caption === null && rules.size > 1 : header !== 'PLACE' || (hasPlaces && !surface.decorated),
  )
  const {text} = await renderTable(shown, [{heading: null, rows}], surface, {boxYieldsBelow: 30})
  const word = paintStatus(surface.colour, report.severity, statusWord(surface, report.severity))
  const below = caption === null ? '' : `${surface.colour.dim(caption)}\n`
  return `${text}${below}${surface.colour.bold(word)}: ${countsText(report.items)}\n`
}

/** What is as it should be in several places of a text is one row. */
function together(items: readonly CheckItem[]): CheckRow[] {
  const rows = new Map<string, CheckRow & {places: number}>()
  for (const [at, item] of items.entries()) {
    const key = item.place ? `${item.severity} ${item.message}` : String(at)
    const row = rows.get(key)
    if (row) row.places++
    else rows.set(key, {...item, places: 1})
  }
  return [...rows.values()]
}

/** A row of the table: one item, or what several places have in common. */
type CheckRow = CheckItem & {readonly places?: number}

/** `src/app.py:12`, `3 places`. */
function placeText({place, places = 1}: CheckRow): string {
  if (place == null) return ''
  return places > 1 ? `${places} places` : `${printable(place.file)}:${place.line}`
}

/** On a terminal the place stands before the detail, where it may go on in the next line. */
function detailText(item: CheckRow, {decorated}: Surface): string {
  const place = decorated ? placeText(item) : ''
  return `${place === '' ? '' : `${place}: `}${printable(detailOf(item))}`
}

function columns(surface: Surface, found: ReadonlySet<CheckItem>, {values}: CheckReport): Column<CheckRow>[] {
  const {unknown} = glyphsFor(surface)
  return [
    {header: 'NAME', text: item => printable(item.name) || unknown, shrinks: true},
    {header: 'PLACE', text: placeText},
    {header: 'RULE', text: item => printable(item.rule) || unknown, yieldsBelow: 46},
    {
      header: 'STATUS',
      text: item => statusWord(surface, item.severity),
      paint: (colour, cell, item) => paintStatus(colour, item.severity, cell),
    },
    // Why a gate is shut, and where, is not cut; of what has no numbers, why it is unknown neither.
    {
      header: 'DETAIL',
      text: item => detailText(item, surface),
      shrinks: true,
      wraps: item => found.has(item) || (item.severity === 'unknown' && values.length === 0),
    },
  ]
}
