import {FireqCommand} from '../../lib/cli/base-command.js'
import {rowsOf, type CommandResult} from '../../lib/cli/result.js'
import {connectionFlags, placeOf} from '../../lib/cli/session.js'
import {describeWithWarnings, type DescribedSetting} from '../../lib/config/describe.js'
import {SETTING_FIELDS, settingListText} from '../../lib/render/views/setting-list.js'

export default class ConfigList extends FireqCommand {
  static override summary = 'every setting, and where its value comes from'
  static override description =
    'A flag beats the environment, the environment a profile, a profile the config file. A key is never shown.'
  static override examples = [
    {command: 'fireq config list', description: 'what is in effect here'},
    {command: 'fireq config list -p work', description: 'what would be in effect with that profile'},
  ]

  async run(): Promise<CommandResult<{settings: readonly DescribedSetting[]}>> {
    const {flags} = await this.parse(ConfigList)
    const {settings, warnings} = await describeWithWarnings(placeOf(this.io), {
      ...connectionFlags(flags),
      ...(flags.sandbox === undefined ? {} : {sandbox: flags.sandbox}),
    })
    return this.result('fireq.config.list/v1', {
      data: {settings},
      warnings,
      text: surface => settingListText(settings, surface),
      delimited: rowsOf(SETTING_FIELDS, settings),
    })
  }
}
