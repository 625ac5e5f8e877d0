/**
 * Pure: what a command line means before oclif parses its flags. Global flags may stand anywhere, as firectl and kubectl
 * allow; `--sandbox` takes its value only after `=`; command words are found in either of firectl's orders.
 */
export interface CommandLine {
  /** The words that name the command, joined by spaces; '' when there are none. */
  readonly name: string
  /** Everything else, in order, for the command's own parser. */
  readonly rest: readonly string[]
  readonly help: boolean
  readonly version: boolean
  /** With a bare `--sandbox`, the words that no flag before them takes: one may be a scenario that lacks its `=`. */
  readonly besideSandbox: readonly string[]
}

/** The flags that bear on how an error is shown, read without knowing the command. */
export interface LooseFlags {
  /** A document was asked for, by `--json`, `--query` or `-o json`. */
  readonly json?: true
  readonly output?: string
  readonly color?: string
  readonly 'no-color'?: true
}

/**
 * Flags that take the next word as their value and may stand before the command: the global ones, and firectl's. A test
 * holds them to the flags' definitions; an import of these would load oclif for help too.
 */
const VALUE_FLAGS: ReadonlySet<string> = new Set([
  '-a',
  '--account-id',
  '--api-key',
  '-p',
  '--profile',
  '--base-url',
  '-o',
  '--output',
  '--query',
  '--timeout',
  '--color',
  '--filter',
  '--order-by',
  '--page-size',
  '--page-token',
  '--value',
])

/**
 * @param argv words after the program's name
 * @param names every spelling of every command
 */
export function readCommandLine(argv: readonly string[], names: readonly string[]): CommandLine {
  const words: string[] = []
  const rest: string[] = []
  let matching = true
  const options = optionsOf(argv)
  for (let at = 0; at < options.length; at++) {
    const word = options[at]!
    if (word.startsWith('-') && word !== '-') {
      rest.push(word === '--sandbox' ? '--sandbox=tier2' : word)
      if (VALUE_FLAGS.has(word) && at + 1 < options.length) rest.push(options[++at]!)
      continue
    }
    const name = [...words, word].join(' ')
    matching &&= names.some(known => known === name || known.startsWith(`${name} `))
    if (matching) words.push(word)
    else rest.push(word)
  }
  const help = options.some(word => word === '--help' || word === '-h') || words.length + rest.length === 0
  return {
    name: words.join(' '),
    rest: [...rest.filter(word => word !== '--help' && word !== '-h'), ...argv.slice(options.length)],
    help,
    version: words.length === 0 && options.some(word => word === '--version' || word === '-v'),
    besideSandbox: options.includes('--sandbox') ? looseWords(options) : [],
  }
}

function looseWords(words: readonly string[]): string[] {
  return words.filter((word, at) => {
    const before = words[at - 1] ?? ''
    return !word.startsWith('-') && (!before.startsWith('-') || before === '--sandbox')
  })
}

/**
 * The value of a flag in words that nothing has parsed yet; the last one counts, as oclif has it.
 * @param spellings `--format`, `-o`
 * @returns undefined where it is not there, or has no value
 */
export function looseValue(words: readonly string[], ...spellings: readonly string[]): string | undefined {
  const options = optionsOf(words)
  const values = options.flatMap((word, at) => {
    const spelling = spellings.find(each => word === each || word.startsWith(each.startsWith('--') ? `${each}=` : each))
    if (spelling === undefined) return []
    return [word === spelling ? options[at + 1] : word.slice(spelling.length).replace(/^=/, '')]
  })
  return values.at(-1)
}

/** What flags seem to say, for the case that they do not parse: an error too is shown as they ask. */
export function looseFlags(argv: readonly string[]): LooseFlags {
  const options = optionsOf(argv)
  const output = looseValue(options, '-o', '--output')
  const color = looseValue(options, '--color')
  const json = options.includes('--json') || looseValue(options, '--query') !== undefined || output === 'json'
  return {
    ...(json && output !== 'yaml' ? {json} : {}),
    ...(output === undefined ? {} : {output}),
    ...(color === undefined ? {} : {color}),
    ...(options.includes('--no-color') ? {'no-color': true} : {}),
  }
}

/** The words before `--`: what stands after it is never a flag. */
export function optionsOf(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--')
  return end === -1 ? argv : argv.slice(0, end)
}
