import * as Flags from '@oclif/core/flags'
import {FireqCommand} from '../../lib/cli/base-command.js'
import {historyDays} from '../../lib/cli/history/days.js'
import {historyStore} from '../../lib/cli/history/place.js'
import type {CommandResult} from '../../lib/cli/result.js'
import {sandboxScenario} from '../../lib/cli/session.js'
import {parseDays} from '../../lib/domain/text/span.js'
import {formatNumber} from '../../lib/domain/text/units.js'
import {prune, type Pruned} from '../../lib/history/prune.js'

export default class HistoryPrune extends FireqCommand {
  static override summary = 'remove old months of readings'
  static override description = 'Whole months go, when they ended longer ago than --days, or the setting history.days.'
  static override examples = [
    {command: 'fireq history prune', description: 'by the setting history.days'},
    {command: 'fireq history prune --days 30d', description: 'what is older than 30 days'},
  ]
  static override flags = {
    days: Flags.custom<number>({
      description: 'days to keep (default: the setting history.days)',
      helpValue: '90d',
      parse: text => Promise.resolve(parseDays('--days', text)),
    })(),
  }

  async run(): Promise<CommandResult<Pruned & {days: number}>> {
    const {flags} = await this.parse(HistoryPrune)
    const source = sandboxScenario(this.io, this.globals) === null ? 'live' : 'sandbox'
    const days = flags.days ?? historyDays(this.io)
    const pruned = prune(historyStore(this.io, source), days, this.io.clock.now())
    return this.result('fireq.history.prune/v1', {
      data: {...pruned, days},
      text: () => `removed ${formatNumber(pruned.files)} files, ${formatNumber(pruned.bytes)} bytes\n`,
    })
  }
}
