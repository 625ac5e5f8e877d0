import {COMMANDS, loadCommand, type CommandClass} from './command-table.js'

/** A command as oclif's own `Config` takes it: its class, and a `run` that runs it as fireq does. */
export type OclifCommand = CommandClass & {run(argv: readonly string[]): Promise<unknown>}

/**
 * Every command by oclif's id, `quota:list`, for oclif's own tools; fireq itself loads one.
 * @param runLine runs a whole command line
 */
export async function oclifCommands(
  runLine: (argv: readonly string[]) => Promise<unknown>,
): Promise<Readonly<Record<string, OclifCommand>>> {
  const commands: Record<string, OclifCommand> = {}
  for (const id of Object.keys(COMMANDS)) {
    const Command = await loadCommand(id)
    const run = (argv: readonly string[]) => runLine([...id.split(' '), ...argv])
    commands[id.replaceAll(' ', ':')] = Object.assign(class extends (Command as never as new () => object) {}, {
      run,
    }) as never
  }
  return commands
}
