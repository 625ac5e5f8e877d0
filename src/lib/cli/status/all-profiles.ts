import {accountStatus, type AccountStatus, type ProbeWish, type SpendStanding} from '../../app/account-status.js'
import {AppError, type Warning} from '../../domain/errors.js'
import {worstExitCode} from '../../domain/exit-codes.js'
import {actionTexts, hintText} from '../../render/formats/command-line.js'
import {PROFILE_STATUS_FIELDS, profileStatusesText, type ProfileStatus} from '../../render/views/profile-statuses.js'
import type {GlobalFlagValues} from '../flags.js'
import type {CliIo} from '../io.js'
import {rowsOf, type CommandResult} from '../result.js'
import {askProfiles, type ProfileAnswer} from '../profiles/ask.js'

/**
 * Every configured profile, asked at the same time; one that fails is a row with its failure.
 * @throws AppError usage where a flag names one account; unauthorized when no profile is configured
 */
export async function everyProfile(
  io: CliIo,
  flags: GlobalFlagValues,
  wish: ProbeWish | null,
): Promise<ProfileStatus[]> {
  const answers = await askProfiles(io, flags, async session => {
    const {gateway, inference} = session
    const ports = {gateway, inference, clock: io.clock, signal: io.signal, account: () => session.account()}
    const {status, warnings, exitCode} = await accountStatus(ports, wish)
    return {status, warnings: [...session.warnings, ...warnings], exitCode}
  })
  return answers.map(statusOf)
}

type StatusReading = Awaited<ReturnType<typeof accountStatus>>

function statusOf({name, owner, answer, selector}: ProfileAnswer<StatusReading>): ProfileStatus {
  if (answer instanceof AppError) {
    const {code, message, hints, exitCode} = answer
    const error = {code, message, hints: hints.map(hint => hintText(hint, selector))}
    return {profile: name, owner, account: null, tier: null, spend: null, verdict: null, error, warnings: [], exitCode}
  }
  const {status, warnings, exitCode} = answer
  const {account, tier} = status
  const verdict = {...status.verdict, actions: actionTexts(status.verdict.actions, selector)}
  return {profile: name, owner, account, tier, spend: shortSpend(status), verdict, error: null, warnings, exitCode}
}

function shortSpend({spend}: AccountStatus): Omit<SpendStanding, 'pace'> | null {
  if (spend === null) return null
  const {pace: _, ...short} = spend
  return short
}

/** The profiles as a result; its exit code is the worst of theirs. */
export function profilesResult(
  profiles: readonly ProfileStatus[],
  exit: (code: number) => number,
): CommandResult<{profiles: readonly ProfileStatus[]}> {
  return {
    schema: 'fireq.status.profiles/v1',
    source: 'live',
    account: null,
    data: {profiles},
    warnings: profiles.flatMap(warningsOf),
    exitCode: exit(worstExitCode(profiles.map(({exitCode}) => exitCode))),
    text: surface => profileStatusesText(profiles, surface),
    delimited: rowsOf(PROFILE_STATUS_FIELDS, profiles),
  }
}

function warningsOf({profile, error, warnings}: ProfileStatus): Warning[] {
  const name = profile ?? "firectl's sign-in"
  const failed = error === null ? [] : [{code: error.code, message: error.message, hints: error.hints.slice(0, 1)}]
  return [...failed, ...warnings].map(warning => ({...warning, message: `${name}: ${warning.message}`}))
}
