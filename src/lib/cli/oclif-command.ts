import {format} from 'node:util'
import {Command} from '@oclif/core/command'
import type {Selector} from '../domain/action.js'
import {AppError} from '../domain/errors.js'
import {EXIT} from '../domain/exit-codes.js'
import {redactSecrets} from '../domain/text/redact.js'
import {errorText, warningText} from '../render/formats/error.js'
import type {Surface} from '../render/surface/terminal-style.js'
import {optionsOf} from './argv.js'
import {ExitRequested, write, type CliIo} from './io.js'
import type {GlobalFlagValues} from './flags.js'
import {surfaceOf} from './surface.js'

/** What `this.error` takes besides the message, as oclif names it. */
export interface ErrorOptions {
  readonly code?: string
  /** false: print it and go on. */
  readonly exit?: number | false
  readonly suggestions?: string[]
  readonly ref?: string
}

/**
 * oclif's `Command` with its ways out led through the streams of the run instead of the process. What oclif's own
 * documentation shows works: `this.log`, `this.logToStderr`, `this.warn`, `this.error`, `this.exit`, `this.jsonEnabled`,
 * and overridden `init`, `catch` and `finally`.
 */
export abstract class OclifCommand extends Command {
  /** Flags as parsed. */
  abstract globals: GlobalFlagValues
  protected abstract get io(): CliIo
  /** What the commands in a hint need to reach the same account. */
  abstract selector(): Selector
  /** Lines on their way: the run ends when they have been taken. */
  readonly #lines: Promise<void>[] = []

  /** Whether a document was asked for: every command has `--json`. Before flags are parsed the words tell. */
  override jsonEnabled(): boolean {
    return this.globals.json ?? optionsOf(this.argv).includes('--json')
  }

  /** A line of data on stdout; nothing with `--json`, whose document stdout is for. */
  override log(message: unknown = '', ...args: unknown[]): void {
    if (!this.jsonEnabled()) this.#send(write(this.io.stdout, `${format(message, ...args)}\n`))
  }

  override logToStderr(message: unknown = '', ...args: unknown[]): void {
    if (!this.jsonEnabled()) this.#send(write(this.io.stderr, `${format(message, ...args)}\n`))
  }

  override logJson(json: unknown): void {
    this.#send(write(this.io.stdout, `${JSON.stringify(json, null, this.io.stdout.isTTY === true ? 2 : 0)}\n`))
  }

  override warn<T extends Error | string>(input: T): T {
    const message = redactSecrets(input instanceof Error ? input.message : String(input), [])
    if (!this.jsonEnabled() && this.globals.quiet !== true)
      this.#send(this.#tell(surface => warningText([{code: 'warning', message}], this.selector(), surface)))
    return input
  }

  override error(input: Error | string, options: ErrorOptions & {exit: false}): void
  override error(input: Error | string, options?: ErrorOptions): never
  override error(input: Error | string, options: ErrorOptions = {}): void {
    const error = asAppError(input, options)
    if (options.exit !== false) throw error
    this.#send(this.#tell(surface => errorText(error, this.selector(), surface)))
  }

  override exit(code = 0): never {
    throw new ExitRequested(code)
  }

  // The dispatcher calls these three; oclif's own would ask its configuration, and set the exit code of the process.
  protected override init(): Promise<void> {
    return Promise.resolve()
  }

  protected override catch(error: Error): Promise<unknown> {
    return Promise.reject(error)
  }

  protected override finally(_error: Error | undefined): Promise<void> {
    return Promise.resolve()
  }

  /** Resolves once every line has been taken. */
  async close(): Promise<void> {
    await Promise.all(this.#lines)
  }

  #send(line: Promise<void>): void {
    this.#lines.push(line)
  }

  async #tell(text: (surface: Surface) => string): Promise<void> {
    await write(this.io.stderr, text(await surfaceOf(this.io, this.io.stderr, this.globals)))
  }
}

/** oclif's own exit code for an error is 2, which is fireq's for a usage error too. */
function asAppError(input: Error | string, {exit = EXIT.usage, suggestions = [], ref}: ErrorOptions): AppError {
  if (input instanceof AppError) return input
  const message = input instanceof Error ? input.message : input
  const hints = [...suggestions, ...(ref === undefined ? [] : [`see ${ref}`])]
  if (exit === false || exit === EXIT.usage) return new AppError('usage', message, {hints})
  return new AppError('refused', message, {hints, exitCode: exit})
}
