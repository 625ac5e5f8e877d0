import type {QuotaStatus} from '../../domain/quota/quota.js'
import {UNKNOWN_MARK} from '../../domain/text/units.js'

/** The part of chalk that views use. A chalk instance of any level fits; the level is decided where the terminal is known. */
export interface Paint {
  bold(text: string): string
  dim(text: string): string
  red(text: string): string
  green(text: string): string
  yellow(text: string): string
  cyan(text: string): string
}

/** Where a view is shown, as far as its text depends on it. */
export interface Surface {
  /** Width of the terminal; null = not a terminal, nothing is truncated. */
  readonly columns: number | null
  /** A terminal, and not a dumb one: boxes, symbols and a summary line. */
  readonly decorated: boolean
  readonly colour: Paint
  /** Whether more than ASCII may be drawn: always in a pipe, on a terminal where the locale is UTF-8. */
  readonly unicode: boolean
}

/** The glyphs of the decoration. Data is never transliterated, only what fireq draws around it. */
export interface Glyphs {
  readonly unknown: string
  readonly ellipsis: string
  readonly separator: string
  readonly suspended: string
  readonly running: string
  readonly status: Readonly<Record<QuotaStatus, string>>
}

// Every symbol differs in shape, not only in colour, and none is an emoji, whose width terminals disagree on.
const UNICODE_GLYPHS: Glyphs = {
  unknown: UNKNOWN_MARK,
  ellipsis: '…',
  separator: ' · ',
  suspended: '✗',
  running: '✓',
  status: {
    ok: '✓',
    warning: '△',
    critical: '▲',
    full: '■',
    exceeded: '✗',
    none: '·',
    unlimited: '∞',
    unknown: '?',
  },
}

const ASCII_GLYPHS: Glyphs = {
  unknown: '-',
  ellipsis: '~',
  separator: ' | ',
  suspended: 'x',
  running: '+',
  status: {
    ok: '+',
    warning: '!',
    critical: '#',
    full: '=',
    exceeded: 'x',
    none: '.',
    unlimited: '*',
    unknown: '?',
  },
}

/** The glyphs a surface can show. A pipe has no glyph set of its own to ask for: the contract's `–` stays `–` there. */
export function glyphsFor(surface: Pick<Surface, 'unicode'>): Glyphs {
  return surface.unicode ? UNICODE_GLYPHS : ASCII_GLYPHS
}

/** The colour of a quota status. The word and the symbol say the same without it. */
export function paintStatus(colour: Paint, status: QuotaStatus, text: string): string {
  switch (status) {
    case 'ok':
      return colour.green(text)
    case 'warning':
    case 'full':
      return colour.yellow(text)
    case 'critical':
      return colour.red(text)
    case 'exceeded':
      return colour.bold(colour.red(text))
    case 'unlimited':
      return colour.cyan(text)
    case 'none':
    case 'unknown':
      return colour.dim(text)
  }
}

/** A status as a surface shows it: the word, on a terminal with its symbol before it. */
export function statusWord(surface: Surface, status: QuotaStatus): string {
  return surface.decorated ? `${glyphsFor(surface).status[status]} ${status}` : status
}
