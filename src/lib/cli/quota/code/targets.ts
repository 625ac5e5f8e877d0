import {planQuotas, type QuotaStep} from '../../../app/plan-quotas.js'
import {settle} from '../../../app/settle.js'
import {listProfiles} from '../../../config/profiles.js'
import type {Selector} from '../../../domain/action.js'
import {AppError} from '../../../domain/errors.js'
import type {DesiredAccount} from '../../../domain/quota/quotas-file.js'
import type {GlobalFlagValues} from '../../flags.js'
import type {CliIo} from '../../io.js'
import {mapAtOnce, ofNoProfile} from '../../profiles/ask.js'
import {openSession, placeOf, sandboxScenario, selectorOfFlags, type Session} from '../../session.js'

/** Accounts that are asked at the same time. Assumed: enough for anybody's list, and no burst. */
export const ACCOUNTS_AT_ONCE = 4

/** An account of the file: how to reach it, and what was planned there. */
export interface Target {
  readonly desired: DesiredAccount
  /** The flags and surroundings that reach it. */
  readonly flags: GlobalFlagValues
  readonly io: CliIo
}

export interface PlannedTarget extends Target {
  /** The account's id; the file's name for it where that could not be resolved. */
  readonly account: string
  readonly selector: Selector
  readonly source: Session['source']
  /** The host that it was read from, or the sandbox's scenario; null where nothing could be asked. */
  readonly gateway: string | null
  readonly steps: readonly QuotaStep[]
  /** Why nothing could be planned; null otherwise. */
  readonly failure: AppError | null
}

/**
 * How each account of the file is reached: by the profile it names, by the profile of its own name, else with the key in
 * use.
 * @throws AppError not-found where `--account-id` names an account that the file does not have
 */
export function targetsOf(io: CliIo, flags: GlobalFlagValues, accounts: readonly DesiredAccount[]): Target[] {
  const only = flags['account-id']?.replace(/^accounts\//, '')
  const chosen = only === undefined ? accounts : accounts.filter(({name}) => name === only)
  if (only !== undefined && chosen.length === 0) {
    throw new AppError('not-found', `the file has no account \`${only}\``, {
      hints: [`it has ${accounts.map(({name}) => `\`${name}\``).join(', ') || 'none'}`],
    })
  }
  const ownKey = flags['api-key'] !== undefined || flags.profile !== undefined || sandboxScenario(io, flags) !== null
  const profiles = new Set(ownKey ? [] : listProfiles(placeOf(io)).map(({name}) => name))
  return chosen.map(desired => {
    const {name} = desired
    const profile = sandboxScenario(io, flags) !== null ? null : (desired.profile ?? (profiles.has(name) ? name : null))
    if (profile === null) return {desired, io, flags: {...flags, 'account-id': name}}
    const {'account-id': _, 'api-key': __, ...others} = flags
    // An entry under the profile's own name is about whatever account the profile leads to.
    const account = profile === name ? {} : {'account-id': name}
    return {desired, io: ofNoProfile(io), flags: {...others, ...account, profile}}
  })
}

/** Runs work with a connection to an account, and closes it. */
export async function withTarget<Result>(
  target: Target,
  work: (session: Session, account: string) => Promise<Result>,
): Promise<Result> {
  const session = await openSession(target.io, target.flags, () => undefined)
  try {
    return await work(session, await session.account())
  } finally {
    await session.close()
  }
}

/**
 * Plans every account, some at the same time. One that cannot be read does not stop the others.
 * @throws AppError usage when two entries lead to the same account
 */
export async function planTargets(targets: readonly Target[], now: number): Promise<PlannedTarget[]> {
  const planned = await mapAtOnce(targets, ACCOUNTS_AT_ONCE, target => planTarget(target, now))
  for (const [at, {account, desired}] of planned.entries()) {
    const other = planned.slice(0, at).find(one => one.account === account)
    if (other === undefined) continue
    const names = `\`${other.desired.name}\` and \`${desired.name}\``
    throw new AppError('usage', `${names} are the same account, \`${account}\``, {hints: ['nothing was sent']})
  }
  return planned
}

async function planTarget(target: Target, now: number): Promise<PlannedTarget> {
  const {desired, flags} = target
  let reached: Pick<PlannedTarget, 'account' | 'selector' | 'source' | 'gateway'> = {
    account: desired.name,
    selector: selectorOfFlags(flags),
    source: 'live',
    gateway: null,
  }
  const plan = withTarget(target, async (session, account) => {
    const selector = session.selector()
    const {source, baseUrl} = session
    // The sandbox has another port in every run: its scenario says what is asked.
    const gateway = selector.sandbox === null ? baseUrl : `sandbox ${selector.sandbox}`
    reached = {account, selector, source, gateway}
    return planQuotas(session.gateway, account, desired.quotas, now)
  })
  const steps = await settle(plan)
  if (steps instanceof AppError) return {...target, ...reached, steps: [], failure: steps}
  return {...target, ...reached, steps, failure: null}
}
