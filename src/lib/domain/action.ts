import {printable} from './text/printable.js'

/** A fireq command as words after `fireq`: what it does, not whom it asks. Whoever prints it adds that, and quotes. */
export interface FireqCommandWords {
  readonly command: readonly string[]
}

/** A next step: a command to copy, a page to open, or a sentence. */
export type Action =
  | FireqCommandWords
  | {readonly link: string}
  /** `isRetry`: it says how to retry, which a view may have said already. */
  | {readonly advice: string; readonly isRetry?: true}

/** A hint: a sentence, or its parts where a command stands in it. */
export type Hint = string | readonly (string | FireqCommandWords)[]

/** What selects the account that a command asks; null for what is not known or is the default. Never a key. */
export interface Selector {
  /** The account's id. */
  readonly account: string | null
  /** The profile, if one was chosen by flag or variable. */
  readonly profile: string | null
  /** The sandbox's scenario. */
  readonly sandbox: string | null
  /** The gateway, where it is not Fireworks' own. */
  readonly baseUrl: string | null
  /** The gateway is asked over plain http, which only a flag allows. */
  readonly insecureHttp?: boolean
}

/** Nobody is selected: for text that concerns no account. */
export const NO_SELECTOR: Selector = {account: null, profile: null, sandbox: null, baseUrl: null}

export const command = (...words: string[]): FireqCommandWords => ({command: words})
export const link = (url: string): Action => ({link: url})
export const advice = (text: string): Action => ({advice: text})
export const retryAdvice = (text: string): Action => ({advice: text, isRetry: true})

/** Whether an id can stand in a command: one from a server may look like a flag, or hold what a terminal does not show. */
export function isOperand(id: string): boolean {
  return id !== '' && id.length <= LONGEST_OPERAND && !id.startsWith('-') && printable(id) === id
}

/** A longer one would be cut where it is printed, and name something else. */
const LONGEST_OPERAND = 300

/** A command about one quota: `quotaCommand('get', id)`. An id that cannot stand in a command is found in the list. */
export function quotaCommand(verb: string, id: string, ...words: string[]): FireqCommandWords {
  return isOperand(id) ? command('quota', verb, id, ...words) : command('quota', 'list')
}

/** Every text of an action through a function, such as one that strips control characters. */
export function mapAction(action: Action, clean: (text: string) => string): Action {
  if ('command' in action) return command(...action.command.map(clean))
  return 'link' in action ? link(clean(action.link)) : {...action, advice: clean(action.advice)}
}

/** Every text of a hint through a function. */
export function mapHint(hint: Hint, clean: (text: string) => string): Hint {
  if (typeof hint === 'string') return clean(hint)
  return hint.map(part => (typeof part === 'string' ? clean(part) : command(...part.command.map(clean))))
}

/** The actions without repetition, the first of two equal ones kept. */
export const distinctActions = (actions: readonly Action[]): Action[] => distinct(actions)
/** The hints without repetition. */
export const distinctHints = (hints: readonly Hint[]): Hint[] => distinct(hints)

function distinct<T>(items: readonly T[]): T[] {
  return [...new Map(items.map(item => [JSON.stringify(item), item])).values()]
}

/** A hint as a step of its own: a sentence that holds nothing but a command is that command. */
export function actionOfHint(hint: Hint): Action[] {
  if (typeof hint === 'string') return [advice(hint)]
  return hint.filter(part => typeof part !== 'string')
}
