import {mapHint, NO_SELECTOR, type Selector} from './lib/domain/action.js'
import {AppError} from './lib/domain/errors.js'
import {EXIT} from './lib/domain/exit-codes.js'
import {redactSecrets, SHORTEST_KEY} from './lib/domain/text/redact.js'
import {errorText} from './lib/render/formats/error.js'
import {withoutCiCommands} from './lib/cli/ci-commands.js'
import {looseFlags, type CommandLine} from './lib/cli/argv.js'
import {COMMANDS, findCommand, loadCommand, type FoundLine} from './command-table.js'
import {TOPICS} from './lib/help/command-topics.js'
import type {GlobalFlagValues} from './lib/cli/flags.js'
import {HELP_TOPICS, isHelpTopic} from './lib/help/topics/names.js'
import {OutputFailed, ReaderClosed, write, type CliIo} from './lib/cli/io.js'
import {surfaceOf} from './lib/cli/surface.js'
import {errorDocumentText} from './lib/cli/error-document.js'
import {runCommandClass, type KnownOfRun} from './run-command.js'
import {VERSION} from './lib/cli/version.js'

/**
 * Runs one command line to its end.
 * @param argv words after the program's name
 * @returns the exit code; nothing is thrown, and stdout holds all of its output when this resolves
 */
export async function runFireq(argv: readonly string[], given: CliIo): Promise<number> {
  const io = withoutCiCommands(given, argv)
  const known: KnownOfRun = {
    globals: looseFlags(argv),
    selector: NO_SELECTOR,
    errorLines: MOST_ERROR_LINES,
    commands: Object.keys(COMMANDS),
  }
  try {
    const code = await runLine(await findCommand(argv, ['help']), io, known)
    // What was found out did not arrive: that is a failure, whatever was found out.
    if (io.signal.reason instanceof OutputFailed) throw io.signal.reason
    return code
  } catch (error) {
    return reportFailure(io, known, error)
  }
}

const MOST_ERROR_LINES = 4

async function runLine(line: FoundLine, io: CliIo, known: KnownOfRun): Promise<number> {
  if (line.version)
    return runCommand({...line, id: 'version', rest: line.rest.filter(word => !isVersionFlag(word))}, io, known)
  if (asksForHelp(line)) return showHelp(line, io, known)
  await refuseStrayScenario(line)
  return runCommand(line, io, known)
}

const isVersionFlag = (word: string) => word === '--version' || word === '-v'

/** Whether a command line that does not ask for the version is answered by help rather than by a command. */
export const asksForHelp = (line: FoundLine): boolean => line.name === 'help' || line.help || isTopic(line)

/** `fireq quota` alone is a question for help; with more words it is a misspelt command. */
function isTopic(line: CommandLine): boolean {
  return line.name in TOPICS && !line.rest.some(word => !word.startsWith('-'))
}

async function runCommand(line: FoundLine, io: CliIo, known: KnownOfRun): Promise<number> {
  const {id} = line
  if (id === undefined) throw await unknown(line)
  return runCommandClass({id, CommandClass: await loadCommand(id)}, line.rest, io, known)
}

async function showHelp(line: FoundLine, io: CliIo, {globals}: KnownOfRun): Promise<number> {
  const help = await import('./lib/help/pages.js')
  const {describeCommands} = await import('./describe-commands.js')
  const commands = await describeCommands()
  const surface = await surfaceOf(io, io.stdout, globals)
  const words = line.rest.filter(word => !word.startsWith('-'))
  const [topic = ''] = words
  if (line.name === 'help' && words.length === 1 && isHelpTopic(topic)) {
    const {helpTopicText} = await import('./lib/help/topics/index.js')
    await write(io.stdout, helpTopicText(topic, commands, surface))
    return EXIT.ok
  }
  const asked = line.name === 'help' || line.name === '' ? await findCommand([...words, '--help']) : line
  const command = commands.find(({id}) => id === asked.id)
  if (command) await write(io.stdout, help.commandHelp(command, surface))
  else if (asked.name in TOPICS) await write(io.stdout, help.topicHelp(asked.name, commands, surface))
  else if (words.length === 0 && asked.name === '') await write(io.stdout, help.rootHelp(commands, surface))
  else throw await unknown(asked, line.name === 'help' ? HELP_TOPICS.map(({name}) => name) : [])
  return EXIT.ok
}

