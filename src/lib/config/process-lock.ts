import {createHash, randomBytes} from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type {Clock} from '../app/ports.js'
import {AppError} from '../domain/errors.js'
import {systemCode} from './file-reading.js'
import {fireqFolder, type ConfigPlace} from './paths.js'
import {makePrivateFolders} from './private-file.js'

/** Milliseconds between two looks at a lock that another process holds. Assumed. */
const POLL_MS = 50
/** Milliseconds between two signs of life of a holder. Assumed. */
const HEARTBEAT_MS = 500
/**
 * Looks without a sign of life after which the holder counts as dead: 10 s. Looks are counted, not time measured, so that
 * a laptop that slept does not take a living holder for a dead one, and clocks of a shared file system do not matter.
 */
const SILENT_POLLS = 200
/** Looks after which a lock file without a holder's token counts as left over: 0.2 s, where a holder needs microseconds. */
const UNHELD_POLLS = 4
/** What a holder writes into its lock: 12 random bytes. */
const TOKEN = /^[0-9a-f]{24}$/
/** Looks after which waiting is given up: 2 min, more than a holder may need. */
const PATIENCE_POLLS = 2400
/** Milliseconds after which a takeover that never ended is cleared away; one takes microseconds. */
const TAKEOVER_MS = 60_000

/** How a busy lock is waited for, and what ends the waiting. */
export interface LockWaiting {
  readonly clock: Clock
  readonly signal?: AbortSignal
}

/** Something that is read, changed and written in several steps, held by this process alone of all that share its folder. */
export interface ProcessLock {
  /** @throws AppError conflict when another process has taken it over: this one was silent for too long */
  assertHeld(): void
  release(): void
}

/**
 * Takes the lock of one quota, or of the settings: reading, changing and reading back are one step for every fireq of this
 * user. The API has no precondition, so this is as far as a client can go; other machines and other clients are not held
 * back.
 * @param parts what names it: base URL, account and quota; the last one is told when it is not to be had
 * @returns null when there is nowhere to keep a lock (no home, a read-only one, a full disk): the change goes on without
 * @throws AppError conflict when another process keeps it for longer than two minutes; the signal's reason
 */
export async function takeLock(
  place: ConfigPlace,
  parts: readonly string[],
  {clock, signal}: LockWaiting,
): Promise<ProcessLock | null> {
  const file = lockFile(place, parts)
  if (file === null) return null
  const token = randomBytes(12).toString('hex')
  let seen = ''
  let silent = 0
  for (let poll = 0; poll < PATIENCE_POLLS; poll++) {
    const taken = take(file, token)
    if (taken !== 'busy') return taken
    const life = signOfLife(file)
    silent = life.mark === seen ? silent + 1 : 0
    seen = life.mark
    if (silent >= (TOKEN.test(life.token) ? SILENT_POLLS : UNHELD_POLLS)) {
      removeIfHolder(file, life.token)
      silent = 0
    }
    await clock.sleep(POLL_MS, signal)
  }
  throw new AppError('conflict', `another fireq is changing ${parts.at(-1)} and does not end`, {
    hints: [`nothing was sent; if no other fireq runs, remove ${file}`],
  })
}

/** Named by a hash: an id may hold what a file name may not. Null when the folder cannot be made. */
function lockFile(place: ConfigPlace, parts: readonly string[]): string | null {
  const folder = fireqFolder(place)
  if (folder === null) return null
  const locks = path.join(folder, 'locks')
  try {
    makePrivateFolders([folder, locks], place.userId)
  } catch {
    return null
  }
  const name = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
  return path.join(locks, `${name}.lock`)
}

function take(file: string, token: string): ProcessLock | 'busy' | null {
  let descriptor: number
  try {
    descriptor = fs.openSync(file, 'wx', 0o600)
  } catch (error) {
    return systemCode(error) === 'EEXIST' ? 'busy' : null
  }
  try {
    fs.writeSync(descriptor, token)
  } catch {
    // A full disk. A lock is a help, never a condition: an empty one would only hold up the next run.
    fs.closeSync(descriptor)
    fs.rmSync(file, {force: true})
    return null
  }
  // On the open file, not on its path: after a takeover the path belongs to another process.
  const heartbeat = setInterval(() => touch(descriptor), HEARTBEAT_MS).unref()
  return {
    assertHeld: () => {
      if (tokenOf(file) === token) return
      throw new AppError(
        'conflict',
        'this process was stopped for so long that another one may have made a change of its own',
        {
          hints: ['nothing was sent; run it again'],
        },
      )
    },
    release: () => {
      clearInterval(heartbeat)
      fs.closeSync(descriptor)
      removeIfHolder(file, token)
    },
  }
}

function touch(descriptor: number): void {
  try {
    const now = new Date()
    fs.futimesSync(descriptor, now, now)
  } catch {
    // A file system without times: the holder looks dead after 10 s, and `assertHeld` still stops it from sending.
  }
}

/** Who holds the lock, and a mark that changes with every sign of life. */
function signOfLife(file: string): {token: string; mark: string} {
  const token = tokenOf(file) ?? ''
  const time = fs.statSync(file, {throwIfNoEntry: false})?.mtimeMs ?? 0
  return {token, mark: `${token} ${time}`}
}

function tokenOf(file: string): string | null {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

/**
 * Removes the lock if this holder still has it. Looking and removing are two steps, so whoever removes does it under a
 * second file that only one process can create: otherwise the lock of the next holder could be removed instead.
 */
function removeIfHolder(file: string, token: string): void {
  const takeover = `${file}.takeover`
  try {
    fs.closeSync(fs.openSync(takeover, 'wx', 0o600))
  } catch (error) {
    // A full disk, or a folder that was made read-only: nobody else can take over either.
    if (systemCode(error) !== 'EEXIST') return removeHeldBy(file, token)
    const begun = fs.statSync(takeover, {throwIfNoEntry: false})?.mtimeMs
    if (begun !== undefined && Date.now() - begun > TAKEOVER_MS) fs.rmSync(takeover, {force: true})
    return
  }
  try {
    removeHeldBy(file, token)
  } finally {
    fs.rmSync(takeover, {force: true})
  }
}

function removeHeldBy(file: string, token: string): void {
  try {
    if (tokenOf(file) === token) fs.rmSync(file, {force: true})
  } catch {
    // It stays, and counts as left over when its signs of life end.
  }
}
