/* oxlint-disable no-control-regex -- control characters are this file's subject */

/**
 * Escape sequences of a terminal (ECMA-48), in their 7-bit and 8-bit spellings, with all they carry:
 * OSC, DCS, SOS, PM and APC strings up to their terminator, CSI sequences, and two-character escapes. The classes
 * exclude every introducer, so the match stays linear on hostile input; an unterminated string loses its introducer only.
 */
const ESCAPE_SEQUENCES =
  /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x80-\x9f]*(?:\x07|\x1b\\|\x9c)|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]?/g

/** Line breaks and tabs of every kind: a run of them is one space. */
const BREAKS = /[\t\n\v\f\r\x85\u2028\u2029]+/g

/**
 * What nobody sees but what changes what is seen: controls, bidi and zero-width format characters, variation selectors,
 * fillers, lone surrogates and noncharacters.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu

/** Nothing to take out, which is so of nearly every text; the other patterns are slow to make and to apply. */
const PLAIN = /^[ -~]*$/

/**
 * Makes text from a server safe on one line of a terminal: no escape sequences, no control, no invisible characters.
 * @param maxLength longest result in code points, the `…` of a cut included; default: no limit
 */
export function printable(text: string, maxLength = Number.POSITIVE_INFINITY): string {
  const clean = PLAIN.test(text)
    ? text.trim()
    : text.replace(ESCAPE_SEQUENCES, '').replace(BREAKS, ' ').replace(INVISIBLE, '').trim()
  if (clean.length <= maxLength) return clean
  const characters = Array.from(clean)
  if (characters.length <= maxLength) return clean
  if (maxLength < 1) return ''
  return `${characters
    .slice(0, Math.floor(maxLength) - 1)
    .join('')
    .trimEnd()}…`
}

/** The same for text of several lines, such as an error with its hints: its line feeds stay. */
export function printableLines(text: string): string {
  return text
    .split('\n')
    .map(line => printable(line))
    .join('\n')
}
