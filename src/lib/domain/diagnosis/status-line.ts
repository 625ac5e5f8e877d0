import {AppError} from '../errors.js'
import {nearest} from '../text/did-you-mean.js'
import {printable} from '../text/printable.js'

/** What a status line can tell, by the name of its placeholder. */
export const LINE_PLACEHOLDERS = [
  'account',
  'verdict',
  'state',
  'spend',
  'limit',
  'left',
  'spend%',
  'requests%',
  'prompt%',
  'uncached-prompt%',
  'generated%',
] as const
export type LinePlaceholder = (typeof LINE_PLACEHOLDERS)[number]
export type LineValues = Readonly<Partial<Record<LinePlaceholder, string>>>

/** Words of a format, in turn text and placeholder. */
export type LineFormat = readonly (string | {readonly placeholder: LinePlaceholder})[]

/** Those that only an answer of a model tells. */
const OF_A_MODEL: ReadonlySet<LinePlaceholder> = new Set(['requests%', 'prompt%', 'uncached-prompt%', 'generated%'])

/**
 * Reads `{spend%} of {limit}`. `{{` and `}}` stand for braces.
 * @throws AppError usage for a placeholder that there is not, or a brace without its other
 */
export function parseLineFormat(text: string): LineFormat {
  const parts: (string | {placeholder: LinePlaceholder})[] = []
  for (let at = 0; at < text.length;) {
    const two = text.slice(at, at + 2)
    if (two === '{{' || two === '}}') {
      parts.push(two[0]!)
      at += 2
    } else if (text[at] === '{') {
      const end = text.indexOf('}', at)
      if (end === -1) throw wrong('a { has no }', null)
      parts.push({placeholder: placeholderOf(text.slice(at + 1, end).trim())})
      at = end + 1
    } else parts.push(text[at++]!)
  }
  return parts
}

/** Whether a format needs an answer of a model. */
export function asksModel(format: LineFormat): boolean {
  return format.some(part => typeof part !== 'string' && OF_A_MODEL.has(part.placeholder))
}

/** One line; what is not known is the unknown mark. */
export function lineText(format: LineFormat, values: LineValues, unknown: string): string {
  const text = format.map(part => (typeof part === 'string' ? part : (values[part.placeholder] ?? unknown))).join('')
  return printable(text, 500)
}

function placeholderOf(name: string): LinePlaceholder {
  const known = LINE_PLACEHOLDERS.find(one => one === name)
  if (known !== undefined) return known
  throw wrong(`no \`{${name}}\` here`, nearest(name, LINE_PLACEHOLDERS))
}

function wrong(what: string, near: string | null): AppError {
  const hint =
    near === null ? `there are ${LINE_PLACEHOLDERS.map(one => `{${one}}`).join(' ')}` : `did you mean \`{${near}}\`?`
  return new AppError('usage', `\`--format\`: ${what}`, {hints: [hint]})
}
