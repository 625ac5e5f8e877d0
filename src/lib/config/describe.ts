import type {Warning} from '../domain/errors.js'
import {redactAddress, redactSecrets} from '../domain/text/redact.js'
import {environmentValue, type ConfigPlace} from './paths.js'
import {resolveConnection, type GlobalFlags, type ResolvedConnection} from './resolve.js'
import type {Origin, Sourced} from './sourced.js'
import {readSettings, type StoredSettings} from './settings.js'
import {SETTINGS, type Setting, type SettingKey} from './setting-table.js'

/** One row of `config list`. */
export interface DescribedSetting {
  readonly key: 'api-key' | SettingKey
  /** As in force; null when there is none. Of a key only that it is `set`, or comes from a `key-command`. */
  readonly value: string | null
  /** `key` for an account that is resolved from the key. */
  readonly origin: Origin
  /** The flag, the variable or the path of the file; '' for a default. */
  readonly detail: string
}

const FLAG_OF: Partial<Record<SettingKey, keyof GlobalFlags>> = {
  model: 'model',
  color: 'color',
  sandbox: 'sandbox',
  'insecure-http': 'insecureHttp',
}

const OWN_SETTINGS = ['model', 'color', 'sandbox', 'insecure-http', 'history', 'history.days'] as const
type OwnSetting = (typeof OWN_SETTINGS)[number]
const isOwnSetting = (key: SettingKey): key is OwnSetting => (OWN_SETTINGS as readonly string[]).includes(key)

/**
 * A setting that has nothing to do with the connection (`model`, `color`, `sandbox`, `insecure-http`): flag > environment > config file.
 * A flag and a variable are taken as they are; a stored value was checked when it was read.
 * @returns null when nothing sets it
 */
export function resolveSetting(
  place: ConfigPlace,
  flags: GlobalFlags,
  key: OwnSetting,
  settings: StoredSettings = readSettings(place),
): Sourced<string> | null {
  const setting = SETTINGS.find(candidate => candidate.key === key) as Setting
  const ownFlag = FLAG_OF[key]
  const flag = ownFlag === undefined ? undefined : flags[ownFlag]
  if (flag !== undefined) return {value: String(flag), origin: 'flag', detail: setting.flag}
  for (const {name, as} of setting.variables) {
    const value = environmentValue(place, name)
    if (value !== null) return {value: as === undefined ? value : as(value), origin: 'environment', detail: name}
  }
  const stored = settings.values.get(key)
  return stored === undefined ? null : {value: String(stored), origin: 'config', detail: settings.file ?? ''}
}

/**
 * Every setting as it is in force, and where it comes from; the key first, then in the order of the table. A profile
 * that was chosen and does not exist, or damaged credentials, do not stop it: this is where one looks for the reason.
 * @throws AppError refused for a damaged settings file; usage for unusable values of flags and variables
 */
export async function describeSettings(place: ConfigPlace, flags: GlobalFlags): Promise<readonly DescribedSetting[]> {
  return (await describeWithWarnings(place, flags)).settings
}

/** The same, with what there is to warn about. */
export async function describeWithWarnings(
  place: ConfigPlace,
  flags: GlobalFlags,
): Promise<{settings: readonly DescribedSetting[]; warnings: readonly Warning[]}> {
  const settings = readSettings(place, {strict: true})
  const connection = await resolveConnection(place, flags, {profileMayBeMissing: true, settings})
  const rows = SETTINGS.map(({key, fallback}) => {
    const found = inForce(key, connection, () =>
      isOwnSetting(key) ? resolveSetting(place, flags, key, settings) : null,
    )
    if (found !== null) return row(key, found)
    return {key, value: fallback === null ? null : String(fallback), origin: absence(key, connection), detail: ''}
  })
  return {settings: [keyRow(connection), ...rows], warnings: connection.warnings}
}

function inForce(
  key: SettingKey,
  connection: ResolvedConnection,
  other: () => Sourced<string> | null,
): Sourced<unknown> | null {
  switch (key) {
    case 'account-id':
      return connection.accountId
    case 'profile':
      return connection.profile
    case 'base-url':
      return connection.baseUrl
    case 'timeout':
      return connection.timeoutSeconds
    case 'model':
    case 'color':
    case 'sandbox':
    case 'insecure-http':
    case 'history':
    case 'history.days':
      return other()
  }
}

/** An account that nobody named is told by the key, if there is one. */
function absence(key: SettingKey, connection: ResolvedConnection): Origin {
  const hasKey = connection.apiKey !== null || connection.keyCommand !== null
  return key === 'account-id' && hasKey ? 'key' : 'default'
}

function row(key: SettingKey, found: Sourced<unknown>): DescribedSetting {
  // A base URL from the environment may hold a password.
  const text = String(found.value)
  return {
    key,
    value: key === 'base-url' ? redactAddress(text) : redactSecrets(text),
    origin: found.origin,
    detail: found.detail,
  }
}

function keyRow({apiKey, keyCommand}: ResolvedConnection): DescribedSetting {
  const source = apiKey ?? keyCommand
  if (source === null) return {key: 'api-key', value: null, origin: 'default', detail: ''}
  return {key: 'api-key', value: apiKey === null ? 'key-command' : 'set', origin: source.origin, detail: source.detail}
}
