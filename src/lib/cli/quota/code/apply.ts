import * as Flags from '@oclif/core/flags'
import {applySteps, type StepOutcome} from '../../../app/plan-quotas.js'
import {command} from '../../../domain/action.js'
import {AppError, type Warning} from '../../../domain/errors.js'
import {EXIT, worstExitCode} from '../../../domain/exit-codes.js'
import {
  QUOTA_CHANGE_FIELDS,
  quotasAppliedText,
  quotasPlanText,
  type AccountChanges,
} from '../../../render/views/quotas-diff.js'
import {warningMessage} from '../../../render/formats/command-line.js'
import {countFlag, isDocument, type FlagValues} from '../../flags.js'
import {write, type CliIo} from '../../io.js'
import {mapAtOnce} from '../../profiles/ask.js'
import {rowsOf, type CommandResult} from '../../result.js'
import {surfaceOf} from '../../surface.js'
import {applyLocked, undoLine} from '../set.js'
import {guardAgainstAgents} from '../set-agent-guard.js'
import {consentedPlans, hasChanges, NO_CONSENT} from './consent.js'
import {accountOf, diffAnswer, rowOf} from './diff.js'
import {quotasFileFlag, readQuotasFile} from './file.js'
import {assertUnchanged, readPlan, savePlan} from './plan-file.js'
import {ACCOUNTS_AT_ONCE, planTargets, targetsOf, withTarget, type PlannedTarget, type Target} from './targets.js'

/** Seconds. Assumed: longer than any propagation delay seen. */
const LONGEST_WAIT_SECONDS = 3600

export const quotaApplyFlags = {
  file: quotasFileFlag(false),
  'plan-out': Flags.string({description: 'save the plan, and send nothing', helpValue: 'PLAN', dependsOn: ['file']}),
  plan: Flags.string({description: 'apply a saved plan; refused when anything has changed', helpValue: 'PLAN'}),
  yes: Flags.boolean({char: 'y', description: 'do not ask; a severe change needs the next flag too'}),
  'allow-below-usage': Flags.boolean({description: 'allow values at or below the usage'}),
  wait: countFlag('wait', 0, LONGEST_WAIT_SECONDS, 'seconds until a change must show (default 10)'),
}

export type QuotaApplyFlagValues = FlagValues<typeof quotaApplyFlags>

/**
 * Makes the quotas as the file says: plan, consent to all of it, then every change once, raises before cuts.
 * @throws AppError usage, conflict or refused before anything was sent
 */
export async function applyQuotas(io: CliIo, flags: QuotaApplyFlagValues): Promise<CommandResult> {
  if ((flags.file === undefined) === (flags.plan === undefined)) {
    throw new AppError('usage', 'give `-f FILE` or `--plan PLAN`', {hints: ['see `fireq quota apply --help`']})
  }
  const saved = flags.plan === undefined ? null : await readPlan(io, flags.plan)
  const accounts = saved?.accounts ?? (await readQuotasFile(io, flags.file!))
  const targets = targetsOf(io, flags, accounts)
  const planOut = flags['plan-out']
  if (planOut === undefined) await guardTargets(targets, flags)
  const plans = await planTargets(targets, io.clock.now())
  if (plans.length === 1 && plans[0]!.failure !== null) throw plans[0]!.failure
  if (saved !== null) assertUnchanged(saved, plans)
  if (planOut !== undefined) return planned(io, planOut, plans)
  if (!isDocument(flags) && flags.quiet !== true) {
    await write(io.stderr, quotasPlanText(plans, await surfaceOf(io, io.stderr, flags)))
  }
  const consented = await consentedPlans(io, flags, plans)
  const outcomes = await mapAtOnce(plans, ACCOUNTS_AT_ONCE, plan =>
    consented.has(plan) ? applyPlan(io, flags, plan) : Promise.resolve(heldBack(plan)),
  )
  return {...resultOf(plans, outcomes), ...(consented.size > 0 ? {holdsInterrupted: true} : {})}
}

