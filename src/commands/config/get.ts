import * as Args from '@oclif/core/args'
import {FireqCommand} from '../../lib/cli/base-command.js'
import type {CommandResult} from '../../lib/cli/result.js'
import {connectionFlags, placeOf} from '../../lib/cli/session.js'
import {describeSettings, type DescribedSetting} from '../../lib/config/describe.js'
import {unknownSetting} from '../../lib/config/setting-table.js'

export default class ConfigGet extends FireqCommand {
  static override summary = 'one setting, as it is in effect'
  static override description = 'An unset setting prints nothing.'
  static override examples = [{command: 'fireq config get base-url', description: 'the bare value'}]
  static override args = {NAME: Args.string({description: 'the setting', required: true})}

  async run(): Promise<CommandResult<DescribedSetting>> {
    const {args, flags} = await this.parse(ConfigGet)
    const settings = await describeSettings(placeOf(this.io), connectionFlags(flags))
    const setting = settings.find(({key}) => key === args.NAME)
    if (setting === undefined) throw unknownSetting(args.NAME)
    return this.result('fireq.config.get/v1', {
      data: setting,
      text: () => (setting.value === null ? '' : `${setting.value}\n`),
    })
  }
}
