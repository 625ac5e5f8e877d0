import type {CompletionValues, CompletionWord} from './values.js'

/** Words that every shell takes as they are; anything else is quoted. */
const PLAIN = /^[A-Za-z0-9_@%+:,./-]+=?$/

/** A word for POSIX-like shells: bash, zsh, fish. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/**
 * The words as bash splits them from one string.
 * @throws Error for a word that would not survive it: a mistake in a command's description, found by the build's tests
 */
export function splitWords(words: readonly CompletionWord[]): string {
  for (const {word} of words) if (!PLAIN.test(word)) throw new Error(`\`${word}\` cannot be completed as one word`)
  return words.map(({word}) => word).join(' ')
}

/** A word's summary on one short line, without the markup of help. */
export function shortSummary(summary: string): string {
  const line = summary
    .replaceAll('`', '')
    .replace(/\s+/g, ' ')
    .replace(/ \[env: [^\]]*\]/, '')
  return line.length > LONGEST_SUMMARY ? `${line.slice(0, LONGEST_SUMMARY - 1).trimEnd()}…` : line
}

/** Columns: a menu shows a word and this beside it. */
const LONGEST_SUMMARY = 60

/** Whether there are words to offer, not a file or the unknown. */
export function areWords(values: CompletionValues): values is readonly CompletionWord[] {
  return typeof values !== 'string'
}
