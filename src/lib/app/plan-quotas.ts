import {AppError} from '../domain/errors.js'
import {describeQuota, type Quota} from '../domain/quota/quota.js'
import {valueToSet, type DesiredQuota} from '../domain/quota/quotas-file.js'
import {nearest} from '../domain/text/did-you-mean.js'
import {allPages} from './all-pages.js'
import {ChangeUnknown} from './change-unknown.js'
import type {Gateway} from './ports.js'
import {settle} from './settle.js'
import {plannedChange, type PlannedChange} from './set-quota.js'

export type StepAction = 'raise' | 'lower' | 'none' | 'refused'

/** One quota of the file, held against what the account has. */
export interface QuotaStep {
  readonly desired: DesiredQuota
  readonly from: number | null
  /** The value to set; null where nothing is to be set. */
  readonly to: number | null
  readonly action: StepAction
  /** Why it is refused; null otherwise. */
  readonly reason: string | null
  /** null where nothing is to be sent. */
  readonly planned: PlannedChange | null
  /** null when the account has no such quota. */
  readonly quota: Quota | null
}

/**
 * Reads an account's quotas once and plans what would make the file true. Nothing is sent.
 * @param now milliseconds since the epoch, for the pace of this month's spend
 * @throws AppError when the quotas cannot be read
 */
export async function planQuotas(
  gateway: Gateway,
  accountId: string,
  desired: readonly DesiredQuota[],
  now: number,
): Promise<QuotaStep[]> {
  const listing = await allPages(page => gateway.listQuotas(accountId, page), {})
  const quotas = new Map(listing.items.map(item => [item.id, describeQuota(item)]))
  const steps: QuotaStep[] = []
  // One after the other: the context of each change may cost a request.
  for (const one of desired) steps.push(await stepOf(gateway, accountId, one, quotas, now))
  return steps
}

async function stepOf(
  gateway: Gateway,
  accountId: string,
  desired: DesiredQuota,
  quotas: ReadonlyMap<string, Quota>,
  now: number,
): Promise<QuotaStep> {
  const quota = quotas.get(desired.quota) ?? null
  const refused = (to: number | null, reason: string): QuotaStep => ({
    desired,
    from: quota?.value ?? null,
    to,
    action: 'refused',
    reason,
    planned: null,
    quota,
  })
  if (quota === null) {
    const near = nearest(desired.quota, quotas.keys())
    return refused(null, `the account has no such quota${near === null ? '' : `; did you mean \`${near}\`?`}`)
  }
  if (quota.value === null) return refused(desired.value, 'Fireworks did not report its current value')
  const to = valueToSet(desired, quota.value)
  if (to === null) return {desired, from: quota.value, to: null, action: 'none', reason: null, planned: null, quota}
  const setting = {accountId, quotaId: quota.id, value: to, expectCurrent: quota.value}
  const planned = await settle(plannedChange(gateway, setting, quota, now))
  if (planned instanceof AppError) {
    if (planned.code !== 'refused') throw planned
    return refused(to, planned.message)
  }
  return {desired, from: quota.value, to, action: to > quota.value ? 'raise' : 'lower', reason: null, planned, quota}
}

/** What became of a step. */
export interface StepOutcome {
  readonly step: QuotaStep
  /** null: sent, and nobody can say whether it was made. */
  readonly applied: boolean | null
  readonly verified: boolean
  readonly failure: AppError | null
}

/**
 * Applies the steps of one account one after the other, raises before cuts, so that no moment between is worse than both
 * ends. A failure does not stop the others.
 * @param apply sends one change
 */
export async function applySteps(
  steps: readonly QuotaStep[],
  apply: (planned: PlannedChange) => Promise<{readonly applied: boolean; readonly verified: boolean}>,
  signal?: AbortSignal,
): Promise<StepOutcome[]> {
  const ordered = (['raise', 'lower'] as const).flatMap(action => steps.filter(step => step.action === action))
  const outcomes = new Map<QuotaStep, StepOutcome>()
  for (const step of ordered) {
    if (signal?.aborted) break
    const result = await settle(apply(step.planned!))
    const failed = result instanceof AppError
    outcomes.set(step, {
      step,
      applied: failed ? (result instanceof ChangeUnknown ? null : false) : result.applied,
      verified: !failed && result.verified,
      failure: failed ? result : null,
    })
  }
  return steps.map(step => outcomes.get(step) ?? {step, applied: false, verified: false, failure: null})
}

/** Whether the change of a step reaches the usage: it then needs a consent of its own. */
export function isSevere({planned}: QuotaStep): boolean {
  return planned?.change.severity === 'severe'
}
