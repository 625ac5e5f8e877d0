import {NO_SELECTOR} from '../../src/lib/domain/action.js'
import {printedHints} from './printed-actions.js'
import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {FireqCommand} from '../../src/lib/cli/base-command.js'
import type {CliIo} from '../../src/lib/cli/io.js'
import {AppError} from '../../src/lib/domain/errors.js'
import {runCommandClass} from '../../src/run-command.js'

/** A command as oclif's own documentation teaches it, but for its base class. */
class Hello extends FireqCommand {
  static override description = 'say hello'
  static override args = {
    person: Args.string({description: 'whom to greet', required: true}),
    friends: Args.string({description: 'whom else', multiple: true}),
  }
  static override flags = {
    from: Flags.string({char: 'f', description: 'who is greeting', default: 'oclif'}),
    times: Flags.integer({min: 1, max: 3, default: 1}),
    tone: Flags.option({options: ['warm', 'cold'] as const})(),
    loud: Flags.boolean({exclusive: ['quietly']}),
    quietly: Flags.boolean(),
    why: Flags.string({dependsOn: ['tone']}),
    fail: Flags.string(),
    exit: Flags.integer(),
  }

  override async run(): Promise<{greeting: string}> {
    const {args, flags} = await this.parse(Hello)
    const people = [args.person, ...(args.friends ?? [])].join(' and ')
    const greeting = `hello ${people} from ${flags.from}`
    for (let time = 0; time < flags.times; time++) this.log('%s%s', flags.loud ? greeting.toUpperCase() : greeting, '!')
    if (flags.tone === 'cold') this.warn('that was cold')
    this.logToStderr('greeted')
    if (flags.fail !== undefined) this.error(flags.fail, {exit: 3, suggestions: ['try another name']})
    if (flags.exit !== undefined) this.exit(flags.exit)
    return {greeting}
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    this.logToStderr(error === undefined ? 'done' : 'undone')
    return super.finally(error)
  }
}

/** Runs it as the dispatcher runs a command; what is thrown is told by its message. */
export async function runHello(argv: readonly string[], io: CliIo): Promise<number> {
  try {
    return await runCommandClass({id: 'hello', CommandClass: Hello}, argv, io, {
      globals: {},
      selector: NO_SELECTOR,
      errorLines: 4,
    })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    io.stderr.write(`error: ${[error.message, ...printedHints(error.hints)].join('; ')}\n`)
    return error.exitCode
  }
}
