import * as Flags from '@oclif/core/flags'
import {FireqCommand} from '../../lib/cli/base-command.js'
import {countFlag} from '../../lib/cli/flags.js'
import {parseRate, parseShare, planResult, type LimitsPlanDocument} from '../../lib/cli/limits/plan.js'
import {modelFlag} from '../../lib/cli/model-flag.js'
import type {CommandResult} from '../../lib/cli/result.js'
import {SCHEDULES} from '../../lib/render/views/limits-plan.js'
import {cite} from '../../lib/domain/facts/fact.js'
import {ADAPTIVE_STARTING, GROWTH_CITED, GROWTH_RULE} from '../../lib/domain/facts/rate-limits.js'

const MOST_TOKENS = 10_000_000

export default class LimitsPlan extends FireqCommand {
  static override summary = 'how long until the rate limits suffice for a load, and what binds first'
  static override description = `Limits grow by at most ${Math.round((GROWTH_RULE.growBy.value - 1) * 100)}% every ${GROWTH_RULE.growEveryMinutes.value} minutes while more than half of them is used, ${GROWTH_CITED}: times are the least it takes. With a key the limits in effect are read by one tiny request; without one the plan starts where limits started, ${cite(ADAPTIVE_STARTING.prompt)}. --schedule prints the ramp for a load generator.`
  static override examples = [
    {
      command: 'fireq limits plan --requests 500/m --generated 300',
      description: 'what a service of that size needs',
    },
    {
      command: 'fireq limits plan --requests 8/s --schedule k6 > k6.json',
      description: 'k6 run --config k6.json script.js',
    },
  ]
  static override flags = {
    requests: Flags.custom<number>({
      description: 'requests a second, minute or hour',
      helpValue: '500/m',
      required: true,
      parse: text => Promise.resolve(parseRate('--requests', text)),
    })(),
    prompt: countFlag('prompt', 0, MOST_TOKENS, 'prompt tokens of a request (default 0)'),
    cached: Flags.custom<number>({
      description: 'part of the prompt that is cached (default 0)',
      helpValue: '0.5',
      parse: text => Promise.resolve(parseShare('--cached', text)),
    })(),
    generated: countFlag('generated', 0, MOST_TOKENS, 'output tokens of a request (default 0)'),
    model: modelFlag('the model; without it the one that limits probe would ask'),
    schedule: Flags.option({description: 'print the ramp for a load generator', options: SCHEDULES})(),
  }

  async run(): Promise<CommandResult<LimitsPlanDocument>> {
    const {flags} = await this.parse(LimitsPlan)
    const load = {
      requestsPerMinute: flags.requests,
      promptTokens: flags.prompt ?? 0,
      cachedShare: flags.cached ?? 0,
      generatedTokens: flags.generated ?? 0,
    }
    return this.waiting(
      'reading the limits',
      planResult(this.io, flags, load, () => this.session()),
    )
  }
}
