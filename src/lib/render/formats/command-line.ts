import type {Action, Hint, Selector} from '../../domain/action.js'
import {printable} from '../../domain/text/printable.js'

/** Text that a shell takes as one plain word. Not at its start: `=` (zsh runs `=name`). */
const PLAIN_WORD = /^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/
/** What such a word is when it comes from a server and is not of one line: nobody copies more. */
const LONGEST_WORD = 400

/** A word of a command line, quoted where a POSIX shell would otherwise split, expand or run it. */
export function shellWord(text: string): string {
  return PLAIN_WORD.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

/** A command line to copy. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellWord).join(' ')
}

/** Commands that ask no account. */
const WITHOUT_ACCOUNT: readonly (readonly string[])[] = [
  ['auth', 'login'],
  ['auth', 'logout'],
  ['auth', 'list'],
  ['auth', 'switch'],
  ['config'],
  ['completion'],
  ['help'],
  ['sandbox'],
  ['version'],
]

/**
 * A command of fireq to copy, that reaches the account this run asked whatever the shell's profile is by then:
 * `fireq quota set monthly-spend-usd 400 -a acme -p prod`. Quoted word by word; never a key.
 * @param words after `fireq`
 */
export function commandLine(words: readonly string[], selector: Selector): string {
  const clean = words.map(word => printable(word, LONGEST_WORD))
  return shellLine(['fireq', ...clean, ...selectorWords(clean, selector)])
}

function selectorWords(words: readonly string[], {account, profile, sandbox, baseUrl}: Selector): string[] {
  const asksNobody = words.includes('--help') || words.length === 0
  if (asksNobody || WITHOUT_ACCOUNT.some(start => start.every((word, at) => words[at] === word))) return []
  const pairs = [
    ['-a', account, '--account-id'],
    ['-p', profile, '--profile'],
    ['--base-url', baseUrl, '--base-url'],
  ] as const
  return [
    ...pairs.flatMap(([flag, value, long]) =>
      value === null || words.includes(flag) || words.includes(long) ? [] : [flag, value],
    ),
    ...(sandbox === null ? [] : [`--sandbox=${sandbox}`]),
  ]
}

/** A hint as one sentence, its commands in back-ticks. */
export function hintText(hint: Hint, selector: Selector): string {
  if (typeof hint === 'string') return hint
  return hint.map(part => (typeof part === 'string' ? part : `\`${commandLine(part.command, selector)}\``)).join('')
}

/** A next step as it stands in a document: a command line, a URL, or a sentence. */
export function actionText(action: Action, selector: Selector): string {
  if ('command' in action) return commandLine(action.command, selector)
  return 'link' in action ? action.link : action.advice
}

/** Actions as a document's `actions[]`. */
export function actionTexts(actions: readonly Action[], selector: Selector): string[] {
  return actions.map(action => actionText(action, selector))
}

/** A warning with its hints, as one sentence. */
export function warningMessage(
  {message, hints = []}: {readonly message: string; readonly hints?: readonly Hint[]},
  selector: Selector,
): string {
  return [message, ...hints.map(hint => hintText(hint, selector))].join('; ')
}
