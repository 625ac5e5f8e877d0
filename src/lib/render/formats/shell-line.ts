/** Text that a shell takes as one plain word. */
const PLAIN_WORD = /^[A-Za-z0-9_@%+=:,./-]+$/

/** A word of a command line, quoted where a shell would otherwise split or run it. */
export function shellWord(text: string): string {
  return PLAIN_WORD.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

/** A command line to copy. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellWord).join(' ')
}
