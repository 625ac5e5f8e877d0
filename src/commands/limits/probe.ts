import {FireqCommand} from '../../lib/cli/base-command.js'
import {prepareProbe} from '../../lib/cli/limits/probe.js'
import {limitsProbeArgs, limitsProbeFlags} from '../../lib/cli/limits/probe-flags.js'
import type {CommandResult} from '../../lib/cli/result.js'
import {cite} from '../../lib/domain/facts/fact.js'
import {LIMIT_HEADERS} from '../../lib/domain/facts/rate-limit-words.js'
import {HEADER_UNIT} from '../../lib/domain/facts/rate-limits.js'

export default class LimitsProbe extends FireqCommand {
  static override summary = 'the rate limits in effect right now, from one tiny request per model'
  static override description = `The headers of inference answers show the limits in effect, ${cite(LIMIT_HEADERS.limit)}. Each model gets exactly one request of one output token, never repeated: a 429 is the answer. Without MODEL the setting \`model\` is asked, else the one probed last, else the cheapest serverless model by list price. The numbers are per minute, ${cite(HEADER_UNIT)}; --json keeps them as they came. No limit headers is a normal answer. The exit code is the worst outcome's: 6 rate-limited, 7 load shed, 5 suspended. --free reads the list of the account API, whose unit is assumed, and exits 1 where it is not offered.`
  static override examples = [
    {command: 'fireq limits probe kimi-k3', description: 'what is left on a model, and what to do'},
    {command: 'fireq limits probe kimi-k3 --compare-tiers', description: 'in an incident: is it us or them?'},
    {command: 'fireq limits probe -m kimi-k3,glm-5p3 --watch 10', description: 'two models, every 10 seconds'},
    {
      command: "fireq limits probe --json | jq '.data.probes[0].limits'",
      description: 'for scripts; exit 6 and 7 mean: retry',
    },
    {
      command: 'fireq limits probe glm-5p3 --requests 10 --interval 2',
      description: 'how steady it is, over 20 seconds',
    },
    {command: 'fireq limits probe --sandbox=throttled', description: 'try it without an account'},
  ]
  static override args = limitsProbeArgs
  static override strict = false
  static override flags = limitsProbeFlags

  async run(): Promise<CommandResult | void> {
    const {argv, flags} = await this.parse(LimitsProbe)
    const texts = [...(argv as string[]), ...(flags.model ?? [])]
    const probe = await prepareProbe(this.io, flags, texts, () => this.session())
    return this.rounds(() => this.waiting(probe.label, probe.ask()))
  }
}
