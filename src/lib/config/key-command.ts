import {command} from '../domain/action.js'
import {execFileSync, spawn, type ChildProcessByStdio} from 'node:child_process'
import type {Readable} from 'node:stream'
import {AppError} from '../domain/errors.js'
import {printable} from '../domain/text/printable.js'
import {redactSecrets} from '../domain/text/redact.js'
import {parseApiKey} from './credential-values.js'

/** A password manager may ask its owner something first. */
const TIMEOUT_MS = 30_000
/** A key is one line; a command that prints this much prints something else. */
const MAX_OUTPUT_BYTES = 64 * 1024
/** Of what the command said on stderr, in an error message. */
const SHOWN_CHARACTERS = 300
/** Between asking a command to stop and making it. */
const KILL_AFTER_MS = 500
/** A background process of the command (gpg-agent) may keep its output open: what is there by then is all. */
const DRAIN_MS = 250

export interface KeyCommandOptions {
  /** The command's environment; without it, the process's own. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Milliseconds; 30,000 when left out. */
  readonly timeoutMs?: number
}

/**
 * Runs a key command in the shell and takes the first line it prints. Standard input is closed to it; a program that
 * asks on the terminal itself can. Neither the command nor what it prints on stdout is ever shown: both may hold a key.
 * @throws AppError unauthorized when it fails, prints nothing usable or takes too long; the signal's reason on abort
 */
export async function runKeyCommand(
  command: string,
  signal?: AbortSignal,
  options: KeyCommandOptions = {},
): Promise<string> {
  signal?.throwIfAborted()
  const output = await collect(command, signal, options)
  const line = output.trim().split(/\r\n|\n|\r/)[0] ?? ''
  if (line === '') throw failed('printed nothing', '')
  try {
    return parseApiKey(line, 'the key command')
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    throw failed(
      'printed something that is not a key: white space, control or non-ASCII characters in its first line',
      '',
    )
  }
}

function collect(command: string, signal: AbortSignal | undefined, options: KeyCommandOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, {
      shell: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      ...(options.env === undefined ? {} : {env: options.env}),
    })
    const stdout = gather(child.stdout, () => stop(failed(`printed more than ${MAX_OUTPUT_BYTES / 1024} KiB`, '')))
    const stderr = gather(child.stderr, () => child.stderr.resume())
    const timeoutMs = options.timeoutMs ?? TIMEOUT_MS
    const timer = setTimeout(() => stop(failed(`took longer than ${timeoutMs / 1000} s`, said())), timeoutMs)
    let settled = false

    const said = (): string => shown(stderr(), stdout())
    const onAbort = (): void => stop(signal?.reason as Error)
    function settle(outcome: () => void): void {
      if (settled) return
      settled = true
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      letGo(child.stdout)
      letGo(child.stderr)
      outcome()
    }
    function stop(reason: Error): void {
      endChild(child)
      settle(() => reject(reason))
    }
    function finish(code: number | null, killedBy: NodeJS.Signals | null): void {
      settle(() => {
        if (code === 0) resolve(stdout())
        else reject(failed(killedBy === null ? `ended with code ${code}` : `was ended by ${killedBy}`, said()))
      })
    }
    signal?.addEventListener('abort', onAbort, {once: true})
    child.once('error', error => settle(() => reject(failed('could not be started', redactSecrets(error.message)))))
    child.once('close', finish)
    child.once('exit', (code, killedBy) => setTimeout(() => finish(code, killedBy), DRAIN_MS).unref())
  })
}

/** Collects a stream's text, up to the bound; returns what there is so far. */
function gather(stream: Readable, onTooMuch: () => void): () => string {
  const parts: Buffer[] = []
  let total = 0
  stream.on('data', (part: Buffer) => {
    total += part.length
    if (total <= MAX_OUTPUT_BYTES) parts.push(part)
    else onTooMuch()
  })
  return () => Buffer.concat(parts).toString('utf8')
}

/**
 * What a background process still holds open must not keep fireq alive; nor may a shell that is asked to end die of a
 * pipe that nobody reads, before it has put away what it opened.
 */
function letGo(stream: Readable & {unref?(): void}): void {
  stream.removeAllListeners('data')
  stream.resume()
  stream.unref?.()
}

/**
 * Ends the shell and everything it started. They are found by their parents: a process group of their own would take
 * the terminal away from a program that asks on it.
 */
function endChild(child: ChildProcessByStdio<null, Readable, Readable>): void {
  const started = descendants(child.pid)
  const end = (name: 'TERM' | 'KILL') => {
    child.kill(`SIG${name}`)
    signalProcesses(started, name)
  }
  end('TERM')
  // Not cancelled when the shell ends: what it started may still run.
  setTimeout(() => end('KILL'), KILL_AFTER_MS)
}

/** Process ids below one, from `ps`; none where it is missing. */
function descendants(root: number | undefined): readonly number[] {
  if (root === undefined) return []
  const children = new Map<number, number[]>()
  try {
    const listing = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], {encoding: 'utf8', timeout: 1000, stdio: 'pipe'})
    for (const line of listing.split('\n')) {
      const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number)
      children.set(parent, [...(children.get(parent) ?? []), pid])
    }
  } catch {
    return []
  }
  const found: number[] = []
  for (const pending = [root]; pending.length > 0;) {
    const below = children.get(pending.pop()!) ?? []
    found.push(...below)
    pending.push(...below)
  }
  return found
}

function signalProcesses(pids: readonly number[], name: 'TERM' | 'KILL'): void {
  if (pids.length === 0) return
  try {
    execFileSync('kill', ['-s', name, ...pids.map(String)], {stdio: 'ignore'})
  } catch {
    // Some have ended by themselves.
  }
}

/** What the command said on stderr, without anything that it also printed as its key, on one line. */
function shown(stderr: string, stdout: string): string {
  const known = stdout.split(/\s+/).filter(word => word.length >= 4)
  // Cleaned before it is redacted: an escape sequence inside a key would hide it from the search.
  return printable(redactSecrets(printable(stderr), known), SHOWN_CHARACTERS)
}

function failed(what: string, said: string): AppError {
  return new AppError('unauthorized', `the key command ${what}${said === '' ? '' : `: ${said}`}`, {
    hints: [
      [
        'run the command yourself to see why, or store another with ',
        command('auth', 'login', '--key-command', 'COMMAND'),
      ],
    ],
  })
}
