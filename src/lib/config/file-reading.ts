import fs from 'node:fs'
import {AppError} from '../domain/errors.js'

/** Configuration files are small; a path that leads to an endless device must not fill the memory. */
const MAX_BYTES = 1024 * 1024

/** The text of a file and its permission bits. */
export interface FileText {
  readonly text: string
  /** Permission bits, e.g. 0o600. */
  readonly mode: number
  /** The user id of the file's owner; 0 on Windows. */
  readonly owner: number
}

/** Opening a named pipe waits for its writer unless it is told not to. Windows has no such flag. */
const READ_WITHOUT_WAITING = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0)

/** The code of a system error, `ENOENT`; `unknown` for anything else that was thrown. */
export function systemCode(error: unknown): string {
  const code = (error as {code?: unknown} | null)?.code
  return typeof code === 'string' ? code : 'unknown'
}

/**
 * Reads a small text file.
 * @returns null when there is none, also when its folder does not exist, is no folder or may not be looked into (a
 *   container's HOME that belongs to another user): then the file cannot have been meant
 * @throws AppError refused when the file is there and cannot be read
 */
export function readTextFile(file: string): FileText | null {
  let descriptor: number
  try {
    descriptor = fs.openSync(file, READ_WITHOUT_WAITING)
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR' || !isVisible(file)) return null
    throw unreadable(file, code, error)
  }
  try {
    const found = fs.fstatSync(descriptor)
    // A pipe or a device may never end, and what another program writes into it is no stored setting.
    if (!found.isFile()) throw unreadable(file, 'not a regular file', undefined)
    return {text: readAll(descriptor, file), mode: found.mode & 0o777, owner: found.uid}
  } catch (error) {
    if (error instanceof AppError) throw error
    throw unreadable(file, systemCode(error), error)
  } finally {
    fs.closeSync(descriptor)
  }
}

/** Files of /proc have no size, so the bytes are counted as they come. */
function readAll(descriptor: number, file: string): string {
  const parts: Buffer[] = []
  let total = 0
  for (;;) {
    const part = Buffer.alloc(16 * 1024)
    const count = fs.readSync(descriptor, part, 0, part.length, null)
    if (count === 0) return Buffer.concat(parts).toString('utf8')
    parts.push(part.subarray(0, count))
    total += count
    if (total > MAX_BYTES) throw unreadable(file, 'larger than 1 MiB', undefined)
  }
}

function isVisible(file: string): boolean {
  try {
    fs.lstatSync(file)
    return true
  } catch {
    return false
  }
}

function unreadable(file: string, why: string, cause: unknown): AppError {
  return new AppError('refused', `cannot read ${file} (${why})`, {
    hints: [`make ${file} a file that you may read, or remove it`],
    cause,
  })
}
