import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import {readApi} from '../lib/app/read-api.js'
import {FireqCommand} from '../lib/cli/base-command.js'
import type {CommandResult} from '../lib/cli/result.js'
import {apiPath, namesAccount, withAccount} from '../lib/domain/api-path.js'
import {redactSecrets} from '../lib/domain/text/redact.js'
import {escaped, serialise} from '../lib/render/formats/document.js'

export default class Api extends FireqCommand {
  static override summary = 'a GET of the account API, for what fireq has no command for'
  static override description =
    "PATH is a path of Fireworks' account API; {account} stands for the account in use, and a path that begins with neither / nor accounts is under it. The answer is printed as it came, without fireq's envelope; keys in it are redacted. Only this host, only GET."
  static override examples = [
    {command: 'fireq api quotas', description: 'the same as accounts/{account}/quotas'},
    {command: 'fireq api deployments --paginate', description: 'every page, joined'},
    {command: 'fireq api /v1/accounts', description: 'a whole path'},
  ]
  static override args = {
    PATH: Args.string({description: 'accounts/{account}/quotas, quotas?pageSize=5', required: true}),
  }
  static override flags = {
    paginate: Flags.boolean({description: 'read every page and join their lists'}),
  }

  async run(): Promise<CommandResult> {
    const {args, flags} = await this.parse(Api)
    const path = apiPath(args.PATH)
    const session = await this.session()
    const account = namesAccount(path) ? await session.account() : null
    const asked = account === null ? path : withAccount(path, account)
    const {text, value} = await this.waiting('asking', readApi(session.gateway, asked, {paginate: flags.paginate}))
    const clean = JSON.parse(redactSecrets(JSON.stringify(value))) as unknown
    const bare = {value: clean, text: `${escaped(redactSecrets(text.trim()))}\n`}
    return {
      schema: 'fireq.api/v1',
      source: session.source,
      account,
      data: clean,
      // No envelope: what the API's own documentation says of its JSON is true of this too.
      bare,
      warnings: session.warnings,
      text: surface => (surface.decorated ? serialise(clean, {pretty: true}) : bare.text),
    }
  }
}
