/* oxlint-disable no-control-regex -- control characters are this file's subject */

/** Colours and cursor movements of a terminal; as bytes, as `cat -v` shows them, and as logs escape them. Bounded. */
const TERMINAL =
  /(?:\u001b|\u241b|\^\[|\\u001[bB]|\\x1[bB]|\\033|\\e)\[[0-9;?]{0,40}[ -/]{0,4}[A-Za-z@]|\u001b\][^\u0007\u001b\n]{0,2000}(?:\u0007|\u001b\\)|\u001b[()][A-Z0-9]|[\u009b][0-9;?]{0,40}[A-Za-z]/g
/** What nobody sees: NUL, zero-width and direction characters, soft hyphens, byte order marks. */
const INVISIBLE = /[\u0000\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g
const ENTITIES: Readonly<Record<string, string>> = {
  quot: '"',
  '#34': '"',
  '#x22': '"',
  '#39': "'",
  '#x27': "'",
  apos: "'",
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: ' ',
}

/** A text as it was before terminals, chats and pages dressed it; line ends are `\n`. Linear. */
export function cleanText(raw: string): string {
  let text = raw
  if (/[\u001b\u009b\u241b]|\^\[\[|\\(?:u001b|x1b|033|e)\[/i.test(text)) text = text.replace(TERMINAL, '')
  if (/[^\n\t -~]/.test(text)) {
    text = text
      .replace(INVISIBLE, '')
      .replace(/\r\n?/g, '\n')
      .replace(/[\u00a0\u2007\u202f]/g, ' ')
      .replace(/[\u2010\u2011]/g, '-')
      .replace(/[\u2028\u2029\u0085]/g, '\n')
  }
  if (text.includes('&quot;') || text.includes('&#34;') || text.includes('&#x22;') || text.includes('&#39;')) {
    text = text.replace(/&(quot|#34|#x22|#39|#x27|apos|amp|lt|gt|nbsp);/g, (_, name: string) => ENTITIES[name]!)
  }
  // A cell of a table in CSV: every quotation mark stands twice.
  if (/\{""\w/.test(text)) text = text.replace(/^\s*"(?!")|"\s*$/g, '').replaceAll('""', '"')
  if (/%7B(?:%20|\+)*%22/i.test(text)) text = text.replace(PERCENT_ENCODED, decoded)
  return text
}

/** A word of an address that holds an object, perhaps wrapped: a page of errors is handed the body that way. */
const PERCENT_ENCODED =
  /[^\s"'<>]{0,2000}?%7B(?:%20|\+){0,8}%22(?:[^\s"'<>]|\n(?=[^\s"'<>%]{0,40}%[0-9A-F]{2})){0,20000}/gi

function decoded(word: string): string {
  try {
    return decodeURIComponent(word.replaceAll('\n', '').replaceAll('+', ' '))
  } catch {
    return word
  }
}

/** The text on one line: runs of white space are one space. */
export function collapsed(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
