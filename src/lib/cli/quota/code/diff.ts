import {isSevere, type QuotaStep} from '../../../app/plan-quotas.js'
import {checkReport, type CheckItem, type CheckSeverity} from '../../../domain/check/verdict.js'
import {worstExitCode} from '../../../domain/exit-codes.js'
import {ruleText} from '../../../domain/quota/quotas-file.js'
import type {CheckKind} from '../../../render/check/view.js'
import {hintText} from '../../../render/formats/command-line.js'
import {
  QUOTA_CHANGE_FIELDS,
  quotasPlanText,
  stepText,
  type AccountChanges,
  type QuotaChangeRow,
} from '../../../render/views/quotas-diff.js'
import type {CheckAnswer} from '../../check/output.js'
import type {PlannedTarget} from './targets.js'

/** What `quota diff` checks, in the words of each format. */
export const QUOTA_DIFF: CheckKind = {
  command: 'quota diff',
  noun: 'quota',
  heading: 'Quotas against the file',
  schema: 'fireq.quota.diff/v1',
}

const SEVERITIES: Record<QuotaStep['action'], CheckSeverity> = {
  none: 'ok',
  raise: 'warning',
  lower: 'warning',
  refused: 'critical',
}

/** A surface for sentences that are no screen's. */
const PLAIN = {decorated: false, unicode: true, columns: null} as never

/** The plans as a gate: same is ok, drift a warning, drift that would be refused critical. */
export function diffAnswer(plans: readonly PlannedTarget[]): CheckAnswer {
  const several = plans.length > 1
  const items = plans.flatMap(plan => itemsOf(plan, several))
  const report = checkReport(items, null)
  const failures = plans.flatMap(({failure}) => (failure === null ? [] : [failure.exitCode]))
  const accounts = plans.map(plan => accountOf(plan))
  return {
    source: plans[0]?.source ?? 'live',
    account: several ? null : (plans[0]?.account ?? null),
    warnings: [],
    report: {
      ...report,
      exitCode: failures.length > 0 ? worstExitCode([...failures, report.exitCode]) : report.exitCode,
    },
    columns: QUOTA_CHANGE_FIELDS.map(({name}) => name),
    document: {accounts},
    text: surface => quotasPlanText(plans, surface),
  }
}

/** An account of the document, as planned. */
export function accountOf({account, desired, steps, failure, selector}: PlannedTarget): AccountChanges {
  const error =
    failure === null
      ? null
      : {code: failure.code, message: failure.message, hints: failure.hints.map(hint => hintText(hint, selector))}
  return {account, profile: desired.profile, changes: steps.map(rowOf), error}
}

/** A change of the document, as planned. */
export function rowOf(step: QuotaStep): QuotaChangeRow {
  const {desired, from, to, action, reason} = step
  const unsent = {applied: false, verified: false, undo: null}
  return {quota: desired.quota, from, to, rule: ruleText(desired), action, reason, severe: isSevere(step), ...unsent}
}

function itemsOf(plan: PlannedTarget, several: boolean): CheckItem[] {
  const {account, failure, steps} = plan
  if (failure !== null) {
    const message = `${account}: ${failure.message}`
    return [{name: account, rule: 'readable', severity: 'unknown', message, binding: true, document: {account}}]
  }
  return steps.map(step => {
    const name = several ? `${account}/${step.desired.quota}` : step.desired.quota
    const rule = ruleText(step.desired)
    const what = step.action === 'none' ? `is ${rule}` : (step.reason ?? stepText(step, PLAIN))
    const severity = SEVERITIES[step.action]
    const document = {account, ...rowOf(step)}
    return {name, rule, severity, message: `${name}: ${what}`, binding: true, document}
  })
}
