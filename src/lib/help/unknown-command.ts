import {command, type Hint} from '../domain/action.js'
import {AppError} from '../domain/errors.js'
import {nearest} from '../domain/text/did-you-mean.js'
import {foreignCommand} from './firectl-commands.js'

/** What a mistyped command may have meant. */
export interface KnownNames {
  /** `quota list`. */
  readonly commands: readonly string[]
  /** `quota`. */
  readonly topics: readonly string[]
  /** Names that may stand after `help` besides commands. */
  readonly pages: readonly string[]
}

/** Verbs of other tools, and the verbs of ours they stand for, best first. */
const VERBS: Readonly<Record<string, readonly string[]>> = {
  edit: ['set'],
  change: ['set'],
  modify: ['set'],
  raise: ['set'],
  lower: ['set'],
  add: ['set', 'login'],
  new: ['set', 'login'],
  show: ['get', 'list', 'status'],
  view: ['get', 'list', 'status'],
  describe: ['get', 'explain', 'list'],
  ls: ['list'],
  use: ['switch'],
  remove: ['unset', 'logout'],
  rm: ['unset', 'logout'],
  delete: ['unset', 'logout'],
}

/**
 * Why there is no such command, and what was likely meant.
 * @param name the words that were understood, '' for none
 * @param rest the words after them, without flags
 * @returns AppError usage
 */
export function unknownCommand(name: string, rest: readonly string[], known: KnownNames): AppError {
  const typed = [name, ...rest.slice(0, name === '' ? 2 : 1)].filter(word => word !== '').join(' ')
  if (typed === '') return new AppError('usage', 'no command given', {hints: ['see `fireq --help`']})
  const words = typed.split(' ')
  const foreign = foreignCommand(words, topic => known.topics.includes(topic))
  const meant = byVerb(words, known.commands)
  if (foreign !== null && meant === null) {
    const there = foreign.nearest !== null && known.commands.includes(foreign.nearest)
    const hint: Hint = there
      ? ['the nearest is ', command(...foreign.nearest.split(' ')), `: ${foreign.instead}`]
      : foreign.instead
    return new AppError('usage', `fireq does not have firectl's \`${words.slice(0, 2).join(' ')}\``, {hints: [hint]})
  }
  return new AppError('usage', `unknown command \`${typed}\``, {hints: [guess(typed, words, rest, meant, known)]})
}

function guess(
  typed: string,
  words: readonly string[],
  rest: readonly string[],
  meant: string | null,
  known: KnownNames,
): Hint {
  // `fireq quota-list` and `fireq stauts --json` alike: the nearest of the commands and topics.
  const names = [...known.commands, ...known.topics]
  const near = meant ?? nearest(typed, names) ?? nearest(words[0]!, names) ?? nearest(rest[0] ?? typed, names)
  if (near !== null && !known.topics.includes(near)) return `did you mean \`fireq ${near}\`?`
  const page = nearest(typed, known.pages)
  if (page !== null) return `did you mean \`fireq help ${page}\`?`
  if (near === null) return 'see `fireq --help`'
  return known.topics.includes(words[0]!) ? `see \`fireq ${near} --help\`` : `did you mean \`fireq ${near}\`?`
}

/** `quota edit` and `edit quota` are `quota set`. */
function byVerb(words: readonly string[], commands: readonly string[]): string | null {
  const [first = '', second = ''] = words
  for (const [noun, verb] of [[first, second] as const, [second, first] as const]) {
    const verbs = Object.hasOwn(VERBS, verb) ? VERBS[verb]! : []
    const found = verbs.map(own => `${noun.replace(/s$/, '')} ${own}`).find(id => commands.includes(id))
    if (found !== undefined) return found
  }
  return null
}
