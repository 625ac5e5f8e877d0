import {FireqCommand} from '../../lib/cli/base-command.js'
import {allProfilesFlag} from '../../lib/cli/flags.js'
import {exportResult} from '../../lib/cli/quota/code/export-result.js'
import type {CommandResult} from '../../lib/cli/result.js'

export default class QuotaExport extends FireqCommand {
  static override summary = 'the quotas as a file to keep beside your code'
  static override description =
    'Prints YAML for quota diff and quota apply: every quota with the value it has now. Quotas whose value is unknown or unlimited are left out, with a warning. Take out what you do not want to manage.'
  static override examples = [
    {command: 'fireq quota export > quotas.yaml', description: 'the account in use'},
    {command: 'fireq quota export --all-profiles > quotas.yaml', description: 'every account, under its profile'},
  ]
  static override flags = {'all-profiles': allProfilesFlag}

  async run(): Promise<CommandResult> {
    const {flags} = await this.parse(QuotaExport)
    const work = exportResult(this.io, flags, () => this.session())
    return this.waiting('reading quotas', work)
  }
}
