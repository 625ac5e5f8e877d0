import {accountStatus, type AccountStatus, type ProbeWish} from '../../app/account-status.js'
import {statusReadings} from '../../app/status-readings.js'
import type {SpendGrowth} from '../../app/spend-growth.js'
import {WARNING_UTILIZATION} from '../../domain/quota/quota.js'
import {actionTexts} from '../../render/formats/command-line.js'
import {QUOTA_FIELDS} from '../../render/formats/delimited.js'
import {statusText} from '../../render/views/status.js'
import type {GlobalFlagValues} from '../flags.js'
import {latelyOf} from '../history/lately.js'
import {keepReadings} from '../history/recording.js'
import type {CliIo} from '../io.js'
import {rowsOf, type CommandResult} from '../result.js'
import type {Session} from '../session.js'

/** The account of a session on one screen. @param exit the exit code that the flags make of the reading's */
export async function statusResult(
  io: CliIo,
  session: Session,
  flags: GlobalFlagValues,
  wish: ProbeWish | null,
  exit: (code: number) => number,
): Promise<CommandResult> {
  const {gateway, inference, source, profile, keyOrigin: key} = session
  const ports = {gateway, inference, clock: io.clock, signal: io.signal, account: () => session.account()}
  const {status, warnings, exitCode} = await accountStatus(ports, wish)
  const [lately, growth, kept] = await Promise.all([
    latelyOf(io, source, status.account.id),
    growthOf(io, session, status),
    keepReadings(io, source, () => statusReadings(status, io.clock.now())),
  ])
  io.signal.throwIfAborted()
  const spend = status.spend === null ? null : {...status.spend, growth}
  const shown = {...status, spend, profile, key, lately}
  const actions = actionTexts(status.verdict.actions, session.selector())
  const data = {...shown, verdict: {...status.verdict, actions}}
  return {
    schema: 'fireq.status/v1',
    source,
    account: status.account.id,
    data,
    warnings: [...session.warnings, ...warnings, ...kept],
    exitCode: exit(exitCode),
    followed: [
      {label: 'spend', value: status.spend?.utilization ?? null},
      ...(status.probe?.limits ?? []).map(({dimension, utilization}) => ({label: dimension, value: utilization})),
    ],
    text: surface => statusText(shown, session.selector(), io.clock.now(), surface, flags),
    delimited: rowsOf(QUOTA_FIELDS, status.quotas),
  }
}

/** What made the spend grow; null while the limit is not near. */
async function growthOf(io: CliIo, session: Session, {account, spend}: AccountStatus): Promise<SpendGrowth | null> {
  if ((spend?.utilization ?? 0) < WARNING_UTILIZATION) return null
  const {spendGrowth} = await import('../../app/spend-growth.js')
  return spendGrowth(session.gateway, account.id, io.clock)
}
