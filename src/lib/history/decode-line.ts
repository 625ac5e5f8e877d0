import {
  decodeReading,
  isOneOf,
  READING_KINDS,
  READING_SCHEMA,
  READING_SOURCES,
  type Reading,
} from '../domain/history/reading.js'

/** How a line of `encodeReading` begins; its time follows, 24 characters. */
const BEFORE_TIME = Buffer.from(`{"schema":"${READING_SCHEMA}","t":"`)
const TIME_LENGTH = '2026-11-21T12:00:00.000Z'.length
const [QUOTE, BACKSLASH, COMMA, COLON, CLOSE, ZERO, POINT] = [0x22, 0x5c, 0x2c, 0x3a, 0x7d, 0x30, 0x2e] as const
/** Digits of which every whole number is exact. */
const EXACT_DIGITS = 15

/** Texts of a member that are kept: dimensions, sources and units are fewer. */
const KNOWN_TEXTS = 8

/** A member of a line. */
class Member {
  readonly name: Buffer
  /** In this line. */
  isTold = false
  amount = 0
  /** The text that was last read. */
  text = ''
  /** Texts that were read, and their bytes: lines of a few series repeat theirs. */
  readonly #known: {readonly text: string; readonly bytes: Buffer}[] = []
  #nextForgotten = 0

  constructor(
    name: Exclude<keyof Reading, 't'>,
    readonly isText: boolean,
  ) {
    this.name = Buffer.from(name)
  }

  /** Reads the text that ends at the quote `to`, as a string that is made once for lines that repeat it. */
  read(chunk: Buffer, from: number, to: number): void {
    for (let at = 0; at < this.#known.length; at++) {
      const {text, bytes} = this.#known[at]!
      if (bytes.length === to - from && isSame(chunk, from, bytes)) {
        this.text = text
        return
      }
    }
    const bytes = Buffer.from(chunk.subarray(from, to))
    this.text = bytes.toString('latin1')
    this.#known[this.#nextForgotten] = {text: this.text, bytes}
    this.#nextForgotten = (this.#nextForgotten + 1) % KNOWN_TEXTS
  }

  textOrNull(): string | null {
    return this.isTold ? this.text : null
  }

  amountOrNull(): number | null {
    return this.isTold ? this.amount : null
  }
}

/**
 * Reads lines as `encodeReading` spells them, about six times as fast as `JSON.parse`; any other spelling is read by
 * `decodeReading`, so that both give the same. Keeps the texts it last met, so one decoder serves one pass.
 */
