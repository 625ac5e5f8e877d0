import {wrappedWhole, wrapWords} from '../render/surface/display-width.js'
import type {Surface} from '../render/surface/terminal-style.js'

/** Columns; help in a pipe, and the widest help on a terminal. */
const PIPE_COLUMNS = 100
/** A longer first cell gets a line of its own. */
const WIDEST_NAME = 35
const INDENT = '  '
/** Columns that the last cell needs beside the others. */
const LEAST_ROOM = 30

/** Titled sections, empty ones left out, a blank line between two. Lines under a title are indented. */
export function sections(surface: Surface, parts: readonly (readonly [string, readonly string[]])[]): string {
  const shown = parts.filter(([, lines]) => lines.length > 0)
  const text = shown.map(([title, lines]) => {
    if (title === '') return lines.join('\n')
    return [surface.colour.bold(title), ...lines.map(line => `${INDENT}${line}`.trimEnd())].join('\n')
  })
  return `${text.join('\n\n')}\n`
}

/** Text broken to the width, its own line ends kept. */
export function paragraphs(text: string, surface: Surface, indent = 0): string[] {
  return text.split('\n').flatMap(line => (line === '' ? [''] : wrappedWhole(line, width(surface) - indent)))
}

export function exampleLines(
  examples: readonly {readonly command: string; readonly description: string}[],
  surface: Surface,
): string[] {
  return examples.flatMap(({command, description}) => [
    ...wrapWords(`# ${description}`, width(surface) - INDENT.length).map(line => surface.colour.dim(line)),
    `$ ${command}`,
  ])
}

/** Two columns: a name and what it means. */
export function rows(entries: readonly (readonly [string, string])[], surface: Surface): string[] {
  return alignedRows(entries, width(surface))
}

/** Columns two spaces apart; the last one is broken to the room that is left. */
export function alignedRows(entries: readonly (readonly string[])[], columns: number): string[] {
  const count = Math.max(0, ...entries.map(cells => cells.length))
  const widths = Array.from({length: Math.max(0, count - 1)}, (_, at) =>
    Math.min(at === 0 ? WIDEST_NAME : columns, Math.max(0, ...entries.map(cells => cells[at]?.length ?? 0))),
  )
  const before = widths.reduce((sum, cell) => sum + cell + 2, 0)
  const room = columns - before - INDENT.length
  if (room < LEAST_ROOM && entries.some(cells => (cells[count - 1] ?? '').length > room))
    return stackedRows(entries, columns)
  return entries.flatMap(cells => {
    const [first = '', ...others] = wrapWords(cells[count - 1] ?? '', room)
    const head = widths.map((cell, at) => (cells[at] ?? '').padEnd(cell))
    const start = (head[0] ?? '').length > (widths[0] ?? 0) ? [head[0]!, `${' '.repeat(before)}${first}`] : null
    return [...(start ?? [[...head, first].join('  ')]), ...others.map(line => `${' '.repeat(before)}${line}`)].map(
      line => line.trimEnd(),
    )
  })
}

/** On a narrow terminal: a row's last cell below the others. */
function stackedRows(entries: readonly (readonly string[])[], columns: number): string[] {
  const deeper = INDENT + INDENT + INDENT
  return entries.flatMap(cells => [
    ...wrapWords(cells.slice(0, -1).join('  '), columns - INDENT.length),
    ...wrapWords(cells.at(-1) ?? '', columns - INDENT.length - deeper.length).map(line => `${deeper}${line}`),
  ])
}

/** Columns that help may use. */
export function width(surface: Surface): number {
  return Math.min(surface.columns ?? PIPE_COLUMNS, PIPE_COLUMNS)
}
