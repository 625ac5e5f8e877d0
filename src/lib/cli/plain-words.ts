import {AppError} from '../domain/errors.js'
import {optionsOf} from './argv.js'
import {DEFAULT_WATCH_SECONDS} from './watch/flag.js'

/** A flag's definition as far as it is looked at here. */
interface FlagKind {
  readonly type?: string
  readonly char?: string
}

// What Go's strconv.ParseBool takes, and so firectl.
const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True']
const FALSE = ['0', 'f', 'F', 'false', 'FALSE', 'False']

/**
 * A command's words as oclif reads them in firectl's sense. `--dry-run=true` and `--dry-run=false` are on and off: oclif
 * would take the flag as given in both cases, and `--yes=false` would mean its opposite. `--watch` takes the next word
 * only where that is a number.
 * @param flags definitions by name
 * @throws AppError usage for a switch with anything else after its `=`
 */
export function plainWords(argv: readonly string[], flags: Readonly<Record<string, unknown>>): string[] {
  const switches = switchesOf(flags)
  const options = optionsOf(argv)
  const plain = options.flatMap((word, at) => {
    if (word === '--watch' && 'watch' in flags && !/^[\d.]/.test(argv[at + 1] ?? ''))
      return [`--watch=${DEFAULT_WATCH_SECONDS}`]
    const equals = word.indexOf('=')
    const name = word.slice(0, equals)
    return equals !== -1 && switches.has(name) ? switched(name, word.slice(equals + 1)) : [word]
  })
  return [...plain, ...argv.slice(options.length)]
}

/** The spellings of all flags that are on or off. */
function switchesOf(flags: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const spellings = Object.entries(flags).flatMap(([name, flag]) => {
    const {type, char} = flag as FlagKind
    return type === 'boolean' ? [`--${name}`, ...(char === undefined ? [] : [`-${char}`])] : []
  })
  return new Set(spellings)
}

function switched(name: string, value: string): string[] {
  if (TRUE.includes(value)) return [name]
  if (FALSE.includes(value)) return []
  throw new AppError('usage', `\`${name}\` is on or off: \`${value}\` is neither`, {
    hints: [`give \`${name}\` alone, or leave it out`],
  })
}
