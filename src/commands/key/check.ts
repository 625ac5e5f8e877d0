import * as Flags from '@oclif/core/flags'
import {checkAccountKeys} from '../../lib/app/list-keys.js'
import {checkFormatFlags} from '../../lib/cli/check/format.js'
import {GateCommand} from '../../lib/cli/check/gate-command.js'
import {allProfilesFlag, outputFlag} from '../../lib/cli/flags.js'
import {parseDays} from '../../lib/domain/text/span.js'
import {OUTPUTS} from '../../lib/render/formats/outputs.js'

/** Assumed: two weeks are enough to make a new key and to bring it everywhere. */
const DEFAULT_WITHIN_DAYS = 14
const COLUMNS = ['key', 'expiresAt', 'daysLeft', 'severity', 'message']

export default class KeyCheck extends GateCommand {
  static override summary = 'a gate on the expiry of API keys'
  static override description =
    'Exits 0 when every key lasts, 10 when one expires within --expires-within, 11 when one has expired. A key that never expires is fine unless --require-expiry is given. Needs a key of an admin.'
  static override examples = [
    {command: 'fireq key check', description: 'does a key expire within two weeks?'},
    {command: 'fireq key check --expires-within 30d --require-expiry', description: 'a stricter policy'},
    {command: 'fireq key check --format nagios', description: 'for monitoring'},
  ]
  static override flags = {
    'expires-within': Flags.custom<number>({
      description: `warn of a key that expires within so many days (default ${DEFAULT_WITHIN_DAYS}d)`,
      helpValue: '14d',
      parse: text => Promise.resolve(parseDays('--expires-within', text)),
    })(),
    'require-expiry': Flags.boolean({description: 'a key that never expires is critical'}),
    ...checkFormatFlags,
    'all-profiles': allProfilesFlag,
    output: outputFlag(OUTPUTS),
  }

  protected override readonly kind = {
    command: 'key check',
    noun: 'key',
    heading: 'API keys',
    schema: 'fireq.key.check/v1',
  }

  protected override async check() {
    const {flags} = await this.parse(KeyCheck)
    const options = {
      withinDays: flags['expires-within'] ?? DEFAULT_WITHIN_DAYS,
      requireExpiry: flags['require-expiry'] === true,
    }
    return this.gateAccounts('reading API keys', async ({gateway, source, warnings, account: accountId}) => {
      const account = await accountId()
      const gate = await checkAccountKeys(gateway, account, options, this.io.clock.now())
      return {source, account, warnings, report: gate.report, columns: COLUMNS, data: {account: gate.account}}
    })
  }
}
