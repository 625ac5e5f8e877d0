import {shellWord} from '../domain/text/shell-word.js'
import {randomBytes} from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import {AppError} from '../domain/errors.js'
import {systemCode} from './file-reading.js'

/** Read and written by the owner alone. */
const FILE_MODE = 0o600
const FOLDER_MODE = 0o700
/** Bits that let anybody but the owner in. */
const OTHERS = 0o077
/** Tries of a rename; another process (a virus scanner, another login) may hold the file for a moment. */
const RENAME_TRIES = 20
const RENAME_PAUSE_MS = 25

/** Bits that let anybody but the owner write. */
const WRITTEN_BY_OTHERS = 0o022

/**
 * Why somebody else could have put there what a file or folder holds, and the line that mends it; null when only this
 * user (and root) could. Windows has no such bits: its profile folder is private.
 * @param user the id of the user who runs fireq; undefined on Windows
 */
export function whyNotOurs(
  file: string,
  {mode, owner}: {readonly mode: number; readonly owner: number},
  user: number | undefined,
): {readonly why: string; readonly fix: string} | null {
  if (user === undefined) return null
  if (owner !== user && owner !== 0)
    return {why: `${file} belongs to another user`, fix: `chown "$(id -u)" ${shellWord(file)}`}
  if ((mode & WRITTEN_BY_OTHERS) === 0) return null
  return {why: `others may write ${file} (mode ${mode.toString(8)})`, fix: `chmod go-w ${shellWord(file)}`}
}

/** Whether permission bits let others than the owner in. Windows has no such bits: its profile folder is private. */
export function isOpenToOthers(mode: number, platform: NodeJS.Platform): boolean {
  return platform !== 'win32' && (mode & OTHERS) !== 0
}

/**
 * Makes fireq's folders, each for the owner alone, and tightens those that others can look into.
 * @param folders absolute paths, outer first; folders above the first are made as needed and otherwise left alone
 * @param user the id of the user who runs fireq; undefined on Windows
 * @throws AppError refused when one cannot be made, is somebody else's, or can be written by others
 */
export function makePrivateFolders(folders: readonly string[], user: number | undefined): void {
  for (const folder of folders) {
    try {
      makeFolder(folder)
      // Before it is tightened: where others could write, a link of theirs may lie in wait.
      refuseFolderOfOthers(folder, user)
      tighten(folder, FOLDER_MODE)
    } catch (error) {
      throw unwritable(folder, error)
    }
  }
}

/** What is stored in a folder of somebody else, or one that others may write, is theirs to read and to replace. */
function refuseFolderOfOthers(folder: string, user: number | undefined): void {
  const {mode, uid} = fs.statSync(folder)
  const problem = whyNotOurs(folder, {mode: mode & 0o777, owner: uid}, user)
  if (problem === null) return
  throw new AppError('refused', `nothing is stored in a folder that others can write: ${problem.why}`, {
    hints: [`run \`${problem.fix}\`, or set XDG_CONFIG_HOME to a folder of your own`],
  })
}

/** One level at a time: Node's recursive mkdir never returns on file systems that answer ENOENT to a mkdir. */
function makeFolder(folder: string): void {
  if (fs.statSync(folder, {throwIfNoEntry: false})?.isDirectory() === true) return
  const parent = path.dirname(folder)
  if (parent !== folder) makeFolder(parent)
  try {
    fs.mkdirSync(folder, {mode: FOLDER_MODE})
  } catch (error) {
    // Another process was faster, or a file is in the way.
    if (systemCode(error) !== 'EEXIST' || !fs.statSync(folder).isDirectory()) throw error
  }
}

/** Takes permissions away from others. On a folder of another owner that is not ours to do, and not ours to fail for. */
function tighten(file: string, mode: number): void {
  if ((fs.statSync(file).mode & OTHERS) === 0) return
  try {
    fs.chmodSync(file, mode)
  } catch (error) {
    if (systemCode(error) !== 'EPERM') throw error
  }
}

/**
 * Writes a file that holds a secret, whole or not at all: a new file beside it, 0600 from its first byte, flushed to
 * the disk, then renamed over it. Whoever reads meanwhile, or after a crash at any moment, sees the old or the new text.
 * A symbolic link stays, and what it points to is replaced. What an earlier crash left beside it is removed.
 * @throws AppError refused: the path, why, and what to do
 */
export function writePrivateFile(file: string, text: string): void {
  let temporary: string | null = null
  try {
    const target = linkTarget(file)
    removeLeftovers(target, LEFTOVER_AGE_MS)
    temporary = temporaryName(target)
    writeFlushed(temporary, text)
    renameOver(temporary, target)
    temporary = null
    flushFolder(path.dirname(target))
  } catch (error) {
    if (temporary !== null) fs.rmSync(temporary, {force: true})
    throw unwritable(file, error)
  }
}

