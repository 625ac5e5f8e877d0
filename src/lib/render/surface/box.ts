import CliTable3 from 'cli-table3'
import type {Surface} from './terminal-style.js'

export interface Box {
  readonly widths: readonly number[]
  /** Cells of exactly their column's width, coloured. */
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly surface: Surface
}

type FrameChars = Record<
  'top' | 'top-left' | 'top-right' | 'mid' | 'left-mid' | 'right-mid' | 'bottom' | 'bottom-left' | 'bottom-right',
  string
> & {left: string; right: string}

const LIGHT: FrameChars = {
  top: '─',
  'top-left': '╭',
  'top-right': '╮',
  mid: '─',
  'left-mid': '├',
  'right-mid': '┤',
  bottom: '─',
  'bottom-left': '╰',
  'bottom-right': '╯',
  left: '│',
  right: '│',
}

const ASCII: FrameChars = {
  top: '-',
  'top-left': '+',
  'top-right': '+',
  mid: '-',
  'left-mid': '+',
  'right-mid': '+',
  bottom: '-',
  'bottom-left': '+',
  'bottom-right': '+',
  left: '|',
  right: '|',
}

/** No lines between columns: alignment does that, and a narrow terminal has better uses for the room. */
const NO_COLUMN_LINES = {'top-mid': '', 'mid-mid': '', 'bottom-mid': '', middle: ''}

/** Columns that a box around these columns takes: a side and a space at each end, two spaces between columns. */
export function boxWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + 2, 2)
}

// Letters, which no frame is made of.
const STAND_IN_START = 'a'
const STAND_IN_REST = 'b'
const STAND_IN_OR_FRAME = /ab*|[^\sab]+/g

/**
 * Draws the frame around cells. cli-table3 draws it once, around one row of stand-ins, and every row takes their places:
 * it needs 0.25 ms for each row of its own, and counts widths with an older string-width that errs on combining marks.
 */
export function drawBox({widths, head, rows, surface}: Box): string {
  const standIns = widths.map(width => STAND_IN_START + STAND_IN_REST.repeat(Math.max(0, width - 1)))
  const table = new CliTable3({
    head: standIns,
    chars: {...(surface.unicode ? LIGHT : ASCII), ...NO_COLUMN_LINES},
    style: {head: [], border: [], 'padding-left': 1, 'padding-right': 1},
  })
  table.push(standIns)
  const [top, header, rule, row, bottom] = table.toString().split('\n') as [string, string, string, string, string]
  const filled = (line: string, cells: readonly string[]): string => {
    let at = 0
    return line.replace(STAND_IN_OR_FRAME, part =>
      part.startsWith(STAND_IN_START) ? cells[at++]! : surface.colour.dim(part),
    )
  }
  const lines = [filled(top, []), filled(header, head), filled(rule, [])]
  for (const cells of rows) lines.push(filled(row, cells))
  lines.push(filled(bottom, []))
  return lines.join('\n') + '\n'
}
