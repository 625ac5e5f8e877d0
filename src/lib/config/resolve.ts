import {AppError, type Warning} from '../domain/errors.js'
import {parseAccountId, parseApiKey, parseProfileName} from './credential-values.js'
import {ID_TOKEN_UNUSABLE} from './auth-ini.js'
import {environmentValue, namedAuthFile, type ConfigPlace} from './paths.js'
import {chooseSource, type KeySource} from './key-source.js'
import {readSettings, type StoredSettings} from './settings.js'
import {DEFAULT_BASE_URL, DEFAULT_TIMEOUT_SECONDS, parseTimeout} from './setting-table.js'
import type {Sourced} from './sourced.js'

export type {ConfigPlace} from './paths.js'

/** The global flags as given; what was not given is left out. An empty text is an error, not an absence. */
export interface GlobalFlags {
  readonly apiKey?: string
  readonly accountId?: string
  readonly profile?: string
  readonly baseUrl?: string
  /** Seconds. */
  readonly timeout?: number
  readonly model?: string
  readonly color?: string
  readonly sandbox?: string
  readonly insecureHttp?: boolean
}

export interface ResolvedConnection {
  /** null: there is a key command to run, or no key at all. */
  readonly apiKey: Sourced<string> | null
  /** Not run yet; null when there is a key. */
  readonly keyCommand: Sourced<string> | null
  /** null: to be resolved from the key. */
  readonly accountId: Sourced<string> | null
  /** The chosen profile, fireq's or firectl's; null for firectl's sign-in outside any profile, or none at all. */
  readonly profile: Sourced<string> | null
  /** As written: the caller normalises it. */
  readonly baseUrl: Sourced<string>
  readonly timeoutSeconds: Sourced<number>
  readonly warnings: readonly Warning[]
}

export interface ResolveOptions {
  /** For `auth login` and `config`: a chosen profile that is missing or damaged is no error; it then holds nothing. */
  readonly profileMayBeMissing?: boolean
  /** Settings that were read already. */
  readonly settings?: StoredSettings
}

/**
 * What to connect with: flag > environment > profile > config file > default, value by value.
 *
 * The account is bound to the key. Keys belong to accounts, and a key of one with the id of another is answered
 * PermissionDenied, so with a key that was given by flag or variable an account only counts when it was given in one of
 * these ways too; otherwise it is taken from the very profile that the key is in. The account of the config file goes with keys that nobody chose by flag or variable.
 * @throws AppError usage: an unknown profile, an unusable value; refused: a file that is needed and cannot be read
 */
export function resolveConnection(
  place: ConfigPlace,
  flags: GlobalFlags,
  options: ResolveOptions = {},
): Promise<ResolvedConnection> {
  // A promise although nothing waits today: reading files is this function's business, and may come to wait.
  return new Promise(resolve => resolve(resolveNow(place, flags, options)))
}

function resolveNow(place: ConfigPlace, flags: GlobalFlags, options: ResolveOptions): ResolvedConnection {
  const settings = options.settings ?? readSettings(place)
  const givenKey = given(place, flags.apiKey, '--api-key', 'FIREWORKS_API_KEY', parseApiKey)
  const chosen = chosenProfile(place, flags, settings)
  const source = chooseSource(place, chosen, {
    keyGiven: givenKey !== null,
    mayBeMissing: options.profileMayBeMissing === true,
  })
  const warnings = [...settings.warnings, ...source.warnings, ...keyWarnings(place, givenKey, chosen, source)]
  return {
    apiKey: givenKey ?? fromSource(source, source.apiKey, parseApiKey),
    keyCommand: givenKey === null ? fromSource(source, source.keyCommand) : null,
    accountId: resolveAccount(place, flags, {givenKey, chosen, source, settings}),
    profile: source.profile,
    baseUrl:
      given(place, flags.baseUrl, '--base-url', 'FIREWORKS_BASE_URL') ??
      fromSource(source, source.baseUrl) ??
      stored(settings, 'base-url', String) ??
      byDefault(DEFAULT_BASE_URL),
    timeoutSeconds:
      timeoutFlag(flags) ?? stored(settings, 'timeout', Number) ?? byDefault<number>(DEFAULT_TIMEOUT_SECONDS),
    warnings,
  }
}

