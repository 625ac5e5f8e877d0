import {homedir} from 'node:os'
import process from 'node:process'
import type {Clock} from '../app/ports.js'
import {AppError} from '../domain/errors.js'
import {EXIT} from '../domain/exit-codes.js'
import {redactSecrets, SHORTEST_KEY} from '../domain/text/redact.js'
import {OutputFailed, ReaderClosed, type CliIo} from './io.js'

/** Milliseconds a run may take to wind down after a signal before it is ended by force. */
const GRACE_MS = 2000

/** The one place that reads `process`: streams, environment, signals, home. */
export function processIo(): CliIo {
  hideKeyFromProcessList()
  const controller = new AbortController()
  process.on('uncaughtException', tellBug)
  const abort = (reason: Error) => {
    if (!controller.signal.aborted) controller.abort(reason)
  }
  const holdSignals = listenForSignals(abort, controller.signal)
  const watched = (stream: NodeJS.WriteStream) =>
    stream.on('error', (error: NodeJS.ErrnoException) => {
      outputFailures.add(error)
      if (stream === process.stdout) abort(stdoutFailure(error))
    })
  const stdout = watched(process.stdout)
  let stderr: NodeJS.WriteStream | undefined
  return {
    env: process.env,
    // Node makes a stream when it is first asked for: most runs need no stdin, and only a failed one stderr.
    get stdin() {
      return process.stdin
    },
    stdout,
    get stderr() {
      return (stderr ??= watched(process.stderr))
    },
    clock: systemClock,
    home: homeDirectory(),
    platform: process.platform,
    ...(process.getuid === undefined ? {} : {userId: process.getuid()}),
    signal: controller.signal,
    holdSignals,
    startDetached,
  }
}

/**
 * `ps` shows the words of every process to every user. The title replaces them, on Linux and macOS, from here on: for the
 * milliseconds before, and in a shell's history, the key stays; SECURITY.md says so.
 */
function hideKeyFromProcessList(): void {
  const holds = (word: string) =>
    word.startsWith('--api-key') || word === 'set-api-key' || /(?:^|[^A-Za-z0-9])(?:fw|fpk)_|\bbearer\b/i.test(word)
  // Not even the command's name: which word that is would have to be guessed, and it could be the key.
  if (process.argv.slice(2).some(holds)) process.title = 'fireq (arguments hidden: they hold a key)'
}

/** Errors of stdout and stderr that were dealt with: oclif listens too, and throws them once more. */
const outputFailures = new WeakSet<object>()

/** A bug outside of everything that is awaited. It must not print a key either, nor pass for a refusal. */
function tellBug(error: unknown): void {
  if (error instanceof Error && outputFailures.has(error)) return
  const message = error instanceof Error ? error.message : String(error)
  const keys = [process.env['FIREWORKS_API_KEY'] ?? ''].filter(key => key.length >= SHORTEST_KEY)
  process.stderr.write(`error: a bug in fireq: ${redactSecrets(message, keys)}\nhint: run it again with \`--debug\`\n`)
  process.exit(EXIT.internal)
}

function stdoutFailure(error: NodeJS.ErrnoException): Error {
  if (error.code === 'EPIPE') return new ReaderClosed('the reader closed the pipe')
  return new OutputFailed(error.code ?? 'unknown error')
}

async function startDetached(program: string, words: readonly string[]): Promise<boolean> {
  const {spawn} = await import('node:child_process')
  return new Promise(resolve => {
    const child = spawn(program, words, {detached: true, stdio: 'ignore'})
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}

/** Signals that end nothing here, but that a program run by a command may want. */
const PASSED_ON_ONLY = ['SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const

function listenForSignals(abort: (reason: Error) => void, signal: AbortSignal): NonNullable<CliIo['holdSignals']> {
  const codes = {SIGINT: EXIT.sigint, SIGTERM: EXIT.sigterm, SIGHUP: 129} as const
  let holder: ((signal: NodeJS.Signals) => void) | null = null
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (holder !== null) return holder(name)
      const exitCode = codes[name]
      // The second signal is somebody who means it.
      if (signal.aborted) process.exit(exitCode)
      abort(new AppError('unknown', `interrupted by ${name}`, {exitCode}))
      setTimeout(() => process.exit(exitCode), GRACE_MS).unref()
    })
  }
  return handler => {
    holder = handler
    for (const name of PASSED_ON_ONLY) process.on(name, handler)
    return () => {
      holder = null
      for (const name of PASSED_ON_ONLY) process.off(name, handler)
    }
  }
}

function homeDirectory(): string | null {
  try {
    return homedir() || null
  } catch {
    // No HOME and no entry in the user database.
    return null
  }
}

/** The system's clock. `sleep` rejects with the signal's reason. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error)
      const timer = setTimeout(done, ms)
      function done() {
        signal?.removeEventListener('abort', stop)
        resolve()
      }
      function stop() {
        clearTimeout(timer)
        reject(signal?.reason as Error)
      }
      signal?.addEventListener('abort', stop, {once: true})
    }),
}
