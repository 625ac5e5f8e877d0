import {existsSync} from 'node:fs'
import path from 'node:path'
import {FROM_HISTORY, type Diagnosis} from '../../domain/diagnosis/diagnosis.js'
import type {HistoryEvent} from '../../domain/history/events.js'
import type {CliIo} from '../io.js'
import {historyFolder} from './place.js'

/** Something of the last day that explains what is seen now. */
export interface LatelyEvent {
  /** RFC 3339. */
  readonly t: string
  readonly type: string
  /** `kimi-k3: limit of output tokens cut from 216,000 to 172,800 (-20%) at 09:14Z`. */
  readonly message: string
}

const DAY_MS = 86_400_000
const MOST_EVENTS = 3

/**
 * What the history has of the last day that matters now, the latest first: limits that were cut, and the first 429 of today.
 * Nothing is read where no history was ever kept.
 * @param account null where it is not known
 */
export async function latelyOf(
  io: CliIo,
  source: 'live' | 'sandbox',
  account: string | null,
): Promise<readonly LatelyEvent[]> {
  const folder = historyFolder(io, source)
  if (folder === null || account === null || !existsSync(path.join(folder, encodeURIComponent(account)))) return []
  const [{readHistory}, {EventFinder}] = [
    await import('../../history/read.js'),
    await import('../../domain/history/events.js'),
  ]
  const now = io.clock.now()
  const finder = new EventFinder()
  const store = {folder, makeFolders: () => undefined}
  try {
    for (const kind of ['limit', 'outcome'] as const) {
      readHistory(store, {account, kind, since: now - DAY_MS, until: now + 1}, reading => finder.push(reading))
    }
  } catch {
    // A history that cannot be read explains nothing; what was asked is answered all the same.
    return []
  }
  const today = new Date(now).toISOString().slice(0, 10)
  const matters = ({type, t}: HistoryEvent) =>
    type === 'cut' || (type === 'first-429' && new Date(t).toISOString().startsWith(today))
  return finder.events().filter(matters).slice(-MOST_EVENTS).reverse().map(described)
}

function described({t, type, message}: HistoryEvent): LatelyEvent {
  const time = new Date(t).toISOString()
  const at = `${time.slice(11, 16)}Z`
  const text = type === 'cut' ? `${message} at ${at}` : message.replace('first 429 of the day', `first 429 today ${at}`)
  return {t: time, type, message: text}
}

/** A diagnosis with what the history tells as evidence. */
export async function withLately(
  io: CliIo,
  source: 'live' | 'sandbox',
  account: string | null,
  diagnosis: Diagnosis,
): Promise<Diagnosis> {
  const lately = await latelyOf(io, source, account)
  return {...diagnosis, evidence: [...diagnosis.evidence, ...lately.map(({message}) => `${FROM_HISTORY}${message}`)]}
}
