import {AppError} from '../domain/errors.js'
import {looksLikeKey} from './credential-values.js'
import {readFirectlDefault, readFirectlProfile, type FirectlAuth} from './firectl-auth.js'
import type {ConfigPlace} from './paths.js'
import {listProfiles, readProfile} from './profiles.js'

/** A place that a key can come from without a flag or variable; never the key. */
export interface SignIn {
  /** The profile's name; null for firectl's sign-in outside any profile. */
  readonly name: string | null
  readonly owner: 'fireq' | 'firectl'
  /** null: the key's own account, which only asking can tell. */
  readonly account: string | null
  /** `file` or `key-command`; `none` for firectl's browser sign-in; `unreadable` for a file that cannot be used. */
  readonly key: 'file' | 'key-command' | 'none' | 'unreadable'
  /** The file that holds the key or its command; null where there is none. */
  readonly file: string | null
}

/** Every profile, fireq's and then firectl's, and firectl's sign-in; a damaged file is a row, not an error. */
export function listSignIns(place: ConfigPlace): readonly SignIn[] {
  const rows = listProfiles(place).map(({name, owner}) =>
    readable({name, owner}, () =>
      owner === 'fireq' ? ofFireq(place, name) : ofFirectl(name, readFirectlProfile(place, name)),
    ),
  )
  const outside = readable({name: null, owner: 'firectl'}, () => ofFirectl(null, readFirectlDefault(place)))
  return outside.file === null && outside.key === 'none' ? rows : [...rows, outside]
}

function ofFireq(place: ConfigPlace, name: string): SignIn {
  const profile = readProfile(place, name)
  const key = profile?.keyCommand != null ? 'key-command' : profile?.apiKey == null ? 'none' : 'file'
  return {name, owner: 'fireq', account: shown(profile), key, file: profile?.file ?? null}
}

function ofFirectl(name: string | null, auth: FirectlAuth | null): SignIn {
  const key = auth?.apiKey == null ? 'none' : 'file'
  return {name, owner: 'firectl', account: shown(auth), key, file: auth?.file ?? null}
}

/** `acme`; a key in the wrong place is not shown. */
function shown(stored: {readonly apiKey: string | null; readonly accountId: string | null} | null): string | null {
  const account = stored?.accountId
  if (account == null || looksLikeKey(account) || (stored?.apiKey && account.includes(stored.apiKey))) return null
  return account.replace(/^accounts\//, '')
}

function readable(place: Pick<SignIn, 'name' | 'owner'>, read: () => SignIn): SignIn {
  try {
    return read()
  } catch (error) {
    if (error instanceof AppError) return {...place, account: null, key: 'unreadable', file: null}
    throw error
  }
}
