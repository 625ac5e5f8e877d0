import {command} from '../../domain/action.js'
import {readProfile} from '../../config/profiles.js'
import {AppError} from '../../domain/errors.js'
import type {GlobalFlagValues} from '../flags.js'
import type {CliIo} from '../io.js'
import {placeOf, sandboxScenario} from '../session.js'
import {ask, canAsk} from '../terminal.js'

/**
 * Profiles are real: a run against the sandbox changes none of them.
 * @param what the command, as typed: `auth logout`
 * @throws AppError usage in sandbox mode
 */
export function refuseInSandbox(io: CliIo, flags: GlobalFlagValues, what: string): void {
  const scenario = sandboxScenario(io, flags)
  if (scenario === null) return
  const named = flags.sandbox === undefined ? 'unset `FIREQ_SANDBOX`' : 'leave `--sandbox` out'
  throw new AppError('usage', `\`${what}\` changes real profiles, and this is the sandbox ${scenario}`, {
    hints: [`${named}; the sandbox needs no key`],
  })
}

/**
 * Asks before the key of another account is replaced in a profile.
 * @throws AppError usage when nobody can be asked and `--yes` is missing; refused when the person says no
 */
export async function confirmReplacement(
  io: CliIo,
  flags: GlobalFlagValues & {yes?: boolean},
  {profile, account}: {readonly profile: string; readonly account: string},
): Promise<void> {
  const held = accountOf(io, profile)
  if (held === null || held === account || flags.yes === true) return
  const what = `profile ${profile} holds a key of account ${held}`
  if (!canAsk(io, flags)) {
    throw new AppError('usage', `${what}, and this one is of ${account}`, {
      hints: [`add \`--yes\` to replace it, or keep both with \`-p NAME\`; nothing was stored`],
    })
  }
  const answer = (await ask(io, `${what}. Replace it with one of ${account}? [y/N] `)).trim()
  if (/^y(?:es)?$/i.test(answer)) return
  throw new AppError('refused', `cancelled; ${what}`, {
    hints: [['keep both with ', command('auth', 'login', '-p', 'NAME')]],
  })
}

/** The account of a stored profile; a file that cannot be read holds no key that would be lost. */
function accountOf(io: CliIo, profile: string): string | null {
  try {
    return readProfile(placeOf(io), profile)?.accountId ?? null
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}
