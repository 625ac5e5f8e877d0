import * as Flags from '@oclif/core/flags'
import {FireqCommand} from '../lib/cli/base-command.js'
import {countFlag} from '../lib/cli/flags.js'
import {write} from '../lib/cli/io.js'
import {howToUse, refusal, sandboxOptions} from '../lib/cli/sandbox/options.js'
import {scenarioNamed} from '../lib/cli/session.js'

export default class Sandbox extends FireqCommand {
  static override summary = 'run the simulated Fireworks for your own client or tests'
  static override description =
    "In the foreground, on 127.0.0.1 only; Ctrl-C ends it. It is fireq's reading of Fireworks' documents: limits, spending and suspension as they describe them. docs/sandbox.md has its control routes."
  static override examples = [
    {command: 'fireq sandbox', description: 'a lived-in Tier 2 account on a free port'},
    {command: 'fireq sandbox --port 8080 --scenario throttled', description: 'every request is answered 429'},
    {
      command: 'fireq status --base-url http://127.0.0.1:8080',
      description: 'ask it, with FIREWORKS_API_KEY=fw_sandbox',
    },
  ]
  static override flags = {
    port: countFlag('port', 0, 65_535, 'port on 127.0.0.1; 0 takes a free one (default 0)'),
    scenario: Flags.string({description: 'which account (default tier2)', helpValue: 'NAME'}),
    seed: countFlag('seed', 0, 2 ** 31, 'the random seed (default 1)'),
    'time-scale': countFlag('time-scale', 1, 100_000, 'simulated seconds per second (default 1)'),
    'header-unit': Flags.string({description: 'unit of the token limit headers', options: ['minute', 'second']}),
    'header-generation': Flags.string({description: 'which limit headers', options: ['adaptive', 'dynamic', 'none']}),
    log: Flags.boolean({description: 'a line per request on stderr; on unless --no-log', allowNo: true}),
  }

  async run(): Promise<void> {
    const {flags} = await this.parse(Sandbox)
    const scenario = scenarioNamed(flags.scenario ?? flags.sandbox ?? 'tier2')
    const {createSandbox, summaryText} = await import('../lib/sandbox/index.js')
    const sandbox = await createSandbox(sandboxOptions(scenario, flags, line => void this.note(line))).catch(refusal)
    for (const line of howToUse(scenario, sandbox)) await this.note(line)
    await write(this.io.stdout, `listening on ${sandbox.url}\n`)
    const {signal} = this.io
    if (!signal.aborted) await new Promise(resolve => signal.addEventListener('abort', resolve, {once: true}))
    await this.note(summaryText(sandbox.summary()))
    await sandbox.close()
  }
}
