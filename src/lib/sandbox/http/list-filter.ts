/** A refused query parameter; the gateway answers 400 with the message. */
export class InvalidQuery extends Error {}

/** A resource as it goes over the wire, before a read mask. */
export type WireResource = Readonly<Record<string, unknown>>

type Predicate = (resource: WireResource) => boolean

const LONGEST_FILTER = 2_000
const COMPARISON = /^(\w{1,64}) ?(!=|<=|>=|=|<|>|:) ?("[^"]*"|'[^']*'|[^\s"'()]+)$/

/**
 * Compiles the part of the AIP-160 filter language that lists need: comparisons (`=`, `!=`, `<`, `<=`, `>`, `>=`, and `:`
 * for "contains") joined by `AND`.
 * @throws {InvalidQuery} for a text outside that part, or a field the resource type does not have
 */
export function compileFilter(text: string, fields: readonly string[]): Predicate {
  if (text.length > LONGEST_FILTER) throw new InvalidQuery('invalid filter: too long')
  if (text.trim() === '') return () => true
  const terms = text
    .trim()
    .split(/\sAND\s/)
    .map(term => comparison(term.trim(), fields))
  return resource => terms.every(matches => matches(resource))
}

/** `max_value` and `maxValue` are the same field. */
export function camelCase(field: string): string {
  return field.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase())
}

function comparison(term: string, fields: readonly string[]): Predicate {
  const match = COMPARISON.exec(term)
  if (match === null) throw new InvalidQuery(`invalid filter: "${term}" is not a comparison`)
  const [, name = '', operator = '', quoted = ''] = match
  const field = camelCase(name)
  if (!fields.includes(field)) throw new InvalidQuery(`invalid filter: unknown field "${name}"`)
  const wanted = quoted.replace(/^(["'])(.*)\1$/, '$2')
  return resource => holds(operator, resource[field], wanted)
}

function holds(operator: string, actual: unknown, wanted: string): boolean {
  if (operator === ':') return plain(actual).toLowerCase().includes(wanted.toLowerCase())
  if (operator === '!=') return compareValues(actual, wanted) !== 0
  if (actual === undefined) return false
  const order = compareValues(actual, wanted)
  if (operator === '=') return order === 0
  if (operator === '<') return order < 0
  if (operator === '<=') return order <= 0
  return operator === '>' ? order > 0 : order >= 0
}

/** Numbers (int64 strings too) by size, everything else as text. */
export function compareValues(left: unknown, right: unknown): number {
  const a = plain(left)
  const b = plain(right)
  if (isNumeric(a) && isNumeric(b)) return Number(a) - Number(b)
  return a < b ? -1 : a > b ? 1 : 0
}

function isNumeric(text: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(text)
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? `${value}` : ''
}
