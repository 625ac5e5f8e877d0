import * as Flags from '@oclif/core/flags'
import {listAccounts, type AccountList as Accounts} from '../../lib/app/accounts.js'
import {FireqCommand} from '../../lib/cli/base-command.js'
import {listFlags, listOptions} from '../../lib/cli/flags.js'
import {listForms} from '../../lib/cli/list/list-forms.js'
import {shapingFlags} from '../../lib/cli/list/flags.js'
import type {CommandResult} from '../../lib/cli/result.js'
import {accountColumns, accountListText} from '../../lib/render/views/account.js'
import {ACCOUNT_FIELDS} from '../../lib/render/formats/delimited.js'
import {firectlAccountList} from '../../lib/render/formats/firectl-shape.js'

export default class AccountList extends FireqCommand {
  static override hiddenAliases = ['list:accounts', 'list:account', 'accounts:list']
  static override summary = 'the accounts this key can see'
  static override description = 'All pages are read unless --no-paginate is given. A filter is passed on to the API.'
  static override examples = [
    {command: 'fireq account list', description: 'which accounts, and whether one is suspended'},
    {command: 'fireq account list -o name', description: 'for scripts'},
    {command: 'fireq list accounts -o json', description: "firectl's line, firectl's JSON"},
  ]
  static override flags = {
    ...shapingFlags(ACCOUNT_FIELDS),
    ...listFlags,
    'order-by': Flags.string({description: 'API fields, for example `create_time desc`', helpValue: 'FIELDS'}),
  }

  async run(): Promise<CommandResult | void> {
    const {flags} = await this.parse(AccountList)
    const options = listOptions(flags)
    return this.rounds(() => this.#ask(options))
  }

  async #ask(options: ReturnType<typeof listOptions>): Promise<CommandResult<Accounts>> {
    const session = await this.session()
    const {list, warnings} = await this.waiting('reading accounts', listAccounts(session.gateway, options))
    return this.result('fireq.account.list/v1', {
      warnings: warnings,
      ...listForms({
        rows: list.accounts,
        fields: ACCOUNT_FIELDS,
        id: account => account.id,
        data: accounts => ({...list, accounts}),
        text: accountListText,
        columns: accountColumns,
        firectlJson: firectlAccountList,
      }),
    })
  }
}
