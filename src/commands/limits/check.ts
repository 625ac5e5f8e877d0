import {GateCommand} from '../../lib/cli/check/gate-command.js'
import {
  LIMIT_CHECK_COLUMNS,
  LIMITS_CHECK,
  limitCheckFlags,
  limitRules,
  prepareLimitCheck,
} from '../../lib/cli/limits/check-flags.js'
import {limitsProbeArgs} from '../../lib/cli/limits/probe-flags.js'

export default class LimitsCheck extends GateCommand {
  static override summary = 'a gate on rate limits: is there enough left on a model?'
  static override description =
    'Exits 0 when all is well, 10 on a warning, 11 when critical, 5 when the account is suspended. One request of one output token a model. A 429 is judged by its headers; without headers it exits 6. Without rules every limit is compared with --warn and --crit. --max-drop compares with the history: `fireq history record` keeps it.'
  static override examples = [
    {command: 'fireq limits check kimi-k3 --need generated=50000', description: 'may a batch start? else exit 11'},
    {command: 'fireq limits check kimi-k3 --max-used 90% --max-drop 50%', description: 'part used, and a sudden cut'},
    {command: 'fireq limits check -m kimi-k3,glm-5p3 --format nagios', description: 'two models, for monitoring'},
  ]
  static override args = limitsProbeArgs
  static override strict = false
  static override flags = limitCheckFlags

  protected override readonly kind = LIMITS_CHECK

  protected override async check() {
    const {argv, flags} = await this.parse(LimitsCheck)
    const rules = limitRules('limits check', flags)
    return this.gateAccounts('asking the models', async session => {
      const prepared = await prepareLimitCheck(this.io, session, argv as string[], flags, rules)
      const {report, account} = await prepared.ask()
      const {source, warnings} = session
      return {source, account: await session.account(), warnings, report, columns: LIMIT_CHECK_COLUMNS, data: {account}}
    })
  }
}