/** Which profile was asked for; null when none was. */
function chosenProfile(place: ConfigPlace, flags: GlobalFlags, settings: StoredSettings): Sourced<string> | null {
  return (
    given(place, flags.profile, '--profile', 'FIREWORKS_PROFILE', parseProfileName) ??
    stored(settings, 'profile', String)
  )
}

interface AccountQuestion {
  readonly givenKey: Sourced<string> | null
  readonly chosen: Sourced<string> | null
  readonly source: KeySource
  readonly settings: StoredSettings
}

function resolveAccount(
  place: ConfigPlace,
  flags: GlobalFlags,
  {givenKey, chosen, source, settings}: AccountQuestion,
): Sourced<string> | null {
  const account = given(place, flags.accountId, '--account-id', 'FIREWORKS_ACCOUNT_ID', parseAccountId)
  if (account !== null) return account
  if (givenKey !== null) return null
  const byHand = chosen !== null && chosen.origin !== 'config'
  return (
    fromSource(source, source.accountId, parseAccountId) ?? (byHand ? null : stored(settings, 'account-id', String))
  )
}

function keyWarnings(
  place: ConfigPlace,
  givenKey: Sourced<string> | null,
  chosen: Sourced<string> | null,
  source: KeySource,
): readonly Warning[] {
  const warnings: Warning[] = []
  const holdsKey = source.apiKey !== null || source.keyCommand !== null
  if (givenKey?.origin === 'environment' && chosen?.origin === 'flag' && holdsKey) {
    const message = `FIREWORKS_API_KEY is used instead of the key of profile ${chosen.value}; unset it to use the profile's`
    warnings.push({code: 'profile-key-overridden', message})
  }
  if (givenKey === null && !holdsKey && source.hasIdToken) {
    warnings.push({code: 'sign-in-not-usable', message: `${source.file ?? 'auth.ini'}: ${ID_TOKEN_UNUSABLE}`})
  }
  const authFile = namedAuthFile(place)
  const implicit = chosen === null || chosen.origin === 'config'
  if (givenKey === null && authFile !== null && implicit && source.profile !== null) {
    const message = `FIREWORKS_AUTH_FILE is not used: fireq's profile ${source.profile.value} comes before it`
    warnings.push({code: 'auth-file-not-used', message})
  }
  return warnings
}

/** A value of a flag or, failing that, of an environment variable, checked. */
function given(
  place: ConfigPlace,
  flag: string | undefined,
  flagName: string,
  variable: string,
  parse: (raw: string, source: string) => string = raw => raw.trim(),
): Sourced<string> | null {
  if (flag !== undefined) {
    // An empty variable of a script behind a flag: going on with another key or account would be the worst answer.
    if (flag.trim() === '') {
      throw new AppError('usage', `${flagName} is empty`, {hints: [`give ${flagName} a value, or leave it out`]})
    }
    return {value: parse(flag, flagName), origin: 'flag', detail: flagName}
  }
  const value = environmentValue(place, variable)
  return value === null ? null : {value: parse(value, variable), origin: 'environment', detail: variable}
}

function timeoutFlag(flags: GlobalFlags): Sourced<number> | null {
  if (flags.timeout === undefined) return null
  return {value: parseTimeout(String(flags.timeout), '--timeout'), origin: 'flag', detail: '--timeout'}
}

function fromSource(
  source: KeySource,
  value: string | null,
  parse: (raw: string, file: string) => string = raw => raw,
): Sourced<string> | null {
  if (value === null || source.file === null) return null
  return {value: parse(value, source.file), origin: source.origin, detail: source.file}
}

function stored<T>(
  settings: StoredSettings,
  key: Parameters<StoredSettings['values']['get']>[0],
  as: (value: unknown) => T,
): Sourced<T> | null {
  const value = settings.values.get(key)
  return value === undefined ? null : {value: as(value), origin: 'config', detail: settings.file ?? ''}
}

function byDefault<T>(value: T): Sourced<T> {
  return {value, origin: 'default', detail: ''}
}
