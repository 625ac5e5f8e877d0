import * as Flags from '@oclif/core/flags'
import {accountStatus} from '../lib/app/account-status.js'
import {FireqCommand} from '../lib/cli/base-command.js'
import {keepReadings} from '../lib/cli/history/recording.js'
import {statusReadings} from '../lib/app/status-readings.js'
import {modelFlag, namedModel} from '../lib/cli/model-flag.js'
import {allProfilesFlag} from '../lib/cli/flags.js'
import {rowsOf, type CommandResult} from '../lib/cli/result.js'
import {everyProfile, profilesResult} from '../lib/cli/status/all-profiles.js'
import {actionTexts} from '../lib/render/formats/command-line.js'
import {QUOTA_FIELDS} from '../lib/render/formats/delimited.js'
import {statusText} from '../lib/render/views/status.js'

export default class Status extends FireqCommand {
  static override summary = 'one screen: suspended or not, spend against limit, what needs attention'
  static override description =
    'Exits 0 when quotas only need attention (quota check is the gate), 5 when the account is suspended, and with the code of what could not be read. A suspend state that this version does not know counts as suspended.'
  static override examples = [
    {command: 'fireq status', description: 'how am I doing'},
    {command: 'fireq status --probe', description: 'with one tiny request, which sees a suspension first'},
    {command: 'fireq status --all-profiles', description: 'every account that is configured, one line each'},
    {command: 'fireq status --json | jq -r .data.verdict.state', description: 'for scripts'},
  ]
  static override flags = {
    probe: Flags.boolean({description: 'also ask one model'}),
    model: modelFlag('the model to ask; implies --probe'),
    'all-profiles': allProfilesFlag,
    'exit-zero': Flags.boolean({description: 'exit 0 once there is anything to say'}),
  }

  async run(): Promise<CommandResult> {
    const {flags} = await this.parse(Status)
    const exit = (code: number) => (flags['exit-zero'] ? 0 : code)
    const wish = flags.probe || flags.model !== undefined ? {model: namedModel(this.io, flags.model)} : null
    if (flags['all-profiles']) {
      const profiles = await this.waiting('asking every account', everyProfile(this.io, flags, wish))
      return profilesResult(profiles, exit)
    }
    const session = await this.session()
    const {gateway, inference, source, profile, keyOrigin: key} = session
    const ports = {gateway, inference, clock: this.io.clock, signal: this.io.signal, account: () => session.account()}
    const {status, warnings, exitCode} = await this.waiting('reading the account', accountStatus(ports, wish))
    const kept = await keepReadings(this.io, source, () => statusReadings(status, this.io.clock.now()))
    const shown = {...status, profile, key}
    const actions = actionTexts(status.verdict.actions, session.selector())
    const data = {...shown, verdict: {...status.verdict, actions}}
    return {
      schema: 'fireq.status/v1',
      source,
      account: status.account.id,
      data,
      warnings: [...session.warnings, ...warnings, ...kept],
      exitCode: exit(exitCode),
      text: surface => statusText(shown, session.selector(), this.io.clock.now(), surface, this.globals),
      delimited: rowsOf(QUOTA_FIELDS, status.quotas),
    }
  }
}
