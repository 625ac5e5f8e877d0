import {diagnoseAccount} from '../lib/app/diagnose.js'
import {FireqCommand} from '../lib/cli/base-command.js'
import {diagnoseArgs, diagnoseFlags, namedModel, pastedInput} from '../lib/cli/diagnose/flags.js'
import type {CommandResult} from '../lib/cli/result.js'
import {diagnosePasted} from '../lib/domain/diagnosis/pasted.js'
import {exitCodeOf} from '../lib/domain/errors.js'
import {actionTexts} from '../lib/render/formats/command-line.js'
import {diagnoseMarkdown} from '../lib/render/views/diagnose-markdown.js'
import {diagnoseText, type ShownDiagnosis} from '../lib/render/views/diagnose.js'

export default class Diagnose extends FireqCommand {
  static override summary = 'what happened, which limit, will a retry help, what to do now'
  static override description =
    'Asks the account, its quotas, the catalogue and one model; or reads a response that somebody pasted, from a file or standard input, without key and network. Every claim cites its evidence, and what cannot be known is called unknown. Exits with the code of the cause.'
  static override examples = [
    {command: 'fireq diagnose', description: 'ask the account now'},
    {command: 'curl -i … | fireq diagnose', description: 'what an answer means'},
    {command: 'fireq diagnose app.har --markdown', description: 'for the incident channel: redacted, UTC, request ids'},
    {command: 'fireq diagnose --status 429 --headers headers.txt --body body.json', description: 'from its parts'},
  ]
  static override args = diagnoseArgs
  static override flags = diagnoseFlags

  async run(): Promise<CommandResult<ShownDiagnosis>> {
    const {args, flags} = await this.parse(Diagnose)
    const pasted = await this.waiting(
      'reading standard input; --live asks the account',
      pastedInput(this.io, args.FILE, flags),
    )
    const {diagnosis, ...origin} = pasted
      ? {
          diagnosis: diagnosePasted(pasted, flags.model ?? null, this.io.clock.now()),
          source: 'offline' as const,
          account: null,
          warnings: pasted.notes.map(message => ({code: 'paste', message})),
        }
      : await this.#ask(flags.model)
    const data = {...diagnosis, actions: actionTexts(diagnosis.actions, this.selector())}
    return {
      schema: 'fireq.diagnose/v1',
      ...origin,
      data,
      exitCode: flags['exit-zero'] ? 0 : exitCodeOf(data.cause),
      text: surface =>
        flags.markdown ? diagnoseMarkdown(data, origin, this.io.clock.now()) : diagnoseText(data, origin, surface),
    }
  }

  async #ask(flag: string | undefined) {
    const model = namedModel(this.io, flag)
    const session = await this.session()
    const {gateway, inference, source, warnings} = session
    const ports = {gateway, inference, clock: this.io.clock, signal: this.io.signal, account: () => session.account()}
    const {diagnosis, accountId} = await this.waiting('asking the account and one model', diagnoseAccount(ports, model))
    return {diagnosis, source, account: accountId, warnings}
  }
}
