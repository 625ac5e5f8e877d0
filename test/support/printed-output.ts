import {appendFileSync, mkdirSync} from 'node:fs'
import path from 'node:path'
import process from 'node:process'

const FOLDER = path.resolve('.cache/printed')

/** Keeps what a run printed; after all tests `search-printed.js` looks for keys in it. */
export function record(...texts: readonly string[]): void {
  mkdirSync(FOLDER, {recursive: true})
  appendFileSync(path.join(FOLDER, `${process.pid}.log`), texts.join('\n'))
}
