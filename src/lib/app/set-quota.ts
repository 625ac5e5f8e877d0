import {quotaCommand} from '../domain/action.js'
import {CONTACT, pausesAtLimit} from '../domain/account.js'
import {AppError, type Warning} from '../domain/errors.js'
import {describeQuota, parseGpuQuotaId, SPEND_QUOTA_ID, type Quota} from '../domain/quota/quota.js'
import {planChange, type ChangeContext, type QuotaChange} from '../domain/quota/change.js'
import {likelyTier} from '../domain/quota/tier.js'
import {describeQuotaAmount} from '../domain/quota/amount.js'
import {allPages} from './all-pages.js'
import {changeUnknown} from './change-unknown.js'
import {getQuota} from './get-quotas.js'
import {settle} from './settle.js'
import type {Clock, Gateway} from './ports.js'

/** What is asked of a quota. */
export interface QuotaSetting {
  readonly accountId: string
  readonly quotaId: string
  /** The new value, in the quota's unit. */
  readonly value: number
  /** The value it must have now; null: whatever it has. */
  readonly expectCurrent: number | null
}

/** A change that has been read, judged and not refused. Nothing is sent yet. */
export interface PlannedChange {
  readonly setting: QuotaSetting
  readonly quota: Quota
  readonly change: QuotaChange
  /** Whether setting the old value again would need the second consent too. */
  readonly undoIsSevere: boolean
}

/**
 * Reads the quota and plans the change.
 * @param now milliseconds since the epoch, for the pace of this month's spend
 * @throws AppError conflict when `expectCurrent` is not the value; refused above the ceiling; not-found
 */
export async function planQuotaChange(gateway: Gateway, setting: QuotaSetting, now: number): Promise<PlannedChange> {
  const quota = await getQuota(gateway, setting.accountId, setting.quotaId)
  if (setting.expectCurrent !== null && quota.value !== setting.expectCurrent) {
    throw conflict(quota, setting.expectCurrent)
  }
  return plannedChange(gateway, setting, quota, now)
}

/**
 * Plans the change of a quota that has been read.
 * @throws AppError refused above the ceiling
 */
export async function plannedChange(
  gateway: Gateway,
  setting: QuotaSetting,
  quota: Quota,
  now: number,
): Promise<PlannedChange> {
  const change = planChange(quota, setting.value, {now, ...(await contextOf(gateway, setting, quota))})
  if (change.refusal) throw new AppError('refused', change.refusal.message, {hints: change.refusal.hints})
  const back = quota.value === null ? null : planChange({...quota, value: change.to}, quota.value, {now})
  return {setting, quota, change, undoIsSevere: back?.severity === 'severe'}
}

/** What the plan's words are better for knowing. Courtesy: a failure to read it is silent. */
async function contextOf(
  gateway: Gateway,
  {accountId, value}: QuotaSetting,
  quota: Quota,
): Promise<Omit<ChangeContext, 'now'>> {
  if (quota.id === SPEND_QUOTA_ID && value !== quota.value) {
    const answer = await settle(gateway.getAccount(accountId))
    const account = answer instanceof AppError ? null : answer
    return {tier: likelyTier(account, quota), pausesAtLimit: pausesAtLimit(account)}
  }
  const lowersGpus = parseGpuQuotaId(quota.id) !== null && quota.value !== null && value < quota.value
  if (!lowersGpus) return {}
  const listing = await settle(allPages(page => gateway.listDeployments(accountId, page), {}))
  return {deployments: listing instanceof AppError ? null : listing.items}
}

export interface ApplyPorts {
  readonly gateway: Gateway
  readonly clock: Clock
  readonly signal?: AbortSignal
}

export interface ApplyOptions {
  /** Milliseconds until a change that does not show is given up on. */
  readonly waitMs: number
  /** Read once more right before sending: time has passed since the plan, or a value is expected. */
  readonly recheck: boolean
  /** Called right before the PATCH; throws when it must not be sent any more. */
  readonly beforePatch?: () => void
}

export interface AppliedChange {
  /** The quota as last read; as planned where it could not be read again. */
  readonly quota: Quota
  /** The API accepted the change, or shows it. */
  readonly applied: boolean
  /** A reading afterwards showed the new value. */
  readonly verified: boolean
  readonly warnings: readonly Warning[]
}

