import {command} from '../domain/action.js'
import {shellWord} from '../domain/text/shell-word.js'
import fs from 'node:fs'
import {AppError, type Warning} from '../domain/errors.js'
import {isProfileName, parseAccountId, parseApiKey, parseProfileName} from './credential-values.js'
import {readTextFile} from './file-reading.js'
import {listFirectlProfiles} from './firectl-auth.js'
import {fireqFolder, profileFile, profilesFolder, type ConfigPlace} from './paths.js'
import {
  isOpenToOthers,
  whyNotOurs,
  makePrivateFolders,
  noHome,
  removePrivateFile,
  writePrivateFile,
} from './private-file.js'

/** The profile that counts when nobody names one. */
export const DEFAULT_PROFILE = 'default'

/** A profile as it is stored: at most one of a key and a command that prints one. */
export interface Profile {
  readonly apiKey: string | null
  readonly keyCommand: string | null
  /** `acme`. */
  readonly accountId: string | null
  readonly baseUrl: string | null
}

/** A profile that was read, and its file. */
export interface StoredProfile extends Profile {
  readonly name: string
  readonly file: string
  /** `loose-permissions` when others can read the file. */
  readonly warnings: readonly Warning[]
}

export interface ListedProfile {
  readonly name: string
  readonly owner: 'fireq' | 'firectl'
}

/**
 * One of fireq's profiles.
 * @returns null when there is none of that name
 * @throws AppError usage for a name that cannot be one, refused when the file cannot be read, is damaged, or is one that
 *   others own or may write
 */
export function readProfile(place: ConfigPlace, name: string): StoredProfile | null {
  const file = profileFile(place, parseProfileName(name, 'the profile name'))
  const content = file === null ? null : readTextFile(file)
  if (file === null || content === null) return null
  const planted = whyNotOurs(file, content, place.userId)
  if (planted !== null) {
    // Its key command would run, and its base URL would get the key, before anybody could read a warning.
    throw new AppError('refused', `the profile ${name} is not read: ${planted.why}`, {
      hints: [`look at what it holds, then run \`${planted.fix}\``],
    })
  }
  const warnings: Warning[] = []
  if (isOpenToOthers(content.mode, place.platform)) {
    const message = `${file} can be read by others (mode ${content.mode.toString(8)}); run \`chmod 600 ${shellWord(file)}\`, or the next \`fireq auth login\` does`
    warnings.push({code: 'loose-permissions', message})
  }
  return {...decodeProfile(content.text, file, name), name, file, warnings}
}

/**
 * Stores a profile: whole or not at all, readable by its owner alone, over what was there. Each profile has its own
 * file, so that logins at the same time cannot undo each other.
 * @returns the path of its file
 * @throws AppError usage for a name or content that cannot be one, refused when it cannot be written
 */
export function writeProfile(place: ConfigPlace, name: string, profile: Partial<Profile>): string {
  const file = profileFile(place, parseProfileName(name, 'the profile name'))
  const folders = [fireqFolder(place), profilesFolder(place)].filter(folder => folder !== null)
  if (file === null) throw noHome('a key')
  const text = encodeProfile(profile)
  makePrivateFolders(folders, place.userId)
  writePrivateFile(file, text)
  return file
}

/**
 * Removes one of fireq's profiles.
 * @returns whether there was one
 * @throws AppError usage for a name that cannot be one, refused when it cannot be removed
 */
export function removeProfile(place: ConfigPlace, name: string): boolean {
  const file = profileFile(place, parseProfileName(name, 'the profile name'))
  return file !== null && removePrivateFile(file)
}

/** Names of fireq's own profiles, sorted; empty when the folder is missing or cannot be listed. */
export function listFireqProfiles(place: ConfigPlace): readonly string[] {
  const folder = profilesFolder(place)
  if (folder === null) return []
  let files: readonly string[]
  try {
    files = fs.readdirSync(folder)
  } catch {
    return []
  }
  return files
    .filter(file => file.endsWith('.json'))
    .map(file => file.slice(0, -'.json'.length))
    .filter(isProfileName)
    .sort()
}

/** Every name that `-p` takes: fireq's profiles, then firectl's that none of fireq's hides. */
export function listProfiles(place: ConfigPlace): readonly ListedProfile[] {
  const own = listFireqProfiles(place)
  const theirs = listFirectlProfiles(place).filter(name => !own.includes(name))
  return [
    ...own.map(name => ({name, owner: 'fireq' as const})),
    ...theirs.map(name => ({name, owner: 'firectl' as const})),
  ]
}

function encodeProfile(profile: Partial<Profile>): string {
  const apiKey = profile.apiKey == null ? undefined : parseApiKey(profile.apiKey, 'the login')
  const keyCommand = profile.keyCommand?.trim() || undefined
  if ((apiKey === undefined) === (keyCommand === undefined)) {
    throw new AppError('usage', 'a profile needs either a key or a key command', {
      hints: ['give one of them: a key on stdin, or --key-command'],
    })
  }
  const accountId = profile.accountId == null ? undefined : parseAccountId(profile.accountId, 'the login')
  const baseUrl = profile.baseUrl?.trim() || undefined
  return `${JSON.stringify({apiKey, keyCommand, accountId, baseUrl}, null, 2)}\n`
}

function decodeProfile(text: string, file: string, name: string): Profile {
  const stored = parseObject(text)
  if (stored === null) throw damaged(file, name, 'is not a JSON object')
  const field = (key: keyof Profile): string | null => {
    const value = stored[key]
    if (value === undefined || value === null) return null
    if (typeof value !== 'string') throw damaged(file, name, `holds something other than text in ${key}`)
    return value.trim() === '' ? null : value.trim()
  }
  const apiKey = field('apiKey')
  const keyCommand = field('keyCommand')
  if (apiKey !== null && keyCommand !== null) throw damaged(file, name, 'has both a key and a key command')
  return {apiKey, keyCommand, accountId: field('accountId'), baseUrl: field('baseUrl')}
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    // The parser's message quotes the text, and the text may hold a key.
    return null
  }
}

function damaged(file: string, name: string, what: string): AppError {
  return new AppError('refused', `the profile file ${file} ${what}`, {
    hints: [['store it again with ', command('auth', 'login', '-p', name)]],
  })
}
