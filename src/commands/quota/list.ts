import {listQuotas, type QuotaList as Quotas} from '../../lib/app/list-quotas.js'
import {FireqCommand} from '../../lib/cli/base-command.js'
import {listFlags, listOptions} from '../../lib/cli/flags.js'
import {listForms} from '../../lib/cli/list/list-forms.js'
import {quotaShapingFlags} from '../../lib/cli/list/flags.js'
import type {CommandResult} from '../../lib/cli/result.js'
import {QUOTA_FIELDS} from '../../lib/render/formats/delimited.js'
import {firectlQuotaList} from '../../lib/render/formats/firectl-shape.js'
import {quotaColumns, quotaListText} from '../../lib/render/views/quota-list.js'

export default class QuotaList extends FireqCommand {
  static override summary = "the account's quotas: used, limit, ceiling"
  static override description =
    'All pages are read unless --no-paginate is given. A filter is passed on to the API. USE% from 80 is warning, from 95 critical, from 100 exceeded.'
  static override examples = [
    {command: 'fireq quota list', description: 'every quota, grouped'},
    {command: "fireq quota list --order-by 'usage%'", description: 'the fullest first'},
    {
      command: 'fireq quota list --where utilization=1 --columns id,usage,value',
      description: 'some rows, some columns',
    },
    {command: 'fireq quota list --status exceeded -o name', description: 'for scripts'},
    {command: 'fireq list quotas -o json', description: "firectl's line, firectl's JSON"},
  ]
  static override flags = {...quotaShapingFlags(QUOTA_FIELDS), ...listFlags}

  async run(): Promise<CommandResult<Quotas>> {
    const {flags} = await this.parse(QuotaList)
    const session = await this.session()
    const account = await session.account()
    const listing = await this.waiting('reading quotas', listQuotas(session.gateway, account, listOptions(flags)))
    const {list} = listing
    return {
      schema: 'fireq.quota.list/v1',
      source: session.source,
      account,
      warnings: [...session.warnings, ...listing.warnings],
      exitCode: listing.exitCode,
      ...listForms({
        rows: list.quotas,
        fields: QUOTA_FIELDS,
        id: quota => quota.id,
        data: quotas => ({...list, quotas}),
        text: (quotas, surface, sorted) =>
          quotaListText({...list, quotas}, surface, {grouped: !sorted && flags['order-by'] === undefined}),
        columns: quotaColumns,
        firectlJson: quotas => firectlQuotaList(account, quotas),
      }),
    }
  }
}
