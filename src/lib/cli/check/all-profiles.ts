import {worstSeverity, type CheckItem, type CheckReport} from '../../domain/check/verdict.js'
import {AppError} from '../../domain/errors.js'
import {worstExitCode} from '../../domain/exit-codes.js'
import type {CheckKind} from '../../render/check/view.js'
import type {CliIo} from '../io.js'
import type {ProfileAnswer} from '../profiles/ask.js'
import {nameOf, profileResults} from '../profiles/results.js'
import type {CommandResult} from '../result.js'
import type {CheckFormat} from './format.js'
import {checkResult, type CheckAnswer} from './output.js'

type Answer = ProfileAnswer<CheckAnswer>

/** The gates of all profiles: a section, an entry or rows each; for monitoring one report that names the profile in every line. */
export function checkResults(
  io: CliIo,
  format: CheckFormat,
  answers: readonly Answer[],
  kind: CheckKind,
): CommandResult {
  const results = profileResults(
    kind.schema,
    answers.map(one => ({
      ...one,
      answer: one.answer instanceof AppError ? one.answer : checkResult(io, {...one.answer, format: 'text'}, kind),
    })),
  )
  if (format === 'text' || format === 'json') return results
  const report = mergedReport(answers)
  const {
    text,
    exitCode,
    warnings = [],
  } = checkResult(io, {format, source: 'live', account: null, warnings: [], report, columns: []}, kind)
  const summary = warnings.filter(({code}) => code === 'no-summary')
  return {...results, text, exitCode: exitCode ?? 0, warnings: [...(results.warnings ?? []), ...summary]}
}

function mergedReport(answers: readonly Answer[]): CheckReport {
  const items = answers.flatMap(itemsOf)
  const reports = answers.flatMap(({name, answer}) => (answer instanceof AppError ? [] : [{name, ...answer.report}]))
  return {
    severity: worstSeverity(items),
    items,
    values: reports.flatMap(({name, values}) =>
      values.map(value => ({...value, label: `${nameOf(name)}/${value.label}`})),
    ),
    warnings: [],
    exitCode: worstExitCode(
      answers.map(({answer}) => (answer instanceof AppError ? answer.exitCode : answer.report.exitCode)),
    ),
  }
}

function itemsOf({name, answer}: Answer): CheckItem[] {
  const profile = nameOf(name)
  if (!(answer instanceof AppError)) {
    return answer.report.items.map(item => ({
      ...item,
      name: `${profile}/${item.name}`,
      message: `${profile}/${item.message}`,
    }))
  }
  const message = `${profile}: ${answer.message}`
  const severity = answer.code === 'suspended' ? 'critical' : 'unknown'
  return [{name: profile, rule: 'readable', severity, message, binding: true, document: {}}]
}