/** @param pages names that may stand after `help` besides commands */
async function unknown(line: CommandLine, pages: readonly string[] = []): Promise<AppError> {
  const {unknownCommand} = await import('./lib/help/unknown-command.js')
  const words = line.rest.filter(word => !word.startsWith('-'))
  return unknownCommand(line.name, words, {commands: Object.keys(COMMANDS), topics: Object.keys(TOPICS), pages})
}

/** `--sandbox throttled`, `status throttled --sandbox`: the flag never takes the next word, so the scenario needs the `=`. */
async function refuseStrayScenario({besideSandbox, name: command}: CommandLine): Promise<void> {
  if (besideSandbox.length === 0 || command.startsWith('config')) return
  const {SCENARIOS} = await import('./lib/sandbox/scenario-names.js')
  const stray = SCENARIOS.find(({name}) => besideSandbox.includes(name))
  if (stray === undefined) return
  throw new AppError('usage', '`--sandbox` takes its scenario after `=`, not as a word of its own', {
    hints: [`did you mean \`--sandbox=${stray.name}\`?`],
  })
}

/** One error document on stdout with `--json`, else at most four lines on stderr; a key in neither. */
async function reportFailure(io: CliIo, known: KnownOfRun, thrown: unknown): Promise<number> {
  const {globals} = known
  const secrets = knownSecrets(io, globals)
  const selector = cleanSelector(known.selector, secrets)
  const error = withoutSecrets(io.signal.aborted ? io.signal.reason : thrown, secrets)
  if (error === null) return EXIT.ok
  if (globals.debug && thrown instanceof Error) await tellStack(io, thrown, secrets)
  const untellable = io.signal.reason instanceof OutputFailed
  if ((globals.json === true || globals.output === 'yaml') && !untellable) {
    await write(io.stdout, await errorDocumentText(globals, error, selector, io.stdout.isTTY === true))
    // The document tells the place as a number; a person looks for the caret.
    if (error.excerpt === null) return error.exitCode
  }
  await write(io.stderr, errorText(error, selector, await surfaceOf(io, io.stderr, globals), known.errorLines))
  return error.exitCode
}

async function tellStack(io: CliIo, thrown: Error, secrets: readonly string[]): Promise<void> {
  const {sourceStack} = await import('./lib/cli/stack-trace.js')
  await write(io.stderr, redactSecrets(`debug: ${sourceStack(thrown.stack ?? thrown.message)}\n`, secrets))
}

/** A key may stand where an account's name belongs. */
function cleanSelector(selector: Selector, secrets: readonly string[]): Selector {
  const clean = (text: string | null) => (text === null ? null : redactSecrets(text, secrets))
  const {account, profile, sandbox, baseUrl} = selector
  return {
    ...selector,
    account: clean(account),
    profile: clean(profile),
    sandbox: clean(sandbox),
    baseUrl: clean(baseUrl),
  }
}

/** Keys that a bug's own words could hold, whatever they look like. */
function knownSecrets(io: CliIo, globals: GlobalFlagValues): readonly string[] {
  const keys = [globals['api-key'] ?? '', io.env['FIREWORKS_API_KEY'] ?? '']
  return keys.filter(key => key.length >= SHORTEST_KEY)
}

/** What escaped, as an error that may be shown; null when only the reader of stdout has gone. */
function withoutSecrets(thrown: unknown, known: readonly string[]): AppError | null {
  if (thrown instanceof ReaderClosed) return null
  const clean = (text: string) => redactSecrets(text, known)
  if (thrown instanceof AppError) {
    const {message, hints, excerpt} = thrown
    const shown = excerpt && {...excerpt, text: clean(excerpt.text)}
    return thrown.with({message: clean(message), hints: hints.map(hint => mapHint(hint, clean)), excerpt: shown})
  }
  const message = thrown instanceof Error ? thrown.message : 'something other than an error was thrown'
  return new AppError('internal', clean(`a bug in fireq: ${message}`), {
    hints: [`run it again with \`--debug\` and report what it prints, with fireq ${VERSION}`],
  })
}
