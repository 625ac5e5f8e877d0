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
  /** `--json` or `-o json`: errors must be a document too, also when the flags do not parse. */
  readonly json: boolean
}

/** Flags that take the next word as their value and may stand before the command: the global ones, and firectl's. */
const VALUE_FLAGS = new Set([
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
  const end = argv.indexOf('--')
  const options = end === -1 ? argv : argv.slice(0, end)
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
    rest: [...rest.filter(word => word !== '--help' && word !== '-h'), ...(end === -1 ? [] : argv.slice(end))],
    help,
    version: words.length === 0 && options.some(word => word === '--version' || word === '-v'),
    json: wantsJson(options),
  }
}

function wantsJson(options: readonly string[]): boolean {
  return options.some((word, at) => {
    // `--query` implies the document.
    if (word === '--query' || word.startsWith('--query=')) return true
    if (word === '--json' || word === '-ojson' || word === '-o=json' || word === '--output=json') return true
    return (word === '-o' || word === '--output') && options[at + 1] === 'json'
  })
}
