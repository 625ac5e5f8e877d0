import {FireqCommand} from '../../lib/cli/base-command.js'
import {historyDays} from '../../lib/cli/history/days.js'
import {historyFolder} from '../../lib/cli/history/place.js'
import {keepsHistory} from '../../lib/cli/history/recording.js'
import type {CommandResult} from '../../lib/cli/result.js'
import {sandboxScenario} from '../../lib/cli/session.js'
import {recordedAccounts} from '../../lib/history/read.js'

interface HistoryPlace {
  readonly folder: string | null
  /** Whether commands keep what they read: the setting `history`. */
  readonly keeps: boolean
  readonly days: number
  readonly accounts: readonly string[]
}

export default class HistoryPath extends FireqCommand {
  static override summary = 'where readings are kept'
  static override description =
    'One folder an account, one file of lines a month. Readings of the sandbox have a folder of their own: --sandbox says which.'
  static override examples = [{command: 'fireq history path', description: 'the folder'}]

  async run(): Promise<CommandResult<HistoryPlace>> {
    await this.parse(HistoryPath)
    const source = sandboxScenario(this.io, this.globals) === null ? 'live' : 'sandbox'
    const folder = historyFolder(this.io, source)
    const accounts = folder === null ? [] : recordedAccounts({folder, makeFolders: () => undefined})
    return this.result('fireq.history.path/v1', {
      data: {folder, keeps: keepsHistory(this.io), days: historyDays(this.io), accounts},
      text: () => (folder === null ? '' : `${folder}\n`),
    })
  }
}
