import type {Column} from './fault-columns.js'
import {EXIT_OF, type FaultRow, type Told} from './fault-table.js'

/** The page's lines between which the matrix stands. */
export const MATRIX_START = '<!-- the matrix: made by UPDATE_GOLDEN=1 from the table of its test -->'
export const MATRIX_END = '<!-- the end of the matrix -->'

/** The matrix as Markdown: a table per group, a cell per command with the exit code it is held to. */
export function matrixText(rows: readonly FaultRow[], columns: readonly Column[]): string {
  const groups = [...new Set(rows.map(({group}) => group))]
  const cells = rows.flatMap(row =>
    columns.map(column => (column.promise(row) ? (column.few ? 1 : row.variants.length) : 0)),
  )
  const runs = cells.reduce((sum, count) => sum + count, 0)
  const held = cells.filter(count => count > 0).length
  const summary = `${rows.length} faults × ${columns.length} columns: ${held} cells, ${runs} ways to meet them, every one held.`
  const tables = groups.map(group =>
    groupText(
      group,
      rows.filter(row => row.group === group),
      columns,
    ),
  )
  return [summary, ...tables].join('\n\n') + '\n'
}

function groupText(group: string, rows: readonly FaultRow[], columns: readonly Column[]): string {
  const header = ['fault', 'ways', 'account API', 'inference', ...columns.map(({name}) => name)]
  const lines = rows.map(row => [
    row.name,
    String(row.variants.length),
    said(row.account),
    said(row.inference),
    ...columns.map(column => cellText(column, row)),
  ])
  return `### ${group}\n\n${alignedTable([header, ...lines])}`
}

function said(told: Told | readonly Told[]): string {
  return (typeof told === 'string' ? [told] : told).map(word => `\`${word}\``).join(' or ')
}

/** The exit code; a mark where the change was made although its answer, or the reading after it, was lost. */
function cellText({promise}: Column, row: FaultRow): string {
  const cell = promise(row)
  if (cell === null) return '–'
  const exit = EXIT_OF[cell.told[0]!]
  return cell.warning === undefined ? String(exit) : `${exit} ${cell.warning === 'answer-lost' ? 'made' : 'unread'}`
}

/** Aligned as `npm run format` aligns it. */
function alignedTable(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]!.map((_, at) => Math.max(3, ...lines.map(line => line[at]!.length)))
  const text = (line: readonly string[]) => `| ${line.map((cell, at) => cell.padEnd(widths[at]!)).join(' | ')} |`
  const [header, ...rest] = lines.map(text)
  return [header, `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`, ...rest].join('\n')
}
