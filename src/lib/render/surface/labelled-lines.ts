import {displayWidth, wrapWords} from './display-width.js'
import type {Surface} from './terminal-style.js'

/** One fact of a screen: a label, its text, and what colours it. */
export interface LabelledLine {
  readonly label: string
  /** Safe to show. Several: one under the other. A no-break space keeps words together, and is shown as a space. */
  readonly text: string | readonly string[]
  readonly paint?: (shown: string) => string
}

/** Below this the text says nothing beside its label: a terminal that narrow breaks the lines itself. */
const NARROWEST_TEXT = 20

/**
 * Facts one under the other. A terminal gets a column of labels and texts that are broken to its width; a pipe gets
 * `Label: text` lines, one for each text, nothing cut.
 */
export function labelledLines(lines: readonly LabelledLine[], surface: Surface): string {
  const text = surface.decorated ? alignedLines(lines, surface) : plainLines(lines, surface)
  return text.replaceAll('\u00a0', ' ')
}

function alignedLines(lines: readonly LabelledLine[], surface: Surface): string {
  const width = lines.reduce((widest, {label}) => Math.max(widest, displayWidth(label)), 0) + 2
  const room = surface.columns === null ? null : Math.max(NARROWEST_TEXT, surface.columns - width)
  return lines
    .flatMap(({label, text, paint = same}) => {
      const items = typeof text === 'string' ? [text] : text
      const broken = items.flatMap(item => (items.length > 1 ? itemLines(item, room) : wrapWords(item, room)))
      return broken.map((part, at) => {
        const start = (at === 0 ? label : '').padEnd(width)
        return `${surface.colour.dim(start)}${paint(part)}\n`
      })
    })
    .join('')
}

/** One of several items: its later lines stand in, so that the next item is seen to begin. */
function itemLines(item: string, room: number | null): string[] {
  const [first = '', ...rest] = wrapWords(item, room)
  if (rest.length === 0) return [first]
  const narrower = wrapWords(rest.join(' '), room === null ? null : room - 2)
  return [first, ...narrower.map(line => `  ${line}`)]
}

function plainLines(lines: readonly LabelledLine[], {colour}: Surface): string {
  return lines
    .flatMap(({label, text, paint = same}) => [text].flat().map(part => `${colour.bold(`${label}:`)} ${paint(part)}\n`))
    .join('')
}

const same = (text: string): string => text
