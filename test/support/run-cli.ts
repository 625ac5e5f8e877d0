import {createRequire} from 'node:module'
import process from 'node:process'
import {PassThrough, Readable} from 'node:stream'
import type {Clock} from '../../src/lib/app/ports.js'
import {systemClock} from '../../src/lib/cli/context.js'
import {runFireq} from '../../src/dispatch.js'
import {AppError} from '../../src/lib/domain/errors.js'
import {record} from './printed-output.js'
import type {CliIo, InputStream, OutputStream} from '../../src/lib/cli/io.js'

/** `npm run test:bundle` runs the same tests against the code as it is shipped. */
const bundled = process.env['FIREQ_TEST_BUNDLE']
const cli = bundled
  ? (createRequire(import.meta.url)(bundled) as {runFireq: typeof runFireq; AppError: typeof AppError})
  : {runFireq, AppError}

/** The bundle knows its own AppError only: a test's interruption is told again in its words. */
function ownSignal(signal: AbortSignal | undefined): AbortSignal {
  const controller = new AbortController()
  const abort = () => {
    const reason: unknown = signal!.reason
    const known = reason instanceof AppError ? new cli.AppError(reason.code, reason.message, reason) : reason
    controller.abort(known)
  }
  if (signal?.aborted) abort()
  else signal?.addEventListener('abort', abort, {once: true})
  return controller.signal
}

export interface RunOptions {
  readonly env?: Record<string, string>
  /** true: stdin, stdout and stderr are an 80-column terminal. */
  readonly tty?: boolean
  readonly columns?: number
  /** Rows of the terminal; without them it does not tell. */
  readonly rows?: number
  readonly stdin?: string
  readonly clock?: Clock
  readonly home?: string | null
  readonly signal?: AbortSignal
}

export interface RunOutcome {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

/** Runs the whole command line in process, with every stream, the environment and the clock injected. */
export async function runCli(argv: readonly string[], options: RunOptions = {}): Promise<RunOutcome> {
  const out = collector(options)
  const err = collector(options)
  const io: CliIo = {
    env: options.env ?? {},
    stdin: stdinOf(options),
    stdout: out.stream,
    stderr: err.stream,
    clock: options.clock ?? systemClock,
    home: options.home ?? null,
    platform: 'linux',
    ...(process.getuid === undefined ? {} : {userId: process.getuid()}),
    signal: ownSignal(options.signal),
  }
  const code = await cli.runFireq(argv, io)
  record(out.text(), err.text())
  return {stdout: out.text(), stderr: err.text(), code}
}

function collector(options: RunOptions): {stream: OutputStream; text: () => string} {
  const chunks: Buffer[] = []
  const stream = new PassThrough()
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  const rows = options.rows === undefined ? {} : {rows: options.rows}
  const terminal = options.tty ? {isTTY: true, columns: options.columns ?? 80, ...rows} : {}
  return {stream: Object.assign(stream, terminal), text: () => Buffer.concat(chunks).toString('utf8')}
}

function stdinOf(options: RunOptions): InputStream {
  const stream =
    options.stdin === undefined && options.tty ? new PassThrough() : Readable.from([Buffer.from(options.stdin ?? '')])
  return Object.assign(stream, options.tty ? {isTTY: true} : {}) as InputStream
}
