import * as Args from '@oclif/core/args'
import {beginHolders} from '../../lib/app/explain-quotas.js'
import {getQuotas, quotaIdOf} from '../../lib/app/get-quotas.js'
import {FireqCommand} from '../../lib/cli/base-command.js'
import {isText, outputFlag} from '../../lib/cli/flags.js'
import {dryRunFlag, dryRunOf} from '../../lib/cli/dry-run.js'
import {rowsOf, type CommandResult} from '../../lib/cli/result.js'
import type {Quota} from '../../lib/domain/quota/quota.js'
import {QUOTA_FIELDS} from '../../lib/render/formats/delimited.js'
import {firectlQuota, firectlQuotaFlags, firectlQuotaList} from '../../lib/render/formats/firectl-shape.js'
import {quotaGetText} from '../../lib/render/views/quota-get.js'
import {FIRECTL_OUTPUTS} from '../../lib/render/formats/outputs.js'

/** `quota` is the first of `quotas`: nearly always the only one. */
interface QuotasGotDocument {
  readonly quota: Quota
  readonly quotas: readonly Quota[]
}

export default class QuotaGet extends FireqCommand {
  static override hiddenAliases = ['get:quota', 'get:quotas']
  static override summary = 'one quota, or several'
  static override description =
    "NAME is an id, a full resource name (accounts/<account>/quotas/<id>), or a pattern such as 'global--*'."
  static override examples = [
    {command: 'fireq quota get monthly-spend-usd', description: 'what is spent, and of how much'},
    {command: "fireq quota get 'global--*'", description: 'several at once'},
    {command: 'fireq quota get monthly-spend-usd --query data.quota', description: 'for scripts'},
    {command: 'fireq get quota monthly-spend-usd -o flag', description: "firectl's line"},
  ]
  static override args = {NAME: Args.string({description: 'quota ids, full names or patterns', required: true})}
  static override strict = false
  static override flags = {output: outputFlag(FIRECTL_OUTPUTS), 'dry-run': dryRunFlag}

  async run(): Promise<CommandResult> {
    const {argv, flags} = await this.parse(QuotaGet)
    const session = await this.session()
    const account = await session.account()
    const ids = [...new Set((argv as string[]).map(name => quotaIdOf(name, account)))]
    if (flags['dry-run'])
      // oxfmt-ignore
      return dryRunOf(session, account, ids.map(id => `accounts/${account}/quotas/${id}`))
    const readHolders = isText(this.globals) ? beginHolders(session.gateway, account, ids) : null
    const got = await this.waiting('reading quotas', getQuotas(session.gateway, account, ids))
    const held = await readHolders?.(got.quotas)
    const [quota] = got.quotas as [Quota]
    return this.result('fireq.quota.get/v1', {
      account,
      data: {quota, quotas: got.quotas} satisfies QuotasGotDocument,
      warnings: got.warnings,
      exitCode: got.exitCode,
      text: surface => quotaGetText(account, got.quotas, surface, held),
      delimited: rowsOf(QUOTA_FIELDS, got.quotas),
      names: () => got.quotas.map(({id}) => id),
      firectlJson: () =>
        ids.length === 1 && ids[0] === quota.id ? firectlQuota(account, quota) : firectlQuotaList(account, got.quotas),
      firectlFlags: () => got.quotas.map(each => firectlQuotaFlags(account, each)).join(''),
    })
  }
}
