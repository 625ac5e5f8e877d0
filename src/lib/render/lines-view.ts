import {printable} from '../domain/printable.js'
import {formatTimeUtc} from '../domain/units.js'
import {glyphsFor, type Surface} from './terminal-style.js'

/** A label, its value (null: not known) and how the shown value is painted. */
export type Line = readonly [label: string, value: string | null, paint?: (shown: string) => string]

/** firectl's form of one resource: `Title Case: value` lines. Values are made safe for a terminal. */
export function linesText(lines: readonly Line[], surface: Surface): string {
  const {unknown} = glyphsFor(surface)
  return lines
    .map(([label, value, paint = shown => shown]) => {
      const shown = (value === null ? '' : printable(value)) || unknown
      return `${surface.colour.bold(`${label}:`)} ${paint(shown)}\n`
    })
    .join('')
}

/** A server's time as a value: UTC with a `Z`; one that is not RFC 3339 is shown as it came. */
export function timeText(time: string | null): string | null {
  return time === null ? null : (formatTimeUtc(time) ?? time)
}
