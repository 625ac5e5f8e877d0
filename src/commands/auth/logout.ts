import {FireqCommand} from '../../lib/cli/base-command.js'
import {profileToWrite} from '../../lib/cli/auth/login.js'
import {refuseInSandbox} from '../../lib/cli/auth/real-profiles.js'
import {forgetDefault} from '../../lib/cli/auth/switch-profile.js'
import type {CommandResult} from '../../lib/cli/result.js'
import {placeOf} from '../../lib/cli/session.js'
import {removeProfile} from '../../lib/config/profiles.js'

export default class AuthLogout extends FireqCommand {
  static override hiddenAliases = ['logout']
  static override summary = 'remove a profile and its key'
  static override description = "Removes fireq's file of the profile. firectl's files stay as they are."
  static override examples = [
    {command: 'fireq auth logout', description: 'the profile in use'},
    {command: 'fireq auth logout -p work', description: 'another one'},
  ]

  async run(): Promise<CommandResult<{profile: string; removed: boolean}>> {
    const {flags} = await this.parse(AuthLogout)
    refuseInSandbox(this.io, flags, 'auth logout')
    const profile = await profileToWrite(this.io, flags)
    const removed = removeProfile(placeOf(this.io), profile)
    await forgetDefault(this.io, profile)
    return this.result('fireq.auth.logout/v1', {
      data: {profile, removed},
      text: () => (removed ? `removed profile ${profile}\n` : `fireq has no profile ${profile}: nothing to remove\n`),
    })
  }
}
