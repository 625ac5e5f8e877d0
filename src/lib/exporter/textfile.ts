import fs from 'node:fs'
import {AppError} from '../domain/errors.js'

/** Readable by the collector, which runs as another user; no key is in it. */
const FILE_MODE = 0o644

/**
 * Writes the file whole and then renames it, so that a collector never reads half of one.
 * @throws AppError refused
 */
export function writeTextfile(file: string, text: string, unique: string): void {
  // The collector reads `*.prom` alone: this one is never read.
  const partial = `${file}.${unique}.tmp`
  try {
    fs.writeFileSync(partial, text, {mode: FILE_MODE, flag: 'wx'})
    fs.renameSync(partial, file)
  } catch (error) {
    fs.rmSync(partial, {force: true})
    const {code = 'unknown'} = error as NodeJS.ErrnoException
    throw new AppError('refused', `cannot write ${file} (${code})`, {
      hints: ['its folder must exist, and be writable for you'],
      cause: error,
    })
  }
}
