import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type {ConfigPlace} from '../../../src/lib/config/paths.js'

/** A home folder of its own, real files in a temporary folder, removed when the tests are done. */
export interface TestHome {
  readonly folder: string
  /** fireq's folder in it. */
  readonly fireq: string
  readonly place: ConfigPlace
  /** The same place with more variables. */
  with(env: Record<string, string>): ConfigPlace
  /** Writes a file below the home folder, 0600, making its folders. */
  write(relative: string, text: string): string
  profile(name: string, content: Record<string, unknown>): string
  settings(content: Record<string, unknown>): string
  exists(relative: string): boolean
}

export function makeHome(): TestHome {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'fireq config ü-')))
  const env = {HOME: folder, PATH: '/usr/bin:/bin:/usr/local/bin'}
  const write = (relative: string, text: string): string => {
    const file = path.join(folder, relative)
    fs.mkdirSync(path.dirname(file), {recursive: true, mode: 0o700})
    fs.writeFileSync(file, text, {mode: 0o600})
    return file
  }
  return {
    folder,
    fireq: path.join(folder, '.config/fireq'),
    place: {env, home: null, platform: 'linux'},
    with: more => ({env: {...env, ...more}, home: null, platform: 'linux'}),
    write,
    profile: (name, content) => write(`.config/fireq/profiles/${name}.json`, JSON.stringify(content)),
    settings: content => write('.config/fireq/config.json', JSON.stringify(content)),
    exists: relative => fs.existsSync(path.join(folder, relative)),
  }
}

/** Permission bits of a file or folder, `600`. */
export function modeOf(file: string): string {
  return (fs.statSync(file).mode & 0o777).toString(8)
}
