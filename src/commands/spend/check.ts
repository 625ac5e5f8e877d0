import {checkAccountSpend} from '../../lib/app/check-spend.js'
import {GateCommand} from '../../lib/cli/check/gate-command.js'
import {spendCheckFlags, spendRules} from '../../lib/cli/spend/check-flags.js'
import {COSTS} from '../../lib/domain/facts/spend.js'

const COLUMNS = ['rule', 'actual', 'threshold', 'severity', 'message']

export default class SpendCheck extends GateCommand {
  static override summary = 'a gate on spend: too much a day or a month, sudden growth'
  static override description = `Exits 0 when all is well, 11 when a rule is broken, 1 when one cannot be judged. A day and growth are judged by rated list prices of serverless inference, which are ${COSTS.lag.value}, ${COSTS.lag.certainty}; the month by the spend quota.`
  static override examples = [
    {command: 'fireq spend check --max-per-day 50', description: 'today so far, and the last full day'},
    {command: 'fireq spend check --max-growth 3x --format nagios', description: 'a sudden jump, for monitoring'},
    {command: 'fireq spend check --max-month 400 --format github', description: 'in a nightly job'},
  ]
  static override flags = spendCheckFlags

  protected override readonly kind = {
    command: 'spend check',
    noun: 'spend rule',
    heading: 'Spend',
    schema: 'fireq.spend.check/v1',
  }

  protected override async check() {
    const {flags} = await this.parse(SpendCheck)
    const rules = spendRules(flags)
    return this.gateAccounts('reading costs', async ({gateway, source, warnings, account: accountId}) => {
      const account = await accountId()
      const gate = await checkAccountSpend(gateway, account, rules, this.io.clock.now())
      return {source, account, warnings, report: gate.report, columns: COLUMNS, data: {account: gate.account}}
    })
  }
}
