import type {Clock} from '../app/ports.js'
import {AppError} from '../domain/errors.js'

/** What a command reads from: a pipe, a file or a terminal. */
export interface InputStream extends NodeJS.ReadableStream {
  readonly isTTY?: boolean
  setRawMode?(raw: boolean): unknown
}

/** What a command writes to. */
export interface OutputStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean
  /** Terminal width in columns; undefined in a pipe. */
  readonly columns?: number
  /** Terminal height in lines; undefined in a pipe. */
  readonly rows?: number
}

/**
 * Everything of the operating system that fireq may touch, handed in. `context.ts` makes it from `process`; tests make
 * their own, so that a whole run can happen in process.
 */
export interface CliIo {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: InputStream
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  readonly clock: Clock
  /** Home directory; null when there is none. */
  readonly home: string | null
  readonly platform: NodeJS.Platform
  /** The id of the user who runs fireq; left out on Windows. */
  readonly userId?: number
  /** Aborted with the reason (an `AppError`) by SIGINT, SIGTERM, SIGHUP, or when the reader of stdout has gone. */
  readonly signal: AbortSignal
  /**
   * For a command that runs another program: signals go to the handler and end nothing here, until the function returned
   * is called. There only where the streams are the process's own, so that a program may inherit them.
   */
  readonly holdSignals?: (handler: (signal: NodeJS.Signals) => void) => () => void
  /** Starts a program that outlives this run, its streams closed; whether it could be started. Left out in tests. */
  readonly startDetached?: (program: string, words: readonly string[]) => Promise<boolean>
}

/** The reason of an abort because nobody reads stdout any more: success, exit 0 (`fireq … | head -1`). */
export class ReaderClosed extends Error {
  override readonly name = 'ReaderClosed'
}

/** `this.exit(code)`: the end of a run that is no failure of fireq's. oclif's `ExitError` has the same `oclif.exit`. */
export class ExitRequested extends Error {
  override readonly name = 'ExitRequested'
  readonly oclif: {readonly exit: number}

  constructor(code: number) {
    super(`exit ${code}`)
    this.oclif = {exit: code}
  }
}

/** The reason of an abort because stdout takes nothing any more: a full disk, mostly. */
export class OutputFailed extends AppError {
  constructor(systemCode: string) {
    super('refused', `standard output cannot be written: ${systemCode}`, {
      hints: ['check the disk or the file that stdout goes to'],
    })
  }
}

/** Writes and resolves once the stream has taken it, so that output of any size is complete before the process ends. */
export function write(stream: OutputStream, text: string): Promise<void> {
  if (text === '') return Promise.resolve()
  return new Promise(resolve => {
    // A failed write (the reader has gone) is told by the stream's `error` event; here it is only the end of waiting.
    stream.write(text, () => resolve())
  })
}
