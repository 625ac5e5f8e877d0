import {identityView, readableView, type TextView} from './readable-view.js'

const HIDDEN = '[redacted]'

/** Characters from which on a key can be told from ordinary words of a text; real ones have more than 20. Assumed. */
export const SHORTEST_KEY = 8
/** Characters of the longest key that is taken for one; real ones have fewer than 2,000 (a JWT). Assumed. */
export const LONGEST_KEY = 4096

/** Words that follow "bearer" in a sentence, where nothing is secret: "the bearer token is missing". */
const PROSE = '(?:tokens?|auth|authentication|authorization|scheme|keys?|headers?|credentials?|realm|is|was|or|and)'

/** Names whose value is a secret wherever it stands: header lines, JSON, query strings, ini files. */
const SECRET_NAMES =
  '(?:(?:proxy-)?authorization|x-api-key|api[-_]key|apikey|[a-z0-9_]{0,40}_api_key|id_token|access_token|refresh_token|client_secret|cookie|set-cookie)'

/** How keys begin: Fireworks' (API reference: `fw_` standard, `fpk_` Fire Pass), and those that stand beside them. */
const PREFIXES =
  '(?:fw|fpk)_|(?:FW|FPK)_(?=[A-Z]{0,30}[0-9])(?=[A-Z0-9]{16})|sk-(?:or-|ant-|proj-)?(?=[\\w-]{16})|gsk_(?=\\w{16})|hf_(?=\\w{16})|xox[abps]-(?=\\w)|gh[pousr]_(?=\\w{16})|AKIA(?=[A-Z0-9]{16})|AIza(?=[\\w-]{30})|lsv2_(?=\\w)|pplx-(?=\\w{16})'

interface Pattern {
  /** The secret is the match without what the first group holds before it and the second behind it. */
  readonly pattern: RegExp
}

