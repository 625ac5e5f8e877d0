import * as Flags from '@oclif/core/flags'
import {readCosts} from '../../lib/app/read-costs.js'
import {FireqCommand} from '../../lib/cli/base-command.js'
import type {CommandResult} from '../../lib/cli/result.js'
import {exportGroups, exportRows, exportWindow, writeExport} from '../../lib/cli/spend/export-costs.js'

export default class BillingExportUsageCosts extends FireqCommand {
  static override hidden = true
  static override summary = "firectl's csv of rated usage costs"
  static override description = 'Writes a file, as firectl does. `fireq spend -o csv` prints the same costs.'
  static override examples = [
    {command: 'fireq billing export-usage-costs --group-by model', description: "firectl's line; the last 24 hours"},
  ]
  static override flags = {
    'group-by': Flags.option({
      description: 'what to group by, besides the day',
      options: exportGroups,
      default: 'model' as const,
    })(),
    'start-time': Flags.string({description: 'a date or a time; default: 24 hours ago', helpValue: 'WHEN'}),
    'end-time': Flags.string({description: 'a date (included) or a time; default: now', helpValue: 'WHEN'}),
    filename: Flags.string({description: 'file to write', default: 'usage_costs.csv', helpValue: 'FILE'}),
  }

  async run(): Promise<CommandResult> {
    const {flags} = await this.parse(BillingExportUsageCosts)
    const now = this.io.clock.now()
    const window = exportWindow(flags['start-time'], flags['end-time'], now)
    const session = await this.session()
    const account = await session.account()
    const by = flags['group-by'] === 'api_key' ? 'key' : flags['group-by']
    const costs = await this.waiting('reading costs', readCosts(session.gateway, account, window, ['day', by], now))
    const rows = exportRows(costs.costs, account, flags['group-by'])
    writeExport(flags.filename, rows)
    return this.result('fireq.billing.export-usage-costs/v1', {
      account,
      data: {file: flags.filename, rows: rows.length},
      warnings: costs.warnings,
      text: () => `Wrote ${rows.length} rows to ${flags.filename}\n`,
    })
  }
}
