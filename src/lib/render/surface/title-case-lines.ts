import {printable} from '../../domain/text/printable.js'
import {formatTimeUtc} from '../../domain/text/units.js'
import {glyphsFor, type Surface} from './terminal-style.js'

/** A label, its value, and what colours it; null for a value that is not known. */
export type TitledLine = readonly [label: string, value: string | null, paint?: (shown: string) => string]

/** firectl's form of one resource: `Title Case: value` lines. Values are made safe for a terminal here. */
export function titleCaseLines(lines: readonly TitledLine[], surface: Surface): string {
  const {unknown} = glyphsFor(surface)
  return lines
    .map(([label, value, paint]) => {
      const shown = textValue(value)
      return `${surface.colour.bold(`${label}:`)} ${shown === null ? unknown : paint ? paint(shown) : shown}\n`
    })
    .join('')
}

/** A server's text made safe to show; null when it is not known or nothing of it can be seen. */
export function textValue(text: string | null): string | null {
  return printable(text ?? '') || null
}

/** A server's time: UTC with a `Z`; one that is not RFC 3339 is shown as it came. */
export function timeValue(time: string | null): string | null {
  return time === null ? null : (formatTimeUtc(time) ?? textValue(time))
}
