import {chmodSync, mkdirSync, mkdtempSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** A home folder of nobody else. */
export const newHome = (): string => mkdtempSync(path.join(os.tmpdir(), 'fireq-home-'))

/** A profile as `fireq auth login` leaves one in a home folder, with the gateway that it belongs to. */
export function writeProfile(
  home: string,
  name: string,
  {url, apiKey = `fw_test_${name}`}: {readonly url: string; readonly apiKey?: string},
): void {
  const folder = path.join(home, '.config', 'fireq', 'profiles')
  mkdirSync(folder, {recursive: true, mode: 0o700})
  const file = path.join(folder, `${name}.json`)
  writeFileSync(file, JSON.stringify({apiKey, baseUrl: url}))
  chmodSync(file, 0o600)
}
