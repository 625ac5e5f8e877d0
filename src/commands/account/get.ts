import * as Args from '@oclif/core/args'
import {getAccount} from '../../lib/app/accounts.js'
import {FireqCommand} from '../../lib/cli/base-command.js'
import {outputFlag} from '../../lib/cli/flags.js'
import {dryRunFlag, dryRunOf} from '../../lib/cli/dry-run.js'
import {rowsOf, type CommandResult} from '../../lib/cli/result.js'
import {parseAccountId} from '../../lib/config/credential-values.js'
import type {Account} from '../../lib/domain/account.js'
import {accountGetText} from '../../lib/render/views/account.js'
import {ACCOUNT_FIELDS} from '../../lib/render/formats/delimited.js'
import {firectlAccount, firectlAccountFlags} from '../../lib/render/formats/firectl-shape.js'
import {FIRECTL_OUTPUTS} from '../../lib/render/formats/outputs.js'
import {NOT_TOLD} from '../../lib/domain/facts/account-api.js'
import {cite} from '../../lib/domain/facts/fact.js'

export default class AccountGet extends FireqCommand {
  static override hiddenAliases = ['get:account', 'get:accounts']
  static override summary = 'one account: its state, and whether it is suspended'
  static override description = `Without ID the account in use. ID is short or a full resource name, accounts/<account>. The REST API has no tier, ${cite(NOT_TOLD.tier)}, and no credit balance, ${NOT_TOLD.balance.certainty}.`
  static override examples = [
    {command: 'fireq account get', description: 'the account in use'},
    {command: 'fireq account get accounts/acme', description: 'by its full name'},
    {command: 'fireq account get --query data.account.suspendState', description: 'for scripts'},
    {command: 'fireq get account -o flag', description: "firectl's line"},
  ]
  static override args = {ID: Args.string({description: 'account id or full name (default: the account in use)'})}
  static override flags = {
    output: outputFlag(FIRECTL_OUTPUTS),
    'dry-run': dryRunFlag,
  }

  async run(): Promise<CommandResult> {
    const {args, flags} = await this.parse(AccountGet)
    const named = args.ID === undefined ? null : parseAccountId(args.ID, 'ID')
    const session = await this.session()
    const id = named ?? (await session.account())
    if (flags['dry-run']) return dryRunOf(session, id, [`accounts/${id}`])
    const account = await this.waiting('reading the account', getAccount(session.gateway, id))
    return this.result('fireq.account.get/v1', {
      account: id,
      data: {account} satisfies {account: Account},
      text: surface => accountGetText([account], surface),
      delimited: rowsOf(ACCOUNT_FIELDS, [account]),
      names: () => [account.id],
      firectlJson: () => firectlAccount(account),
      firectlFlags: () => firectlAccountFlags(account),
    })
  }
}
