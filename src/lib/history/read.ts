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
}

/** What was looked at. */
export interface HistoryScan {
  readonly lines: number
  /** Lines that cannot be read: torn by a killed writer, or of a later version. */
  readonly skipped: number
}

/** How a line of today's writers begins; its time follows, 24 characters. */
const BEFORE_TIME = `{"schema":"${READING_SCHEMA}","t":"`
const TIME_END = BEFORE_TIME.length + 24
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
  const words = wantedWords(query)
  const since = query.since === undefined ? null : new Date(query.since).toISOString()
  let lines = 0
  let skipped = 0
  for (const file of monthFiles(store, query)) {
    eachLine(file, line => {
      lines++
      // Times as they are written compare as texts.
      if (since !== null && line.startsWith(BEFORE_TIME) && line.slice(BEFORE_TIME.length, TIME_END) < since) return
      // A look for the words costs a tenth of reading the line.
      if (!words.every(word => line.includes(word)) && line.endsWith('}')) return
      const reading = decodeReading(line)
      if (reading === null) skipped++
      else if (fits(reading, query)) onReading(reading)
    })
  }
  return {lines, skipped}
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

function fits(reading: Reading, {kind, quota, model, since, until}: HistoryQuery): boolean {
  if (kind !== undefined && reading.kind !== kind) return false
  if (quota !== undefined && reading.quota !== quota) return false
  if (model !== undefined && reading.model !== model) return false
  return (since === undefined || reading.t >= since) && (until === undefined || reading.t < until)
}

/** Calls for every line that is not empty. One buffer is read into again and again. */
function eachLine(file: string, onLine: (line: string) => void): void {
  const descriptor = fs.openSync(file, 'r')
  try {
    const buffer = Buffer.alloc(CHUNK_BYTES)
    let rest = ''
    for (;;) {
      const count = fs.readSync(descriptor, buffer, 0, CHUNK_BYTES, null)
      if (count === 0) break
      const end = buffer.lastIndexOf(NEWLINE, count - 1)
      // Whole lines only: a character of several bytes may be cut at the end of the chunk.
      if (end === -1) rest += buffer.toString('latin1', 0, count)
      else {
        const lines = (whole(rest) + buffer.toString('utf8', 0, end)).split('\n')
        for (const line of lines) if (line !== '') onLine(line)
        rest = buffer.toString('latin1', end + 1, count)
      }
    }
    if (rest !== '') onLine(whole(rest))
  } finally {
    fs.closeSync(descriptor)
  }
}

/** Bytes that were kept one to a character. */
function whole(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8')
}

function listed(folder: string): string[] {
  try {
    return fs.readdirSync(folder)
  } catch {
    return []
  }
}
