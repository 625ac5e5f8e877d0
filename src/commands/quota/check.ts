import {checkQuotas} from '../../lib/app/check-quotas.js'
import {FireqCommand} from '../../lib/cli/base-command.js'
import {checkFailure, checkResult} from '../../lib/cli/quota/check-output.js'
import {
  assertAccount,
  checkRequest,
  formatInWords,
  formatOf,
  quotaCheckArgs,
  quotaCheckFlags,
} from '../../lib/cli/quota/check-flags.js'
import type {CommandResult} from '../../lib/cli/result.js'

export default class QuotaCheck extends FireqCommand {
  static override summary = 'a gate for scripts and CI: is there enough left?'
  static override description =
    'Exits 0 when all is well, 10 on a warning, 11 when critical; what cannot be read is never ok. Without rules every limited quota is held against --warn and --crit. --format nagios exits 0 to 3 as plugins do; github also appends a table to $GITHUB_STEP_SUMMARY. docs/ci.md has ready examples.'
  static override examples = [
    {command: 'fireq quota check', description: 'every limited quota against 80% and 95%'},
    {command: 'fireq quota check --need global--h100-count=8', description: 'are 8 GPUs free? else exit 11'},
    {
      command: "fireq quota check --max-used 'global--*-count=90%' --max-used monthly-spend-usd=450",
      description: 'rules',
    },
    {command: 'fireq quota check --rules fireq.rules.json --format junit > quotas.xml', description: 'in CI'},
  ]
  static override args = quotaCheckArgs
  static override strict = false
  static override flags = quotaCheckFlags

  async run(): Promise<CommandResult> {
    let format = formatInWords(this.argv)
    try {
      const {argv, flags} = await this.parse(QuotaCheck)
      format = formatOf(flags)
      this.globals = {...flags, json: format === 'json'}
      const request = await checkRequest(this.io, argv as string[], flags)
      const session = await this.session()
      const account = await session.account()
      assertAccount(request, account)
      const verdict = await this.waiting('reading quotas', checkQuotas(session.gateway, account, request))
      return checkResult(this.io, format, session, account, verdict)
    } catch (failure) {
      return checkFailure(this.io, format, this.globals, failure)
    }
  }
}
