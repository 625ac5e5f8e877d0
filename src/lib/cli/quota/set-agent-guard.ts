import {AGENT_VARIABLES} from '../../config/agent-variables.js'
import type {FireqCommandWords} from '../../domain/action.js'
import {AppError} from '../../domain/errors.js'
import {isLoopback, normaliseBaseUrl} from '../../fireworks/base-url.js'
import type {GlobalFlagValues} from '../flags.js'
import type {CliIo} from '../io.js'
import {commandLine} from '../../render/formats/command-line.js'
import {connectionOf, liveSelector, sandboxScenario} from '../session.js'

/** firectl's own variable: account ids, separated by commas, whose changes an agent may make. */
const SAFE_ACCOUNTS = 'FIRECTL_AGENT_SAFE_ACCOUNTS'

/**
 * Refuses a mutating command inside an AI agent's shell, before the first request, the way firectl does. Loopback and
 * the sandbox are exempt, and accounts named in `FIRECTL_AGENT_SAFE_ACCOUNTS`. Only names count there: `*` names none.
 * @param wanted the same command for a person to run
 * @param resolveAccount asks the API which account the key has; only called when accounts are named and no account is
 *   known from the flags, the environment or the profile. Reading is never blocked
 * @throws AppError refused, with the line
 */
export async function guardAgainstAgents(
  io: CliIo,
  flags: GlobalFlagValues,
  wanted: FireqCommandWords,
  resolveAccount: () => Promise<string>,
): Promise<void> {
  const variable = agentVariable(io.env)
  if (variable === null || sandboxScenario(io, flags) !== null) return
  const resolved = await connectionOf(io, flags)
  if (isLoopback(normaliseBaseUrl(resolved.baseUrl.value))) return
  const safe = safeAccounts(io.env)
  if (safe.length > 0 && safe.includes(resolved.accountId?.value ?? (await resolveAccount()))) return
  // Without a request the account of a bare key is not known, and a line without one could reach another account.
  const account = resolved.accountId?.value ?? 'ACCOUNT'
  const selector = {account, ...liveSelector(resolved)}
  throw new AppError('refused', `\`${variable}\` is set: an AI agent runs this shell, and a person must make changes`, {
    hints: [`a person can run: \`${commandLine(wanted.command, selector)}\``],
  })
}

/** The first agent variable that is set; null outside of an agent's shell. */
export function agentVariable(env: CliIo['env']): string | null {
  return AGENT_VARIABLES.find(name => !['', '0', 'false', undefined].includes(env[name])) ?? null
}

function safeAccounts(env: CliIo['env']): string[] {
  return (env[SAFE_ACCOUNTS] ?? '')
    .split(',')
    .map(name => name.trim().replace(/^accounts\//, ''))
    .filter(name => name !== '')
}
