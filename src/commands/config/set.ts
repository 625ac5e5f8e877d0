import * as Args from '@oclif/core/args'
import {FireqCommand} from '../../lib/cli/base-command.js'
import type {CommandResult} from '../../lib/cli/result.js'
import {placeOf} from '../../lib/cli/session.js'
import {writeSetting} from '../../lib/config/settings.js'

export default class ConfigSet extends FireqCommand {
  static override summary = 'store a setting'
  static override examples = [
    {command: 'fireq config set timeout 10', description: 'seconds'},
    {command: 'fireq config set model kimi-k3', description: 'what `limits probe` asks by default'},
  ]
  static override args = {
    NAME: Args.string({description: 'the setting', required: true}),
    VALUE: Args.string({description: 'its value', required: true}),
  }

  async run(): Promise<CommandResult<{key: string; value: string | number}>> {
    const {args} = await this.parse(ConfigSet)
    const value = await writeSetting(placeOf(this.io), args.NAME, args.VALUE, this.io)
    return this.result('fireq.config.set/v1', {
      data: {key: args.NAME, value},
      text: () => `${args.NAME} = ${value}\n`,
    })
  }
}
