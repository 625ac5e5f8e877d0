import fs from 'node:fs'
import path from 'node:path'
import {encodeReading, type Reading} from '../domain/history/reading.js'
import {AppError} from '../domain/errors.js'

/** Where an account's readings are kept: one file a month, `<folder>/<account>/2026-11.ndjson`. */
export interface HistoryStore {
  readonly folder: string
  /**
   * Makes folders, outer first, for their owner alone.
   * @throws AppError refused
   */
  readonly makeFolders: (folders: readonly string[]) => void
}

const FILE_MODE = 0o600
/** Milliseconds of a day. */
export const DAY_MS = 86_400_000

/** The month of a time, `2026-11`, UTC. */
export function monthOf(t: number): string {
  return new Date(t).toISOString().slice(0, 7)
}

/**
 * The folder of an account. Ids with characters that a file name may not have are written as in a URL.
 * @param account `acme`, or `key-<digest>` where only the key is known
 */
export function accountFolder({folder}: HistoryStore, account: string): string {
  const name = encodeURIComponent(account).replace(/^\.+/, dots => dots.replaceAll('.', '%2E'))
  return path.join(folder, name.slice(0, 200))
}

/**
 * Appends readings, each in one write of its own below 4 KiB at the file's end, so that several processes can record at
 * once and a killed one tears its last line at most.
 * @returns how many were written; a reading too long for a line is not
 * @throws AppError refused when the files cannot be written
 */
export function record(store: HistoryStore, readings: readonly Reading[]): number {
  let written = 0
  for (const [file, lines] of byFile(store, readings)) {
    try {
      store.makeFolders([store.folder, path.dirname(file)])
      written += append(file, lines)
    } catch (error) {
      if (error instanceof AppError) throw error
      throw unwritable(file, error)
    }
  }
  return written
}

/**
 * The same, without holding up the process: each write waits for the one before it.
 * @throws AppError refused when the files cannot be written
 */
export async function recordInTurn(store: HistoryStore, readings: readonly Reading[]): Promise<number> {
  let written = 0
  for (const [file, lines] of byFile(store, readings)) {
    try {
      store.makeFolders([store.folder, path.dirname(file)])
      written += await appendInTurn(file, lines)
    } catch (error) {
      if (error instanceof AppError) throw error
      throw unwritable(file, error)
    }
  }
  return written
}

function byFile(store: HistoryStore, readings: readonly Reading[]): Map<string, string[]> {
  const files = new Map<string, string[]>()
  for (const reading of readings) {
    const line = encodeReading(reading)
    if (line === null) continue
    const file = path.join(accountFolder(store, reading.account), `${monthOf(reading.t)}.ndjson`)
    const lines = files.get(file)
    if (lines) lines.push(line)
    else files.set(file, [line])
  }
  return files
}

const APPEND = fs.constants.O_APPEND | fs.constants.O_CREAT | fs.constants.O_RDWR

async function appendInTurn(file: string, lines: readonly string[]): Promise<number> {
  const handle = await fs.promises.open(file, APPEND, FILE_MODE)
  try {
    await handle.chmod(FILE_MODE)
    let start = endsWithinLine(handle.fd) ? '\n' : ''
    for (const line of lines) {
      await handle.write(`${start}${line}\n`)
      start = ''
    }
    return lines.length
  } finally {
    await handle.close()
  }
}

function append(file: string, lines: readonly string[]): number {
  const descriptor = fs.openSync(file, APPEND, FILE_MODE)
  try {
    fs.fchmodSync(descriptor, FILE_MODE)
    // What a killed writer left half written must not take the first new line with it.
    let start = endsWithinLine(descriptor) ? '\n' : ''
    for (const line of lines) {
      fs.writeSync(descriptor, `${start}${line}\n`)
      start = ''
    }
    return lines.length
  } finally {
    fs.closeSync(descriptor)
  }
}

function endsWithinLine(descriptor: number): boolean {
  const {size} = fs.fstatSync(descriptor)
  if (size === 0) return false
  const last = Buffer.alloc(1)
  fs.readSync(descriptor, last, 0, 1, size - 1)
  return last[0] !== 0x0a
}

function unwritable(file: string, error: unknown): AppError {
  const code = (error as {code?: unknown}).code
  return new AppError('refused', `cannot write the history ${file} (${typeof code === 'string' ? code : 'unknown'})`, {
    hints: ['free some disk space, or set XDG_STATE_HOME to a folder of your own'],
    cause: error,
  })
}
