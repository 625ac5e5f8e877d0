import stringWidth from 'string-width'

/** ASCII, and what fireq itself draws and sets: one column each. All else asks `Intl`, which is slow to come. */
const ONE_COLUMN_EACH = /^[\x20-\x7e\u00a0·×–…→∞─│├┤╭╮╯╰▁-▇█░■△▲●✓✗]*$/

/** Columns a text takes on a terminal. For most cells this is their length. */
export function displayWidth(text: string): number {
  return ONE_COLUMN_EACH.test(text) ? text.length : stringWidth(text)
}

/** Pads a text to a width in columns; a wider text stays as it is. */
export function padTo(text: string, width: number, align: 'left' | 'right'): string {
  const fill = ' '.repeat(Math.max(0, width - displayWidth(text)))
  return align === 'right' ? fill + text : text + fill
}

/**
 * Shortens a text to a width in columns, the ellipsis included. Whole characters only, as a person counts them: a
 * wide one that would stick out is left out.
 */
export function truncateTo(text: string, width: number, ellipsis: string): string {
  if (displayWidth(text) <= width) return text
  if (width <= displayWidth(ellipsis)) return ellipsis.slice(0, Math.max(0, width))
  const room = width - displayWidth(ellipsis)
  let taken = ''
  let used = 0
  for (const {segment} of new Intl.Segmenter('en').segment(text)) {
    const next = displayWidth(segment)
    if (used + next > room) break
    taken += segment
    used += next
  }
  return taken + ellipsis
}

/** Breaks a text at spaces into lines of at most a width; a longer word gets a line of its own. Null: one line. */
export function wrapWords(text: string, columns: number | null): string[] {
  if (columns === null || displayWidth(text) <= columns) return [text]
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && displayWidth(longer) > columns) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}

/** A text in pieces of at most a width, whole characters each. */
export function piecesOf(text: string, width: number): string[] {
  const pieces: string[] = []
  let piece = ''
  let used = 0
  for (const {segment} of new Intl.Segmenter('en').segment(text)) {
    const next = displayWidth(segment)
    if (piece !== '' && used + next > width) {
      pieces.push(piece)
      ;[piece, used] = ['', 0]
    }
    piece += segment
    used += next
  }
  return [...pieces, piece]
}

const NO_BREAK = '\u00A0'

/** Broken at spaces, but for those in back-ticks: what stands there is copied. Null: one line. */
export function wrappedWhole(text: string, columns: number | null): string[] {
  const whole = text.replace(/`[^`]*`/g, code => code.replaceAll(' ', NO_BREAK))
  return wrapWords(whole, columns).map(line => line.replaceAll(NO_BREAK, ' '))
}
