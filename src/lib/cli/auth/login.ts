import {runKeyCommand} from '../../config/key-command.js'
import {parseApiKey} from '../../config/credential-values.js'
import {DEFAULT_PROFILE, writeProfile} from '../../config/profiles.js'
import {resolveConnection} from '../../config/resolve.js'
import {DEFAULT_BASE_URL} from '../../config/setting-table.js'
import {AppError} from '../../domain/errors.js'
import {KEYS_PAGE} from '../../domain/facts/web-pages.js'
import type {GlobalFlagValues} from '../flags.js'
import {write, type CliIo} from '../io.js'
import {connectionFlags, placeOf, type Session} from '../session.js'
import {ask, canAsk, readAll} from '../terminal.js'

/** `data` of `fireq.auth.login/v1`; never the key. */
export interface LoginRecord {
  readonly account: string
  readonly email: string | null
  readonly profile: string
  readonly file: string
  readonly keyCommand: boolean
}

type LoginFlags = GlobalFlagValues & {'key-command'?: string}

/** The profile a login writes or a logout removes: the chosen one, else `default`. */
export async function profileToWrite(io: CliIo, flags: GlobalFlagValues): Promise<string> {
  const resolved = await resolveConnection(placeOf(io), connectionFlags(flags), {profileMayBeMissing: true})
  return resolved.profile?.value ?? DEFAULT_PROFILE
}

/**
 * The key of a login: what `--key-command` prints, the argument or `--api-key`, a hidden prompt, or stdin.
 * @throws AppError usage when there is none and nobody can be asked
 */
export async function obtainKey(io: CliIo, flags: LoginFlags, argument: string | undefined): Promise<string> {
  if (flags['key-command'] !== undefined) return runKeyCommand(flags['key-command'], io.signal)
  const given = argument ?? flags['api-key']
  if (given !== undefined) return parseApiKey(given, 'the command line')
  if (canAsk(io, flags)) {
    await write(io.stderr, `Make a key at ${KEYS_PAGE.value}\n`)
    return parseApiKey(await ask(io, 'API key (not shown): ', {hidden: true}), 'the prompt')
  }
  const piped = io.stdin.isTTY === true ? '' : (await readAll(io)).trim()
  if (piped !== '') return parseApiKey(piped, 'standard input')
  throw new AppError('usage', 'no key was given, and there is no terminal to ask for one', {
    hints: ['pass it on standard input: `fireq auth login < key.txt`', `make a key at ${KEYS_PAGE.value}`],
  })
}

/** The gateway a profile has to remember: another than Fireworks' own, and not a sandbox that is gone with the command. */
export function gatewayToKeep({source, baseUrl}: Pick<Session, 'source' | 'baseUrl'>): string | null {
  return source === 'sandbox' || baseUrl === DEFAULT_BASE_URL ? null : baseUrl
}

/** Writes the profile of a verified key. */
export function storeLogin(
  io: CliIo,
  flags: LoginFlags,
  login: {profile: string; account: string; email: string | null; key: string; gateway: string | null},
): LoginRecord {
  const command = flags['key-command']
  const file = writeProfile(placeOf(io), login.profile, {
    ...(command === undefined ? {apiKey: login.key} : {keyCommand: command}),
    accountId: login.account,
    baseUrl: login.gateway,
  })
  const {account, email, profile} = login
  return {account, email, profile, file, keyCommand: command !== undefined}
}
