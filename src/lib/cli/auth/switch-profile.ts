import {listProfiles} from '../../config/profiles.js'
import {removeSetting, writeSetting} from '../../config/settings.js'
import {AppError, type Warning} from '../../domain/errors.js'
import {nearest} from '../../domain/text/did-you-mean.js'
import type {CliIo} from '../io.js'
import {placeOf, storedSettings} from '../session.js'

/** `data` of `fireq.auth.switch/v1`. */
export interface ProfileSwitch {
  readonly profile: string
  /** The setting before; null when none was kept. */
  readonly previous: string | null
}

/**
 * Keeps a profile as the one that commands without `-p` use.
 * @throws AppError usage when there is no such profile
 */
export async function switchProfile(io: CliIo, name: string): Promise<ProfileSwitch> {
  const names = listProfiles(placeOf(io)).map(profile => profile.name)
  if (!names.includes(name)) throw noSuchProfile(name, names)
  const previous = storedSettings(io).values.get('profile')
  await writeSetting(placeOf(io), 'profile', name, io)
  return {profile: name, previous: previous === undefined ? null : String(previous)}
}

/** A default that no longer exists would stop every command that names no profile. */
export async function forgetDefault(io: CliIo, name: string): Promise<void> {
  const isDefault = storedSettings(io).values.get('profile') === name
  if (isDefault && !listProfiles(placeOf(io)).some(profile => profile.name === name))
    await removeSetting(placeOf(io), 'profile', io)
}

/** What still beats the setting in this shell. */
export function switchWarnings(io: CliIo, name: string): readonly Warning[] {
  const beats = (variable: string) => `${variable} is set and comes before the profile ${name}; unset it`
  const warnings: Warning[] = []
  const profile = io.env['FIREWORKS_PROFILE']?.trim()
  if (profile && profile !== name) warnings.push({code: 'profile-overridden', message: beats('FIREWORKS_PROFILE')})
  if (io.env['FIREWORKS_API_KEY']?.trim())
    warnings.push({code: 'profile-key-overridden', message: beats('FIREWORKS_API_KEY')})
  return warnings
}

function noSuchProfile(name: string, names: readonly string[]): AppError {
  const near = nearest(name, names)
  const known = names.length === 0 ? 'no profiles are stored yet' : `profiles: ${names.join(', ')}`
  return new AppError('usage', `there is no profile \`${name}\``, {
    hints: [near === null ? known : `did you mean \`${near}\`?`, `store one with \`fireq auth login -p NAME\``],
  })
}
