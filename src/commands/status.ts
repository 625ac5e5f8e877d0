import * as Flags from '@oclif/core/flags'
import {FireqCommand} from '../lib/cli/base-command.js'
import {modelFlag, modelToAsk} from '../lib/cli/model-flag.js'
import {allProfilesFlag, secondsFlag} from '../lib/cli/flags.js'
import type {CommandResult} from '../lib/cli/result.js'
import {everyProfile, profilesResult} from '../lib/cli/status/all-profiles.js'
import {checkLineFlags, statusLine} from '../lib/cli/status/line.js'
import {statusResult} from '../lib/cli/status/result.js'
import {watchFlag} from '../lib/cli/watch/flag.js'

export default class Status extends FireqCommand {
  static override summary = 'one screen: suspended or not, spend against limit, what needs attention'
  static override description =
    'Exits 0 when quotas only need attention (quota check is the gate), 5 when the account is suspended, and with the code of what could not be read. A suspend state that this version does not know counts as suspended.'
  static override examples = [
    {command: 'fireq status', description: 'how am I doing'},
    {command: 'fireq status --probe', description: 'with one tiny request, which sees a suspension first'},
    {command: 'fireq status --all-profiles', description: 'every account that is configured, one line each'},
    {command: "fireq status --line --format '{spend%} {generated%}'", description: 'for a prompt, from a small cache'},
    {command: 'fireq status --json | jq -r .data.verdict.state', description: 'for scripts'},
  ]
  static override flags = {
    probe: Flags.boolean({description: 'also ask one model'}),
    model: modelFlag('the model to ask; implies --probe'),
    'all-profiles': allProfilesFlag,
    watch: watchFlag,
    line: Flags.boolean({
      description: 'one short line for prompts and status bars; exits 0 unless nothing can be said',
    }),
    format: Flags.string({
      description: 'of the line: {account} {verdict} {state} {spend} {limit} {left} {spend%} {generated%} …',
      helpValue: 'TEXT',
    }),
    'max-age': secondsFlag('max-age', 'show a line again for so long without asking (default 60)'),
    'exit-zero': Flags.boolean({description: 'exit 0 once there is anything to say'}),
  }

  async run(): Promise<CommandResult | void> {
    const {flags} = await this.parse(Status)
    checkLineFlags(flags)
    const exit = (code: number) => (flags['exit-zero'] ? 0 : code)
    const wish = flags.probe || flags.model !== undefined ? {model: await modelToAsk(this.io, flags)} : null
    if (flags.line) {
      const connect = () => this.session()
      return statusLine(this.io, flags, wish, () => modelToAsk(this.io, flags), connect)
    }
    return this.rounds(async () => {
      if (flags['all-profiles']) {
        const profiles = await this.waiting('asking every account', everyProfile(this.io, flags, wish))
        return profilesResult(profiles, exit)
      }
      const session = await this.session()
      return this.waiting('reading the account', statusResult(this.io, session, this.globals, wish, exit))
    })
  }
}
