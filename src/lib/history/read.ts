import fs from 'node:fs'
import path from 'node:path'
import {decodeReading, READING_SCHEMA, type Reading, type ReadingKind} from '../domain/history/reading.js'
import {accountFolder, monthOf, type HistoryStore} from './store.js'

/** Which readings are wanted; what is left out is not looked at. */
export interface HistoryQuery {
  readonly account: string
  readonly kind?: ReadingKind
  readonly quota?: string
  /** Full resource name. */
  readonly model?: string
  /** Milliseconds since the epoch; the first is included, the last is not. */
  readonly since?: number
  readonly until?: number
  /** Also what the account itself was found to be: outcomes without a model. */
  readonly withAccount?: boolean
}

/** What was looked at. */
export interface HistoryScan {
  readonly lines: number
  /** Lines that cannot be read: torn by a killed writer, or of a later version. */
  readonly skipped: number
}

/** How a line of today's writers begins; its time follows, 24 characters. */
const BEFORE_TIME = Buffer.from(`{"schema":"${READING_SCHEMA}","t":"`)
const CLOSING_BRACE = 0x7d
/** What only an outcome without a model has. */
const ACCOUNT_OUTCOME = `"kind":"outcome","outcome"`
const CHUNK_BYTES = 256 * 1024
const NEWLINE = 0x0a

/**
 * Reads an account's readings in the order in which they were recorded, one at a time: a year of them does not fit into
 * memory. Clocks go back, so times may too.
 * @param onReading called for each one that fits
 */
export function readHistory(
  store: HistoryStore,
  query: HistoryQuery,
  onReading: (reading: Reading) => void,
): HistoryScan {
  const words = wantedWords(query).map(word => Buffer.from(word))
  const since = query.since === undefined ? null : Buffer.from(new Date(query.since).toISOString())
  const ofAccount = query.withAccount === true ? Buffer.from(ACCOUNT_OUTCOME) : null
  let lines = 0
  let skipped = 0
  for (const file of monthFiles(store, query)) {
    eachLine(file, (chunk, start, end, found) => {
      lines++
      // A look at the bytes costs a fiftieth of reading the line.
      const isWhole = chunk[end - 1] === CLOSING_BRACE
      if (isWhole && since !== null && isBefore(chunk, start, end, since)) return
      if (isWhole && !words.every(word => found(word)) && !(ofAccount !== null && found(ofAccount))) return
      const reading = decodeReading(chunk.toString('utf8', start, end))
      if (reading === null) skipped++
      else if (fits(reading, query)) onReading(reading)
    })
  }
  return {lines, skipped}
}

/** Times as today's writers write them compare as texts; a line of another form is looked at. */
function isBefore(chunk: Buffer, start: number, end: number, since: Buffer): boolean {
  const at = start + BEFORE_TIME.length
  if (at + since.length > end || BEFORE_TIME.compare(chunk, start, at) !== 0) return false
  return since.compare(chunk, at, at + since.length) > 0
}

/** Accounts with readings, sorted. */
export function recordedAccounts({folder}: HistoryStore): readonly string[] {
  return listed(folder).map(decodeURIComponent).sort()
}

/** The files of an account, oldest first, without those of months outside the query. */
export function monthFiles(store: HistoryStore, query: Pick<HistoryQuery, 'account' | 'since' | 'until'>): string[] {
  const folder = accountFolder(store, query.account)
  const first = query.since === undefined ? '' : monthOf(query.since)
  const last = query.until === undefined ? '9999' : monthOf(query.until)
  return listed(folder)
    .filter(name => /^\d{4}-\d{2}\.ndjson$/.test(name))
    .filter(name => name.slice(0, 7) >= first && name.slice(0, 7) <= last)
    .sort()
    .map(name => path.join(folder, name))
}

function wantedWords({kind, quota, model}: HistoryQuery): string[] {
  const word = (name: string, value: string | undefined) =>
    value === undefined ? [] : [`"${name}":${JSON.stringify(value)}`]
  return [...word('kind', kind), ...word('quota', quota), ...word('model', model)]
}

function fits(reading: Reading, {kind, quota, model, since, until, withAccount}: HistoryQuery): boolean {
  const isInTime = (since === undefined || reading.t >= since) && (until === undefined || reading.t < until)
  if (withAccount === true && reading.kind === 'outcome' && reading.model === null) return isInTime
  if (kind !== undefined && reading.kind !== kind) return false
  if (quota !== undefined && reading.quota !== quota) return false
  if (model !== undefined && reading.model !== model) return false
  return isInTime
}

type OnLine = (chunk: Buffer, start: number, end: number, found: (word: Buffer) => boolean) => void

/**
 * Calls for every line that is not empty, as bytes of the one buffer that is read into again and again. `found` looks a
 * word up in the line, searching the chunk once and not line by line.
 */
function eachLine(file: string, onLine: OnLine): void {
  const descriptor = fs.openSync(file, 'r')
  try {
    const buffer = Buffer.alloc(CHUNK_BYTES)
    let kept = 0
    for (;;) {
      const count = fs.readSync(descriptor, buffer, kept, CHUNK_BYTES - kept, null)
      const size = kept + count
      // The last line of a killed writer has no end; a line longer than the buffer is none of ours.
      const isLast = count === 0
      const chunk = buffer.subarray(0, size)
      const next = new Map<Buffer, number>()
      let start = 0
      const lineEnd = () => {
        const end = chunk.indexOf(NEWLINE, start)
        return end !== -1
          ? end
          : (isLast || size === CHUNK_BYTES) && start < size && (isLast || start === 0)
            ? size
            : -1
      }
      for (let end = lineEnd(); end !== -1; end = lineEnd()) {
        const [from, to] = [start, end]
        const found = (word: Buffer) => {
          let at = next.get(word) ?? -2
          if (at !== -1 && at < from) next.set(word, (at = chunk.indexOf(word, from)))
          return at !== -1 && at < to
        }
        if (to > from) onLine(chunk, from, to, found)
        start = end + 1
        if (start >= size) break
      }
      if (isLast) return
      kept = Math.max(0, size - start)
      buffer.copy(buffer, 0, Math.min(start, size), size)
    }
  } finally {
    fs.closeSync(descriptor)
  }
}

function listed(folder: string): string[] {
  try {
    return fs.readdirSync(folder)
  } catch {
    return []
  }
}
