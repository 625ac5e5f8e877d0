import * as Args from '@oclif/core/args'
import {FireqCommand} from '../../lib/cli/base-command.js'
import type {CommandResult} from '../../lib/cli/result.js'
import {placeOf} from '../../lib/cli/session.js'
import {removeSetting} from '../../lib/config/settings.js'

export default class ConfigUnset extends FireqCommand {
  static override summary = 'remove a setting'
  static override examples = [{command: 'fireq config unset timeout', description: 'back to the default'}]
  static override args = {NAME: Args.string({description: 'the setting', required: true})}

  async run(): Promise<CommandResult<{key: string; removed: boolean}>> {
    const {args} = await this.parse(ConfigUnset)
    const removed = await removeSetting(placeOf(this.io), args.NAME, this.io)
    return this.result('fireq.config.unset/v1', {
      data: {key: args.NAME, removed},
      text: () => (removed ? `removed ${args.NAME}\n` : `${args.NAME} was not set\n`),
    })
  }
}
