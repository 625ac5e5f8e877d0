import {
  applyQuotaChange,
  planQuotaChange,
  type AppliedChange,
  type PlannedChange,
  type QuotaSetting,
} from '../../app/set-quota.js'
import {takeLock, type ProcessLock} from '../../config/process-lock.js'
import type {Selector} from '../../domain/action.js'
import type {Warning} from '../../domain/errors.js'
import {commandLine} from '../../render/formats/command-line.js'
import {quotaPlanText, type QuotaSetDocument} from '../../render/views/quota-set.js'
import {confirmChange, missingConsent, tellInterrupted, type Consent} from './set-consent.js'
import {write, type CliIo} from '../io.js'
import {withProgress} from '../progress.js'
import {DEFAULT_WAIT_SECONDS, type QuotaSetFlagValues} from './set-flags.js'
import {placeOf, type Session} from '../session.js'
import {surfaceOf} from '../surface.js'

/** What became of a change: the document, and the quota as it is now. */
export interface QuotaChangeReport {
  readonly data: QuotaSetDocument
  readonly quota: AppliedChange['quota']
  readonly warnings: readonly Warning[]
}

/**
 * The conversation around a change: plan on stderr, consent, the change, and the command that undoes it.
 * @throws AppError as its parts do
 */
export async function changeQuota(
  io: CliIo,
  flags: QuotaSetFlagValues,
  session: Session,
  setting: QuotaSetting,
): Promise<QuotaChangeReport> {
  const quiet = flags.quiet === true
  const plan = planQuotaChange(session.gateway, setting, io.clock.now())
  const planned = await withProgress(io, 'reading the quota', quiet, plan)
  const {change, quota} = planned
  const dryRun = flags['dry-run'] === true
  const machine = flags.json === true || flags.output === 'yaml' || quiet
  if (!machine || (!dryRun && missingConsent(io, flags, change).length > 0)) {
    await write(
      io.stderr,
      quotaPlanText(
        quota,
        change,
        ownerOf(setting.accountId, session.selector()),
        await surfaceOf(io, io.stderr, flags),
      ),
    )
  }
  const numbers = {
    account: setting.accountId,
    quota: change.id,
    from: change.from,
    to: change.to,
    maxValue: change.maxValue,
    usage: change.usage,
  }
  if (dryRun) {
    const request =
      change.direction === 'same' ? null : session.gateway.describePatch(setting.accountId, setting.quotaId, change.to)
    const data = {...numbers, applied: false, verified: false, dryRun, undo: null, request}
    return {data, quota: {...quota, value: change.to}, warnings: []}
  }
  const consent = await confirmChange(io, flags, change, ownerOf(setting.accountId, session.selector()))
  const recheck = consent === 'asked' || setting.expectCurrent !== null
  try {
    const work = applyLocked(io, session, planned, {wait: flags.wait, recheck})
    const applied = await withProgress(io, 'changing the quota, reading it back', quiet, work)
    const undo = applied.applied ? undoLine(planned, session.selector(), consent) : null
    const {quota: now, verified, warnings} = applied
    return {
      data: {...numbers, usage: now.usage, applied: applied.applied, verified, dryRun, undo, request: null},
      quota: now,
      warnings,
    }
  } catch (error) {
    await tellInterrupted(io, change.id, session.selector())
    throw error
  }
}

/**
 * Sends a planned change and reads it back, while no other fireq of this user changes the same quota.
 * @throws AppError as `applyQuotaChange` does
 */
export async function applyLocked(
  io: CliIo,
  session: Session,
  planned: PlannedChange,
  {wait = DEFAULT_WAIT_SECONDS, recheck}: {readonly wait?: number | undefined; readonly recheck: boolean},
): Promise<AppliedChange> {
  const unchanged = planned.change.direction === 'same'
  const {lock, warnings} = unchanged ? UNLOCKED : await lockFor(io, session, planned.setting)
  try {
    const ports = {gateway: session.gateway, clock: io.clock, signal: io.signal}
    const beforePatch = () => lock?.assertHeld()
    const applied = await applyQuotaChange(ports, planned, {waitMs: wait * 1000, recheck, beforePatch})
    return {...applied, warnings: [...warnings, ...applied.warnings]}
  } finally {
    lock?.release()
  }
}

/** Whose quota it is, for a person: the account, and the profile that was chosen. */
export function ownerOf(accountId: string, {profile}: Selector): string {
  return profile === null ? `account ${accountId}` : `account ${accountId}, profile ${profile}`
}

const UNLOCKED: {lock: ProcessLock | null; warnings: Warning[]} = {lock: null, warnings: []}

/** The embedded sandbox belongs to this process alone. Without `--expect-current` a missing lock is not worth a word. */
async function lockFor(
  io: CliIo,
  session: Session,
  {accountId, quotaId, expectCurrent}: QuotaSetting,
): Promise<typeof UNLOCKED> {
  if (session.source === 'sandbox') return UNLOCKED
  const lock = await takeLock(placeOf(io), [session.baseUrl, accountId, quotaId], io)
  if (lock !== null || expectCurrent === null) return {lock, warnings: []}
  const message = "no lock could be kept in fireq's folder: two changes at the same moment may not notice each other"
  return {lock, warnings: [{code: 'no-lock', message}]}
}

/** What was not asked for this time will not be asked when it is undone: a script runs the line as it is. */
export function undoLine({change, undoIsSevere}: PlannedChange, selector: Selector, consent: Consent): string | null {
  if (change.undo === null) return null
  const flagged = consent === 'asked' ? [] : ['--yes', ...(undoIsSevere ? ['--allow-below-usage'] : [])]
  return commandLine([...change.undo.command, ...flagged], selector)
}
