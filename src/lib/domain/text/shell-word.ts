/** Text that a shell takes as one plain word. Not at its start: `=` (zsh runs `=name`). */
const PLAIN_WORD = /^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/

/** A word of a command line, quoted where a POSIX shell would otherwise split, expand or run it. */
export function shellWord(text: string): string {
  return PLAIN_WORD.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

/** A command line to copy. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellWord).join(' ')
}
