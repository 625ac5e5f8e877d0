import {FireqCommand} from '../../lib/cli/base-command.js'
import {listForms} from '../../lib/cli/list/list-forms.js'
import {shapingFlags} from '../../lib/cli/list/flags.js'
import type {CommandResult} from '../../lib/cli/result.js'
import {connectionOf, placeOf} from '../../lib/cli/session.js'
import {listSignIns} from '../../lib/config/list-sign-ins.js'
import {SIGN_IN_FIELDS, signInColumns, signInListText, type ListedSignIn} from '../../lib/render/views/auth-list.js'

export default class AuthList extends FireqCommand {
  static override summary = 'profiles, their accounts, and where each key is stored'
  static override description =
    'Reads files only and sends nothing. DEFAULT is the profile that a command without -p uses. A key is never shown.'
  static override examples = [
    {command: 'fireq auth list', description: 'every profile'},
    {command: 'fireq auth list -o name', description: 'their names, for a loop'},
  ]
  static override flags = shapingFlags(SIGN_IN_FIELDS)

  async run(): Promise<CommandResult | void> {
    await this.parse(AuthList)
    return this.rounds(() => this.#read())
  }

  async #read(): Promise<CommandResult<{profiles: readonly ListedSignIn[]}>> {
    const {profile, apiKey} = await connectionOf(this.io, this.globals, {profileMayBeMissing: true})
    const name = profile?.value ?? null
    const rows = listSignIns(placeOf(this.io)).map(row => ({...row, isDefault: row.name === name}))
    const given = apiKey !== null && (apiKey.origin === 'flag' || apiKey.origin === 'environment')
    const message = `${apiKey?.detail} is used instead of any of these keys`
    return this.result('fireq.auth.list/v1', {
      warnings: given ? [{code: 'profile-key-overridden', message}] : [],
      ...listForms({
        rows,
        fields: SIGN_IN_FIELDS,
        id: row => row.name,
        data: profiles => ({profiles}),
        text: signInListText,
        columns: signInColumns,
      }),
    })
  }
}
