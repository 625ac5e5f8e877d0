import {FireqCommand} from '../../lib/cli/base-command.js'
import {applyQuotas, quotaApplyFlags} from '../../lib/cli/quota/code/apply.js'
import type {CommandResult} from '../../lib/cli/result.js'
import {sandboxScenario} from '../../lib/cli/session.js'

export default class QuotaApply extends FireqCommand {
  static override summary = 'change the quotas to what a file says'
  static override description =
    "The plan says what every change means before anything is sent; consent is settled for all of it first. A value at or below the usage needs --allow-below-usage, confirm: true in the file, or the quota's name typed; without it nothing of that account is sent. Raises come before cuts, each change is sent once and read back, one failure does not stop the others. In an AI agent's shell it is refused. The file is never rewritten."
  static override examples = [
    {command: 'fireq quota apply -f quotas.yaml', description: 'shows the plan and asks'},
    {
      command: 'fireq quota apply -f quotas.yaml --plan-out plan.json',
      description: 'a plan to review; nothing is sent',
    },
    {command: 'fireq quota apply --plan plan.json --yes', description: 'that plan, if nothing has changed since'},
  ]
  static override flags = quotaApplyFlags

  async run(): Promise<CommandResult> {
    const {flags} = await this.parse(QuotaApply)
    await this.tellSandbox(sandboxScenario(this.io, flags))
    return applyQuotas(this.io, flags)
  }
}
