import * as Args from '@oclif/core/args'
import {refuseInSandbox} from '../../lib/cli/auth/real-profiles.js'
import {switchProfile, switchWarnings, type ProfileSwitch} from '../../lib/cli/auth/switch-profile.js'
import {FireqCommand} from '../../lib/cli/base-command.js'
import type {CommandResult} from '../../lib/cli/result.js'

export default class AuthSwitch extends FireqCommand {
  static override summary = 'make a profile the default'
  static override description =
    'Stores the setting `profile`; -p and FIREWORKS_PROFILE override it. The profile may be one of firectl.'
  static override examples = [
    {command: 'fireq auth switch work', description: 'commands without -p use it from now on'},
    {command: 'fireq config unset profile', description: 'back to the profile named default'},
  ]
  static override args = {NAME: Args.string({description: 'a profile of `fireq auth list`', required: true})}

  async run(): Promise<CommandResult<ProfileSwitch>> {
    const {args, flags} = await this.parse(AuthSwitch)
    refuseInSandbox(this.io, flags, 'auth switch')
    const data = await switchProfile(this.io, args.NAME)
    return this.result('fireq.auth.switch/v1', {
      data,
      warnings: switchWarnings(this.io, data.profile),
      text: () => `the default profile is now ${data.profile}\n`,
    })
  }
}
