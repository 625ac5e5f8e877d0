import {isSevere, type QuotaStep} from '../../../app/plan-quotas.js'
import {AppError} from '../../../domain/errors.js'
import {printable} from '../../../domain/text/printable.js'
import type {GlobalFlagValues} from '../../flags.js'
import type {CliIo} from '../../io.js'
import {canAsk} from '../../terminal.js'
import {ownerOf} from '../set.js'
import {askOrStop} from '../set-consent.js'
import type {PlannedTarget} from './targets.js'

export interface ConsentFlags extends GlobalFlagValues {
  yes?: boolean
  'allow-below-usage'?: boolean
}

const isChange = ({action}: QuotaStep) => action === 'raise' || action === 'lower'

/** Whether anything of a plan would be sent. */
export function hasChanges({steps}: Pick<PlannedTarget, 'steps'>): boolean {
  return steps.some(isChange)
}

/**
 * Settles the consent to everything before anything is sent: y/N for all of it, and the name of every quota whose change
 * reaches its usage, unless `confirm: true` stands in the file or the flag is given.
 * @returns the plans that may be applied; one severe change without consent holds back its whole account
 * @throws AppError usage when nobody can be asked, naming the flags; refused when the person says no
 */
export async function consentedPlans(
  io: CliIo,
  flags: ConsentFlags,
  plans: readonly PlannedTarget[],
): Promise<ReadonlySet<PlannedTarget>> {
  const changing = plans.filter(hasChanges)
  if (changing.length === 0) return new Set()
  const open = (plan: PlannedTarget) =>
    plan.steps.filter(step => isSevere(step) && !step.desired.confirmed && flags['allow-below-usage'] !== true)
  const canBeAsked = canAsk(io, flags)
  if (flags.yes !== true) {
    if (!canBeAsked) {
      const severe = changing.some(plan => open(plan).length > 0)
      throw new AppError('usage', 'applying needs a confirmation, and there is no terminal to ask in', {
        hints: [`add \`--yes\`${severe ? ' and `--allow-below-usage`' : ''}; nothing was sent`],
      })
    }
    const count = changing.reduce((sum, {steps}) => sum + steps.filter(isChange).length, 0)
    const what = `${count} ${count === 1 ? 'change' : 'changes'}`
    const where =
      changing.length === 1
        ? printable(ownerOf(changing[0]!.account, changing[0]!.selector), 240)
        : `${changing.length} accounts`
    const answer = await askOrStop(io, `Apply ${what} to ${where}? [y/N] `)
    if (!/^y(?:es)?$/i.test(answer.trim())) {
      throw new AppError('refused', 'cancelled: every quota is as it was', {hints: ['nothing was sent']})
    }
  }
  const consented = new Set<PlannedTarget>()
  for (const plan of changing) {
    let all = true
    for (const {desired} of open(plan)) {
      const named = `${printable(desired.quota)} of ${printable(ownerOf(plan.account, plan.selector), 240)}`
      all &&= canBeAsked && (await askOrStop(io, `${named}: type the quota's name to go on: `)).trim() === desired.quota
    }
    if (all) consented.add(plan)
  }
  return consented
}

/** Why an account was held back. */
export const NO_CONSENT =
  'a severe change has no consent (`--allow-below-usage`, or `confirm: true` in the file): nothing of this account was sent'
