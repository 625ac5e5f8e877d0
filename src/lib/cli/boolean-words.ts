import {AppError} from '../domain/errors.js'

/** A flag's class as far as it is looked at here. */
interface FlagKind {
  readonly type?: string
  readonly char?: string
}

// What Go's strconv.ParseBool takes, and so firectl.
const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True']
const FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False']

/**
 * Reads `--dry-run=true` and `--dry-run=false` as firectl does. oclif would take the flag as given in both cases, and
 * the word after the `=` for an argument: `--yes=false` would mean its opposite.
 * @throws AppError usage for anything else after the `=`
 */
export function withPlainBooleans(argv: readonly string[], flags: Readonly<Record<string, unknown>>): string[] {
  const booleans = new Set(
    Object.entries(flags).flatMap(([name, flag]) => {
      const {type, char} = flag as FlagKind
      return type === 'boolean' ? [`--${name}`, ...(char === undefined ? [] : [`-${char}`])] : []
    }),
  )
  const end = argv.indexOf('--')
  const options = end === -1 ? argv : argv.slice(0, end)
  const plain = options.flatMap(word => {
    const [name = '', value] = splitOnce(word)
    if (value === undefined || !booleans.has(name)) return [word]
    if (TRUE.includes(value)) return [name]
    if (FALSE.includes(value)) return []
    throw new AppError('usage', `\`${name}\` is on or off: \`${value}\` is neither`, {
      hints: [`give \`${name}\` alone, or leave it out`],
    })
  })
  return [...plain, ...(end === -1 ? [] : argv.slice(end))]
}

function splitOnce(word: string): string[] {
  const at = word.indexOf('=')
  return at === -1 ? [word] : [word.slice(0, at), word.slice(at + 1)]
}
