import {checkQuotas} from '../../lib/app/check-quotas.js'
import {GateCommand} from '../../lib/cli/check/gate-command.js'
import {assertAccount, checkRequest, quotaCheckArgs, quotaCheckFlags} from '../../lib/cli/quota/check-flags.js'
import {CHECK_COLUMNS, QUOTA_CHECK} from '../../lib/cli/quota/check-kind.js'

export default class QuotaCheck extends GateCommand {
  static override hiddenAliases = ['check:quota', 'check:quotas']
  static override summary = 'a gate for scripts and CI: is there enough left?'
  static override description =
    'Exits 0 when all is well, 10 on a warning, 11 when critical; what cannot be read is never ok. Without rules every limited quota is compared with --warn and --crit. --format nagios exits 0 to 3 as plugins do; github also appends a table to $GITHUB_STEP_SUMMARY. docs/ci.md has ready examples.'
  static override examples = [
    {command: 'fireq quota check', description: 'every limited quota against 80% and 95%'},
    {command: 'fireq quota check --need global--h100-count=8', description: 'are 8 GPUs free? else exit 11'},
    {
      command: "fireq quota check --max-used 'global--*-count=90%'",
      description: 'rules',
    },
    {command: 'fireq quota check --rules rules.json --format junit', description: 'in CI'},
  ]
  static override args = quotaCheckArgs
  static override strict = false
  static override flags = quotaCheckFlags

  protected override readonly kind = QUOTA_CHECK

  protected override async check() {
    const {argv, flags} = await this.parse(QuotaCheck)
    const request = await checkRequest(this.io, argv as string[], flags)
    return this.gateAccounts('reading quotas', async session => {
      const {gateway, source, warnings} = session
      const account = await session.account()
      assertAccount(request, account)
      const gate = await checkQuotas(gateway, account, request)
      return {source, account, warnings, report: gate.report, columns: CHECK_COLUMNS, data: {account: gate.account}}
    })
  }
}
