import {displayWidth, padTo, piecesOf, truncateTo, wrapWords} from './display-width.js'
import {glyphsFor, type Paint, type Surface} from './terminal-style.js'

export interface Column<Row> {
  readonly header: string
  /** The field of csv that it shows, for `--columns`. */
  readonly field?: string
  /** The cell's text, safe to show, without colour. */
  readonly text: (row: Row) => string
  readonly align?: 'left' | 'right'
  /** Colours a cell that has its final width. */
  readonly paint?: (colour: Paint, cell: string, row: Row) => string
  /** Whether the column may be truncated when the terminal is narrow. */
  readonly shrinks?: boolean
  /** Whether what does not fit goes on in the next lines of the row instead of being cut. */
  readonly wraps?: (row: Row) => boolean
  /**
   * On a narrow terminal the column is left out when the widest column that shrinks would otherwise be narrower than
   * this. The largest goes first; without it the column always stays.
   */
  readonly yieldsBelow?: number
}

/** Rows under a heading. A pipe shows the rows alone, so that every line after the header is a row. */
export interface RowGroup<Row> {
  readonly heading: string | null
  readonly rows: readonly Row[]
}

export interface RenderedTable {
  /** Lines, each ended by `\n`. */
  readonly text: string
  /** Headers of the columns that found no room. */
  readonly leftOut: readonly string[]
}

const SEPARATION = '  '
/** A cell as text, and as it looks once it has its width. */
interface Cell {
  readonly text: string
  readonly finish: (padded: string) => string
  readonly wraps?: boolean | undefined
}

interface Grid<Row> {
  readonly columns: readonly Column<Row>[]
  readonly head: readonly Cell[]
  readonly rows: readonly (readonly Cell[])[]
}

export interface TableOptions {
  /** As `yieldsBelow` of a column: the box goes in its turn. Without it the box stays. */
  readonly boxYieldsBelow?: number
}

/**
 * A table with a header row: boxed and fitted to its width on a terminal, bare aligned columns in a pipe.
 * Async because the box drawing is loaded only when a box is drawn.
 */
export async function renderTable<Row>(
  columns: readonly Column<Row>[],
  groups: readonly RowGroup<Row>[],
  surface: Surface,
  {boxYieldsBelow}: TableOptions = {},
): Promise<RenderedTable> {
  if (!surface.decorated) return {text: alignedText(columns, groups, surface), leftOut: []}
  const grid = gridOf(columns, groups, surface)
  const {boxWidth, drawBox} = await import('./box.js')
  const {kept, widths, boxed} = fitColumns(columns, naturalWidths(grid), surface.columns, {boxWidth, boxYieldsBelow})
  const ellipsis = glyphsFor(surface).ellipsis
  const keptCells = (cells: readonly Cell[], last: number): string[] =>
    kept.slice(0, last + 1).map((at, index) => {
      const cell = cells[at]!
      const width = widths[index]!
      const shown = truncateTo(cell.text, width, ellipsis)
      const align = columns[at]!.align ?? 'left'
      return cell.finish(index === last && align === 'left' ? shown : padTo(shown, width, align))
    })
  const boxedCells = (cells: readonly Cell[]) => keptCells(cells, kept.length)
  // Without a box a line ends with its last text.
  const bareLine = (cells: readonly Cell[]) =>
    `${keptCells(
      cells,
      kept.findLastIndex(at => cells[at]!.text !== ''),
    ).join(SEPARATION)}\n`
  const rows = grid.rows.flatMap(cells => wrappedRows(cells, kept, widths))
  const text = boxed
    ? drawBox({widths, head: boxedCells(grid.head), rows: rows.map(boxedCells), surface})
    : [grid.head, ...rows].map(bareLine).join('')
  return {text, leftOut: columns.filter((_, at) => !kept.includes(at)).map(({header}) => header)}
}

/** Lines of one row: what is longer is a screen of its own. Assumed. */
const MOST_LINES = 4

/** A row as the lines it takes once its columns have their widths. */
function wrappedRows(cells: readonly Cell[], kept: readonly number[], widths: readonly number[]): (readonly Cell[])[] {
  if (!cells.some(({wraps}) => wraps === true)) return [cells]
  const parts = cells.map((cell, at) => {
    const width = widths[kept.indexOf(at)]
    if (cell.wraps !== true || width === undefined || displayWidth(cell.text) <= width) return [cell.text]
    // A path has no spaces to break at, and is of no use when it is cut.
    const lines = wrapWords(cell.text, width).flatMap(line => piecesOf(line, width))
    return [...lines.slice(0, MOST_LINES - 1), lines.slice(MOST_LINES - 1).join(' ')].filter(line => line !== '')
  })
  const height = Math.max(...parts.map(lines => lines.length))
  return Array.from({length: height}, (_, line) => cells.map((cell, at) => ({...cell, text: parts[at]![line] ?? ''})))
}

