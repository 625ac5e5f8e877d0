import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {FireqCommand} from '../../lib/cli/base-command.js'
import {historyFlags, historyWindow} from '../../lib/cli/history/flags.js'
import {askServer, historyOwner, lookBack} from '../../lib/cli/history/read.js'
import {historyResult} from '../../lib/cli/history/result.js'
import type {CommandResult} from '../../lib/cli/result.js'
import {AppError} from '../../lib/domain/errors.js'
import {displayModelName, parseModelName} from '../../lib/domain/limits/model-name.js'
import {RATE_LIMIT_DIMENSIONS} from '../../lib/domain/limits/rate-limit.js'

export default class LimitsHistory extends FireqCommand {
  static override summary = "a model's rate limits over time, and when they were cut or grew"
  static override description =
    'What Fireworks itself keeps of the limits first, where a key is at hand and it is offered; else from the local store of readings: fireq history record keeps one, and fireq config set history on keeps what other commands read anyway. Where nothing was read for long nothing is drawn. Events: a limit cut or grown, the first and the last 429 of a day, a suspension, a changed unit.'
  static override examples = [
    {command: 'fireq limits history kimi-k3', description: 'the last 24 hours'},
    {command: 'fireq limits history kimi-k3 --since 7d', description: 'a week'},
    {command: 'fireq limits history kimi-k3 --query data.events', description: 'what happened, in words'},
  ]
  static override args = {MODEL: Args.string({description: 'the model', required: true})}
  static override flags = {
    dimension: Flags.option({
      description: 'one dimension only',
      options: RATE_LIMIT_DIMENSIONS,
    })(),
    ...historyFlags,
  }

  async run(): Promise<CommandResult | void> {
    const {args, flags} = await this.parse(LimitsHistory)
    const parsed = parseModelName(args.MODEL, {accountId: flags['account-id'] ?? null})
    if (!parsed.ok) throw new AppError('usage', `\`${parsed.text}\` is not a model name: ${parsed.reason}`)
    const {resource} = parsed.model
    const owner = await historyOwner(this.io, this.globals, () => this.session())
    const {dimension} = flags
    const connect = () => this.session()
    return this.rounds(async () => {
      const window = historyWindow(this.io, flags, '24h')
      const asked = {...window, model: resource, ...(dimension === undefined ? {} : {dimension})}
      const server = await askServer(this.io, this.globals, owner, asked, connect)
      const found = lookBack(owner, asked, server.readings)
      const warnings = [...server.warnings, ...found.warnings]
      return historyResult(owner, displayModelName(resource), window, {...found, warnings})
    })
  }
}
