import {cpSync, mkdtempSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** What the launcher needs, in a folder where a test may damage it. @returns the folder */
export function copiedPackage(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'fireq-launcher-'))
  for (const name of ['bin', 'dist', 'package.json']) cpSync(name, path.join(folder, name), {recursive: true})
  return folder
}
