/** A line of a text, without what a log system, a chat or a terminal put before it. */
export interface CleanLine {
  readonly text: string
  /** Milliseconds since the epoch; null when the line does not tell. */
  readonly at: number | null
  /** A program's own record begins here. */
  readonly starts: boolean
  /** A log system put something before this line alone. */
  readonly stamped: boolean
  /** Counted from 1. */
  readonly no: number
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const ISO = /(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\s?(Z|UTC|[+-]\d\d:?\d\d)?/
const CLF = /\[?(\d{1,2})\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d{4})\]?/
const SYSLOG = /^(?:<\d{1,3}>)?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d) /

/** The moment that a line names near its beginning, in milliseconds since the epoch; null when it names none. */
export function timeIn(line: string, now: number): number | null {
  const start = line.slice(0, 240)
  const iso = ISO.exec(start)
  if (iso) {
    const [, y, mo, d, h, mi, s, fraction = '', zone = 'Z'] = iso
    const ms = Date.UTC(+y!, +mo! - 1, +d!, +h!, +mi!, +s!, Number(fraction.slice(0, 3).padEnd(3, '0')))
    return Number.isNaN(ms) ? null : ms - offsetOf(zone)
  }
  const clf = CLF.exec(start)
  if (clf) {
    const month = MONTHS.indexOf(clf[2]!.toLowerCase())
    return month < 0 ? null : Date.UTC(+clf[3]!, month, +clf[1]!, +clf[4]!, +clf[5]!, +clf[6]!) - offsetOf(clf[7]!)
  }
  const syslog = SYSLOG.exec(start)
  if (!syslog) return null
  const month = MONTHS.indexOf(syslog[1]!.toLowerCase())
  if (month < 0) return null
  const year = new Date(now).getUTCFullYear()
  const ms = Date.UTC(year, month, +syslog[2]!, +syslog[3]!, +syslog[4]!, +syslog[5]!)
  // Syslog has no year: what lies in the future was last year's.
  return ms > now + 86_400_000 ? Date.UTC(year - 1, month, +syslog[2]!, +syslog[3]!, +syslog[4]!, +syslog[5]!) : ms
}

function offsetOf(zone: string): number {
  const digits = zone.replace(/\D/g, '')
  return (zone.startsWith('-') ? -1 : 1) * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4))) * 60_000
}

