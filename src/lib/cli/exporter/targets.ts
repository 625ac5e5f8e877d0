import type {ExportedAccount, ExportTarget} from '../../exporter/index.js'
import type {GlobalFlagValues} from '../flags.js'
import type {CliIo} from '../io.js'
import {ofNoProfile, profilesToAsk} from '../profiles/ask.js'
import {openSession, type Session} from '../session.js'

const silent = () => undefined

/**
 * The one account of the command line. Its session is the command's to close; after its key was refused a new one reads
 * the key anew.
 */
export function oneTarget(io: CliIo, flags: GlobalFlagValues, session: Session): ExportTarget {
  let unused: ExportedAccount | null = {...session, close: () => Promise.resolve()}
  const {profile, knownAccount} = session
  return {
    profile,
    account: knownAccount,
    open: () => {
      const next = unused === null ? openSession({...io}, flags, silent) : Promise.resolve(unused)
      unused = null
      return next
    },
  }
}

/**
 * Every configured profile, connected when it is first read; one that cannot be does not hinder the others.
 * @throws AppError as `profilesToAsk` does
 */
export function everyTarget(io: CliIo, flags: GlobalFlagValues): ExportTarget[] {
  return profilesToAsk(io, flags).map(({name}) => ({
    profile: name ?? 'firectl',
    account: null,
    open: () => openSession(ofNoProfile(io), name === null ? flags : {...flags, profile: name}, silent),
  }))
}
