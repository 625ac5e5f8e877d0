import type {Input, ParserOutput} from '@oclif/core/interfaces'
import type {CheckKind} from '../../render/check/view.js'
import {FireqCommand} from '../base-command.js'
import type {CommandResult} from '../result.js'
import {formatInWords, formatOf, type CheckFormat} from './format.js'
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

  /** Parses, asks, judges. @throws AppError when nothing could be judged */
  protected abstract check(): Promise<CheckAnswer>

  async run(): Promise<CommandResult> {
    this.#format = formatInWords(this.argv)
    try {
      return checkResult(this.io, this.#settled(await this.check()), this.kind)
    } catch (failure) {
      const flagNames = Object.keys((this.constructor as typeof GateCommand).flags ?? {})
      const gate = {kind: this.kind, flagNames, selector: this.selector()}
      return checkFailure(this.io, this.#format, this.globals, failure, gate)
    }
  }

  #settled(answer: CheckAnswer): CheckAnswer & {format: CheckFormat} {
    return {...answer, format: this.#format}
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