function gridOf<Row>(columns: readonly Column<Row>[], groups: readonly RowGroup<Row>[], surface: Surface): Grid<Row> {
  const {colour} = surface
  const head = columns.map(({header}) => ({text: header, finish: (padded: string) => colour.bold(padded)}))
  const lines: Cell[][] = []
  for (const {heading, rows} of groups) {
    const headed = heading !== null
    if (headed) lines.push(headingCells(heading, columns.length, colour))
    for (const row of rows) {
      lines.push(
        columns.map(({text, paint, wraps}, at) => ({
          text: (headed && at === 0 ? GROUP_INDENT : '') + withoutGaps(text(row)),
          finish: paint ? padded => paint(colour, padded, row) : unpainted,
          wraps: wraps?.(row) === true,
        })),
      )
    }
  }
  return {columns, head, rows: lines}
}

const unpainted = (padded: string) => padded

/** Two spaces separate columns: a cell with several in it could pass for more cells than it is. */
const withoutGaps = (text: string) => (text.includes(SEPARATION) ? text.replace(/ {2,}/g, ' ') : text)
/** Sets rows off from their heading, also without colour. */
const GROUP_INDENT = '  '

function headingCells(heading: string, count: number, colour: Paint): Cell[] {
  return Array.from({length: count}, (_, at) => ({
    text: at === 0 ? heading : '',
    finish: at === 0 ? (padded: string) => colour.bold(padded) : unpainted,
  }))
}

function naturalWidths<Row>({head, rows}: Grid<Row>): number[] {
  return head.map(({text}, at) =>
    rows.reduce((widest, cells) => Math.max(widest, displayWidth(cells[at]!.text)), displayWidth(text)),
  )
}

/**
 * firectl's layout: a header row, columns two spaces apart, nothing cut, no space at a line's end. Of each cell only its text
 * is kept: a pipe may get some thousand rows.
 */
function alignedText<Row>(
  columns: readonly Column<Row>[],
  groups: readonly RowGroup<Row>[],
  {colour}: Surface,
): string {
  const rows = groups.flatMap(group => group.rows)
  const texts = rows.map(row => columns.map(({text}) => withoutGaps(text(row))))
  const widths = columns.map(({header}, at) =>
    texts.reduce((widest, cells) => Math.max(widest, displayWidth(cells[at]!)), displayWidth(header)),
  )
  const lineOf = (cells: readonly string[], finish: (padded: string, at: number) => string): string => {
    const last = cells.length - 1
    return `${cells
      .map((text, at) => {
        const align = columns[at]!.align ?? 'left'
        return finish(at === last && align === 'left' ? text : padTo(text, widths[at]!, align), at)
      })
      .join(SEPARATION)
      .trimEnd()}\n`
  }
  const head = lineOf(
    columns.map(({header}) => header),
    padded => colour.bold(padded),
  )
  const painted = (row: Row) => (padded: string, at: number) => columns[at]!.paint?.(colour, padded, row) ?? padded
  return head + texts.map((cells, at) => lineOf(cells, painted(rows[at]!))).join('')
}

interface Frame {
  readonly boxWidth: (widths: readonly number[]) => number
  readonly boxYieldsBelow: number | undefined
}

interface Fit {
  readonly kept: readonly number[]
  readonly widths: readonly number[]
  readonly boxed: boolean
}

/** The box among the columns that may be left out. */
const BOX = -1

/** Which columns stay, whether the box does, and how wide each is, so that the table fits the terminal if it can at all. */
function fitColumns<Row>(
  columns: readonly Column<Row>[],
  natural: readonly number[],
  available: number | null,
  {boxWidth, boxYieldsBelow}: Frame,
): Fit {
  const all = columns.map((_, at) => at)
  if (available === null) return {kept: all, widths: natural, boxed: true}
  const rankOf = (at: number) => (at === BOX ? boxYieldsBelow : columns[at]!.yieldsBelow)
  const yielding = [BOX, ...all].filter(at => rankOf(at) !== undefined).sort((a, b) => rankOf(b)! - rankOf(a)!)
  let [kept, boxed] = [all, true]
  const cap = () => shrinkCap(columns, natural, kept, available, boxed ? boxWidth : bareWidth)
  for (const next of yielding) {
    if (cap() >= rankOf(next)!) break
    if (next === BOX) boxed = false
    else kept = kept.filter(at => at !== next)
  }
  const widest = Math.max(MIN_TEXT_WIDTH, cap())
  const widths = kept.map(at => (columns[at]!.shrinks ? Math.min(natural[at]!, widest) : natural[at]!))
  return {kept, widths, boxed}
}

const bareWidth = (widths: readonly number[]) =>
  widths.reduce((sum, width) => sum + width, 0) + SEPARATION.length * Math.max(0, widths.length - 1)

/** Below this a name says nothing: a terminal that narrow breaks the lines itself. */
const MIN_TEXT_WIDTH = 8

/** The width that the widest shrinking columns are cut to so that the kept ones fit; Infinity when nothing must be cut. */
function shrinkCap<Row>(
  columns: readonly Column<Row>[],
  natural: readonly number[],
  kept: readonly number[],
  available: number,
  boxWidth: (widths: readonly number[]) => number,
): number {
  const widthAt = (cap: number): number =>
    boxWidth(kept.map(at => (columns[at]!.shrinks ? Math.min(natural[at]!, cap) : natural[at]!)))
  if (widthAt(Number.POSITIVE_INFINITY) <= available) return Number.POSITIVE_INFINITY
  let cap = available
  while (cap > 0 && widthAt(cap) > available) cap -= 1
  return cap
}
