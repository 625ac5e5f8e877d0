import type {CommandDescription, FlagDescription} from './command-description.js'
import {argumentMeaning, flagMeaning, flagName} from './flag-rows.js'
import {usageLine} from './pages.js'
import {alignedRows} from './layout.js'
import {HELP_TOPICS} from './topics/names.js'
import {topicSections} from './topics/index.js'
import type {TopicBlock} from './topics/section.js'

/** Columns of a table; man indents it, and a terminal is 80 wide. */
const TABLE_COLUMNS = 70

/** The manual page `fireq(1)` in man's own language, from the commands' descriptions and the help topics. */
export function manPage(commands: readonly CommandDescription[], version: string): string {
  return [
    `.TH FIREQ 1 "" "fireq ${version}" "User Commands"`,
    // No hyphenation and no stretched spaces: names and flags stay as they are typed.
    '.nh',
    '.ad l',
    '.SH NAME',
    'fireq \\- quotas and rate limits of Fireworks AI',
    '.SH SYNOPSIS',
    '.B fireq',
    '.I COMMAND',
    '[flags]',
    '.SH DESCRIPTION',
    'What you may spend and how fast you may go on Fireworks AI: quotas, rate limits and verdicts on the command line.',
    paragraph("firectl's lines run unchanged, in both of its orders."),
    '.SH COMMANDS',
    ...commands.flatMap(commandLines),
    ...HELP_TOPICS.flatMap(({name}) => [
      `.SH "${name.replace('-', ' ').toUpperCase()}"`,
      ...topicSections(name, commands).flatMap(({title, blocks}) => [
        `.SS "${escaped(title)}"`,
        ...blocks.flatMap(blockLines),
      ]),
    ]),
    '',
  ].join('\n')
}

const isGlobal = (flag: FlagDescription) => flag.helpGroup === 'GLOBAL'

function commandLines(command: CommandDescription): string[] {
  const own = command.flags.filter(flag => !isGlobal(flag) && !flag.hidden)
  return [
    `.SS "${escaped(usageLine(command))}"`,
    sentence(command.summary),
    ...command.description
      .split('\n')
      .filter(line => line !== '')
      .map(paragraph),
    ...command.args.flatMap(arg => ['.TP', `.I ${escaped(arg.name)}`, sentence(argumentMeaning(arg))]),
    ...own.flatMap(flagLines),
    ...command.examples.flatMap(example => [
      paragraph(example.description),
      '.RS 4',
      '.nf',
      sentence(`$ ${example.command}`),
      '.fi',
      '.RE',
    ]),
  ]
}

function flagLines(flag: FlagDescription): string[] {
  return ['.TP', `.B ${escaped(flagName(flag).trim())}`, sentence(flagMeaning(flag))]
}

function blockLines(block: TopicBlock): string[] {
  if (typeof block === 'string') return [paragraph(block)]
  return ['.PP', '.RS 2', '.nf', ...alignedRows(block, TABLE_COLUMNS).map(verbatim), '.fi', '.RE']
}

const paragraph = (text: string) => `.PP\n${sentence(text)}`

/** Running text; what stands in back-ticks is bold. */
function sentence(text: string): string {
  const marked = text
    .split('`')
    .map((part, at, parts) => (at % 2 === 1 && at < parts.length - 1 ? `\\fB${escaped(part)}\\fR` : escaped(part)))
    .join('')
  return guarded(marked)
}

/** A line of a table: back-ticks stay, so that its columns do. */
const verbatim = (line: string) => guarded(escaped(line))

/** A text line must not begin as a request does. */
const guarded = (line: string) => (/^[.']/.test(line) ? `\\&${line}` : line)

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  '"': '\\(dq',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
}

/** Characters that troff would read, or print as others; beyond ASCII by their code, so that the input's encoding is no matter. */
function escaped(text: string): string {
  return text.replace(/[\\\-"'`^~]|[^\x20-\x7e]/gu, char => {
    return ESCAPES[char] ?? `\\[u${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`
  })
}