/**
 * Sends the change, once, and reads back until it shows.
 * @throws AppError conflict when the value is no longer the planned one; the PATCH's own failure when reading back shows
 *   that nothing was changed, or cannot show what is true
 */
export async function applyQuotaChange(
  ports: ApplyPorts,
  planned: PlannedChange,
  options: ApplyOptions,
): Promise<AppliedChange> {
  const {accountId, quotaId, value} = planned.setting
  if (planned.change.direction === 'same') {
    return {quota: planned.quota, applied: false, verified: true, warnings: []}
  }
  if (options.recheck) await recheck(ports, planned)
  options.beforePatch?.()
  const receipt = await settle(ports.gateway.patchQuota(accountId, quotaId, value))
  if (!(receipt instanceof AppError)) {
    const stored = describeQuota(receipt.quota)
    const applied = isAnotherValue(stored, planned)
      ? storedDifferently(stored, planned)
      : await confirmed(ports, planned, options.waitMs)
    if (receipt.unmasked === true) refuseMovedCeiling(planned.quota, applied.quota, receipt.requestId)
    return applied
  }
  // An answer below 500 is the server's decision; anything else says nothing about what it did.
  const interrupted = ports.signal?.aborted === true
  if (interrupted && receipt.httpStatus === null) throw changeUnknown(planned.change, receipt)
  if (interrupted || !isLostAnswer(receipt)) throw receipt
  return truthAfter(receipt, ports, planned, options.waitMs)
}

/** What was confirmed must be what is sent: the same value as planned, and no graver. */
async function recheck({gateway, clock}: ApplyPorts, {setting, change}: PlannedChange): Promise<void> {
  const quota = await getQuota(gateway, setting.accountId, setting.quotaId)
  if (quota.value !== change.from) throw conflict(quota, change.from)
  const again = planChange(quota, change.to, {now: clock.now()})
  if (again.refusal) throw new AppError('refused', again.refusal.message, {hints: again.refusal.hints})
  if (again.severity === 'severe' && change.severity !== 'severe') {
    const used = quota.usage === null ? 'no longer known' : describeQuotaAmount(quota.usage, quota.unit)
    throw new AppError('conflict', `${quota.id}: its usage is ${used} by now, which makes the change severe`, {
      hints: ['nothing was sent; run it again to see the new plan'],
    })
  }
}

/** The answer to the PATCH has neither the old value nor the one that was asked for. */
function isAnotherValue(stored: Quota, {setting, change}: PlannedChange): boolean {
  return stored.value !== null && stored.value !== setting.value && stored.value !== change.from
}

/** Fireworks clamped the value: the answer says so, and waiting would not change it. */
function storedDifferently(stored: Quota, {quota, change}: PlannedChange): AppliedChange {
  const asked = describeQuotaAmount(change.to, stored.unit)
  const message = `Fireworks set ${change.id} to ${amount(stored)} instead of ${asked}`
  return {
    quota: stored,
    applied: true,
    verified: false,
    warnings: [{code: 'clamped', message}, ...ceilingWarnings(quota, stored)],
  }
}

/** The PATCH was accepted: does it show? */
async function confirmed(ports: ApplyPorts, planned: PlannedChange, waitMs: number): Promise<AppliedChange> {
  const {setting, change} = planned
  const last = await readUntil(ports, setting, waitMs)
  if (last instanceof AppError) {
    const message = `the change of ${change.id} was accepted but could not be read back: ${last.message}`
    return {quota: planned.quota, applied: true, verified: false, warnings: [{code: 'unverified', message}]}
  }
  if (last.value === setting.value) {
    return {quota: last, applied: true, verified: true, warnings: ceilingWarnings(planned.quota, last)}
  }
  const overtaken = last.value !== change.from
  if (overtaken && setting.expectCurrent !== null) {
    throw new AppError('conflict', `${change.id}: the change was accepted, but it reads ${amount(last)} now`, {
      hints: [
        ['someone else set it at the same moment; read it with ', quotaCommand('get', change.id), ' and decide again'],
      ],
    })
  }
  const message = overtaken
    ? `${change.id} was changed, but it reads ${amount(last)} now: someone else set it at the same moment`
    : `the change of ${change.id} was accepted but does not show within ${waitMs / 1000} s`
  const hints = overtaken ? [] : [['read it again with ', quotaCommand('get', change.id)]]
  return {quota: last, applied: true, verified: false, warnings: [{code: 'unverified', message, hints}]}
}

