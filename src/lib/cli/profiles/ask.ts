import {settle} from '../../app/settle.js'
import {readFirectlDefault} from '../../config/firectl-auth.js'
import {DEFAULT_PROFILE, listProfiles} from '../../config/profiles.js'
import {command, type Selector} from '../../domain/action.js'
import {AppError} from '../../domain/errors.js'
import type {GlobalFlagValues} from '../flags.js'
import type {CliIo} from '../io.js'
import {openSession, placeOf, sandboxScenario, selectorOfFlags, type Session} from '../session.js'

/** Variables that name one key, account or profile: here every profile speaks for itself. */
const OF_ONE_PROFILE = ['FIREWORKS_API_KEY', 'FIREWORKS_ACCOUNT_ID', 'FIREWORKS_PROFILE'] as const
const FLAGS_OF_ONE = ['api-key', 'account-id', 'profile', 'sandbox'] as const
/** Profiles that are asked at the same time. Assumed: enough for anybody's list, and no burst. */
const AT_ONCE = 8

export interface ConfiguredProfile {
  /** null for firectl's sign-in outside any profile. */
  readonly name: string | null
  readonly owner: 'fireq' | 'firectl'
}

/** What came of a profile: the answer, or why there is none. */
export interface ProfileAnswer<Answer> extends ConfiguredProfile {
  readonly answer: Answer | AppError
  /** What selects this profile's account, for next steps. */
  readonly selector: Selector
}

/** @throws AppError usage where a flag names one account */
function refuseOneProfile(io: CliIo, flags: GlobalFlagValues): void {
  const named = FLAGS_OF_ONE.find(flag => flags[flag] !== undefined)
  const what = named ? `\`--${named}\`` : sandboxScenario(io, flags) === null ? null : 'the sandbox'
  if (what === null) return
  throw new AppError('usage', `\`--all-profiles\` and ${what} cannot be used together`, {
    hints: ['leave one of them out'],
  })
}

/**
 * Asks every configured profile, some at the same time, in the order of their names. One that fails is its failure.
 * @throws AppError usage where a flag names one account; unauthorized when no profile is configured
 */
export async function askProfiles<Answer>(
  io: CliIo,
  flags: GlobalFlagValues,
  ask: (session: Session, flags: GlobalFlagValues) => Promise<Answer>,
): Promise<ProfileAnswer<Answer>[]> {
  const profiles = profilesToAsk(io, flags)
  return mapAtOnce(profiles, AT_ONCE, async profile => {
    const own = profile.name === null ? flags : {...flags, profile: profile.name}
    let selector = selectorOfFlags(own)
    const asked = askOne(io, own, async session => {
      try {
        return await ask(session, own)
      } finally {
        selector = session.selector()
      }
    })
    const answer = await settle(asked)
    return {...profile, answer, selector}
  })
}

/**
 * The configured profiles, in the order of their names.
 * @throws AppError usage where a flag names one account; unauthorized when no profile is configured
 */
export function profilesToAsk(io: CliIo, flags: GlobalFlagValues): ConfiguredProfile[] {
  refuseOneProfile(io, flags)
  const profiles = configuredProfiles(io)
  if (profiles.length > 0) return profiles
  throw new AppError('unauthorized', 'no profile is configured', {
    hints: [['make one with ', command('auth', 'login', '-p', 'NAME')]],
  })
}

/** Runs work on every item, a bounded number at the same time; results in the order of the items. */
export async function mapAtOnce<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length)
  let next = 0
  const worker = async () => {
    for (let at = next++; at < items.length; at = next++) results[at] = await work(items[at]!)
  }
  await Promise.all(Array.from({length: Math.min(atOnce, items.length)}, worker))
  return results
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

async function askOne<Answer>(
  io: CliIo,
  flags: GlobalFlagValues,
  ask: (session: Session) => Promise<Answer>,
): Promise<Answer> {
  // Waits are not told: lines of several accounts at once would say nothing.
  const session = await openSession(ofNoProfile(io), flags, () => undefined)
  try {
    return await ask(session)
  } finally {
    await session.close()
  }
}

/** The surroundings without what names one key, account or profile. */
export function ofNoProfile(io: CliIo): CliIo {
  const env = {...io.env}
  for (const variable of OF_ONE_PROFILE) delete env[variable]
  return {...io, env}
}
