import {FireqCommand} from '../../lib/cli/base-command.js'
import type {CommandResult} from '../../lib/cli/result.js'
import {placeOf} from '../../lib/cli/session.js'
import {profilesFolder, settingsFile} from '../../lib/config/paths.js'

export default class ConfigPath extends FireqCommand {
  static override summary = "where fireq's settings and profiles are"
  static override examples = [{command: 'fireq config path', description: 'the settings file'}]

  async run(): Promise<CommandResult<{file: string | null; profiles: string | null}>> {
    await this.parse(ConfigPath)
    const file = settingsFile(placeOf(this.io))
    return this.result('fireq.config.path/v1', {
      data: {file, profiles: profilesFolder(placeOf(this.io))},
      text: () => (file === null ? '' : `${file}\n`),
    })
  }
}