/** The guard speaks before the first request, for every account that would be changed. */
async function guardTargets(targets: readonly Target[], flags: QuotaApplyFlagValues): Promise<void> {
  const source = flags.plan === undefined ? ['-f', flags.file ?? '-'] : ['--plan', flags.plan]
  for (const target of targets) {
    const account = () => withTarget(target, (_session, id) => Promise.resolve(id))
    await guardAgainstAgents(target.io, target.flags, command('quota', 'apply', ...source), account)
  }
}

function planned(io: CliIo, file: string, plans: readonly PlannedTarget[]): CommandResult {
  const failed = plans.find(({failure}) => failure !== null)
  if (failed) throw failed.failure!
  savePlan(io, file, plans)
  const {source, account, report, document} = diffAnswer(plans)
  const rows = plans.flatMap(plan => plan.steps.map(step => ({account: plan.account, ...rowOf(step)})))
  return {
    schema: 'fireq.quota.diff/v1',
    source,
    account,
    data: document,
    exitCode: report.exitCode,
    text: surface => quotasPlanText(plans, surface),
    delimited: rowsOf(QUOTA_CHANGE_FIELDS, rows),
  }
}

/** What became of an account. */
interface AccountOutcome {
  readonly changes: AccountChanges
  readonly warnings: readonly Warning[]
  readonly exitCode: number
}

/** An account of which nothing is sent: there is nothing to send, it could not be read, or a consent is missing. */
function heldBack(plan: PlannedTarget): AccountOutcome {
  const changes = accountOf(plan)
  const refused = plan.steps.some(({action}) => action === 'refused')
  if (plan.failure !== null) return {changes, warnings: [], exitCode: plan.failure.exitCode}
  if (!hasChanges(plan)) return {changes, warnings: [], exitCode: refused ? EXIT.refused : EXIT.ok}
  const unsent = changes.changes.map(row =>
    row.action === 'none' || row.action === 'refused' ? row : {...row, reason: NO_CONSENT},
  )
  return {changes: {...changes, changes: unsent}, warnings: [], exitCode: EXIT.usage}
}

async function applyPlan(io: CliIo, flags: QuotaApplyFlagValues, plan: PlannedTarget): Promise<AccountOutcome> {
  const warnings: Warning[] = []
  const outcomes = await withTarget(plan, session =>
    applySteps(
      plan.steps,
      async change => {
        const applied = await applyLocked(io, session, change, {wait: flags.wait, recheck: true})
        warnings.push(...applied.warnings)
        return applied
      },
      io.signal,
    ),
  )
  const told = warnings.map(one => ({
    code: one.code,
    message: `${plan.account}: ${warningMessage(one, plan.selector)}`,
  }))
  const changes = {...accountOf(plan), changes: outcomes.map(outcome => outcomeRow(plan, outcome))}
  const codes = outcomes.map(({step, failure}) =>
    step.action === 'refused' ? EXIT.refused : (failure?.exitCode ?? EXIT.ok),
  )
  return {changes, warnings: told, exitCode: worstExitCode(codes)}
}

function outcomeRow(plan: PlannedTarget, {step, applied, verified, failure}: StepOutcome) {
  const row = rowOf(step)
  const reason = failure?.message ?? row.reason
  const undo = applied === true ? undoLine(step.planned!, plan.selector, 'by-flag') : null
  return {...row, reason, applied, verified, undo}
}

function resultOf(plans: readonly PlannedTarget[], outcomes: readonly AccountOutcome[]): CommandResult {
  const accounts = outcomes.map(({changes}) => changes)
  const rows = accounts.flatMap(({account, changes}) => changes.map(row => ({account, ...row})))
  return {
    schema: 'fireq.quota.apply/v1',
    source: plans[0]?.source ?? 'live',
    account: plans.length === 1 ? plans[0]!.account : null,
    data: {accounts},
    warnings: outcomes.flatMap(({warnings}) => warnings),
    exitCode: worstExitCode(outcomes.map(({exitCode}) => exitCode)),
    text: surface => quotasAppliedText(plans, accounts, surface),
    delimited: rowsOf(QUOTA_CHANGE_FIELDS, rows),
  }
}