/** What looks like a secret although nobody told us. Quantifiers are bounded where a match may start anywhere. */
const PATTERNS: readonly Pattern[] = [
  // {"name":"authorization","value":"…"}, how a HAR spells a header.
  {
    pattern: new RegExp(
      `("name"\\s{0,8}:\\s{0,8}"${SECRET_NAMES}"\\s{0,8},\\s{0,8}"value"\\s{0,8}:\\s{0,8}")(?:[^"\\\\]|\\\\.)*`,
      'gi',
    ),
  },
  {
    pattern: new RegExp(
      `(?<![\\w-])(${SECRET_NAMES}["']?[ \\t]{0,8}(?:[:=]|=>)[ \\t]{0,8}["']?(?:\\[["'])?)(?:(?:bearer|basic|digest|token)[ \\t]+)?[^\\s"',;&]+`,
      'gi',
    ),
  },
  {pattern: new RegExp(`(bearer[ \\t]+)(?!${PROSE}(?:[\\s,;:)"']|[.]?(?:\\s|$)))[A-Za-z0-9._~+/=-]{3,}`, 'gi')},
  {pattern: new RegExp(`(?<![A-Za-z0-9])(?:${PREFIXES})[A-Za-z0-9_-]{3,}`, 'g')},
  {pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{3,}(?:\.[A-Za-z0-9_-]*)?/g},
  {pattern: /\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#"'<>]{1,512}(@)/gi},
]

type Range = readonly [start: number, end: number]

/**
 * The text without its secrets: the known keys, and whatever looks like a key, a bearer token, a JWT, credentials in a
 * URL, or the value of an authorization header; also where it is spelt with escapes, percent signs, entities, colours
 * or characters that nobody sees, wrapped over lines, or encoded in base64. Idempotent; linear.
 * @param known keys in use; empty ones are ignored. No regular expression is made from them
 */
export function redactSecrets(text: string, known: readonly string[] = []): string {
  const view = readableView(text)
  const views = view === null ? [identityView(text)] : [identityView(text), view]
  const ranges = [
    ...knownRanges(text, known, view),
    ...views.flatMap(one => [...lookalikes(one), ...wrapped(one).ranges, ...encoded(one, known)]),
  ]
  return hidden(text, ranges)
}

/** An address as it may be shown, also one that is none: `user:password@host` without a scheme hides no less. */
export function redactAddress(text: string): string {
  return redactSecrets(text).replace(/^([a-z][a-z0-9+.-]{0,30}:\/\/)?[^]*@/i, `$1${HIDDEN}@`)
}

/** Replaces the known secrets alone, however they are spelt: for text that must otherwise stay as it came. */
export function redactKnown(text: string, known: readonly string[]): string {
  if (known.every(key => key.trim() === '')) return text
  const view = readableView(text)
  const ranges = knownRanges(text, known, view)
  return hidden(text, [...ranges, ...encoded(view ?? identityView(text), known, true)])
}

/**
 * The pieces of keys that are wrapped over lines: after their lines are joined or cut, each must still be known as one.
 * At most a hundred, of four characters and more.
 */
export function piecesOfWrappedKeys(text: string): string[] {
  const pieces = new Set<string>()
  for (const view of [identityView(text), readableView(text)]) {
    if (view === null) continue
    for (const piece of wrapped(view).pieces) if (piece.length >= 4 && pieces.size < 100) pieces.add(piece)
  }
  return [...pieces]
}

function lookalikes(view: TextView): Range[] {
  return PATTERNS.flatMap(({pattern}) =>
    [...view.text.matchAll(pattern)].map(match =>
      view.range(match.index + (match[1]?.length ?? 0), match.index + match[0].length - (match[2]?.length ?? 0)),
    ),
  )
}

const WRAP_START = new RegExp(
  `(?<![A-Za-z0-9])(?:(?:fw|fpk)_|sk-|Bearer |bearer )([A-Za-z0-9._~+/=-]{0,${LONGEST_KEY}})$`,
)
const WRAP_END = /^[\s>│┃|#*-]{0,40}([A-Za-z0-9._~+/=-]{1,4096})/
/** Words with which another line begins, rather than the rest of a key. */
const WORD = /^(?:[A-Z]?[a-z]{2,}|[A-Z]{2,})[.:,]?$/

/** Keys that a terminal or an editor broke at the end of a line. */
function wrapped(view: TextView): {ranges: Range[]; pieces: string[]} {
  const found: {ranges: Range[]; pieces: string[]} = {ranges: [], pieces: []}
  const {text} = view
  if (!/(?:fw|fpk)_|sk-|earer /.test(text)) return found
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) {
    const from = Math.max(text.lastIndexOf('\n', end - 1) + 1, end - LONGEST_KEY)
    const line = text.slice(from, end).replace(/[\s"'\\│┃|]{0,40}$/, '')
    const start = WRAP_START.exec(line)
    if (start === null) continue
    let length = start[1]!.length
    let at = end
    for (let turn = 0; turn < 8; turn++) {
      const next = WRAP_END.exec(text.slice(at, at + LONGEST_KEY + 60))
      const piece = next?.[1] ?? ''
      if (
        piece === '' ||
        piece.startsWith('HTTP/') ||
        (WORD.test(piece) &&
          (length >= 16 || /^(?:Error|HTTP|error|the|and|is|for|code|with|status|in|at|to|from|Bearer)$/.test(piece)))
      )
        break
      const begin = at + next![0].length - piece.length
      // The name of a header, or of a field of a log, begins that line.
      if (/^[:=] ?\S/.test(text.slice(begin + piece.length, begin + piece.length + 3))) break
      found.ranges.push(view.range(begin, begin + piece.length))
      found.pieces.push(piece, start[1]!)
      length += piece.length
      at = begin + piece.length
      const rest = /^[ \t"'\\│┃|]{0,40}(?=\n)/.exec(text.slice(at, at + 60))
      if (rest === null || length >= LONGEST_KEY) break
      at += rest[0].length
    }
    // The beginning too, where too little of it stands on its line to look like a key.
    found.ranges.push(view.range(from + start.index, from + start.index + start[0].length))
    end = Math.max(end, at - 1)
  }
  return found
}

const ENCODED = /[A-Za-z0-9+/_-]{12,4096}={0,2}/g
const INSIDE = /(?:^|[^A-Za-z0-9])(?:fw|fpk)_[A-Za-z0-9_-]{3}|bearer [A-Za-z0-9._~+/=-]{6}/i

/** Base64 of a text that holds a key, in either alphabet, also where other letters stand before it. */
function encoded(view: TextView, known: readonly string[], knownOnly = false): Range[] {
  const spellings = known.filter(key => key.length >= SHORTEST_KEY).flatMap(inBase64)
  const ofOneAlphabet = (text: string) => text.replaceAll('-', '+').replaceAll('_', '/')
  const holdsKnown = (letters: string) => spellings.some(spelling => letters.includes(spelling))
  if (knownOnly && !holdsKnown(ofOneAlphabet(view.text))) return []
  return [...view.text.matchAll(ENCODED)].flatMap(match => {
    const letters = ofOneAlphabet(match[0].replace(/=+$/, ''))
    const holds = holdsKnown(letters) || (!knownOnly && INSIDE.test(decoded(letters)))
    return holds ? [view.range(match.index, match.index + match[0].length)] : []
  })
}

/**
 * What base64 makes of a key that begins at the first, second or third byte of three: the letters that hold nothing of
 * what stands before and behind it.
 */
function inBase64(key: string): string[] {
  return [0, 1, 2].flatMap(before => {
    try {
      const letters = btoa('\0'.repeat(before) + key)
      return [letters.slice(Math.ceil((before * 8) / 6), Math.floor(((before + key.length) * 8) / 6))]
    } catch {
      return [] // a key of other letters is none that a header could carry
    }
  })
}

function decoded(letters: string): string {
  return atob(letters.length % 4 === 1 ? letters.slice(0, -1) : letters)
}

/** Where the known secrets stand: as they are, percent-encoded, as JSON spells them, or with what nobody sees inside. */
function knownRanges(text: string, known: readonly string[], view: TextView | null): Range[] {
  const keys = known.filter(key => key.trim() !== '')
  if (keys.length === 0) return []
  const ranges: Range[] = []
  const spellings = new Set(keys.flatMap(key => [key, percentEncoded(key), ...inJson(key)]))
  find(identityView(text), spellings, ranges)
  if (view !== null) find(view, new Set(keys), ranges)
  // Broken over lines, by whatever wraps them.
  const inLines = view ?? identityView(text)
  if (!/[\r\n]/.test(inLines.text)) return ranges
  const letters = withoutLineEnds(inLines.text)
  const broken = keys.filter(key => !key.includes('\n') && letters.includes(withoutLineEnds(key)))
  if (broken.length > 0) find(inLines.joined(), new Set(broken), ranges)
  return ranges
}

/** Without whatever the end of a line may hold: a key that is not in this is in no text of joined lines. */
function withoutLineEnds(text: string): string {
  return text.replace(/[\s>"'│┃|]+/g, '')
}

function find(view: TextView, spellings: ReadonlySet<string>, ranges: Range[]): void {
  for (const key of spellings) {
    for (let at = view.text.indexOf(key); at !== -1; at = view.text.indexOf(key, at + key.length))
      ranges.push(view.range(at, at + key.length))
  }
}

/** The text with each range hidden once; what overlaps is one range. */
function hidden(text: string, ranges: readonly Range[]): string {
  if (ranges.length === 0) return text
  const sorted = ranges.filter(([start, end]) => end > start).sort((a, b) => a[0] - b[0] || b[1] - a[1])
  const parts: string[] = []
  let from = 0
  let until = -1
  for (const [start, end] of sorted) {
    if (start >= until) {
      if (until >= 0) from = until
      parts.push(text.slice(from, start), HIDDEN)
      until = end
    } else until = Math.max(until, end)
  }
  return parts.join('') + text.slice(Math.max(0, until))
}

/** As a JSON text spells it, where it holds a quote, a backslash, or a slash that some servers escape. */
function inJson(key: string): readonly string[] {
  const text = JSON.stringify(key).slice(1, -1)
  return [text, text.replaceAll('/', '\\/')]
}

function percentEncoded(key: string): string {
  try {
    return encodeURIComponent(key)
  } catch {
    return key // a lone surrogate has no encoding, so it cannot have been sent encoded either
  }
}
