import * as Flags from '@oclif/core/flags'
import {FireqCommand} from '../../lib/cli/base-command.js'
import {recordOnce, type RecordedDocument} from '../../lib/cli/history/record.js'
import type {CommandResult} from '../../lib/cli/result.js'

export default class HistoryRecord extends FireqCommand {
  static override summary = 'read quotas, account and rate limits once, and keep them'
  static override description =
    'For cron, systemd timers and CI. Reads the quotas, the account and the rate limits that the account API lists, which costs nothing; models are asked only with --probe. Months older than the setting history.days are removed. docs/history.md has ready recipes.'
  static override examples = [
    {command: 'fireq history record', description: 'one reading, free of charge'},
    {command: 'fireq history record --probe kimi-k3,glm-5p3', description: 'and one tiny request to each model'},
    {command: 'fireq config set history on', description: 'keep what other commands read anyway'},
  ]
  static override flags = {
    probe: Flags.string({
      description: 'also ask these models, one output token each; repeatable',
      helpValue: 'MODEL[,MODEL]',
      multiple: true,
      multipleNonGreedy: true,
    }),
  }

  async run(): Promise<CommandResult<RecordedDocument>> {
    const {flags} = await this.parse(HistoryRecord)
    const session = await this.session()
    const parts = await this.waiting('reading the account', recordOnce(this.io, session, flags.probe ?? []))
    return this.result('fireq.history.record/v1', parts)
  }
}
