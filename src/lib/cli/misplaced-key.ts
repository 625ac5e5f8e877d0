import {command} from '../domain/action.js'
import {AppError} from '../domain/errors.js'
import {looksLikeRealKey} from '../sandbox/keys.js'

/** Where a key may stand on a command line: the flag, the argument of `auth login`, and inside a command that prints one. */
const FOR_KEYS: ReadonlySet<string> = new Set(['api-key', 'KEY', 'key-command'])

/** What oclif made of a line. */
interface ParsedLine {
  readonly args: Readonly<Record<string, unknown>>
  readonly argv: readonly unknown[]
  readonly flags: Readonly<Record<string, unknown>>
}

/**
 * A key typed where a name belongs (`fireq limits probe $FIREWORKS_API_KEY`) would be sent and shown as that name.
 * @throws AppError usage, which does not show it
 */
export function refuseMisplacedKeys({args, argv, flags}: ParsedLine): void {
  const given = [
    ...Object.entries(args).map(([name, value]) => ({name, shown: name, value})),
    // Of a command that takes several, `args` has the first alone.
    ...('KEY' in args ? [] : [{name: '', shown: 'the arguments', value: argv}]),
    ...Object.entries(flags).map(([name, value]) => ({name, shown: `--${name}`, value})),
  ]
  const misplaced = given.find(({name, value}) => !FOR_KEYS.has(name) && [value].flat().some(holdsKey))
  if (misplaced === undefined) return
  throw new AppError('usage', `a value of \`${misplaced.shown}\` looks like an API key`, {
    hints: [['nothing was sent; a key goes into `FIREWORKS_API_KEY`, or into ', command('auth', 'login')]],
  })
}

/** The flags but those that hold a key: what a line to run next may repeat. */
export function withoutKeys<Flags extends object>(flags: Flags): Partial<Flags> {
  return Object.fromEntries(
    Object.entries(flags).filter(([, value]) => ![value].flat().some(holdsKey)),
  ) as Partial<Flags>
}

function holdsKey(value: unknown): boolean {
  return typeof value === 'string' && value.split(',').some(part => looksLikeRealKey(part))
}
