import {FireqCommand} from '../lib/cli/base-command.js'
import type {CommandResult} from '../lib/cli/result.js'
import {VERSION} from '../lib/cli/version.js'

export default class Version extends FireqCommand {
  static override summary = 'print the version'
  static override examples = [{command: 'fireq version', description: 'the bare version, for scripts'}]

  async run(): Promise<CommandResult<{version: string}>> {
    await this.parse(Version)
    return this.result('fireq.version/v1', {
      data: {version: VERSION},
      text: () => `${VERSION}\n`,
    })
  }
}
