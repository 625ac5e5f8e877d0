/** A text as a reader takes it in, with the way back to how it is spelt. */
export interface TextView {
  readonly text: string
  /** The range of the spelt text that a range of this one stands for. */
  range(start: number, end: number): readonly [number, number]
  /** The same without the ends of lines and what a terminal puts around them. */
  joined(): TextView
}

/** The text itself. */
export function identityView(text: string): TextView {
  return {text, range: (start, end) => [start, end], joined: () => joined(text, null, null)}
}

/** How ESC, BEL, CSI and OSC are spelt: as they are, as `cat -v` shows them, or escaped once or several times. */
const ESC = String.raw`(?:\u001b|\^\[|\\{1,4}(?:u001[bB]|x1[bB]|033|e))`
const BEL = String.raw`(?:[\u0007\u009c]|\\{1,4}(?:u0007|u009[cC]|x07|a)|${ESC}\\{1,4})`
const CSI = String.raw`(?:${ESC}\[|\u009b|\\{1,4}(?:u009|x9)[bB])`
const STRING = String.raw`(?:${ESC}[\]PX^_]|[\u0090\u0098\u009d-\u009f]|\\{1,4}(?:u009|x9)[0Dd8EeFf])`
/** Colours and other sequences of a terminal, and strings such as a title, with all they carry; one at a position. */
const SEQUENCE = new RegExp(
  `${CSI}[0-9;?]{0,40}[ -/]{0,4}[@-~]|${STRING}[^\\u0007\\u001b\\u0080-\\u009f\\\\\\n]{0,500}${BEL}|${ESC}|[\\u0090\\u0098\\u009b\\u009d-\\u009f]`,
  'y',
)
const INVISIBLE = /(?![\n\r\t])[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/u
const ESCAPE = /\\{1,8}(?:u\{?([0-9a-fA-F]{4})\}?|x([0-9a-fA-F]{2})|([/"'_.~+=&:@\s-])|([nrt]))/y
const PERCENT = /%(?:25){0,3}([0-9a-fA-F]{2})/y
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lowbar|hyphen|amp|period|colon|equals|shy|zwnj|zwj));/y
/** Quoted-printable, as mails are sent: `=5F`, and a line that goes on behind `=`. */
const QUOTED = /=(?:([2-7][0-9A-F])|(\r?\n))/y
/** A line end of a page, and marks around some of its letters. */
const TAG = /<(?:(br) ?\/?|\/?(?:wbr|span|b|i|em|strong|mark|code|font)(?: [^<>\n]{0,200})?)>/iy
const OF_MAILS_AND_PAGES = /=(?:[2-7][0-9A-F]|\r?\n)|<\/?(?:w?br|span|b|i|em|strong|mark|code|font)\b/i
const NAMED: Readonly<Record<string, string>> = {
  lowbar: '_',
  hyphen: '-',
  amp: '&',
  period: '.',
  colon: ':',
  equals: '=',
}
const SPELT = /[^\n\t -$'-[\]-~]/

/**
 * The text with its escapes, percent signs and entities decoded, and without what nobody sees: colours, NUL, zero-width
 * characters. Linear.
 * @returns null when the text holds nothing of the kind
 */
export function readableView(text: string): TextView | null {
  if (!SPELT.test(text) && !text.includes('^[') && !OF_MAILS_AND_PAGES.test(text)) return null
  const out: string[] = []
  const starts = new Uint32Array(text.length + 1)
  const ends = new Uint32Array(text.length + 1)
  const put = (char: string, from: number, to: number) => {
    starts[out.length] = from
    ends[out.length] = to
    out.push(char)
  }
  for (let at = 0; at < text.length;) {
    const char = text[at]!
    const end = char > '~' || char < ' ' || '\\%&^=<'.includes(char) ? special(text, at, put) : 0
    if (end > at) at = end
    else put(char, at, ++at)
  }
  return mapped(out.join(''), starts, ends)
}

/** Decodes or drops what begins here. @returns where it ends; 0 when it is an ordinary character */
function special(text: string, at: number, put: (char: string, from: number, to: number) => void): number {
  const char = text[at]!
  SEQUENCE.lastIndex = at
  const bare = char === '\u001b' || (char >= '\u0090' && char <= '\u009f')
  const sequence = char === '\\' || char === '^' || bare ? SEQUENCE.exec(text) : null
  if (sequence !== null && (sequence[0].length > 2 || bare)) return at + sequence[0].length
  if (INVISIBLE.test(char)) return at + 1
  if (char === '=' || char === '<') return ofMailOrPage(text, at, put)
  const pattern = char === '\\' ? ESCAPE : char === '%' ? PERCENT : char === '&' ? ENTITY : null
  if (pattern === null) return 0
  pattern.lastIndex = at
  const match = pattern.exec(text)
  if (match === null) return 0
  const end = at + match[0].length
  const decoded =
    pattern === ESCAPE
      ? escaped(match)
      : pattern === PERCENT
        ? String.fromCharCode(Number.parseInt(match[1]!, 16))
        : entity(match)
  if (decoded > '~' && !INVISIBLE.test(decoded)) return 0
  // A line that goes on behind a backslash has no end there.
  if (!INVISIBLE.test(decoded) && !(pattern === ESCAPE && match[3] !== undefined && /\s/.test(match[3])))
    put(decoded, at, end)
  return end
}

/** What a mail or a page writes for a letter, for a line end, or around letters. */
function ofMailOrPage(text: string, at: number, put: (char: string, from: number, to: number) => void): number {
  const pattern = text[at] === '=' ? QUOTED : TAG
  pattern.lastIndex = at
  const match = pattern.exec(text)
  if (match === null) return 0
  const end = at + match[0].length
  if (pattern === QUOTED && match[1] !== undefined) put(String.fromCharCode(Number.parseInt(match[1], 16)), at, end)
  if (pattern === TAG && match[1] !== undefined) put('\n', at, end)
  return end
}

function escaped(match: RegExpExecArray): string {
  const code = match[1] ?? match[2]
  if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16))
  return match[3] ?? '\n'
}

function entity(match: RegExpExecArray): string {
  const number =
    match[1] !== undefined ? Number(match[1]) : match[2] !== undefined ? Number.parseInt(match[2], 16) : null
  return number === null ? (NAMED[match[3]!] ?? '\u200b') : number <= 0xffff ? String.fromCharCode(number) : '\ufffd'
}

function mapped(text: string, starts: Uint32Array, ends: Uint32Array): TextView {
  return {
    text,
    range: (start, end) => (end <= start ? [0, 0] : [starts[start]!, ends[end - 1]!]),
    joined: () => joined(text, starts, ends),
  }
}

const LINE_END = /[ \t"'│┃|]{0,40}[\r\n][ \t\r\n>│┃|]{0,80}/y

function joined(text: string, starts: Uint32Array | null, ends: Uint32Array | null): TextView {
  const out: string[] = []
  const from = new Uint32Array(text.length + 1)
  const to = new Uint32Array(text.length + 1)
  for (let at = 0; at < text.length;) {
    if (' \t"\'│┃|\r\n'.includes(text[at]!)) {
      LINE_END.lastIndex = at
      const end = LINE_END.exec(text)
      if (end !== null) {
        at += end[0].length
        continue
      }
    }
    from[out.length] = starts?.[at] ?? at
    to[out.length] = ends?.[at] ?? at + 1
    out.push(text[at]!)
    at++
  }
  return mapped(out.join(''), from, to)
}
