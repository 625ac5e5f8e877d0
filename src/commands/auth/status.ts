import {FireqCommand} from '../../lib/cli/base-command.js'
import type {CommandResult} from '../../lib/cli/result.js'
import {titleCaseLines} from '../../lib/render/surface/title-case-lines.js'

interface AuthStatusDocument {
  readonly account: string
  readonly email: string | null
  readonly profile: string | null
  readonly baseUrl: string
  /** Where the key came from, never the key. */
  readonly key: {readonly origin: string; readonly detail: string}
}

export default class AuthStatus extends FireqCommand {
  static override hiddenAliases = ['whoami']
  static override summary = 'who am I: account, profile, and where the key came from'
  static override examples = [
    {command: 'fireq auth status', description: 'checks the key with the API'},
    {command: 'fireq whoami', description: "firectl's line"},
  ]

  async run(): Promise<CommandResult<AuthStatusDocument>> {
    await this.parse(AuthStatus)
    const session = await this.session()
    const [account, {email}] = await this.waiting(
      'asking who this key is',
      Promise.all([session.account(), session.gateway.identify()]),
    )
    const {profile, baseUrl, keyOrigin: key} = session
    return this.result('fireq.auth.status/v1', {
      account,
      data: {account, email, profile, baseUrl, key},
      text: surface =>
        titleCaseLines(
          [
            ['Account', `accounts/${account}`],
            ['Email', email],
            ['Profile', profile],
            ['Key From', key.detail === '' ? key.origin : `${key.origin} (${key.detail})`],
            ['Gateway', baseUrl],
          ],
          surface,
        ),
    })
  }
}
