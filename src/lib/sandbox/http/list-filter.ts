/** A refused query parameter; the gateway answers 400 with the message. */
export class InvalidQuery extends Error {}

/** A resource as it goes over the wire, before a read mask. */
export type WireResource = Readonly<Record<string, unknown>>

type Predicate = (resource: WireResource) => boolean

const TOKEN = /\s*(?:(<=|>=|!=|=|<|>|:|\(|\))|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s()<>=!:"']+))/y

interface Token {
  readonly kind: 'symbol' | 'string' | 'word'
  readonly text: string
}

/**
 * Compiles the part of the AIP-160 filter language that lists need: comparisons (`=`, `!=`, `<`, `<=`, `>`, `>=`, `:` for
 * "contains"), `AND`, `OR`, `NOT`, `-`, parentheses, quoted strings, `*` at either end of a string.
 * @throws {InvalidQuery} for a text outside that part, or a field the resource type does not have
 */
export function compileFilter(text: string, fields: readonly string[]): Predicate {
  if (text.trim() === '') return () => true
  const parser = new FilterParser(tokenize(text), fields)
  return parser.parse()
}

/** `max_value` and `maxValue` are the same field. */
export function camelCase(field: string): string {
  return field.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase())
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  const end = text.trimEnd().length
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (match === null) throw new InvalidQuery(`invalid filter: unexpected text at position ${at}`)
    const quoted = match[2] ?? match[3]
    if (match[1] !== undefined) tokens.push({kind: 'symbol', text: match[1]})
    else if (quoted !== undefined) tokens.push({kind: 'string', text: quoted.replace(/\\(.)/g, '$1')})
    else tokens.push({kind: 'word', text: match[4] ?? ''})
  }
  return tokens
}

class FilterParser {
  readonly #tokens: readonly Token[]
  readonly #fields: readonly string[]
  #at = 0

  constructor(tokens: readonly Token[], fields: readonly string[]) {
    this.#tokens = tokens
    this.#fields = fields
  }

  parse(): Predicate {
    const predicate = this.#sequence()
    const rest = this.#tokens[this.#at]
    if (rest !== undefined) throw new InvalidQuery(`invalid filter: unexpected "${rest.text}"`)
    return predicate
  }

  /** Terms joined by AND, or just written one after the other. OR binds tighter than AND in AIP-160. */
  #sequence(): Predicate {
    let left = this.#alternatives()
    for (;;) {
      const next = this.#tokens[this.#at]
      if (next === undefined || (next.kind === 'symbol' && next.text === ')')) return left
      this.#takeWord('AND')
      const before = left
      const right = this.#alternatives()
      left = resource => before(resource) && right(resource)
    }
  }

  #alternatives(): Predicate {
    let left = this.#term()
    while (this.#takeWord('OR')) {
      const before = left
      const right = this.#term()
      left = resource => before(resource) || right(resource)
    }
    return left
  }

  #term(): Predicate {
    if (this.#takeWord('NOT')) {
      const inner = this.#term()
      return resource => !inner(resource)
    }
    const token = this.#next()
    if (token.kind === 'symbol' && token.text === '(') {
      const inner = this.#sequence()
      const close = this.#next()
      if (close.text !== ')' || close.kind !== 'symbol') throw new InvalidQuery('invalid filter: missing ")"')
      return inner
    }
    if (token.kind !== 'word') throw new InvalidQuery(`invalid filter: expected a field, got "${token.text}"`)
    const negated = token.text.startsWith('-')
    const field = camelCase(negated ? token.text.slice(1) : token.text)
    if (!this.#fields.includes(field)) throw new InvalidQuery(`invalid filter: unknown field "${token.text}"`)
    const operator = this.#next()
    if (operator.kind !== 'symbol' || operator.text === '(' || operator.text === ')') {
      throw new InvalidQuery(`invalid filter: expected an operator after "${token.text}"`)
    }
    const value = this.#next()
    if (value.kind === 'symbol') throw new InvalidQuery(`invalid filter: expected a value after "${operator.text}"`)
    const compare = comparison(operator.text, value.text)
    return resource => compare(resource[field]) !== negated
  }

  #takeWord(word: string): boolean {
    const token = this.#tokens[this.#at]
    if (token?.kind !== 'word' || token.text !== word) return false
    this.#at += 1
    return true
  }

  #next(): Token {
    const token = this.#tokens[this.#at]
    if (token === undefined) throw new InvalidQuery('invalid filter: it ends too early')
    this.#at += 1
    return token
  }
}

function comparison(operator: string, wanted: string): (actual: unknown) => boolean {
  if (operator === ':') return actual => plain(actual).toLowerCase().includes(wanted.replaceAll('*', '').toLowerCase())
  if (operator === '=') return actual => equals(actual, wanted)
  if (operator === '!=') return actual => !equals(actual, wanted)
  return actual => {
    if (actual === undefined) return false
    const order = compareValues(actual, wanted)
    if (operator === '<') return order < 0
    if (operator === '<=') return order <= 0
    return operator === '>' ? order > 0 : order >= 0
  }
}

function equals(actual: unknown, wanted: string): boolean {
  const text = plain(actual)
  const inner = wanted.replaceAll('*', '')
  if (wanted.length > 1 && wanted.startsWith('*') && wanted.endsWith('*')) return text.includes(inner)
  if (wanted.startsWith('*')) return text.endsWith(inner)
  if (wanted.endsWith('*')) return text.startsWith(inner)
  return compareValues(actual, wanted) === 0
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
