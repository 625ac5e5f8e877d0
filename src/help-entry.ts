import process from 'node:process'
import {findCommand} from './command-table.js'
import {asksForHelp, runFireq} from './dispatch.js'
import {processIo} from './lib/cli/context.js'

/**
 * Answers what runs no command, from a bundle that holds none: a third of the code to read.
 * @returns false where the line names a command to run: then nothing was done
 */
export async function main(argv: readonly string[] = process.argv.slice(2)): Promise<boolean> {
  const line = await findCommand(argv, ['help'])
  if (line.version || (line.id !== undefined && !asksForHelp(line))) return false
  process.exitCode = await runFireq(argv, processIo())
  return true
}
