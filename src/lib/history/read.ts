import fs from 'node:fs'
import path from 'node:path'
import type {Reading, ReadingKind} from '../domain/history/reading.js'
import type {RateLimitDimension} from '../domain/limits/rate-limit.js'
import {hasOwnStart, isBefore, LineDecoder} from './decode-line.js'
import {accountFolder, monthOf, type HistoryStore} from './store.js'

/** Which readings are wanted; what is left out is not looked at. */
export interface HistoryQuery {
  readonly account: string
  readonly kind?: ReadingKind
  readonly quota?: string
  /** Full resource name. */
  readonly model?: string
  /** Of limits; an outcome has none and is not left out. */
  readonly dimension?: RateLimitDimension
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

const CLOSING_BRACE = 0x7d
const OUTCOME = `"kind":"outcome"`
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
  const search = new WordSearch(wantedWords(query))
  const since = query.since === undefined ? null : Buffer.from(new Date(query.since).toISOString())
  const decoder = new LineDecoder()
  let lines = 0
  let skipped = 0
  for (const file of monthFiles(store, query)) {
    eachLine(file, search, (chunk, start, end) => {
      lines++
      // A look at the bytes costs a tenth of reading the line. A line that is torn, or of another writer, is read.
      if (chunk[end - 1] === CLOSING_BRACE && hasOwnStart(chunk, start)) {
        if (since !== null && isBefore(chunk, start, since)) return
        if (!search.isWanted(start, end)) return
      }
      const reading = decoder.decode(chunk, start, end)
      if (reading === null || decoder.torn) skipped++
      if (reading !== null && fits(reading, query)) onReading(reading)
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

/** What one of the lines wanted has; in each set the rarest word first. */
function wantedWords({kind, quota, model, dimension, withAccount}: HistoryQuery): string[][] {
  const word = (name: string, value: string | undefined) =>
    value === undefined ? [] : [`"${name}":${JSON.stringify(value)}`]
  const all = [...word('quota', quota), ...word('model', model)]
  const sets =
    dimension === undefined
      ? [[...all, ...word('kind', kind)]]
      : [
          [...all, ...word('dimension', dimension)],
          [...all, OUTCOME],
        ]
  return withAccount === true ? [...sets, [ACCOUNT_OUTCOME]] : sets
}

function fits(reading: Reading, query: HistoryQuery): boolean {
  const {kind, quota, model, dimension, since, until, withAccount} = query
  const isInTime = (since === undefined || reading.t >= since) && (until === undefined || reading.t < until)
  if (withAccount === true && reading.kind === 'outcome' && reading.model === null) return isInTime
  if (kind !== undefined && reading.kind !== kind) return false
  if (quota !== undefined && reading.quota !== quota) return false
  if (model !== undefined && reading.model !== model) return false
  if (dimension !== undefined && reading.kind === 'limit' && reading.dimension !== dimension) return false
  return isInTime
}

interface Word {
  readonly bytes: Buffer
  /** Where it is found next; -1: no more in the chunk. */
  next: number
}

/** So many wanted lines in a row, and the rest of the chunk is read without a search: finding them all costs more. */
const WANTED_IN_A_ROW = 64

/** Which lines of a chunk may hold all words of one of some sets, found by searching the chunk and not line by line. */
class WordSearch {
  #wantedInARow = 0
  readonly #words = new Map<string, Word>()
  readonly #sets: readonly (readonly Word[])[]
  #chunk: Buffer = Buffer.alloc(0)

  constructor(sets: readonly (readonly string[])[]) {
    this.#sets = sets.map(set => set.map(text => this.#word(text)))
  }

  open(chunk: Buffer): void {
    this.#chunk = chunk
    this.#wantedInARow = 0
    for (const word of this.#words.values()) word.next = -2
  }

  /** Lines must come in their order. False is certain, true is not. */
  isWanted(start: number, end: number): boolean {
    if (this.#wantedInARow === WANTED_IN_A_ROW) return true
    const isWanted = this.#hasAny(start, end)
    this.#wantedInARow = isWanted ? this.#wantedInARow + 1 : 0
    return isWanted
  }

  #hasAny(start: number, end: number): boolean {
    for (let at = 0; at < this.#sets.length; at++) if (this.#hasAll(this.#sets[at]!, start, end)) return true
    return false
  }

  #hasAll(set: readonly Word[], start: number, end: number): boolean {
    for (let at = 0; at < set.length; at++) {
      const word = set[at]!
      if (word.next !== -1 && word.next < start) word.next = this.#chunk.indexOf(word.bytes, start)
      if (word.next === -1 || word.next >= end) return false
    }
    return true
  }

  #word(text: string): Word {
    const known = this.#words.get(text) ?? {bytes: Buffer.from(text), next: -1}
    this.#words.set(text, known)
    return known
  }
}

/** Calls for every line that is not empty, as bytes of the one buffer that is read into again and again. */
function eachLine(file: string, search: WordSearch, onLine: (chunk: Buffer, start: number, end: number) => void): void {
  const descriptor = fs.openSync(file, 'r')
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
    for (let kept = 0; ;) {
      const count = fs.readSync(descriptor, buffer, kept, CHUNK_BYTES - kept, null)
      const size = kept + count
      const chunk = buffer.subarray(0, size)
      search.open(chunk)
      let start = 0
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
        if (end > start) onLine(chunk, start, end)
        start = end + 1
      }
      // The last line of a killed writer has no end; a line longer than the buffer is none of ours.
      const isLast = count === 0
      if (start < size && (isLast || (start === 0 && size === CHUNK_BYTES))) {
        onLine(chunk, start, size)
        start = size
      }
      if (isLast) return
      kept = size - start
      buffer.copyWithin(0, start, size)
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
