import * as Args from '@oclif/core/args'
import {quotaIdOf} from '../../lib/app/get-quotas.js'
import {FireqCommand} from '../../lib/cli/base-command.js'
import {historyFlags, historyWindow} from '../../lib/cli/history/flags.js'
import {historyOwner, lookBack} from '../../lib/cli/history/read.js'
import {historyResult} from '../../lib/cli/history/result.js'
import type {CommandResult} from '../../lib/cli/result.js'

export default class QuotaHistory extends FireqCommand {
  static override summary = 'a quota over time: used, limit, and when the limit changed'
  static override description =
    'From the local store of readings: fireq history record keeps one, and fireq config set history on keeps what other commands read anyway. Where nothing was read for long nothing is drawn.'
  static override examples = [
    {command: 'fireq quota history monthly-spend-usd', description: 'the last 30 days'},
    {command: 'fireq quota history global--h100-count --since 7d -o csv', description: 'a week, for a spreadsheet'},
  ]
  static override args = {NAME: Args.string({description: 'quota id, or its full name', required: true})}
  static override flags = historyFlags

  async run(): Promise<CommandResult | void> {
    const {args, flags} = await this.parse(QuotaHistory)
    const owner = await historyOwner(this.io, this.globals, () => this.session())
    const quota = quotaIdOf(args.NAME, owner.account)
    return this.rounds(() => {
      const window = historyWindow(this.io, flags, '30d')
      return historyResult(owner, quota, window, lookBack(owner, {...window, quota}))
    })
  }
}
