import type {Surface} from '../render/surface/terminal-style.js'
import {TOPICS} from './command-topics.js'
import type {CommandDescription} from './command-description.js'
import {argumentMeaning, flagMeaning, flagName} from './flag-rows.js'
import {FIRECTL_JSON, FIRECTL_ONLY} from './firectl-commands.js'
import {exampleLines, paragraphs, rows, sections, width} from './layout.js'
import {HELP_TOPICS} from './topics/names.js'

const TAGLINE = 'What you may spend and how fast you may go on Fireworks AI.'

/** What a person who has never read further should try; those of commands there are. */
const ROOT_EXAMPLES = [
  {id: 'quota list', command: 'fireq quota list --sandbox', description: 'try it without an account'},
  {id: 'auth login', command: 'fireq auth login', description: 'store a key'},
  {
    id: 'status',
    command: 'fireq status',
    description: 'one screen: suspended or not, spend against limit, what needs attention',
  },
  {
    id: 'diagnose',
    command: 'fireq diagnose',
    description: 'something fails: what happened, will a retry help, what to do now',
  },
  {id: 'quota list', command: 'fireq quota list', description: 'what you may spend and use, and how far along you are'},
]

/** Commands by what one comes for, by id or topic, what is needed at night first; every other one is at the end. */
const GROUPS: readonly (readonly [title: string, members: readonly string[]])[] = [
  ['WHAT IS GOING ON', ['status', 'diagnose', 'limits']],
  ['QUOTAS AND TIERS', ['quota', 'tier']],
  ['SPEND AND MODELS', ['spend', 'model']],
  ['ACCOUNTS AND KEYS', ['account', 'key', 'auth']],
  ['OVER TIME', ['history', 'exporter']],
  ['YOUR TRAFFIC', ['proxy', 'run']],
  ['FIREQ ITSELF', ['config', 'api', 'open', 'sandbox', 'completion', 'version']],
]

/** `fireq --help`: examples first, then the commands in groups. */
export function rootHelp(all: readonly CommandDescription[], surface: Surface): string {
  const commands = all.filter(({id}) => !FIRECTL_ONLY.includes(id))
  const summaries = (some: readonly CommandDescription[]) => rows(padded(some, commands), surface)
  const groups = GROUPS.map(([title, members]) => [title, commands.filter(({id}) => isMember(id, members))] as const)
  const grouped = new Set(groups.flatMap(([, some]) => some))
  const examples = ROOT_EXAMPLES.filter(({id}) => commands.some(command => command.id === id))
  return sections(surface, [
    ['', [TAGLINE]],
    ['EXAMPLES', exampleLines(examples, surface)],
    ['USAGE', ['fireq COMMAND [flags]']],
    ...groups.map(([title, some]) => [title, summaries(some)] as const),
    ['OTHER COMMANDS', summaries(commands.filter(command => !grouped.has(command)))],
    [
      'FROM FIRECTL',
      paragraphs(
        "firectl's lines run unchanged: `fireq list quotas`, `fireq quota update NAME --value N`; see `fireq help firectl`.",
        surface,
        2,
      ),
    ],
    [
      'MORE',
      rows(
        [
          ['fireq COMMAND --help', 'examples and flags of a command'],
          ...HELP_TOPICS.map(({name, summary}) => [`fireq help ${name}`, summary] as const),
        ],
        surface,
      ),
    ],
  ])
}

function isMember(id: string, members: readonly string[]): boolean {
  return members.some(member => id === member || id.startsWith(`${member} `))
}

/** Names of equal length, so that the summaries of all groups stand in one column. */
function padded(some: readonly CommandDescription[], all: readonly CommandDescription[]): [string, string][] {
  const longest = Math.max(0, ...all.map(({id}) => id.length))
  return some.map(({id, summary}) => [id.padEnd(longest), summary])
}

/** `fireq quota --help`: the commands of a topic. */
export function topicHelp(topic: string, commands: readonly CommandDescription[], surface: Surface): string {
  const own = commands.filter(command => command.id.startsWith(`${topic} `))
  const examples = own.flatMap(command => command.examples.slice(0, 1))
  const summaries = own.map(command => [command.id, command.summary] as const)
  return sections(surface, [
    ['', [TOPICS[topic] ?? topic]],
    ['EXAMPLES', exampleLines(examples, surface)],
    ['USAGE', [`fireq ${topic} COMMAND [flags]`]],
    ['COMMANDS', rows(summaries, surface)],
    ['MORE', rows([[`fireq ${topic} COMMAND --help`, 'examples and flags of a command']], surface)],
  ])
}

/** `fireq quota list --help`. */
export function commandHelp(command: CommandDescription, surface: Surface): string {
  const visible = command.flags.filter(flag => !flag.hidden)
  const own = visible.filter(flag => flag.helpGroup !== 'GLOBAL')
  const args = command.args.map(arg => [arg.name, argumentMeaning(arg)] as const)
  return sections(surface, [
    [
      '',
      [
        ...paragraphs(command.summary, surface),
        ...(command.description === '' ? [] : ['', ...paragraphs(command.description, surface)]),
      ],
    ],
    ['EXAMPLES', exampleLines(command.examples, surface)],
    ['USAGE', [usageLine(command)]],
    ['ARGUMENTS', rows(args, surface)],
    [
      'FLAGS',
      rows(
        own.map(flag => [flagName(flag), flagMeaning(flag)]),
        surface,
      ),
    ],
    ['GLOBAL FLAGS', globalRows(command, surface)],
    ['MORE', moreLines(surface)],
  ])
}

/** `fireq quota get NAME… [flags]` */
export function usageLine({id, args, strict}: CommandDescription): string {
  const words = args.map(arg => (arg.required ? arg.name : `[${arg.name}]`)).join(' ')
  return `fireq ${id}${words === '' ? '' : ` ${words}${strict ? '' : '…'}`} [flags]`
}

/** The flags of every command: what they print, and where the rest is. */
function globalRows({id, flags}: CommandDescription, surface: Surface): string[] {
  const formats = flags.find(({name}) => name === 'output')?.options ?? []
  const firectl = FIRECTL_JSON.includes(id) ? "; json is firectl's shape, --json fireq's document" : ''
  return rows(
    [
      ['-o, --json, --query', `${formats.join('|')}${firectl}`],
      ['fireq help flags', 'account, key, profile, sandbox, time-out, colour and the rest'],
    ],
    surface,
  )
}

function moreLines(surface: Surface): string[] {
  const names = HELP_TOPICS.map(({name}) => name).join(' | ')
  const line = `fireq help ${names}`
  return line.length + 2 <= width(surface) ? [line] : paragraphs(line, surface, 2)
}
