import {command} from '../domain/action.js'
import fs from 'node:fs'
import {AppError} from '../domain/errors.js'
import {parseAuthIni, type AuthIni} from './auth-ini.js'
import {isProfileName} from './credential-values.js'
import {readTextFile} from './file-reading.js'
import {
  firectlAuthFile,
  firectlProfileAuthFile,
  firectlProfilesFolder,
  namedAuthFile,
  type ConfigPlace,
} from './paths.js'

/** What one of firectl's files holds, and its path. */
export interface FirectlAuth extends AuthIni {
  readonly file: string
}

function readAuth(file: string | null): FirectlAuth | null {
  const content = file === null ? null : readTextFile(file)
  return file === null || content === null ? null : {...parseAuthIni(content.text), file}
}

/**
 * firectl's profile of that name, `~/.fireworks/profiles/<name>/auth.ini`; the name is validated by the caller.
 * @returns null when there is none
 * @throws AppError refused when it cannot be read
 */
export function readFirectlProfile(place: ConfigPlace, name: string): FirectlAuth | null {
  return readAuth(firectlProfileAuthFile(place, name))
}

/**
 * firectl's sign-in outside any profile: the file of `FIREWORKS_AUTH_FILE`, or `~/.fireworks/auth.ini`.
 * @returns null when the variable is unset and there is no such file
 * @throws AppError usage when the variable names a file that does not exist, refused when one cannot be read
 */
export function readFirectlDefault(place: ConfigPlace): FirectlAuth | null {
  const named = namedAuthFile(place)
  if (named === null) return readAuth(firectlAuthFile(place))
  const auth = readAuth(named)
  if (auth !== null) return auth
  throw new AppError('usage', `FIREWORKS_AUTH_FILE names ${named}, which does not exist`, {
    hints: [['correct or unset FIREWORKS_AUTH_FILE, or sign in with ', command('auth', 'login')]],
  })
}

/** Names of firectl's profiles, sorted; empty when its folder is missing or cannot be listed. */
export function listFirectlProfiles(place: ConfigPlace): readonly string[] {
  const folder = firectlProfilesFolder(place)
  if (folder === null) return []
  let names: readonly string[]
  try {
    names = fs.readdirSync(folder)
  } catch {
    return []
  }
  return names.filter(name => isProfileName(name) && isFile(firectlProfileAuthFile(place, name))).sort()
}

function isFile(file: string | null): boolean {
  try {
    return file !== null && fs.statSync(file).isFile()
  } catch {
    return false
  }
}
