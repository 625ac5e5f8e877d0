import {spawn, type ChildProcess} from 'node:child_process'
import {constants} from 'node:os'
import {AppError} from '../../domain/errors.js'
import type {CliIo} from '../io.js'

/** Exit codes of shells for a command that is not there, and one that cannot be run. Source: POSIX. */
const NOT_FOUND = 127
const NOT_RUNNABLE = 126

/**
 * Runs a program as if fireq were not there: its standard streams are fireq's own, signals reach it, its exit code is
 * returned; a program that a signal ended gives 128 and the signal's number, as shells have it.
 * @throws AppError usage (exit 127, 126) where it cannot be started
 */
export async function runChild(
  io: CliIo,
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const [program = '', ...args] = command
  const own = io.holdSignals !== undefined
  const child = spawn(program, args, {env: {...env}, stdio: own ? 'inherit' : ['ignore', 'pipe', 'pipe']})
  const release = passSignals(io, child)
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on('error', (error: NodeJS.ErrnoException) => reject(notStarted(program, error)))
      child.on(own ? 'exit' : 'close', (code: number | null, signal: NodeJS.Signals | null) =>
        resolve(code ?? 128 + constants.signals[signal!]),
      )
    })
  } finally {
    release()
  }
}

function passSignals(io: CliIo, child: ChildProcess): () => void {
  if (io.holdSignals === undefined) {
    child.stdout?.pipe(io.stdout, {end: false})
    child.stderr?.pipe(io.stderr, {end: false})
    const end = () => void child.kill('SIGTERM')
    io.signal.addEventListener('abort', end, {once: true})
    return () => io.signal.removeEventListener('abort', end)
  }
  // On a terminal Ctrl-C goes to every program in front; the child has it already.
  const terminal = io.stdout.isTTY === true || io.stderr.isTTY === true
  return io.holdSignals(signal => {
    if (terminal && (signal === 'SIGINT' || signal === 'SIGQUIT')) return
    child.kill(signal)
  })
}

function notStarted(program: string, error: NodeJS.ErrnoException): AppError {
  const missing = error.code === 'ENOENT'
  const message = missing
    ? `\`${program}\`: command not found`
    : `\`${program}\` cannot be run: ${error.code ?? error.message}`
  return new AppError('usage', message, {
    exitCode: missing ? NOT_FOUND : NOT_RUNNABLE,
    hints: ['write the command and its arguments after `--`, as `fireq run -- python job.py`'],
  })
}
