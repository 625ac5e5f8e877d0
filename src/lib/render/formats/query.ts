import {AppError} from '../../domain/errors.js'
import {nearest} from '../../domain/text/did-you-mean.js'
import {printableLines} from '../../domain/text/printable.js'
import {serialise, type SerialiseOptions} from './document.js'

/** The package, with the function that its types leave out. */
interface Jmespath {
  search(document: unknown, expression: string): unknown
  /** The syntax tree. Throws errors whose messages alone say what is wrong. */
  compile(expression: string): unknown
}

/** The functions of the language. Source: the JMESPath specification, built-in functions. */
const FUNCTIONS = [
  'abs',
  'avg',
  'ceil',
  'contains',
  'ends_with',
  'floor',
  'join',
  'keys',
  'length',
  'map',
  'max',
  'max_by',
  'merge',
  'min',
  'min_by',
  'not_null',
  'reverse',
  'sort',
  'sort_by',
  'starts_with',
  'sum',
  'to_array',
  'to_number',
  'to_string',
  'type',
  'values',
]

/** An expression that has been read, to be asked of a document. */
export interface Query {
  /**
   * What the expression finds: a string bare, everything else as JSON, `null` for nothing.
   * @throws AppError usage when the expression does not fit the document
   */
  text(document: unknown, options: SerialiseOptions): string
  /** The same as a value. */
  value(document: unknown): unknown
}

/**
 * Reads a JMESPath expression.
 * @throws AppError usage with the place, for one that is not JMESPath
 */
export async function readQuery(expression: string): Promise<Query> {
  const imported = (await import('jmespath')) as unknown as Jmespath & {default?: Jmespath}
  const jmespath = imported.default ?? imported
  const place = placeOfError(jmespath, expression)
  if (place !== null) throw malformed(expression, place)
  const stranger = unknownFunction(jmespath.compile(expression))
  if (stranger !== null) throw unknownName(expression, stranger)
  const value = (document: unknown): unknown => {
    try {
      return jmespath.search(document, expression) ?? null
    } catch (error) {
      throw unfitting(expression, (error as Error).message)
    }
  }
  return {
    value,
    text: (document, options) => {
      const found = value(document)
      return typeof found === 'string' ? `${printableLines(found)}\n` : serialise(found, options)
    },
  }
}

/** Where reading stops; null for a whole expression. Its parser does not tell places: the longest readable beginning does. */
function placeOfError(jmespath: Jmespath, expression: string): number | null {
  if (readingOf(jmespath, expression) === 'whole') return null
  for (let end = expression.length; end > 0; end--) {
    if (readingOf(jmespath, expression.slice(0, end)) !== 'wrong') return end
  }
  return 0
}

/** Whether a text is an expression, could become one, or never will. */
function readingOf(jmespath: Jmespath, text: string): 'whole' | 'begun' | 'wrong' {
  try {
    jmespath.compile(text)
    return 'whole'
  } catch (error) {
    const {name, message} = error as Error
    // An open quote fails as JSON that ends too early.
    const begun = /\(EOF\)|got: EOF$|^Expecting .*EOF|type: EOF/.test(message) || name === 'SyntaxError'
    return begun ? 'begun' : 'wrong'
  }
}

/** The first function in a syntax tree that the language does not have. */
function unknownFunction(tree: unknown): string | null {
  if (Array.isArray(tree)) return tree.map(unknownFunction).find(name => name !== null) ?? null
  if (typeof tree !== 'object' || tree === null) return null
  const {type, name} = tree as {type?: unknown; name?: unknown}
  if (type === 'Function' && typeof name === 'string' && !FUNCTIONS.includes(name)) return name
  return unknownFunction(Object.values(tree))
}

function malformed(expression: string, at: number): AppError {
  const what = at >= expression.length ? 'ends too early' : `cannot be read from character ${at + 1}`
  const next = expression.slice(at).trimStart()
  const hint = /^-?\d/.test(next)
    ? 'a number stands in back-ticks: [?usage > `5`]'
    : "JMESPath, as in aws and az: data.quotas[?status=='full'].id"
  return new AppError('usage', `\`--query\` ${what}`, {hints: [hint], excerpt: {text: expression, at}})
}

function unknownName(expression: string, name: string): AppError {
  const near = nearest(name, FUNCTIONS)
  return new AppError('usage', `\`--query\`: no function \`${name}\` in JMESPath`, {
    hints: [near === null ? `its functions: ${FUNCTIONS.join(', ')}` : `did you mean \`${near}\`?`],
    excerpt: {text: expression, at: Math.max(0, expression.indexOf(`${name}(`))},
  })
}

/** The library's own words name the function: `length() expected argument 1 to be type …`. */
function unfitting(expression: string, message: string): AppError {
  const words = message.replace(/^(?:Type|Argument)Error: /, '').replace(/\.$/, '')
  const name = /^[a-z_]+(?=\()/.exec(words)?.[0]
  const at = name === undefined ? 0 : Math.max(0, expression.indexOf(`${name}(`))
  return new AppError('usage', `\`--query\` does not fit the document: ${words}`, {
    hints: ['see the whole document with `--json`'],
    excerpt: {text: expression, at},
  })
}
