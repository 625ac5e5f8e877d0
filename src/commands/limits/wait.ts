import {limitLook} from '../../lib/app/check-limits.js'
import {FireqCommand} from '../../lib/cli/base-command.js'
import {limitRuleFlags, limitRules, prepareLimitCheck} from '../../lib/cli/limits/check-flags.js'
import {limitsProbeArgs} from '../../lib/cli/limits/probe-flags.js'
import type {CommandResult} from '../../lib/cli/result.js'
import {waitFlags} from '../../lib/cli/wait/flags.js'
import {waitResult, type WaitDocument} from '../../lib/cli/wait/wait.js'

export default class LimitsWait extends FireqCommand {
  static override summary = 'wait until a model has enough left, or until waiting cannot help'
  static override description =
    'The rules are those of limits check; without one every limit must be under 80% used. When to look again follows from what is missing and how fast it refills, so that requests are rarely wasted. Exits 0 when met, 7 when the time is over; at once 5 suspended, 4 key, 3 not found or retired, 11 where a tier gate or a need above the limit makes it hopeless.'
  static override examples = [
    {
      command: 'fireq limits wait kimi-k3 --need generated=50000',
      description: 'start when there is room',
    },
    {command: 'fireq limits wait kimi-k3 --max-used 50% --timeout 30m', description: 'until half is free again'},
    {command: 'fireq limits wait --need requests=200 --probe-cost', description: 'and what each look spends'},
  ]
  static override args = limitsProbeArgs
  static override strict = false
  static override flags = {...limitRuleFlags, ...waitFlags}

  async run(): Promise<CommandResult<WaitDocument>> {
    const {argv, flags} = await this.parse(LimitsWait)
    const rules = limitRules('limits wait', flags)
    // `--timeout` is the whole wait here: one request keeps the setting.
    const {timeout: _, ...globals} = this.globals
    this.globals = globals
    const session = await this.session()
    const prepared = await prepareLimitCheck(this.io, session, argv as string[], flags, rules)
    return waitResult(this.io, flags, session, async () => limitLook(await prepared.ask()))
  }
}
