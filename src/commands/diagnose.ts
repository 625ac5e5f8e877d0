import {diagnoseAccount} from '../lib/app/diagnose.js'
import {FireqCommand} from '../lib/cli/base-command.js'
import {diagnoseArgs, diagnoseFlags, pastedDiagnosis} from '../lib/cli/diagnose/flags.js'
import {withLately} from '../lib/cli/history/lately.js'
import {modelToAsk} from '../lib/cli/model-flag.js'
import type {CommandResult} from '../lib/cli/result.js'
import type {LogFindings} from '../lib/domain/diagnosis/log-summary.js'
import {exitCodeOf} from '../lib/domain/errors.js'
import {actionTexts} from '../lib/render/formats/command-line.js'
import {diagnoseMarkdown} from '../lib/render/views/diagnose-markdown.js'
import {diagnoseLogText} from '../lib/render/views/diagnose-log.js'
import {diagnoseText, type ShownDiagnosis} from '../lib/render/views/diagnose.js'

export default class Diagnose extends FireqCommand {
  static override summary = 'what failed, which limit, whether a retry helps, what to do'
  static override description =
    'Asks the account, its quotas, the catalogue and one model; or reads a response that somebody pasted, from a file or standard input, without key and network. Every claim cites its evidence, and what cannot be known is called unknown. Exits with the code of the cause.'
  static override examples = [
    {command: 'fireq diagnose', description: 'ask the account now'},
    {command: 'curl -i … | fireq diagnose', description: 'what an answer means'},
    {command: 'fireq diagnose app.har --markdown', description: 'for the incident channel: redacted, UTC, request ids'},
    {command: 'fireq diagnose app.log --since 1h', description: 'a whole log: since when, which limit, how many'},
    {command: 'fireq diagnose --status 429 --body body.json', description: 'from its parts'},
  ]
  static override args = diagnoseArgs
  static override flags = diagnoseFlags

  async run(): Promise<CommandResult<ShownDiagnosis & LogFindings>> {
    const {args, flags} = await this.parse(Diagnose)
    const pasted = await this.waiting('reading the answer', pastedDiagnosis(this.io, args.FILE, flags))
    const {diagnosis, timeline, log, ...origin} = pasted ?? (await this.#ask(flags.model))
    const data = {...diagnosis, actions: actionTexts(diagnosis.actions, this.selector()), timeline, log}
    return {
      schema: 'fireq.diagnose/v1',
      ...origin,
      data,
      exitCode: flags['exit-zero'] ? 0 : exitCodeOf(data.cause),
      text: surface =>
        flags.markdown
          ? diagnoseMarkdown(data, origin, this.io.clock.now())
          : [diagnoseText(diagnosis, this.selector(), origin, surface, this.globals), diagnoseLogText(data, surface)]
              .filter(block => block !== '')
              .join(surface.decorated ? '\n' : ''),
    }
  }

  async #ask(flag: string | undefined) {
    const model = await modelToAsk(this.io, {...this.globals, model: flag})
    const session = await this.session()
    const {gateway, inference, source, warnings} = session
    const ports = {gateway, inference, clock: this.io.clock, signal: this.io.signal, account: () => session.account()}
    const {diagnosis, accountId} = await this.waiting('asking the account and one model', diagnoseAccount(ports, model))
    const told = await withLately(this.io, source, accountId, diagnosis)
    const owner = {source, account: accountId, profile: session.selector().profile}
    return {diagnosis: told, timeline: [], log: null, ...owner, warnings}
  }
}
