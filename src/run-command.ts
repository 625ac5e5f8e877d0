import type {CommandClass} from './command-table.js'
import type {Selector} from './lib/domain/action.js'
import type {FireqCommand, FireqConfig} from './lib/cli/base-command.js'
import type {GlobalFlagValues} from './lib/cli/flags.js'
import {ExitRequested, ReaderClosed, type CliIo} from './lib/cli/io.js'
import {asResult} from './lib/cli/result.js'
import {AppError} from './lib/domain/errors.js'
import {EXIT} from './lib/domain/exit-codes.js'

/** What is learnt of a run on its way, for the case that it fails. */
export interface KnownOfRun {
  globals: GlobalFlagValues
  /** What the commands in an error's hints need to reach the same account. */
  selector: Selector
  /** Lines an error may take on stderr: four in all, notices of retries included. */
  errorLines: number
  /** The ids of all commands, for what was likely meant. */
  readonly commands?: readonly string[]
}

/** A command and the words that name it. */
export interface NamedCommand {
  readonly id: string
  readonly CommandClass: CommandClass
}

/**
 * Runs one command to its end, in the order that oclif has: init, run, catch, finally. Its result is shown.
 * @param argv the command's own words
 * @returns its exit code
 * @throws whatever it threw, as a usage error where the words did not parse
 */
export async function runCommandClass(
  {id, CommandClass}: NamedCommand,
  argv: readonly string[],
  io: CliIo,
  known: KnownOfRun,
): Promise<number> {
  const config: FireqConfig = {
    bin: 'fireq',
    io,
    descriptions: async () => (await import('./describe-commands.js')).describeCommands(),
    runHook: () => Promise.resolve({successes: [], failures: []}),
  }
  const command: FireqCommand = new CommandClass([...argv], config as never)
  let failure: Error | undefined
  try {
    await command['init']()
    const result = asResult(id, await runOrCatch(command))
    known.globals = {...known.globals, ...command.globals}
    // Some questions count an interruption as a failure of theirs, and answer with what is left.
    if (io.signal.aborted && result !== null && result.holdsInterrupted !== true) throw io.signal.reason
    if (result) await command['show'](result)
    return io.signal.aborted ? abortedExitCode(io.signal.reason) : (result?.exitCode ?? EXIT.ok)
  } catch (error) {
    known.globals = {...known.globals, ...command.globals}
    known.selector = command.selector()
    failure = error as Error
    if (error instanceof ExitRequested) return error.oclif.exit
    known.errorLines -= command.retryNotices
    const flagNames = [...Object.keys({...CommandClass.flags, ...CommandClass.baseFlags}), 'help']
    const {asUsageError} = await import('./lib/cli/usage-error.js')
    const {SCENARIOS} = await import('./lib/sandbox/scenario-names.js')
    const verbs = (known.commands ?? [])
      .filter(name => name.startsWith(`${id} `))
      .map(name => name.slice(id.length + 1))
    const scenarios = SCENARIOS.map(({name}) => name)
    throw asUsageError(error, {commandId: id, flagNames, verbs, scenarios})
  } finally {
    await command['finally'](failure)
    await command.close()
  }
}

async function runOrCatch(command: FireqCommand): Promise<unknown> {
  try {
    return await command.run()
  } catch (error) {
    return command['catch'](error as Error)
  }
}

function abortedExitCode(reason: unknown): number {
  if (reason instanceof ReaderClosed) return EXIT.ok
  return reason instanceof AppError ? reason.exitCode : EXIT.internal
}