/** The answer to the PATCH was lost: only reading tells what is true. Never a second PATCH. */
async function truthAfter(
  failure: AppError,
  ports: ApplyPorts,
  planned: PlannedChange,
  waitMs: number,
): Promise<AppliedChange> {
  const {setting, change} = planned
  const last = await readUntil(ports, setting, waitMs)
  const details = {httpStatus: failure.httpStatus, requestId: failure.requestId, cause: failure}
  if (last instanceof AppError) {
    throw changeUnknown(change, failure)
  }
  if (last.value === setting.value) {
    // Whether the lost change went without a mask is lost too.
    refuseMovedCeiling(planned.quota, last, failure.requestId)
    const message = `the answer to the change of ${change.id} was lost (${failure.message}); reading it back shows it applied`
    return {
      quota: last,
      applied: true,
      verified: true,
      warnings: [{code: 'answer-lost', message}],
    }
  }
  if (last.value !== change.from) {
    throw new AppError('conflict', `${change.id}: the answer was lost, and it reads ${amount(last)} now`, {
      ...details,
      hints: [
        ['someone else set it at the same moment; read it with ', quotaCommand('get', change.id), ' and decide again'],
      ],
    })
  }
  throw new AppError(failure.code, `${change.id} was not changed, it still reads ${amount(last)}: ${failure.message}`, {
    ...details,
    hints: failure.hints,
    retryAfterSeconds: failure.retryAfterSeconds,
  })
}

/** Milliseconds between two readings; doubled up to the longest. Assumed. */
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 2000

/** Reads until the value shows or the time is up; the last reading, or why it failed. */
async function readUntil(
  {gateway, clock, signal}: ApplyPorts,
  {accountId, quotaId, value}: QuotaSetting,
  waitMs: number,
): Promise<Quota | AppError> {
  const until = clock.now() + waitMs
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    const answer = await settle(gateway.getQuota(accountId, quotaId))
    if (!(answer instanceof AppError) && answer.value === value) return describeQuota(answer)
    const left = until - clock.now()
    const hopeless = answer instanceof AppError && !answer.retryable
    if (left <= 0 || hopeless) return answer instanceof AppError ? answer : describeQuota(answer)
    await clock.sleep(Math.min(pause, left), signal)
  }
}

/** No answer, half of one, one of another shape, or the server's own failure: all of them leave open what was done. */
function isLostAnswer({code, httpStatus}: AppError): boolean {
  if (httpStatus !== null && (httpStatus >= 500 || (httpStatus >= 200 && httpStatus < 300))) return true
  return ['network', 'timeout', 'bad-response', 'server-error', 'load-shed', 'scaling-up'].includes(code)
}

/**
 * A change without a mask may have replaced the whole quota.
 * @throws AppError conflict when the max is not what it was
 */
function refuseMovedCeiling(before: Quota, after: Quota, requestId: string | null): void {
  if (before.maxValue === after.maxValue) return
  const [was, is] = [before, after].map(quota => describeCeiling(quota))
  throw new AppError('conflict', `${after.id} reads ${amount(after)} now, but its max went from ${was} to ${is}`, {
    requestId,
    hints: [
      `the gateway took the change without a field mask; only Fireworks can set the max back: write to ${CONTACT}`,
      ['read it with ', quotaCommand('get', after.id)],
    ],
  })
}

function describeCeiling({maxValue, unit}: Quota): string {
  return maxValue === null ? 'unknown' : describeQuotaAmount(maxValue, unit)
}

/** `maxValue` is never sent, so it must not move. */
function ceilingWarnings(before: Quota, after: Quota): Warning[] {
  if (before.maxValue === after.maxValue) return []
  const [was, is] = [before, after].map(({maxValue}) => (maxValue === null ? 'unknown' : String(maxValue)))
  return [{code: 'ceiling-changed', message: `the max of ${after.id} was ${was} and is ${is} now`}]
}

function conflict(quota: Quota, expected: number | null): AppError {
  const was = expected === null ? 'unknown' : describeQuotaAmount(expected, quota.unit)
  return new AppError('conflict', `${quota.id} is ${amount(quota)}, not ${was}: someone else changed it`, {
    hints: [['nothing was sent; read it with ', quotaCommand('get', quota.id), ', then decide again']],
  })
}

function amount(quota: Quota): string {
  return quota.value === null ? 'unknown' : describeQuotaAmount(quota.value, quota.unit)
}
