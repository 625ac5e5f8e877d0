import * as Args from '@oclif/core/args'
import {quotaLook} from '../../lib/app/wait-for-quotas.js'
import {FireqCommand} from '../../lib/cli/base-command.js'
import {countFlag} from '../../lib/cli/flags.js'
import {assertAccount, checkRequest} from '../../lib/cli/quota/check-flags.js'
import type {CommandResult} from '../../lib/cli/result.js'
import {waitFlags} from '../../lib/cli/wait/flags.js'
import {waitResult, type WaitDocument} from '../../lib/cli/wait/wait.js'

export default class QuotaWait extends FireqCommand {
  static override summary = 'wait until enough of a quota is left, or until waiting cannot help'
  static override description =
    'Exits 0 when so much of every named quota is left, 7 when the time is over; at once 5 when the account is suspended, 4 for the key, 3 when there is no such quota, 11 when more is needed than the limit is.'
  static override examples = [
    {command: 'fireq quota wait global--h100-count --need 8 && ./run.sh', description: 'when 8 GPUs are free'},
    {command: "fireq quota wait 'training-*-count' --timeout 2h", description: 'every quota of a pattern'},
  ]
  static override args = {
    NAME: Args.string({description: 'quota ids, full names or patterns', required: true}),
  }
  static override strict = false
  static override flags = {
    need: countFlag('need', 1, Number.MAX_SAFE_INTEGER, 'so much must be left, in the unit of the quota (default 1)'),
    ...waitFlags,
  }

  async run(): Promise<CommandResult<WaitDocument>> {
    const {argv, flags} = await this.parse(QuotaWait)
    const request = await checkRequest(this.io, argv as string[], {})
    const {timeout: _, ...globals} = this.globals
    this.globals = globals
    const session = await this.session()
    return waitResult(this.io, flags, session, async () => {
      const account = await session.account()
      assertAccount(request, account)
      return quotaLook(session.gateway, account, request.names ?? [], flags.need ?? 1)
    })
  }
}
