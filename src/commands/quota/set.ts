import {quotaIdOf} from '../../lib/app/get-quotas.js'
import {guardAgainstAgents} from '../../lib/cli/quota/set-agent-guard.js'
import {FireqCommand} from '../../lib/cli/base-command.js'
import {changeQuota} from '../../lib/cli/quota/set.js'
import {
  expectedValue,
  nameAndValue,
  commandForAPerson,
  quotaSetArgs,
  quotaSetFlags,
} from '../../lib/cli/quota/set-flags.js'
import type {CommandResult} from '../../lib/cli/result.js'
import {firectlQuota, firectlQuotaFlags} from '../../lib/render/formats/firectl-shape.js'
import {quotaSetText, type QuotaSetDocument} from '../../lib/render/views/quota-set.js'

export default class QuotaSet extends FireqCommand {
  static override hiddenAliases = ['quota:update', 'update:quota', 'set:quota']
  static override summary = 'change a limit, up to its approved max'
  static override description =
    "The plan says what the change means before anything is sent: a spend limit at or below this month's spend stops the whole account at once. It asks y/N, or for the quota's name where the new value reaches the usage. Without a terminal it needs --yes, and --allow-below-usage for the second kind. The change is sent once and read back, and the command that undoes it is printed. In an AI agent's shell it is refused, unless the account is named in FIRECTL_AGENT_SAFE_ACCOUNTS."
  static override examples = [
    {command: 'fireq quota set monthly-spend-usd 450', description: 'asks first'},
    {command: 'fireq quota set monthly-spend-usd 450 --dry-run', description: 'the plan and the request, nothing sent'},
    {command: 'fireq quota set global--h100-count 4 --yes', description: 'in a script'},
    {command: 'fireq update quota monthly-spend-usd --value 450', description: "firectl's line"},
  ]
  static override args = quotaSetArgs
  static override flags = quotaSetFlags

  async run(): Promise<CommandResult<QuotaSetDocument>> {
    const {args, flags} = await this.parse(QuotaSet)
    const [{name, value}, expectCurrent] = [nameAndValue(args, flags), expectedValue(flags)]
    let opened: ReturnType<typeof this.session> | undefined
    // Opened at most once, and not before the guard has spoken: opening it may run a key command.
    const open = () => (opened ??= this.session())
    const account = async () => (await open()).account()
    if (!flags['dry-run']) await guardAgainstAgents(this.io, flags, commandForAPerson(name, value, flags), account)
    const session = await open()
    const accountId = await session.account()
    const setting = {accountId, quotaId: quotaIdOf(name, accountId), value, expectCurrent}
    const {data, quota, warnings} = await changeQuota(this.io, flags, session, setting)
    return this.result('fireq.quota.set/v1', {
      account: accountId,
      data,
      warnings,
      holdsInterrupted: true,
      text: surface => quotaSetText(quota, data, surface),
      names: () => [quota.id],
      firectlJson: () => firectlQuota(accountId, quota),
      firectlFlags: () => firectlQuotaFlags(accountId, quota),
    })
  }
}
