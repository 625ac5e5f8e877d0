import {wrapWords} from '../render/display-width.js'
import type {Surface} from '../render/terminal-style.js'
import {TOPICS} from './command-table.js'
import type {CommandDescription, FlagDescription} from './describe-command.js'

const TAGLINE = 'What you may spend and how fast you may go on Fireworks AI.'
/** Columns; help in a pipe, and the widest help on a terminal. */
const PIPE_COLUMNS = 100

const ROOT_EXAMPLES = [
  {command: 'fireq quota list --sandbox', description: 'try it without an account'},
  {command: 'fireq auth login', description: 'store a key'},
  {command: 'fireq quota list', description: 'what you may spend and use, and how far along you are'},
]

/** `fireq --help`: examples first, then the commands. */
export function rootHelp(commands: readonly CommandDescription[], surface: Surface): string {
  return sections(surface, [
    ['', [TAGLINE]],
    ['EXAMPLES', exampleLines(ROOT_EXAMPLES, surface)],
    ['USAGE', ['fireq COMMAND [flags]']],
    [
      'COMMANDS',
      rows(
        commands.map(command => [command.id, command.summary]),
        surface,
      ),
    ],
    ['MORE', rows([['fireq COMMAND --help', 'examples and flags of a command']], surface)],
  ])
}

/** `fireq quota --help`: the commands of a topic. */
export function topicHelp(topic: string, commands: readonly CommandDescription[], surface: Surface): string {
  const own = commands.filter(command => command.id.startsWith(`${topic} `))
  return sections(surface, [
    ['', [TOPICS[topic] ?? topic]],
    [
      'EXAMPLES',
      exampleLines(
        own.flatMap(command => command.examples.slice(0, 1)),
        surface,
      ),
    ],
    ['USAGE', [`fireq ${topic} COMMAND [flags]`]],
    [
      'COMMANDS',
      rows(
        own.map(command => [command.id, command.summary]),
        surface,
      ),
    ],
  ])
}

/** `fireq quota list --help`. */
export function commandHelp(command: CommandDescription, surface: Surface): string {
  const visible = command.flags.filter(flag => !flag.hidden)
  const own = visible.filter(flag => flag.helpGroup !== 'GLOBAL')
  const global = visible.filter(flag => flag.helpGroup === 'GLOBAL')
  const args = command.args.map(arg => (arg.required ? arg.name : `[${arg.name}]`)).join(' ')
  const several = command.strict ? '' : '…'
  return sections(surface, [
    ['', [command.summary, ...(command.description === '' ? [] : ['', ...paragraphs(command.description, surface)])]],
    ['EXAMPLES', exampleLines(command.examples, surface)],
    ['USAGE', [`fireq ${command.id}${args === '' ? '' : ` ${args}${several}`} [flags]`]],
    [
      'ARGUMENTS',
      rows(
        command.args.map(arg => [arg.name, arg.description ?? '']),
        surface,
      ),
    ],
    [
      'FLAGS',
      rows(
        own.map(flag => [flagName(flag), flag.description ?? '']),
        surface,
      ),
    ],
    [
      'GLOBAL FLAGS',
      rows(
        global.map(flag => [flagName(flag), flag.description ?? '']),
        surface,
      ),
    ],
  ])
}

function sections(surface: Surface, parts: readonly (readonly [string, readonly string[]])[]): string {
  const shown = parts.filter(([, lines]) => lines.length > 0)
  const text = shown.map(([title, lines]) => {
    if (title === '') return lines.join('\n')
    return [surface.colour.bold(title), ...lines.map(line => `  ${line}`)].join('\n')
  })
  return `${text.join('\n\n')}\n`
}

function paragraphs(text: string, surface: Surface): string[] {
  return text.split('\n').flatMap(line => (line === '' ? [''] : wrapWords(line, width(surface))))
}

function exampleLines(examples: readonly {command: string; description: string}[], surface: Surface): string[] {
  return examples.flatMap(({command, description}) => [surface.colour.dim(`# ${description}`), `$ ${command}`])
}

/** Two columns; a long name gets a line of its own. */
function rows(entries: readonly (readonly [string, string])[], surface: Surface): string[] {
  const names = Math.min(32, Math.max(0, ...entries.map(([name]) => name.length)))
  const room = Math.max(24, width(surface) - names - 4)
  return entries.flatMap(([name, text]) => {
    const [first = '', ...others] = wrapWords(text, room)
    const indent = ' '.repeat(names + 2)
    const head = name.length > names ? [name, `${indent}${first}`] : [`${name.padEnd(names)}  ${first}`]
    return [...head, ...others.map(line => `${indent}${line}`)].map(line => line.trimEnd())
  })
}

function flagName(flag: FlagDescription): string {
  const long =
    flag.name === 'sandbox'
      ? '--sandbox[=SCENARIO]'
      : `--${flag.name}${flag.takesValue ? ` ${flag.helpValue ?? 'VALUE'}` : ''}`
  return flag.char === undefined ? `    ${long}` : `-${flag.char}, ${long}`
}

function width(surface: Surface): number {
  return Math.min(surface.columns ?? PIPE_COLUMNS, PIPE_COLUMNS)
}
