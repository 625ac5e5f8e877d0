import type {Input, ParserOutput} from '@oclif/core/interfaces'
import type {CheckKind} from '../../render/check/view.js'
import {FireqCommand} from '../base-command.js'
import type {CommandResult} from '../result.js'
import {formatInWords, formatOf, type CheckFormat} from './format.js'
import type {ProfileAnswer} from '../profiles/ask.js'
import type {Session} from '../session.js'
import {checkFailure, checkResult, type CheckAnswer} from './output.js'

/** Parsed flags or arguments by name. */
type Values = Record<string, unknown>

/**
 * A command that is a gate: `check` supplies the items, the formats and exit codes are made here. Its flags include
 * `checkFormatFlags`.
 */
export abstract class GateCommand extends FireqCommand {
  protected abstract readonly kind: CheckKind
  #format: CheckFormat = 'text'

  /** Parses, asks, judges: with `gateAccounts` where an account is asked. @throws AppError when nothing could be judged */
  protected abstract check(): Promise<CheckAnswer | readonly ProfileAnswer<CheckAnswer>[]>

  async run(): Promise<CommandResult | void> {
    this.#format = formatInWords(this.argv)
    const first = await this.#judge()
    if (this.globals.watch === undefined) return first
    let next: CommandResult | null = first
    return this.rounds(() => {
      const known = next
      next = null
      return known === null ? this.#judge() : Promise.resolve(known)
    })
  }

  async #judge(): Promise<CommandResult> {
    try {
      const answer = await this.check()
      if (!isOfProfiles(answer)) return checkResult(this.io, {...answer, format: this.#format}, this.kind)
      const {checkResults} = await import('./all-profiles.js')
      return checkResults(this.io, this.#format, answer, this.kind)
    } catch (failure) {
      const flagNames = Object.keys((this.constructor as typeof GateCommand).flags ?? {})
      const gate = {kind: this.kind, flagNames, selector: this.selector()}
      return checkFailure(this.io, this.#format, this.globals, failure, gate)
    }
  }

  /** Asks the account in use, or with `--all-profiles` every configured one. */
  protected async gateAccounts(
    label: string,
    ask: (session: Session) => Promise<CheckAnswer>,
  ): Promise<CheckAnswer | readonly ProfileAnswer<CheckAnswer>[]> {
    if (this.globals['all-profiles'] !== true) {
      return this.waiting(label, ask(await this.session()))
    }
    const {askProfiles} = await import('../profiles/ask.js')
    return this.waiting(label, askProfiles(this.io, this.globals, ask))
  }

  protected override async parse<F extends Values, B extends Values, A extends Values>(
    options?: Input<F, B, A>,
    argv?: string[],
  ): Promise<ParserOutput<F, B, A>> {
    const parsed = await super.parse(options, argv)
    this.#format = formatOf(parsed.flags)
    this.globals = {...this.globals, json: this.#format === 'json'}
    return parsed
  }
}

function isOfProfiles(
  answer: CheckAnswer | readonly ProfileAnswer<CheckAnswer>[],
): answer is readonly ProfileAnswer<CheckAnswer>[] {
  return Array.isArray(answer)
}
