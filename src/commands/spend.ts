import {readSpend} from '../lib/app/read-spend.js'
import {FireqCommand} from '../lib/cli/base-command.js'
import {listForms} from '../lib/cli/list/list-forms.js'
import type {CommandResult} from '../lib/cli/result.js'
import {cite} from '../lib/domain/facts/fact.js'
import {COSTS} from '../lib/domain/facts/spend.js'
import {spendFlags, spendRequest} from '../lib/cli/spend/flags.js'
import {SPEND_FIELDS, spendColumns, spendText} from '../lib/render/views/spend.js'

const SCHEMA = 'fireq.spend/v1'

export default class Spend extends FireqCommand {
  static override summary = 'who spends: by model, key, user, day or kind, and the forecast'
  static override description = `Three numbers are kept apart: used (the spend quota, nearly live), rated (list prices of serverless inference, ${COSTS.lag.value}, ${COSTS.lag.certainty}) and by kind (serverless, dedicated, training). By kind and user, only serverless inference is told by user, ${cite(COSTS.covers)}; other kinds have a row without one. No route of the API is known that reports credits, discounts or invoices, likely. Costs go back ${COSTS.oldestDays.value} days, ${cite(COSTS.oldestDays)}.`
  static override examples = [
    {command: 'fireq spend', description: 'this month: used, forecast, kinds and the three largest models'},
    {command: 'fireq spend --by day,model --since 7d', description: 'the last week'},
    {command: 'fireq spend --by key --top 5', description: 'which keys'},
    {
      command: 'fireq spend --by user --since 30d -o csv',
      description: 'the last 30 days, for a spreadsheet',
    },
  ]
  static override flags = spendFlags

  async run(): Promise<CommandResult | void> {
    const {flags} = await this.parse(Spend)
    return this.rounds(() => this.#ask(spendRequest(flags, this.io.clock.now())))
  }

  #ask(request: ReturnType<typeof spendRequest>): Promise<CommandResult> {
    return this.askAccounts(SCHEMA, 'reading costs', async session => {
      const account = await session.account()
      const {spend, warnings, exitCode} = await readSpend(session.gateway, account, request)
      return {
        schema: SCHEMA,
        source: session.source,
        account,
        accountAbove: true,
        warnings: [...session.warnings, ...warnings],
        exitCode,
        followed: spend.used !== null && spend.limit ? [{label: 'spend', value: spend.used / spend.limit}] : [],
        ...listForms({
          rows: spend.rows,
          fields: SPEND_FIELDS,
          id: row => row.model ?? row.key?.id ?? row.user ?? row.kind ?? row.day ?? null,
          data: rows => ({...spend, rows}),
          text: (rows, surface) => spendText({...spend, rows}, surface),
          columns: spendColumns(spend),
        }),
      }
    })
  }
}