/**
 * Removes a file that holds a secret, with what crashed writes left beside it. Of a symbolic link both the link and
 * what it points to go: the secret must be gone.
 * @returns whether there was one
 * @throws AppError refused
 */
export function removePrivateFile(file: string): boolean {
  try {
    const target = linkTarget(file)
    const existed = fs.lstatSync(file, {throwIfNoEntry: false}) !== undefined
    // A login into the same profile at this moment fails; better than a key that outlives its logout.
    removeLeftovers(target, 0)
    fs.rmSync(target, {force: true})
    fs.rmSync(file, {force: true})
    return existed
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return false
    throw unwritable(file, error)
  }
}

/** Where a symbolic link ends, also when nothing is there yet; the path itself when it is none. */
function linkTarget(file: string): string {
  let target = file
  for (let depth = 0; depth < 40; depth++) {
    if (fs.lstatSync(target, {throwIfNoEntry: false})?.isSymbolicLink() !== true) return target
    target = path.resolve(fs.realpathSync(path.dirname(target)), fs.readlinkSync(target))
  }
  throw Object.assign(new Error('too many symbolic links'), {code: 'ELOOP'})
}

function temporaryName(target: string): string {
  return path.join(path.dirname(target), `.${path.basename(target)}.${randomBytes(6).toString('hex')}.tmp`)
}

/** A younger one may belong to another process that is about to rename it. */
const LEFTOVER_AGE_MS = 60_000

/** A killed write leaves a file with a key in it; nobody would ever look for it there. */
function removeLeftovers(target: string, olderThanMs: number): void {
  const folder = path.dirname(target)
  const start = `.${path.basename(target)}.`
  const now = Date.now()
  for (const name of listed(folder)) {
    if (!name.startsWith(start) || !/^[0-9a-f]{12}\.tmp$/.test(name.slice(start.length))) continue
    const leftover = path.join(folder, name)
    const age = Math.max(0, now - (fs.statSync(leftover, {throwIfNoEntry: false})?.mtimeMs ?? now))
    if (age >= olderThanMs) fs.rmSync(leftover, {force: true})
  }
}

function listed(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder)
  } catch {
    // A folder that may be written and not listed: nothing to clean.
    return []
  }
}

function writeFlushed(file: string, text: string): void {
  const descriptor = fs.openSync(file, 'wx', FILE_MODE)
  try {
    // writeFileSync goes on after a short write; an unusual umask may have taken the owner's bits.
    fs.writeFileSync(descriptor, text)
    fs.fchmodSync(descriptor, FILE_MODE)
    fs.fsyncSync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
}

function renameOver(temporary: string, target: string): void {
  for (let attempt = 1; ; attempt++) {
    try {
      fs.renameSync(temporary, target)
      return
    } catch (error) {
      // Windows refuses to replace a file that somebody has open.
      const busy = ['EPERM', 'EACCES', 'EBUSY'].includes(systemCode(error)) && path.sep === '\\'
      if (!busy || attempt === RENAME_TRIES) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RENAME_PAUSE_MS)
    }
  }
}

/** Makes the rename itself survive a power cut, where the platform can. */
function flushFolder(folder: string): void {
  try {
    const descriptor = fs.openSync(folder, 'r')
    try {
      fs.fsyncSync(descriptor)
    } finally {
      fs.closeSync(descriptor)
    }
  } catch {
    // Windows cannot open a folder, some network file systems cannot flush one; the file itself is safe.
  }
}

const WRITE_HINTS: Record<string, string> = {
  ENOSPC: 'free some disk space and try again; nothing was changed',
  EDQUOT: 'your disk quota is used up; free some space and try again; nothing was changed',
  EROFS: 'the file system is read-only; set XDG_CONFIG_HOME to a folder that can be written',
  ENOTDIR: 'a file is where a folder is needed; move it away, or set XDG_CONFIG_HOME',
  ELOOP: 'its symbolic links lead in a circle; remove them',
}

/** What a failed write is told as. Nothing of the text that was to be written is in it. */
export function unwritable(file: string, error: unknown): AppError {
  if (error instanceof AppError) return error
  const code = systemCode(error)
  const hint =
    WRITE_HINTS[code] ?? 'make the folder writable for you, or set XDG_CONFIG_HOME to one that is; nothing was changed'
  return new AppError('refused', `cannot write ${file} (${code})`, {hints: [hint], cause: error})
}

/** What a write is told when there is no home folder. */
export function noHome(what: string): AppError {
  return new AppError('refused', `there is no home folder to keep ${what} in`, {
    hints: ['set HOME or XDG_CONFIG_HOME to a folder that can be written'],
  })
}
