import {checkFormatFlags} from '../../lib/cli/check/format.js'
import {GateCommand} from '../../lib/cli/check/gate-command.js'
import {diffAnswer, QUOTA_DIFF} from '../../lib/cli/quota/code/diff.js'
import {quotasFileFlag, readQuotasFile} from '../../lib/cli/quota/code/file.js'
import {planTargets, targetsOf} from '../../lib/cli/quota/code/targets.js'
import {sandboxScenario} from '../../lib/cli/session.js'

export default class QuotaDiff extends GateCommand {
  static override summary = 'how the quotas differ from a file'
  static override description =
    'Exits 0 when they are as the file says, 10 on drift, 11 on drift that would be refused. Only quotas that the file names are compared. --account-id chooses one account of the file. docs/quotas-as-code.md has the format and a job for every night.'
  static override examples = [
    {command: 'fireq quota diff -f quotas.yaml', description: 'what apply would change, and what it means'},
    {command: 'fireq quota export | fireq quota diff -f -', description: 'nothing, unless somebody changes it now'},
    {command: 'fireq quota diff -f quotas.yaml --format github', description: 'in CI'},
  ]
  static override flags = {file: quotasFileFlag(true), ...checkFormatFlags}

  protected override readonly kind = QUOTA_DIFF

  protected override async check() {
    const {flags} = await this.parse(QuotaDiff)
    const targets = targetsOf(this.io, flags, await readQuotasFile(this.io, flags.file!))
    await this.tellSandbox(sandboxScenario(this.io, flags))
    const plans = await this.waiting('reading quotas', planTargets(targets, this.io.clock.now()))
    const [only] = plans
    if (plans.length === 1 && only!.failure !== null) throw only!.failure
    return diffAnswer(plans)
  }
}
