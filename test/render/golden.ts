import {expect} from '@jest/globals'
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

const FOLDER = fileURLToPath(new URL('../golden/', import.meta.url))

/**
 * Holds a text to a file under test/golden, byte for byte. Look at what changed, then write the files anew with
 * `UPDATE_GOLDEN=1`.
 */
export function expectGolden(name: string, text: string): void {
  const file = join(FOLDER, name)
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(file), {recursive: true})
    writeFileSync(file, text)
  }
  expect(text).toBe(readFileSync(file, 'utf8'))
}
