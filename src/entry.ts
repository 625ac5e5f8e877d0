import process from 'node:process'
import {runFireq} from './dispatch.js'
import {processIo} from './lib/cli/context.js'

/** Runs a command line in this process; the exit code is set when it resolves. */
export async function main(argv: readonly string[] = process.argv.slice(2)): Promise<void> {
  const code = await runFireq(argv, processIo())
  // Set, never forced: `process.exit` would cut output that a pipe has not taken yet.
  process.exitCode = code
}

/** For oclif's own tools, which the block `oclif` of package.json leads here. */
export async function commandsForOclif() {
  const {oclifCommands} = await import('./oclif-commands.js')
  return oclifCommands(main)
}
