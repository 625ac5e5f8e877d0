import path from 'node:path'

/** What configuration may look at. Handed in, so that another platform and another home can be tested anywhere. */
export interface ConfigPlace {
  /** The process's environment; an empty value counts as unset. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** What the operating system says the home folder is, for when no variable does; null when it does not know. */
  readonly home: string | null
  readonly platform: NodeJS.Platform
  /** The id of the user who runs fireq; left out on Windows: then no file counts as somebody else's. */
  readonly userId?: number
}

/** The value of an environment variable without surrounding white space; null when unset, empty or blank. */
export function environmentValue(place: ConfigPlace, name: string): string | null {
  const value = place.env[name]?.trim()
  return value === undefined || value === '' ? null : value
}

function pathsOf(place: ConfigPlace): path.PlatformPath {
  return place.platform === 'win32' ? path.win32 : path.posix
}

/**
 * The user's home folder: `HOME`, then `USERPROFILE`, then what the operating system said; on Windows `USERPROFILE`
 * first, because `HOME` there belongs to Unix shells and firectl does not look at it.
 * @returns null when nothing names one
 */
export function homeFolder(place: ConfigPlace): string | null {
  const names = place.platform === 'win32' ? ['USERPROFILE', 'HOME'] : ['HOME', 'USERPROFILE']
  for (const name of names) {
    const folder = environmentValue(place, name)
    if (folder !== null) return folder
  }
  return place.home === null || place.home === '' ? null : place.home
}

/**
 * fireq's own folder: `$XDG_CONFIG_HOME/fireq` or `~/.config/fireq`; on Windows `%LOCALAPPDATA%\fireq`.
 * A relative `XDG_CONFIG_HOME` is ignored, as its specification asks.
 * @returns null when there is no home: then nothing is read and nothing can be written
 */
export function fireqFolder(place: ConfigPlace): string | null {
  const paths = pathsOf(place)
  const xdg = environmentValue(place, 'XDG_CONFIG_HOME')
  if (xdg !== null && paths.isAbsolute(xdg)) return paths.join(xdg, 'fireq')
  const home = homeFolder(place)
  if (place.platform === 'win32') {
    const local = environmentValue(place, 'LOCALAPPDATA')
    if (local !== null) return paths.join(local, 'fireq')
    return home === null ? null : paths.join(home, 'AppData', 'Local', 'fireq')
  }
  return home === null ? null : paths.join(home, '.config', 'fireq')
}

/** The file with fireq's settings, `config.json`; null without a home. */
export function settingsFile(place: ConfigPlace): string | null {
  const folder = fireqFolder(place)
  return folder === null ? null : pathsOf(place).join(folder, 'config.json')
}

/**
 * fireq's folder for what it records: `$XDG_STATE_HOME/fireq` or `~/.local/state/fireq`; on Windows
 * `%LOCALAPPDATA%\\fireq`. A relative `XDG_STATE_HOME` is ignored.
 * @returns null without a home
 */
export function stateFolder(place: ConfigPlace): string | null {
  if (place.platform === 'win32') return fireqFolder(place)
  const paths = pathsOf(place)
  const xdg = environmentValue(place, 'XDG_STATE_HOME')
  if (xdg !== null && paths.isAbsolute(xdg)) return paths.join(xdg, 'fireq')
  const home = homeFolder(place)
  return home === null ? null : paths.join(home, '.local', 'state', 'fireq')
}

/** The folder with one file per profile; null without a home. */
export function profilesFolder(place: ConfigPlace): string | null {
  const folder = fireqFolder(place)
  return folder === null ? null : pathsOf(place).join(folder, 'profiles')
}

/** The file of a profile; the name is validated by the caller. null without a home. */
export function profileFile(place: ConfigPlace, name: string): string | null {
  const folder = profilesFolder(place)
  return folder === null ? null : pathsOf(place).join(folder, `${name}.json`)
}

/** firectl's `~/.fireworks/auth.ini`; null without a home. `FIREWORKS_AUTH_FILE` is not looked at here. */
export function firectlAuthFile(place: ConfigPlace): string | null {
  const home = homeFolder(place)
  return home === null ? null : pathsOf(place).join(home, '.fireworks', 'auth.ini')
}

/** The file that `FIREWORKS_AUTH_FILE` names, a leading `~` being the home folder; null when it is unset. */
export function namedAuthFile(place: ConfigPlace): string | null {
  const named = environmentValue(place, 'FIREWORKS_AUTH_FILE')
  const home = homeFolder(place)
  if (named === null || home === null || !/^~[\\/]/.test(named)) return named
  return pathsOf(place).join(home, named.slice(2))
}

/** The folder with firectl's profiles, one folder each; null without a home. */
export function firectlProfilesFolder(place: ConfigPlace): string | null {
  const home = homeFolder(place)
  return home === null ? null : pathsOf(place).join(home, '.fireworks', 'profiles')
}

/** firectl's `~/.fireworks/profiles/<name>/auth.ini`; the name is validated by the caller. null without a home. */
export function firectlProfileAuthFile(place: ConfigPlace, name: string): string | null {
  const folder = firectlProfilesFolder(place)
  return folder === null ? null : pathsOf(place).join(folder, name, 'auth.ini')
}
