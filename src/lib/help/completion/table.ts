import {TOPICS} from '../command-topics.js'
import type {CommandDescription, FlagDescription} from '../command-description.js'
import {HELP_TOPICS} from '../topics/names.js'
import {argumentValues, flagValues, settingValues, type CompletionValues, type CompletionWord} from './values.js'

/** From one place of the command line to the next: after `quota` the word `list` leads to `quota list`. */
export interface CompletionStep {
  readonly from: string
  readonly word: string
  /** The command's own name also where the words were firectl's. */
  readonly to: string
}

/**
 * What every shell's script is made of. A route is the command's words so far, '' at the start; the script of each
 * shell walks the line by `steps` and then looks up what it may offer.
 */
export interface CompletionTable {
  readonly steps: readonly CompletionStep[]
  /** Every spelling of a flag that takes the next word as its value. `--sandbox` is not one of them. */
  readonly valueFlags: readonly string[]
  /** Flags of every route. */
  readonly globalFlags: readonly CompletionWord[]
  /** A command's own flags. */
  readonly flags: readonly {readonly route: string; readonly words: readonly CompletionWord[]}[]
  /** Values of flags; the entries of a route come before those of all routes (null). */
  readonly flagValues: readonly {
    readonly route: string | null
    readonly spellings: readonly string[]
    readonly values: CompletionValues
  }[]
  /** What may stand at a route as argument number `nth` from 0; null for any. Subcommands are here too. */
  readonly args: readonly {readonly route: string; readonly nth: number | null; readonly values: CompletionValues}[]
}

/**
 * Makes the table from the commands' descriptions: nothing of it is written by hand.
 * @param scenarios the values of `--sandbox=`
 */
export function completionTable(
  commands: readonly CommandDescription[],
  scenarios: readonly CompletionWord[],
): CompletionTable {
  const values = settingValues(scenarios)
  const settings = Object.keys(values)
  const valueEntry = (route: string | null) => (flag: FlagDescription) => ({
    route,
    spellings: spellings(flag),
    values: flag.takesValue ? flagValues(route ?? '', flag, scenarios) : ('unknown' as const),
  })
  const global = (commands[0]?.flags ?? []).filter(isGlobal)
  const all = [...global, ...commands.flatMap(command => command.flags)]
  const valued = all.filter(takesNextWord)
  // A word that is a switch of one command is taken for one everywhere: there is one list for all.
  const switches = new Set(all.filter(flag => !flag.takesValue).flatMap(spellings))
  return {
    steps: [...stepsOf(commands), ...settings.map(key => ({from: SET, word: key, to: `${SET} ${key}`}))],
    valueFlags: [...new Set(valued.flatMap(spellings))].filter(word => !switches.has(word)).sort(),
    globalFlags: [...global.flatMap(flagWords), {word: '--help', summary: 'examples and flags'}],
    flags: commands
      .map(({id, flags}) => ({route: id, words: flags.filter(flag => !isGlobal(flag)).flatMap(flagWords)}))
      .filter(({words}) => words.length > 0),
    flagValues: [
      ...commands.flatMap(({id, flags}) => flags.filter(flag => !sameAsGlobal(flag, global)).map(valueEntry(id))),
      ...global.map(valueEntry(null)),
    ].filter(({values}) => values !== 'unknown'),
    args: [
      ...subcommandWords(commands),
      ...commands.flatMap(argumentEntries),
      ...settings.map(key => ({route: `${SET} ${key}`, nth: 0, values: values[key]!})),
    ],
  }
}

/** After it a setting's name leads on, as the values depend on it. */
const SET = 'config set'

const isGlobal = (flag: FlagDescription) => flag.helpGroup === 'GLOBAL'
const takesNextWord = (flag: FlagDescription) => flag.takesValue && flag.name !== 'sandbox'

function spellings({name, char}: FlagDescription): string[] {
  return [`--${name}`, ...(char === undefined ? [] : [`-${char}`])]
}

function sameAsGlobal(flag: FlagDescription, global: readonly FlagDescription[]): boolean {
  const other = global.find(({name}) => name === flag.name)
  return other !== undefined && String(other.options) === String(flag.options)
}

/** A flag's words. `--sandbox` takes its value only after `=`, so both of its forms are offered. */
function flagWords(flag: FlagDescription): CompletionWord[] {
  if (flag.hidden) return []
  const summary = flag.description ?? ''
  const words = spellings(flag).map(word => ({word, summary}))
  return flag.name === 'sandbox' ? [...words, {word: '--sandbox=', summary: 'choose the scenario'}] : words
}

function stepsOf(commands: readonly CommandDescription[]): CompletionStep[] {
  const steps = new Map<string, CompletionStep>()
  const add = (from: string, word: string, to: string) => steps.set(`${from} ${word}`, {from, word, to})
  for (const {id, aliases} of commands) {
    for (const spelling of [id, ...aliases]) {
      const [first = '', second] = spelling.split(' ')
      add('', first, second === undefined ? id : first)
      if (second !== undefined) add(first, second, id)
    }
  }
  add('', 'help', 'help')
  for (const topic of Object.keys(TOPICS)) add('help', topic, `help ${topic}`)
  return [...steps.values()]
}

/** The words that lead on: commands and topics at the start, the verbs of a topic after it, and after `help` the same. */
function subcommandWords(commands: readonly CommandDescription[]): CompletionTable['args'] {
  const first = firstWords(commands)
  const help = [...first, ...HELP_TOPICS.map(({name, summary}) => ({word: name, summary}))]
  const groups = new Map<string, CompletionWord[]>()
  const add = (spelling: string, summary: string) => {
    const [topic = '', verb] = spelling.split(' ')
    if (verb !== undefined) groups.set(topic, [...(groups.get(topic) ?? []), {word: verb, summary}])
  }
  for (const {id, summary} of commands) add(id, summary)
  for (const {aliases, summary} of commands) {
    // firectl's verbs are not advertised, but who has typed one is helped on, with one spelling of each command.
    const verbs = new Set<string>()
    for (const alias of aliases) {
      const [verb = ''] = alias.split(' ')
      if (!(verb in TOPICS) && !verbs.has(verb)) add(alias, summary)
      verbs.add(verb)
    }
  }
  return [
    {route: '', nth: 0, values: [...first, {word: 'help', summary: 'help for a command or a topic'}]},
    {route: 'help', nth: 0, values: help},
    ...[...groups].flatMap(([topic, values]) => [
      {route: topic, nth: 0, values},
      ...(topic in TOPICS ? [{route: `help ${topic}`, nth: 0, values}] : []),
    ]),
  ]
}

function firstWords(commands: readonly CommandDescription[]): CompletionWord[] {
  const words = new Map<string, CompletionWord>()
  for (const {id, summary} of commands) {
    const [word = ''] = id.split(' ')
    words.set(word, {word, summary: TOPICS[word] ?? summary})
  }
  return [...words.values()]
}

function argumentEntries({id, args, strict}: CommandDescription): CompletionTable['args'] {
  return args
    .map((arg, at) => ({
      route: id,
      nth: !strict && at === args.length - 1 ? null : at,
      values: argumentValues(id, arg),
    }))
    .filter(({values}) => values !== 'unknown')
}
