import {command} from '../domain/action.js'
import {AppError, type Warning} from '../domain/errors.js'
import {SHORTEST_KEY} from '../domain/text/redact.js'
import {readFirectlDefault, readFirectlProfile, type FirectlAuth} from './firectl-auth.js'
import type {ConfigPlace} from './paths.js'
import {DEFAULT_PROFILE, listProfiles, readProfile, type StoredProfile} from './profiles.js'
import type {Sourced} from './sourced.js'

/** The one file that a stored key is taken from, with all that it says, unchecked. */
export interface KeySource {
  readonly origin: 'profile' | 'firectl'
  /** null when there is no such file. */
  readonly file: string | null
  /** null for firectl's sign-in outside any profile, and for none. */
  readonly profile: Sourced<string> | null
  readonly apiKey: string | null
  readonly keyCommand: string | null
  readonly accountId: string | null
  readonly baseUrl: string | null
  readonly hasIdToken: boolean
  readonly warnings: readonly Warning[]
}

const NOTHING: KeySource = {
  origin: 'profile',
  file: null,
  profile: null,
  apiKey: null,
  keyCommand: null,
  accountId: null,
  baseUrl: null,
  hasIdToken: false,
  warnings: [],
}

export interface SourceOptions {
  /** A key was given by flag or variable: a file that nobody named and that cannot be read is then no reason to stop. */
  readonly keyGiven: boolean
  /** A chosen profile that does not exist, and credentials that cannot be read, count as empty ones. */
  readonly mayBeMissing: boolean
}

/**
 * The stored source of the key: the chosen profile, fireq's before firectl's; without a choice fireq's profile
 * `default`, then firectl's sign-in (`FIREWORKS_AUTH_FILE` or `~/.fireworks/auth.ini`).
 * @throws AppError usage when the chosen profile does not exist, refused when a needed file cannot be read
 */
export function chooseSource(place: ConfigPlace, chosen: Sourced<string> | null, options: SourceOptions): KeySource {
  try {
    return withKeyOnce(chosen === null ? implicitSource(place) : namedSource(place, chosen, options.mayBeMissing))
  } catch (error) {
    const harmless = options.mayBeMissing || (options.keyGiven && chosen === null)
    if (!(error instanceof AppError) || !harmless) throw error
    return {...NOTHING, profile: chosen, warnings: [{code: 'credentials-ignored', message: error.message}]}
  }
}

/** An account or address with the key in it would be shown, or asked, wherever it is used. */
function withKeyOnce(source: KeySource): KeySource {
  const {apiKey, accountId, baseUrl, file} = source
  const key = apiKey?.trim() ?? ''
  if (key.length < SHORTEST_KEY || ![accountId, baseUrl].some(value => value?.includes(key))) return source
  throw new AppError('refused', `${file} holds its key in another value too`, {
    hints: [['take it out there, or store it again with ', command('auth', 'login')]],
  })
}

function namedSource(place: ConfigPlace, chosen: Sourced<string>, mayBeMissing: boolean): KeySource {
  const own = readProfile(place, chosen.value)
  if (own !== null) return fireqSource(own, chosen)
  const theirs = readFirectlProfile(place, chosen.value)
  if (theirs !== null) return firectlSource(theirs, chosen)
  if (mayBeMissing) return {...NOTHING, profile: chosen}
  throw unknownProfile(place, chosen)
}

function implicitSource(place: ConfigPlace): KeySource {
  const own = readProfile(place, DEFAULT_PROFILE)
  if (own !== null) return fireqSource(own, {value: DEFAULT_PROFILE, origin: 'default', detail: ''})
  const auth = readFirectlDefault(place)
  return auth === null ? NOTHING : firectlSource(auth, null)
}

function fireqSource(own: StoredProfile, profile: Sourced<string>): KeySource {
  const {file, apiKey, keyCommand, accountId, baseUrl, warnings} = own
  return {origin: 'profile', file, profile, apiKey, keyCommand, accountId, baseUrl, hasIdToken: false, warnings}
}

function firectlSource(auth: FirectlAuth, profile: Sourced<string> | null): KeySource {
  const {file, apiKey, accountId, hasIdToken} = auth
  return {...NOTHING, origin: 'firectl', file, profile, apiKey, accountId, hasIdToken}
}

function unknownProfile(place: ConfigPlace, chosen: Sourced<string>): AppError {
  const known = listProfiles(place).map(({name, owner}) => (owner === 'firectl' ? `${name} (firectl)` : name))
  const from = chosen.origin === 'flag' ? '' : `, named by ${chosen.detail}`
  return new AppError('usage', `there is no profile ${chosen.value}${from}`, {
    hints: [
      known.length === 0 ? 'no profiles are stored yet' : `known profiles: ${known.join(', ')}`,
      ['make it with ', command('auth', 'login', '-p', chosen.value)],
    ],
  })
}
