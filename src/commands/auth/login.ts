import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {FireqCommand} from '../../lib/cli/base-command.js'
import {gatewayToKeep, obtainKey, profileToWrite, storeLogin, type LoginRecord} from '../../lib/cli/auth/login.js'
import {confirmReplacement, refuseInSandbox} from '../../lib/cli/auth/real-profiles.js'
import type {CommandResult} from '../../lib/cli/result.js'
import {loginText} from '../../lib/render/views/auth-login.js'

export default class AuthLogin extends FireqCommand {
  static override hiddenAliases = ['set-api-key', 'login']
  static override summary = 'verify a key and store it in a profile'
  static override description =
    'The key is read from a hidden prompt, or from stdin. It is verified, its account resolved, and stored in a file that only you can read. The files of firectl are read, never written.'
  static override examples = [
    {command: 'fireq auth login', description: 'asks for the key, hidden'},
    {command: 'fireq auth login -p work < key.txt', description: 'a second profile, from a file'},
    {
      command: 'fireq auth login --key-command "pass show fireworks"',
      description: 'store no key, ask a password manager each time',
    },
  ]
  static override args = {
    KEY: Args.string({description: 'the key, as firectl takes it; others can see arguments, so prefer the prompt'}),
  }
  static override flags = {
    'key-command': Flags.string({
      description: 'a command that prints the key; run whenever a key is needed',
      helpValue: 'COMMAND',
    }),
    yes: Flags.boolean({char: 'y', description: "replace another account's key in the profile without asking"}),
  }

  async run(): Promise<CommandResult<LoginRecord>> {
    const {args, flags} = await this.parse(AuthLogin)
    refuseInSandbox(this.io, flags, 'auth login')
    const profile = await profileToWrite(this.io, flags)
    const key = await obtainKey(this.io, flags, args.KEY)
    this.globals = {...flags, 'api-key': key}
    const session = await this.session({profileMayBeMissing: true})
    const account = await this.waiting('verifying the key', session.account())
    const {email} = await session.gateway.identify()
    await confirmReplacement(this.io, flags, {profile, account})
    const login = storeLogin(this.io, flags, {profile, account, email, key, gateway: gatewayToKeep(session)})
    return this.result('fireq.auth.login/v1', {
      account,
      data: login,
      text: surface => loginText({...login, chosen: flags.profile ?? null}, surface),
    })
  }
}
