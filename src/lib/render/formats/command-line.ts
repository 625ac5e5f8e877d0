import type {Action, Hint, Selector} from '../../domain/action.js'
import {printable} from '../../domain/text/printable.js'
import {shellLine} from '../../domain/text/shell-word.js'

export {shellLine, shellWord} from '../../domain/text/shell-word.js'

/** What a word is when it comes from a server and is not of one line: nobody copies more. */
const LONGEST_WORD = 400

/** Commands that ask no account. */
const WITHOUT_ACCOUNT: readonly (readonly string[])[] = [
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

function selectorWords(words: readonly string[], selector: Selector): string[] {
  const {sandbox} = selector
  const starts = (start: readonly string[]) => start.every((word, at) => words[at] === word)
  if (words.includes('--help') || words.length === 0 || WITHOUT_ACCOUNT.some(starts)) return []
  // A login finds its account by the key, and is none of the sandbox's.
  const isLogin = starts(['auth', 'login'])
  const gateway = words.includes('--base-url') ? null : selector.baseUrl
  const pairs = [
    ['-a', isLogin ? null : selector.account, '--account-id'],
    ['-p', selector.profile, '--profile'],
    ['--base-url', gateway, '--base-url'],
  ] as const
  return [
    ...pairs.flatMap(([flag, value, long]) =>
      value === null || words.includes(flag) || words.includes(long) ? [] : flagWords(flag, long, value),
    ),
    ...(gateway !== null && selector.insecureHttp === true ? ['--insecure-http'] : []),
    ...(sandbox === null || isLogin ? [] : [`--sandbox=${sandbox}`]),
  ]
}

/** A value that begins like a flag would be taken for one. */
const flagWords = (flag: string, long: string, value: string) =>
  value.startsWith('-') ? [`${long}=${value}`] : [flag, value]

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
