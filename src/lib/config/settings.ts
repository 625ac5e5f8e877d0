import path from 'node:path'
import {AppError, type Warning} from '../domain/errors.js'
import {readTextFile} from './file-reading.js'
import {settingsFile, type ConfigPlace} from './paths.js'
import {makePrivateFolders, noHome, unwritable, whyNotOurs} from './private-file.js'
import {takeLock, type LockWaiting} from './process-lock.js'
import {
  findSetting,
  parseSetting,
  SETTINGS,
  unknownSetting,
  type SettingKey,
  type SettingValue,
} from './setting-table.js'

/** What `config.json` says. */
export interface StoredSettings {
  /** Its path; null without a home. */
  readonly file: string | null
  readonly values: ReadonlyMap<SettingKey, SettingValue>
  /** `settings-ignored`: the file, or a value in it, cannot be used. */
  readonly warnings: readonly Warning[]
}

/**
 * The stored settings. Plain node:fs: loading conf would cost more than the rest of the start, and what it writes is
 * plain JSON.
 * @param strict for commands that are about settings: a damaged file is an error instead of a warning
 * @throws AppError refused, only when strict
 */
export function readSettings(place: ConfigPlace, options: {strict?: boolean} = {}): StoredSettings {
  const file = settingsFile(place)
  try {
    const stored = file === null ? null : readStore(file, place.userId)
    if (file === null || stored === null) return {file, values: new Map(), warnings: []}
    return {file, ...usableSettings(stored, file)}
  } catch (error) {
    if (options.strict === true || !(error instanceof AppError)) throw error
    return {file, values: new Map(), warnings: [ignored(`${error.message}; the settings are ignored`)]}
  }
}

function readStore(file: string, user: number | undefined): Record<string, unknown> | null {
  const content = readTextFile(file)
  if (content === null) return null
  const planted = whyNotOurs(file, content, user)
  if (planted !== null) {
    throw new AppError('refused', `the settings file is not read: ${planted.why}`, {
      hints: [`look at what it holds, then run \`${planted.fix}\``],
    })
  }
  let stored: unknown
  try {
    stored = JSON.parse(content.text.replace(/^\uFEFF/, ''))
  } catch {
    // The parser's message quotes the text; somebody may have put a key there.
    throw damaged(file)
  }
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) throw damaged(file)
  return stored as Record<string, unknown>
}

/** Names it does not know are left for the version that does. */
function usableSettings(stored: Record<string, unknown>, file: string): Omit<StoredSettings, 'file'> {
  const values = new Map<SettingKey, SettingValue>()
  const warnings: Warning[] = []
  for (const {key} of SETTINGS) {
    const value = Object.hasOwn(stored, key) ? stored[key] : undefined
    if (value === undefined || value === null || value === '') continue
    try {
      if (typeof value !== 'string' && typeof value !== 'number') throw damaged(file)
      values.set(key, parseSetting(key, String(value), file))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      warnings.push(
        ignored(`the setting ${key} in ${file} is not usable and is ignored; \`fireq config set\` fixes it`),
      )
    }
  }
  return {values, warnings}
}

/**
 * Stores one setting in `config.json`, 0600 in a 0700 folder, through conf.
 * @param raw as typed; white space around it is dropped
 * @returns the value as stored
 * @throws AppError usage: unknown setting, impossible value, or something that looks like a key; refused when the file
 *   is damaged or cannot be written
 */
export async function writeSetting(
  place: ConfigPlace,
  key: string,
  raw: string,
  waiting: LockWaiting,
): Promise<SettingValue> {
  const value = parseSetting(key, raw, `\`config set ${findSetting(key)?.key ?? ''}\``)
  await changeStore(place, waiting, conf => conf.set(key, value))
  return value
}

/**
 * Removes one setting from `config.json`.
 * @returns whether it was set
 * @throws AppError as `writeSetting`
 */
export async function removeSetting(place: ConfigPlace, key: string, waiting: LockWaiting): Promise<boolean> {
  if (findSetting(key) === null) throw unknownSetting(key)
  const file = settingsFile(place)
  // Removing nothing must not need a folder that can be written.
  const stored = file === null ? null : readStore(file, place.userId)
  if (stored === null || !Object.hasOwn(stored, key)) return false
  await changeStore(place, waiting, conf => conf.delete(key))
  return true
}

interface ConfStore {
  set(key: string, value: SettingValue): void
  delete(key: string): void
}

/**
 * conf reads the whole file and writes the whole file: two of them at once would lose one change. It has nothing but the
 * file: no schema (it costs 50 ms), no defaults (they would be written on a read).
 */
async function changeStore(place: ConfigPlace, waiting: LockWaiting, change: (conf: ConfStore) => void): Promise<void> {
  const file = settingsFile(place)
  if (file === null) throw noHome('settings')
  readStore(file, place.userId)
  const folder = path.dirname(file)
  makePrivateFolders([folder], place.userId)
  const {default: Conf} = await import('conf')
  const lock = await takeLock(place, ['the settings'], waiting)
  try {
    change(
      new Conf<Record<string, SettingValue>>({
        cwd: folder,
        configName: 'config',
        configFileMode: 0o600,
        accessPropertiesByDotNotation: false,
        clearInvalidConfig: false,
      }),
    )
  } catch (error) {
    throw unwritable(file, error)
  } finally {
    lock?.release()
  }
}

function ignored(message: string): Warning {
  return {code: 'settings-ignored', message}
}

function damaged(file: string): AppError {
  return new AppError('refused', `the settings file ${file} is not a JSON object`, {
    hints: [`correct or remove ${file}`],
  })
}
