import {checkNamedModels} from '../../lib/app/check-models.js'
import {GateCommand} from '../../lib/cli/check/gate-command.js'
import {
  MODEL_CHECK,
  MODEL_CHECK_COLUMNS,
  modelCheckArgs,
  modelCheckFlags,
  modelCheckRequest,
} from '../../lib/cli/model/check-flags.js'

export default class ModelCheck extends GateCommand {
  static override summary = 'a gate over the model ids in your code: are they still served?'
  static override description =
    'Exits 0 when every model is served, 10 when one retires within --within, 11 when one is retired or not in the catalogue. --from finds accounts/fireworks/models/… and routers, and short names in quotes; .gitignore is respected, --exclude leaves out more. A router goes by its base model, a dedicated deployment by none.'
  static override examples = [
    {command: 'fireq model check --from src', description: 'every model that the source names, with file and line'},
    {command: 'fireq model check kimi-k3 glm-5p3 --within 30d', description: 'two models, a month ahead'},
    {command: 'fireq model check --from . --format github', description: 'annotations in a pull request'},
  ]
  static override args = modelCheckArgs
  static override strict = false
  static override flags = modelCheckFlags

  protected override readonly kind = MODEL_CHECK

  protected override async check() {
    const {argv, flags} = await this.parse(ModelCheck)
    const request = await modelCheckRequest(this.io, argv as string[], flags)
    return this.gateAccounts('reading the catalogue', async ({gateway, source, warnings, account: accountId}) => {
      const account = await accountId()
      const gate = await checkNamedModels(gateway, account, request, this.io.clock.now())
      return {
        source,
        account,
        warnings,
        report: gate.report,
        columns: MODEL_CHECK_COLUMNS,
        data: {account: gate.account},
      }
    })
  }
}