export class LineDecoder {
  readonly #account = new Member('account', true)
  readonly #source = new Member('source', true)
  readonly #kind = new Member('kind', true)
  readonly #quota = new Member('quota', true)
  readonly #model = new Member('model', true)
  readonly #dimension = new Member('dimension', true)
  readonly #limit = new Member('limit', false)
  readonly #remaining = new Member('remaining', false)
  readonly #usage = new Member('usage', false)
  readonly #raw = new Member('raw', false)
  readonly #unit = new Member('unit', true)
  readonly #unitSource = new Member('unitSource', true)
  readonly #outcome = new Member('outcome', true)
  readonly #members = [
    ...[this.#account, this.#source, this.#kind, this.#quota, this.#model, this.#dimension, this.#limit],
    ...[this.#remaining, this.#usage, this.#raw, this.#unit, this.#unitSource, this.#outcome],
  ]
  readonly #day = Buffer.alloc(10)
  #dayStart = Number.NaN
  #at = 0
  /** Where the next member is looked for first: they stand in one order. */
  #nextMember = 0
  /**
   * Whether something torn stood in the line that was read last: a writer that was killed in the middle leaves a piece to
   * which another one may append its whole line.
   */
  torn = false

  /**
   * The reading of the bytes from `start` to `end`.
   * @returns null where no reading can be read
   */
  decode(chunk: Buffer, start: number, end: number): Reading | null {
    this.torn = false
    const own = this.#ownSpelling(chunk, start, end)
    if (own !== null) return own
    const read = decodeReading(chunk.toString('utf8', start, end))
    if (read !== null) return read
    this.torn = true
    const appended = chunk.subarray(start, end).lastIndexOf(BEFORE_TIME)
    return appended <= 0 ? null : decodeReading(chunk.toString('utf8', start + appended, end))
  }

  #ownSpelling(chunk: Buffer, start: number, end: number): Reading | null {
    const t = this.#time(chunk, start, end)
    if (Number.isNaN(t)) return null
    for (let at = 0; at < this.#members.length; at++) this.#members[at]!.isTold = false
    this.#at = start + BEFORE_TIME.length + TIME_LENGTH + 1
    this.#nextMember = 0
    while (chunk[this.#at] === COMMA) {
      const member = this.#member(chunk, end)
      if (member === null || member.isTold) return null
      if (!(member.isText ? this.#text(chunk, end, member) : this.#amount(chunk, end, member))) return null
      member.isTold = true
    }
    if (chunk[this.#at] !== CLOSE || this.#at !== end - 1) return null
    const source = this.#source.textOrNull()
    const kind = this.#kind.textOrNull()
    if (!this.#account.isTold || !isOneOf(READING_SOURCES, source) || !isOneOf(READING_KINDS, kind)) return null
    // One literal: an object that is filled by names costs thirty times its size.
    return {
      t,
      account: this.#account.text,
      source,
      kind,
      quota: this.#quota.textOrNull(),
      model: this.#model.textOrNull(),
      dimension: this.#dimension.textOrNull() as Reading['dimension'],
      limit: this.#limit.amountOrNull(),
      remaining: this.#remaining.amountOrNull(),
      usage: this.#usage.amountOrNull(),
      raw: this.#raw.amountOrNull(),
      unit: this.#unit.textOrNull() as Reading['unit'],
      unitSource: this.#unitSource.textOrNull() as Reading['unitSource'],
      outcome: this.#outcome.textOrNull(),
    }
  }

  /** NaN for another spelling. */
  #time(chunk: Buffer, start: number, end: number): number {
    const at = start + BEFORE_TIME.length
    if (at + TIME_LENGTH + 2 > end || !hasOwnStart(chunk, start)) return Number.NaN
    if (chunk[at + 10] !== 0x54 || chunk[at + 23] !== 0x5a || chunk[at + TIME_LENGTH] !== QUOTE) return Number.NaN
    if (!isSame(chunk, at, this.#day)) {
      this.#dayStart = Date.parse(chunk.toString('latin1', at, at + 10))
      chunk.copy(this.#day, 0, at, at + 10)
    }
    const [hour, minute, second] = [twoDigits(chunk, at + 11), twoDigits(chunk, at + 14), twoDigits(chunk, at + 17)]
    const thousandths = twoDigits(chunk, at + 20) * 10 + digit(chunk, at + 22)
    if (chunk[at + 13] !== 0x3a || chunk[at + 16] !== 0x3a || chunk[at + 19] !== 0x2e) return Number.NaN
    if (!(hour < 24 && minute < 60 && second < 60)) return Number.NaN
    return this.#dayStart + ((hour * 60 + minute) * 60 + second) * 1000 + thousandths
  }

  /** The member whose name comes next, the place then behind its colon; null for one that is not known. */
  #member(chunk: Buffer, end: number): Member | null {
    const at = this.#at + 2
    if (chunk[at - 1] !== QUOTE) return null
    const members = this.#members
    for (let tried = 0; tried < members.length; tried++) {
      const place = (this.#nextMember + tried) % members.length
      const member = members[place]!
      const after = at + member.name.length
      if (chunk[after] !== QUOTE || !isSame(chunk, at, member.name)) continue
      if (chunk[after + 1] !== COLON || after + 2 >= end) return null
      this.#at = after + 2
      this.#nextMember = place + 1
      return member
    }
    return null
  }

  /** A text in ASCII without escapes. */
  #text(chunk: Buffer, end: number, member: Member): boolean {
    if (chunk[this.#at] !== QUOTE) return false
    const from = this.#at + 1
    let to = from
    for (; to < end && chunk[to] !== QUOTE; to++) {
      const byte = chunk[to]!
      if (byte < 0x20 || byte > 0x7e || byte === BACKSLASH) return false
    }
    if (to >= end) return false
    member.read(chunk, from, to)
    this.#at = to + 1
    return true
  }

  /** A number of up to 15 digits before its point, without a sign or an exponent. */
  #amount(chunk: Buffer, end: number, member: Member): boolean {
    const from = this.#at
    let to = from
    let value = 0
    for (; to < end; to++) {
      const one = digit(chunk, to)
      if (!(one <= 9)) break
      value = value * 10 + one
    }
    if (to === from || to - from > EXACT_DIGITS || (chunk[from] === ZERO && to - from > 1)) return false
    if (chunk[to] === POINT) {
      const point = to++
      while (to < end && digit(chunk, to) <= 9) to++
      if (to === point + 1) return false
      value = Number(chunk.toString('latin1', from, to))
    }
    if (chunk[to] !== COMMA && chunk[to] !== CLOSE) return false
    member.amount = value
    this.#at = to
    return true
  }
}

/** Whether a line begins as `encodeReading` begins it. */
export function hasOwnStart(chunk: Buffer, start: number): boolean {
  return isSame(chunk, start, BEFORE_TIME)
}

/** Whether a line of `encodeReading` is of an earlier time than `time`, RFC 3339 in 24 characters of ASCII. */
export function isBefore(chunk: Buffer, start: number, time: Buffer): boolean {
  const at = start + BEFORE_TIME.length
  for (let index = 0; index < TIME_LENGTH; index++) {
    const difference = chunk[at + index]! - time[index]!
    if (difference !== 0) return difference < 0
  }
  return false
}

function isSame(chunk: Buffer, start: number, bytes: Buffer): boolean {
  for (let index = 0; index < bytes.length; index++) if (chunk[start + index] !== bytes[index]) return false
  return true
}

/** More than 9, or not a number, where the byte is no digit. */
function digit(chunk: Buffer, at: number): number {
  const value = chunk[at]! - ZERO
  return value >= 0 && value <= 9 ? value : Number.NaN
}

function twoDigits(chunk: Buffer, at: number): number {
  return digit(chunk, at) * 10 + digit(chunk, at + 1)
}
