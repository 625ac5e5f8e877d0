import type {Input, ParserOutput} from '@oclif/core/interfaces'
import type {Selector} from '../domain/action.js'
import type {ResolveOptions} from '../config/resolve.js'
import type {CommandDescription} from '../help/command-description.js'
import type {CliIo} from './io.js'
import {writeNote} from './surface.js'
import {globalFlags, isText, refuseTwoFormats, type GlobalFlagValues, type SharedFlagValues} from './flags.js'
import {refuseMisplacedKeys, withoutKeys} from './misplaced-key.js'
import {OclifCommand} from './oclif-command.js'
import {plainWords} from './plain-words.js'
import {withProgress} from './progress.js'
import type {CommandResult, ResultParts} from './result.js'
import {openSession, selectorOfFlags, storedSettings, type Session} from './session.js'
import {showResult} from './show.js'

/** oclif's configuration as far as a command of ours is asked for it, and the way in for everything injected. */
export interface FireqConfig {
  readonly bin: 'fireq'
  readonly io: CliIo
  /** Every command's description, as oclif's `config.commands` has them; made when they are first needed. */
  descriptions(): Promise<readonly CommandDescription[]>
  runHook(): Promise<{successes: never[]; failures: never[]}>
}

/** Parsed flags or arguments by name. */
type Values = Record<string, unknown>

/**
 * What every command is: parse, one call, one render. `run` returns the result and the dispatcher shows it; a command
 * that streams shows its results itself and returns nothing. Anything else it returns is data for `--json`, as with
 * oclif. Failures are thrown as `AppError`.
 */
export abstract class FireqCommand extends OclifCommand {
  static override baseFlags = globalFlags
  /** Flags as parsed; set by `parse`. */
  override globals: GlobalFlagValues & SharedFlagValues = {}
  /** Retries told on stderr; an error after them keeps to what is left of its four lines. */
  retryNotices = 0
  readonly #sessions: Session[] = []

  protected override get io(): CliIo {
    return (this.config as unknown as FireqConfig).io
  }

  protected descriptions(): Promise<readonly CommandDescription[]> {
    return (this.config as unknown as FireqConfig).descriptions()
  }

  abstract override run(): Promise<unknown>

  protected override async parse<F extends Values, B extends Values, A extends Values>(
    options?: Input<F, B, A>,
    argv?: string[],
  ): Promise<ParserOutput<F, B, A>> {
    const known = {...options?.flags, ...options?.baseFlags}
    const words = plainWords(argv ?? this.argv, known)
    const parsed = await super.parse(withoutStdin(options), words)
    // A refusal's hint names the profile and the gateway that were asked.
    this.globals = withoutKeys(parsed.flags)
    refuseMisplacedKeys(parsed)
    await this.#settleQuery(parsed.flags)
    const stored = storedSettings(this.io).values.get('color')
    this.globals = {...parsed.flags, ...(stored === undefined ? {} : {storedColor: String(stored)})}
    return parsed
  }

  /** An expression that cannot be read is refused before anything is asked. */
  async #settleQuery(flags: GlobalFlagValues): Promise<void> {
    refuseTwoFormats(flags)
    if (flags.query === undefined) return
    const {readQuery} = await import('../render/formats/query.js')
    await readQuery(flags.query)
    if (flags.output !== 'yaml') flags.json = true
  }

  /** Connects by the parsed global flags; closed by the dispatcher. */
  protected async session(options: ResolveOptions = {}): Promise<Session> {
    // Every round of a watch asks over one connection, and one sandbox.
    if (this.#watchSeconds !== undefined && this.#sessions[0] !== undefined) return this.#sessions[0]
    const session = await openSession(this.io, this.globals, message => this.#tellRetry(message), options)
    if (this.#sessions.push(session) === 1) await this.tellSandbox(session.selector().sandbox)
    return session
  }

  /**
   * Asks the account in use, or with `--all-profiles` every configured one.
   * @param schema the document of one account
   */
  protected async askAccounts<Result extends CommandResult>(
    schema: string,
    label: string,
    ask: (session: Session) => Promise<Result>,
  ): Promise<CommandResult> {
    if (this.globals['all-profiles'] !== true) {
      return this.waiting(label, ask(await this.session()))
    }
    const [{askProfiles}, {profileResults}] = [await import('./profiles/ask.js'), await import('./profiles/results.js')]
    return profileResults(schema, await this.waiting(label, askProfiles(this.io, this.globals, ask)))
  }

  /** A result with what its session, by default the last one opened, says of it: the source, and its warnings. */
  protected result<Data>(schema: string, parts: ResultParts<Data>): CommandResult<Data> {
    const {session = this.#sessions.at(-1) ?? null, account = null, warnings = [], ...others} = parts
    const told = [...(session?.warnings ?? []), ...warnings]
    return {schema, source: session?.source ?? 'offline', account, ...others, warnings: told}
  }

  get #watchSeconds(): number | undefined {
    return this.globals.watch
  }

  /** Asks once, or with `--watch` again and again, each round shown by itself. */
  protected async rounds(ask: () => CommandResult | Promise<CommandResult>): Promise<CommandResult | void> {
    const seconds = this.#watchSeconds
    if (seconds === undefined) return ask()
    const {watchRounds} = await import('./watch/rounds.js')
    await watchRounds(this.io, this.globals, seconds, ask, () => this.selector())
  }

  /** Tells a person on a terminal that a slow question is open. */
  protected waiting<T>(label: string, work: Promise<T>): Promise<T> {
    return withProgress(this.io, label, this.globals.quiet === true, work)
  }

  /** Shows one result; for commands that show several. */
  protected show(result: CommandResult): Promise<void> {
    return showResult(this.io, this.globals, result, this.selector())
  }

  /** What the commands that are printed need to reach the same account. */
  selector(): Selector {
    return this.#sessions.at(-1)?.selector() ?? selectorOfFlags(this.globals)
  }

  /** A line for the person, on stderr; silent with `--quiet`. */
  protected note(line: string): Promise<void> {
    return this.globals.quiet ? Promise.resolve() : writeNote(this.io, line)
  }

  /** Simulated numbers must not pass for real ones; a document says it in `source`. */
  protected async tellSandbox(sandbox: string | null): Promise<void> {
    if (sandbox !== null && isText(this.globals) && (this.globals.format ?? 'text') === 'text')
      await this.note(`sandbox ${sandbox}: simulated data`)
  }

  /** A person sees every wait; a log gets the first: what follows says how it ended. */
  #tellRetry(message: string): void {
    if (this.io.stderr.isTTY !== true && this.retryNotices > 0) return
    this.retryNotices++
    void this.note(message)
  }

  override async close(): Promise<void> {
    await super.close()
    await Promise.all(this.#sessions.map(session => session.close()))
  }
}

/**
 * oclif reads a missing argument from a piped stdin: in `while read id; do fireq account get; done < ids` that would be
 * the loop's next line. What a command wants from stdin it reads itself.
 */
function withoutStdin<F extends Values, B extends Values, A extends Values>(
  options: Input<F, B, A> | undefined,
): Input<F, B, A> | undefined {
  if (options?.args === undefined) return options
  const args = Object.entries(options.args).map(([name, arg]) => [name, {...(arg as object), ignoreStdin: true}])
  // A command class: what it inherits is not copied by the spread.
  const {flags, baseFlags, strict} = options
  return {...options, flags, baseFlags, strict, args: Object.fromEntries(args) as typeof options.args}
}
