import {Readable, PassThrough} from 'node:stream'
import {loadCommand} from '../../src/command-table.js'
import type {FireqConfig} from '../../src/lib/cli/base-command.js'
import {systemClock} from '../../src/lib/cli/context.js'
import type {CliIo} from '../../src/lib/cli/io.js'
import type {CommandResult} from '../../src/lib/cli/result.js'

/** Surroundings in which nothing is a terminal and nothing is printed. */
export function silentIo(home: string): CliIo {
  return {
    env: {},
    stdin: Readable.from([]),
    stdout: new PassThrough().resume(),
    stderr: new PassThrough().resume(),
    clock: systemClock,
    home,
    platform: 'linux',
    signal: new AbortController().signal,
  }
}

/** What a command finds out, before any form of it is printed: asked once, shaped as often as a test likes. */
export async function commandResult(id: string, argv: readonly string[], io: CliIo): Promise<CommandResult> {
  const CommandClass = await loadCommand(id)
  const config: FireqConfig = {
    bin: 'fireq',
    io,
    descriptions: () => Promise.resolve([]),
    runHook: () => Promise.resolve({successes: [], failures: []}),
  }
  const command = new CommandClass([...argv], config as never)
  try {
    return (await command.run()) as CommandResult
  } finally {
    await command.close()
  }
}
