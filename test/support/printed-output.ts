import {appendFileSync, mkdirSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'

/** Keeps what a run printed; `after-all-tests.js` looks for keys in it. */
export function record(...texts: readonly string[]): void {
  const folder = path.join(os.tmpdir(), 'printed')
  mkdirSync(folder, {recursive: true})
  appendFileSync(path.join(folder, `${process.pid}.log`), texts.join('\n'))
}
