import {resolveConnection} from '../config/resolve.js'
import type {GlobalFlagValues} from './flags.js'
import type {CliIo} from './io.js'
import {connectionFlags, placeOf, sandboxScenario} from './session.js'

/**
 * Whether there is a key, or a command that prints one, or a sandbox: for commands that say more with an account and
 * something without. A key command is not run.
 * @throws AppError usage for flags, variables or files that cannot be read
 */
export async function hasKey(io: CliIo, flags: GlobalFlagValues): Promise<boolean> {
  if (sandboxScenario(io, flags) !== null) return true
  const {apiKey, keyCommand} = await resolveConnection(placeOf(io), connectionFlags(flags))
  return apiKey !== null || keyCommand !== null
}
