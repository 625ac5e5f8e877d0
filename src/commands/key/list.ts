import {listKeys, type KeyList as Keys} from '../../lib/app/list-keys.js'
import {FireqCommand} from '../../lib/cli/base-command.js'
import {listForms} from '../../lib/cli/list/list-forms.js'
import {shapingFlags} from '../../lib/cli/list/flags.js'
import type {CommandResult} from '../../lib/cli/result.js'
import {KEY_FIELDS, keyColumns, keyListText} from '../../lib/render/views/key-list.js'

export default class KeyList extends FireqCommand {
  static override hiddenAliases = ['keys:list']
  static override summary = "the account's API keys: who made which, and when it expires"
  static override description = 'Never shows a key. Reading the keys of all users needs a key of an admin.'
  static override examples = [
    {command: 'fireq key list', description: 'every key, its owner and its expiry'},
    {command: 'fireq key list --sort daysLeft', description: 'the next to expire first'},
    {command: 'fireq key list --where owner=dana@acme.example -o name', description: 'ids of one owner'},
  ]
  static override flags = shapingFlags(KEY_FIELDS)

  async run(): Promise<CommandResult | void> {
    await this.parse(KeyList)
    return this.rounds(() => this.#ask())
  }

  async #ask(): Promise<CommandResult<Keys>> {
    const session = await this.session()
    const account = await session.account()
    const list = await this.waiting('reading API keys', listKeys(session.gateway, account, this.io.clock.now()))
    return {
      schema: 'fireq.key.list/v1',
      source: session.source,
      account,
      accountAbove: true,
      warnings: session.warnings,
      ...listForms({
        rows: list.keys,
        fields: KEY_FIELDS,
        id: key => key.id,
        data: keys => ({keys}),
        text: keyListText,
        columns: keyColumns,
      }),
    }
  }
}
