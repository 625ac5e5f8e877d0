import {explainQuotas} from '../../lib/app/explain-quotas.js'
import {FireqCommand} from '../../lib/cli/base-command.js'
import {listForms} from '../../lib/cli/list/list-forms.js'
import {
  explainedDocument,
  holderRows,
  quotaExplainArgs,
  quotaExplainFlags,
  quotaPatterns,
} from '../../lib/cli/quota/explain.js'
import type {CommandResult} from '../../lib/cli/result.js'
import {HOLDER_FIELDS, holderColumns, quotaExplainText} from '../../lib/render/views/quota-explain.js'

const SCHEMA = 'fireq.quota.explain/v1'

export default class QuotaExplain extends FireqCommand {
  static override hiddenAliases = ['explain:quota', 'explain:quotas']
  static override summary = 'who holds a quota, since when, and what releases it'
  static override description =
    'Reads deployments, trainers, deployed models and batch jobs and adds up what they hold. More GPUs reported than held are likely a stale reservation, which only Fireworks can release; a list that the key may not read is reported as such. Prints firectl commands, runs none.'
  static override examples = [
    {command: 'fireq quota explain', description: 'every GPU, model and job quota'},
    {command: "fireq quota explain 'global--*'", description: 'on-demand GPUs'},
    {command: 'fireq quota explain --orphans', description: 'rollouts that nobody needs any more'},
    {command: 'fireq quota explain --by owner -o csv', description: 'who to ask'},
  ]
  static override args = quotaExplainArgs
  static override strict = false
  static override flags = quotaExplainFlags

  async run(): Promise<CommandResult | void> {
    const {argv, flags} = await this.parse(QuotaExplain)
    return this.rounds(() => this.#ask(argv as string[], flags))
  }

  #ask(names: readonly string[], flags: Parameters<typeof holderRows>[1]): Promise<CommandResult> {
    return this.askAccounts(SCHEMA, 'reading who holds what', async session => {
      const account = await session.account()
      const patterns = quotaPatterns(names, account)
      const {quotas, warnings, exitCode} = await explainQuotas(session.gateway, account, patterns)
      return {
        schema: SCHEMA,
        source: session.source,
        account,
        accountAbove: true,
        warnings: [...session.warnings, ...warnings],
        exitCode,
        ...listForms({
          rows: holderRows(quotas, flags),
          fields: HOLDER_FIELDS,
          id: row => row.name,
          data: rows => ({quotas: quotas.map(quota => explainedDocument(quota, rows))}),
          text: (rows, surface) => quotaExplainText(quotas, rows, surface),
          columns: holderColumns,
        }),
      }
    })
  }
}
