import {accountStatus, type AccountStatus, type ProbeWish, type SpendStanding} from '../../app/account-status.js'
import {settle} from '../../app/settle.js'
import {DEFAULT_PROFILE, listProfiles} from '../../config/profiles.js'
import {readFirectlDefault} from '../../config/firectl-auth.js'
import {AppError, type Warning} from '../../domain/errors.js'
import {worstExitCode} from '../../domain/exit-codes.js'
import {actionTexts, hintText} from '../../render/formats/command-line.js'
import {PROFILE_STATUS_FIELDS, profileStatusesText, type ProfileStatus} from '../../render/views/profile-statuses.js'
import type {GlobalFlagValues} from '../flags.js'
import type {CliIo} from '../io.js'
import {rowsOf, type CommandResult} from '../result.js'
import {openSession, placeOf, sandboxScenario, selectorOfFlags} from '../session.js'

/** Variables that name one key, account or profile: here every profile speaks for itself. */
const OF_ONE_PROFILE = ['FIREWORKS_API_KEY', 'FIREWORKS_ACCOUNT_ID', 'FIREWORKS_PROFILE'] as const
const FLAGS_OF_ONE = ['api-key', 'account-id', 'profile', 'sandbox'] as const

/** @throws AppError usage where a flag names one account */
export function refuseOneProfile(io: CliIo, flags: GlobalFlagValues): void {
  const named = FLAGS_OF_ONE.find(flag => flags[flag] !== undefined)
  const what = named ? `\`--${named}\`` : sandboxScenario(io, flags) === null ? null : 'the sandbox'
  if (what === null) return
  throw new AppError('usage', `\`--all-profiles\` and ${what} cannot be used together`, {
    hints: ['leave one of them out'],
  })
}

interface ConfiguredProfile {
  /** null for firectl's sign-in outside any profile. */
  readonly name: string | null
  readonly owner: 'fireq' | 'firectl'
}

/**
 * Every configured profile, asked at the same time; one that fails is a row with its failure.
 * @throws AppError unauthorized when none is configured
 */
export async function everyProfile(
  io: CliIo,
  flags: GlobalFlagValues,
  wish: ProbeWish | null,
): Promise<ProfileStatus[]> {
  const profiles = configuredProfiles(io)
  if (profiles.length === 0) {
    throw new AppError('unauthorized', 'no profile is configured', {
      hints: ['make one with `fireq auth login -p NAME`'],
    })
  }
  return Promise.all(profiles.map(profile => statusOf(io, flags, profile, wish)))
}

function configuredProfiles(io: CliIo): ConfiguredProfile[] {
  const place = placeOf(io)
  const named = listProfiles(place)
  const hidden = named.some(({name, owner}) => owner === 'fireq' && name === DEFAULT_PROFILE)
  return hidden || !hasFirectlDefault(place) ? [...named] : [...named, {name: null, owner: 'firectl'}]
}

/** A file that cannot be read is there: its row says why. */
function hasFirectlDefault(place: ReturnType<typeof placeOf>): boolean {
  try {
    return readFirectlDefault(place) !== null
  } catch (error) {
    if (error instanceof AppError) return true
    throw error
  }
}

async function statusOf(
  io: CliIo,
  flags: GlobalFlagValues,
  profile: ConfiguredProfile,
  wish: ProbeWish | null,
): Promise<ProfileStatus> {
  const {name, owner} = profile
  const reading = await settle(readProfileStatus(io, flags, profile, wish))
  if (reading instanceof AppError) {
    const {code, message, hints, exitCode} = reading
    const selector = selectorOfFlags(name === null ? flags : {...flags, profile: name})
    const error = {code, message, hints: hints.map(hint => hintText(hint, selector))}
    return {profile: name, owner, account: null, tier: null, spend: null, verdict: null, error, warnings: [], exitCode}
  }
  const {status, warnings, exitCode, selector} = reading
  const {account, tier} = status
  const verdict = {
    ...status.verdict,
    actions: actionTexts(status.verdict.actions, selector),
  }
  return {profile: name, owner, account, tier, spend: shortSpend(status), verdict, error: null, warnings, exitCode}
}

async function readProfileStatus(
  io: CliIo,
  flags: GlobalFlagValues,
  {name}: ConfiguredProfile,
  wish: ProbeWish | null,
) {
  const env = {...io.env}
  for (const variable of OF_ONE_PROFILE) delete env[variable]
  const own: CliIo = {...io, env}
  // Waits are not told: lines of several accounts at once would say nothing.
  const session = await openSession(own, name === null ? flags : {...flags, profile: name}, () => undefined)
  try {
    const {gateway, inference} = session
    const ports = {gateway, inference, clock: io.clock, signal: io.signal, account: () => session.account()}
    const {status, warnings, exitCode} = await accountStatus(ports, wish)
    return {status, warnings: [...session.warnings, ...warnings], exitCode, selector: session.selector()}
  } finally {
    await session.close()
  }
}

function shortSpend({spend}: AccountStatus): Omit<SpendStanding, 'pace'> | null {
  if (spend === null) return null
  const {usage, limit, max, utilization} = spend
  return {usage, limit, max, utilization}
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