/** A comment of a program; an answer that somebody kept in one is told by its status line or its body. */
const COMMENT = /^(?:\/\/|#|--|;|%)(?: |$)/
const KEPT_ANSWER = /^(?:\/\/|#|--|;|%) (?:[<>*] )?(?:HTTP\/\d|\{)/

/** What stands before every line, one kind each; bounded, tried on lines only. */
const KINDS: readonly RegExp[] = [
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d) (?:stdout|stderr) [FP] ?/,
  /^(?![1-5]\d\d {0,40}\|)[\w./@-]{1,80} {0,40}\| ?/,
  /^\d{1,3}\|[\w.@-]{1,60} {0,20}\| ?/,
  /^(?:<\d{1,3}>)?[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d [\w.-]{1,80} [\w./@-]{1,80}(?:\[\d{1,10}\])?: ?/,
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)? [\w-]{1,40}\[[\w./:-]{1,60}\]: ?/,
  /^\[(?!(?:RESOLVED|Resolved|resolved)\])(?![^\]]{0,60}\b[1-5]\d\d\])(?!\d{1,7}s\])[\w./:@ -]{1,60}\] ?(?:\| ?)?(?=\S|$)/,
  /^\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z| ?UTC| ?[+-]\d\d:?\d\d)?\]?(?: ?\| ?| - | ?[:] | |\t|$)/,
  /^\[?\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?[AP]M)?\]? /,
  /^\d{4}\/\d\d\/\d\d\/\[[\w$]{1,20}\][0-9a-f]{1,40} /,
  /^ {0,8}\d{1,7}(?:\t|[:|] ?)/,
  /^ {0,2}[│┃║▏|] ?/,
  /^> ?/,
  /^ {0,8}[⎿└•] {1,3}/,
  COMMENT,
  /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{1,9} {1,8}\d{1,10} [\w.-]{1,80}:\d{1,6}\] /,
]
const RECORD =
  /^(?:\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d|\[?\d\d:\d\d:\d\d|\[?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|trace|debug|info|warn|warning|error|fatal)\b[\]:| \t]|[0-9a-fA-F.:]{3,45} - \S{1,60} \[|[IWEF]\d{4} \d\d:|(?:level|time|ts|timestamp)=|[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d |(?:https?|h2|wss?) \d{4}-\d\d-\d\dT|\{"|\[\d{1,7}s\] )/

/** The lines of a text without what stands before all of them, however often; with the time that it told. */
export function cleanLines(all: readonly string[], now: number, firstNo = 1): CleanLine[] {
  const lines = all.map((text, index): CleanLine => ({
    text,
    at: null,
    starts: false,
    stamped: false,
    no: firstNo + index,
  }))
  const dump = all.some(line => /^< HTTP\//.test(line))
  return withoutPrefixes(
    lines,
    now,
    KINDS.filter(kind => !(dump && kind.source.startsWith('^> '))),
  ).map(line => ({
    ...line,
    at: line.at ?? timeIn(line.text, now),
    starts: RECORD.test(line.text),
  }))
}

/** Prefixes in prefixes that are taken off. */
const MOST_ROUNDS = 6

function withoutPrefixes(all: readonly CleanLine[], now: number, kinds: readonly RegExp[]): readonly CleanLine[] {
  let lines = all
  for (let round = 0; round < MOST_ROUNDS; round++) {
    // A fence around the text has nothing before it.
    const filled = lines.filter(isFilled)
    if (filled.length === 0) return lines
    const kind = kinds.find(pattern => isPrefix(pattern, filled, lines))
    if (kind !== undefined) {
      lines = lines.map(line => cutPrefix(line, kind, now))
      continue
    }
    // A record that begins with its own mark needs no other beginning taken off.
    const literal =
      filled.filter(({text}) => RECORD.test(text)).length > filled.length * 0.5 ? '' : sharedPrefix(filled)
    if (literal === '') return withoutPrefixesInside(lines, now, kinds)
    lines = lines.map(line => ({
      ...line,
      text: line.text.startsWith(literal) ? line.text.slice(literal.length) : line.text,
    }))
  }
  return lines
}

function isFilled({text}: CleanLine): boolean {
  return text.trim() !== '' && !/^\s{0,20}(?:```|~~~)/.test(text)
}

/** Lines of a text that is a mail or a chat around a quotation; a longer one is a log. Assumed. */
const LONGEST_MAIL = 400

/** A mail has words around what it quotes: only the lines in between begin alike. */
function withoutPrefixesInside(
  lines: readonly CleanLine[],
  now: number,
  kinds: readonly RegExp[],
): readonly CleanLine[] {
  if (lines.length > LONGEST_MAIL) return lines
  for (const kind of kinds) {
    const from = lines.findIndex(({text}) => kind.test(text))
    if (from === -1) continue
    const to = lines.findLastIndex(({text}) => kind.test(text)) + 1
    const inside = lines.slice(from, to)
    const filled = inside.filter(isFilled)
    // A log that begins with its own marks, and goes on in a traceback, is no quotation.
    const log = from === 0 && filled.filter(({text}) => RECORD.test(text)).length > filled.length * 0.5
    if (log || filled.length < 2 || inside.length === lines.length || !isPrefix(kind, filled, inside)) continue
    const cut = withoutPrefixes(
      inside.map(line => cutPrefix(line, kind, now)),
      now,
      kinds,
    )
    return [...lines.slice(0, from), ...cut, ...lines.slice(to)]
  }
  return lines
}

function isPrefix(pattern: RegExp, filled: readonly CleanLine[], all: readonly CleanLine[]): boolean {
  const sample = filled.length > 60 ? [...filled.slice(0, 40), ...filled.slice(-20)] : filled
  const with_ = sample.filter(({text}) => pattern.test(text)).length
  // One line with a time before it is that program's own; `1: ` and `> ` on one line of many is nobody's prefix.
  if (with_ < sample.length * 0.9) return false
  if (pattern === COMMENT) return all.some(({text}) => KEPT_ANSWER.test(text))
  if (pattern.source.startsWith('^ {0,8}\\d')) return isCounted(sample, pattern)
  return true
}

function isCounted(lines: readonly CleanLine[], pattern: RegExp): boolean {
  const numbers = lines
    .map(({text}) => Number.parseInt(pattern.exec(text)?.[0] ?? '', 10))
    .filter(n => !Number.isNaN(n))
  const enough = numbers.length > 2 || (numbers.length === 2 && numbers[0] === 1 && numbers[1] === 2)
  return enough && numbers.every((n, i) => i === 0 || n > numbers[i - 1]!)
}

function cutPrefix(line: CleanLine, kind: RegExp, now: number): CleanLine {
  const match = kind.exec(line.text)
  if (match === null) return line
  let text = line.text.slice(match[0].length)
  // The right side of a frame; behind a name and a bar there is none.
  if (/^\s*[│┃║▏|]\s*$/.test(match[0])) text = text.replace(/\s{1,200}[│┃║▕|]\s?$/, '')
  return {...line, text, at: line.at ?? timeIn(match[0], now), stamped: true}
}

/** White space, or a word or two, that all lines of several begin with; never one that tells of an answer. */
function sharedPrefix(filled: readonly CleanLine[]): string {
  const indent = /^[ \t]*/.exec(filled[0]!.text)![0]
  if (indent !== '' && filled.every(({text}) => text.startsWith(indent))) return indent
  if (filled.length < 3) return ''
  const first = filled[0]!.text
  const words = /^[\w./@:[\]()|-]{1,80}\s{1,8}(?:[\w./@:[\]()|-]{1,80}\s{1,8})?/.exec(first)?.[0] ?? ''
  for (const candidate of [words, /^\S{1,80}\s{1,8}/.exec(words)?.[0] ?? '']) {
    const telling = /[1-5]\d\d|error|limit|account|HTTP|POST|GET|^data:|^event:|status|\{/i.test(candidate)
    if (candidate !== '' && !telling && filled.every(({text}) => text.startsWith(candidate))) return candidate
  }
  return ''
}

/** Whether one line alone of several lacks what a log system put before all others: it goes on where one was broken. */
export function lacksPrefix(lines: readonly string[], one: number): boolean {
  const others = lines.filter((line, at) => at !== one && line.trim() !== '')
  return others.length > 1 && KINDS.some(kind => !kind.test(lines[one]!) && others.every(line => kind.test(line)))
}

/** Whether a line begins a record of its own. */
export function startsRecord(line: string): boolean {
  return RECORD.test(line)
}
