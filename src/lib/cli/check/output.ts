import {appendFileSync} from 'node:fs'
import {systemCode} from '../../config/file-reading.js'
import type {Selector} from '../../domain/action.js'
import {delimitedItems, documentItems, type CheckReport, type CheckSeverity} from '../../domain/check/verdict.js'
import {AppError, type Warning} from '../../domain/errors.js'
import {checkGithub, githubFailure, githubFailureSummary, githubSummary} from '../../render/check/github.js'
import {checkJunit, junitFailure} from '../../render/check/junit.js'
import {checkNagios, nagiosFailure} from '../../render/check/nagios.js'
import {checkText, type CheckKind} from '../../render/check/view.js'
import type {Surface} from '../../render/surface/terminal-style.js'
import type {Field, FieldValue} from '../../render/formats/delimited.js'
import type {DocumentSource} from '../../render/formats/document.js'
import {errorText} from '../../render/formats/error.js'
import type {GlobalFlagValues} from '../flags.js'
import {write, type CliIo} from '../io.js'
import {rowsOf, type CommandResult} from '../result.js'
import {surfaceOf} from '../surface.js'
import {asUsageError} from '../usage-error.js'
import type {CheckFormat} from './format.js'

/** What a gate's command found out. */
export interface CheckAnswer {
  readonly source: DocumentSource
  /** null where no account is concerned. */
  readonly account: string | null
  /** Of the connection; those of the report come after them. */
  readonly warnings: readonly Warning[]
  readonly report: CheckReport
  /** The fields of `checks[]` that csv shows, by name. */
  readonly columns: readonly string[]
  /** What `data` holds besides `severity` and `checks`. */
  readonly data?: Readonly<Record<string, unknown>>
  /** `data` as a whole, where the document is not a list of checks. */
  readonly document?: Readonly<Record<string, unknown>>
  /** Text, where a table of checks would not say it best. */
  readonly text?: (surface: Surface) => string
}

/** A field of `checks[]` as a column of csv. */
const fieldOf = (name: string): Field<CheckDocument['checks'][number]> => ({
  name,
  value: check => (check[name] ?? null) as FieldValue,
})

/** `data` of every gate's document. */
export interface CheckDocument {
  readonly severity: CheckSeverity
  readonly checks: readonly Readonly<Record<string, unknown>>[]
}

/** A report in the format that was asked for, with the exit code that goes with the format. */
export function checkResult(
  io: CliIo,
  answer: CheckAnswer & {readonly format: CheckFormat},
  kind: CheckKind,
): CommandResult {
  const {format, source, account, warnings, report, columns, data: more} = answer
  const checks = documentItems(report).map(({document}) => document)
  const data = answer.document ?? ({severity: report.severity, checks, ...more} satisfies CheckDocument)
  const summary = format === 'github' ? appendSummary(io, githubSummary(report, kind, account)) : []
  const result: CommandResult = {
    schema: kind.schema,
    source,
    account,
    data,
    warnings: [...warnings, ...report.warnings, ...summary],
    exitCode: report.exitCode,
    followed: followedOf(report),
    text: answer.text ?? (surface => checkText(report, surface)),
    ...(answer.text === undefined && format === 'text' ? {accountAbove: true as const} : {}),
    delimited: rowsOf(columns.map(fieldOf), delimitedItems(report)),
    names: () => [...new Set(documentItems(report).map(({name}) => name))],
  }
  switch (format) {
    case 'nagios': {
      const {text, exitCode} = checkNagios(report, kind)
      return {...result, exitCode, text: () => text}
    }
    case 'junit':
      return {...result, text: () => checkJunit(report, {kind, accountId: account, generatedAt: io.clock.now()})}
    case 'github':
      return {...result, text: () => checkGithub(report, kind)}
    default:
      return result
  }
}

/** The values of monitoring as parts of their max, the fullest first, few enough to follow. */
function followedOf({values}: CheckReport): NonNullable<CommandResult['followed']> {
  return values
    .flatMap(({label, value, max}) => (value === null || max === null || max <= 0 ? [] : [{label, value: value / max}]))
    .sort((a, b) => b.value - a.value)
    .slice(0, 3)
}

/** The gate that failed, and what the commands in its hints need to reach the same account. */
export interface FailedGate {
  readonly kind: CheckKind
  readonly flagNames: readonly string[]
  readonly selector: Selector
}

/**
 * A failure in a format that a machine waits for: a valid document that tells it, and the exit code of its cause.
 * @throws the failure itself in text and JSON, which have their own way to tell one, and when it is a signal
 */
export async function checkFailure(
  io: CliIo,
  format: CheckFormat,
  globals: GlobalFlagValues,
  thrown: unknown,
  {kind, flagNames, selector}: FailedGate,
): Promise<CommandResult> {
  const ownWay =
    format === 'text' || format === 'json' || globals.json === true || !['text', undefined].includes(globals.output)
  if (io.signal.aborted || ownWay) throw thrown
  const failure = asUsageError(thrown, {commandId: kind.command, flagNames})
  if (!(failure instanceof AppError)) throw thrown
  const nagios = nagiosFailure(failure, kind)
  const text = {
    nagios: () => nagios.text,
    junit: () => junitFailure(failure, selector, {kind, accountId: null, generatedAt: io.clock.now()}),
    github: () => githubFailure(failure, kind, selector),
  }[format]
  const summary = format === 'github' ? appendSummary(io, githubFailureSummary(failure, kind)) : []
  // Of a plugin only stdout is read; a build's report goes to a file, and its log should tell the reason.
  if (format !== 'nagios') await write(io.stderr, errorText(failure, selector, await surfaceOf(io, io.stderr, globals)))
  return {
    schema: kind.schema,
    source: 'live',
    account: null,
    data: {severity: 'unknown', checks: []},
    warnings: summary,
    exitCode: format === 'nagios' ? nagios.exitCode : failure.exitCode,
    text,
  }
}

/** Appends to the job's summary page, when there is one. A page that cannot be written is no reason to fail a check. */
function appendSummary(io: CliIo, markdown: string): Warning[] {
  const file = io.env['GITHUB_STEP_SUMMARY']
  if (file === undefined || file === '') return []
  try {
    appendFileSync(file, markdown)
    return []
  } catch (error) {
    return [{code: 'no-summary', message: `the job summary ${file} cannot be written (${systemCode(error)})`}]
  }
}
