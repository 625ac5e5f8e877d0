import type {Selector} from '../../domain/action.js'
import {AppError, type Warning} from '../../domain/errors.js'
import {worstExitCode} from '../../domain/exit-codes.js'
import {printable} from '../../domain/text/printable.js'
import {hintText, warningMessage} from '../../render/formats/command-line.js'
import {delimited, type DelimitedFormat} from '../../render/formats/delimited.js'
import type {DocumentSource} from '../../render/formats/document.js'
import type {Surface} from '../../render/surface/terminal-style.js'
import type {CommandResult} from '../result.js'
import type {Shaping} from '../list/shaping.js'
import type {ProfileAnswer} from './ask.js'

/** One profile of a `….profiles/v1` document: what its own document would hold, or why there is none. */
export interface ProfileResult {
  /** null for firectl's sign-in outside any profile. */
  readonly profile: string | null
  readonly owner: 'fireq' | 'firectl'
  readonly account: string | null
  readonly source: DocumentSource
  readonly data: unknown
  readonly error: {readonly code: string; readonly message: string; readonly hints: readonly string[]} | null
  readonly warnings: readonly Warning[]
  readonly exitCode: number
}

type Answer = ProfileAnswer<CommandResult>

/**
 * One result of the results of all profiles: a section each in text, an entry of `profiles[]` in the document, a column
 * in csv. The exit code is the worst.
 * @param schema the document of one profile, `fireq.quota.list/v1`
 */
export function profileResults(
  schema: string,
  answers: readonly Answer[],
): CommandResult<{profiles: readonly ProfileResult[]}> {
  const forms = formsOf(answers, null)
  return {
    schema: schema.replace(/\/v1$/, '.profiles/v1'),
    source: 'live',
    account: null,
    warnings: answers.flatMap(warningsOf),
    exitCode: worstExitCode(answers.map(({answer}) => answer.exitCode ?? 0)),
    ...forms,
    ...(answers.some(({answer}) => !(answer instanceof AppError) && answer.shaped)
      ? {
          shaped: (shaping: Shaping) =>
            formsOf(
              answers.map(one => shapedAnswer(one, shaping)),
              shaping,
            ),
        }
      : {}),
  }
}

function shapedAnswer(one: Answer, shaping: Shaping): Answer {
  const {answer} = one
  return answer instanceof AppError || !answer.shaped ? one : {...one, answer: {...answer, ...answer.shaped(shaping)}}
}

function formsOf(answers: readonly Answer[], shaping: Shaping | null) {
  const results = answers.flatMap(({answer}) => (answer instanceof AppError ? [] : [answer]))
  return {
    data: {profiles: answers.map(documentOf)},
    text: async (surface: Surface) => {
      const sections: string[] = []
      for (const one of answers) sections.push(await sectionOf(one, surface))
      return sections.join('\n')
    },
    delimited: (format: DelimitedFormat) => rowsOfAll(answers, format, shaping?.headers ?? true),
    names: () => results.flatMap(result => result.names?.() ?? []),
  }
}

function documentOf({name, owner, answer, selector}: Answer): ProfileResult {
  if (answer instanceof AppError) {
    const {code, message, hints, exitCode} = answer
    const error = {code, message, hints: hints.map(hint => hintText(hint, selector))}
    return {profile: name, owner, account: null, source: 'live', data: null, error, warnings: [], exitCode}
  }
  const {account, source, data, warnings = [], exitCode = 0} = answer
  return {
    profile: name,
    owner,
    account,
    source,
    data,
    error: null,
    warnings: plainWarnings(warnings, selector),
    exitCode,
  }
}

async function sectionOf({name, answer}: Answer, surface: Surface): Promise<string> {
  const account = answer instanceof AppError ? null : answer.account
  const heading = `profile ${nameOf(name)}${account === null ? '' : `, account ${printable(account)}`}`
  const body =
    answer instanceof AppError ? `${answer.code}: ${printable(answer.message, 300)}\n` : await answer.text(surface)
  return `${surface.colour.bold(heading)}\n${body}`
}

/** The rows of all, each after the name of its profile. A cell never holds the end of a line. */
function rowsOfAll(answers: readonly Answer[], format: DelimitedFormat, headers: boolean): string {
  const separator = format === 'csv' ? ',' : '\t'
  let header: string | null = null
  const lines: string[] = []
  for (const {name, answer} of answers) {
    if (answer instanceof AppError || !answer.delimited) continue
    const records = answer.delimited(format).split('\n').slice(0, -1)
    if (headers) header ??= records[0] ?? ''
    const cell = delimited(format, [{name: 'profile', value: () => name}], [null], {headers: false}).slice(0, -1)
    lines.push(...records.slice(headers ? 1 : 0).map(record => `${cell}${separator}${record}`))
  }
  const head = headers ? [header === null ? 'profile' : `profile${separator}${header}`] : []
  return [...head, ...lines].map(line => `${line}\n`).join('')
}

/** Warnings whose hints are in their words: each profile has a selector of its own. */
function plainWarnings(warnings: readonly Warning[], selector: Selector): Warning[] {
  return warnings.map(warning => ({code: warning.code, message: warningMessage(warning, selector)}))
}

function warningsOf({name, answer, selector}: Answer): Warning[] {
  const told =
    answer instanceof AppError
      ? [{code: answer.code, message: answer.message, hints: answer.hints.slice(0, 1)}]
      : (answer.warnings ?? [])
  return plainWarnings(told, selector).map(({code, message}) => ({code, message: `${nameOf(name)}: ${message}`}))
}

/** A profile's name for people. */
export function nameOf(name: string | null): string {
  return name === null ? "firectl's sign-in" : printable(name, 60)
}
