import {FireqCommand} from '../../lib/cli/base-command.js'
import {allProfilesFlag, listFlags} from '../../lib/cli/flags.js'
import {quotaShapingFlags} from '../../lib/cli/list/flags.js'
import type {CommandResult} from '../../lib/cli/result.js'
import {refuseNames} from '../../lib/cli/quota/list-names.js'
import {quotaListParts} from '../../lib/cli/quota/list-result.js'
import type {Session} from '../../lib/cli/session.js'
import {QUOTA_FIELDS} from '../../lib/render/formats/delimited.js'

const SCHEMA = 'fireq.quota.list/v1'

export default class QuotaList extends FireqCommand {
  static override hiddenAliases = ['list:quotas', 'list:quota', 'quotas:list']
  static override summary = "the account's quotas: used, limit, max, left"
  static override description =
    'All pages are read unless --no-paginate is given. A filter is passed on to the API. USE% from 80 is warning, from 95 critical, from 100 exceeded.'
  static override examples = [
    {command: 'fireq quota list', description: 'every quota, grouped'},
    {command: "fireq quota list --order-by 'usage%'", description: 'most used first'},
    {command: 'fireq quota list --where unit=gpu --columns id,usage', description: 'some rows, some columns'},
    {command: 'fireq quota list --all-profiles --status full,exceeded', description: 'of every account'},
    {command: 'fireq quota list --status full -o name', description: 'for scripts'},
    {command: 'fireq list quotas -o json', description: "firectl's line, firectl's JSON"},
  ]
  static override strict = false
  static override flags = {
    ...quotaShapingFlags(QUOTA_FIELDS),
    ...listFlags,
    'all-profiles': allProfilesFlag,
  }

  async run(): Promise<CommandResult | void> {
    const {flags, argv} = await this.parse(QuotaList)
    refuseNames(argv as string[])
    const ask = async (session: Session) => this.result(SCHEMA, await quotaListParts(this.io, session, flags))
    return this.rounds(() => this.askAccounts(SCHEMA, 'reading quotas', ask))
  }
}
