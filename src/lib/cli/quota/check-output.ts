import {appendFileSync} from 'node:fs'
import type {QuotaVerdict} from '../../app/check-quotas.js'
import {AppError, type Warning} from '../../domain/errors.js'
import {systemCode} from '../../config/file-reading.js'
import {checkGithub, githubFailure, githubFailureSummary, githubSummary} from '../../render/check/github.js'
import {checkJunit, junitFailure, type JunitContext} from '../../render/check/junit.js'
import {checkNagios, nagiosFailure} from '../../render/check/nagios.js'
import {CHECK_FIELDS, checkDocument, checkText, type QuotaCheckDocument} from '../../render/check/view.js'
import {errorText} from '../../render/formats/error.js'
import {quotaCheckFlags, type CheckFormat} from './check-flags.js'
import type {GlobalFlagValues} from '../flags.js'
import {write, type CliIo} from '../io.js'
import {rowsOf, type CommandResult} from '../result.js'
import type {Session} from '../session.js'
import {surfaceOf} from '../surface.js'
import {asUsageError} from '../usage-error.js'

type CheckResult = CommandResult<QuotaCheckDocument>

/** A verdict in the format that was asked for, with the exit code that goes with the format. */
export function checkResult(
  io: CliIo,
  format: CheckFormat,
  {source, warnings}: Pick<Session, 'source' | 'warnings'>,
  account: string,
  verdict: QuotaVerdict,
): CheckResult {
  const data = checkDocument(verdict)
  const summary = format === 'github' ? appendSummary(io, githubSummary(verdict, account)) : []
  const result: CheckResult = {
    schema: 'fireq.quota.check/v1',
    source,
    account,
    data,
    warnings: [...warnings, ...verdict.warnings, ...summary],
    exitCode: verdict.exitCode,
    text: surface => checkText(verdict, surface),
    delimited: rowsOf(CHECK_FIELDS, data.checks),
  }
  switch (format) {
    case 'nagios': {
      const {text, exitCode} = checkNagios(verdict)
      return {...result, exitCode, text: () => text}
    }
    case 'junit':
      return {...result, text: () => checkJunit(verdict, {accountId: account, generatedAt: io.clock.now()})}
    case 'github':
      return {...result, text: () => checkGithub(verdict)}
    default:
      return result
  }
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
): Promise<CheckResult> {
  const ownWay =
    format === 'text' || format === 'json' || globals.json === true || !['text', undefined].includes(globals.output)
  if (io.signal.aborted || ownWay) throw thrown
  const failure = asUsageError(thrown, {commandId: 'quota check', flagNames: Object.keys(quotaCheckFlags)})
  if (!(failure instanceof AppError)) throw thrown
  const context: JunitContext = {accountId: null, generatedAt: io.clock.now()}
  const nagios = nagiosFailure(failure)
  const text = {nagios: nagios.text, junit: junitFailure(failure, context), github: githubFailure(failure)}[format]
  const summary = format === 'github' ? appendSummary(io, githubFailureSummary(failure)) : []
  // Of a plugin only stdout is read; a build's report goes to a file, and its log should tell the reason.
  if (format !== 'nagios') await write(io.stderr, errorText(failure, await surfaceOf(io, io.stderr, globals)))
  return {
    schema: 'fireq.quota.check/v1',
    source: 'live',
    account: null,
    data: {severity: 'unknown', checks: []},
    warnings: summary,
    exitCode: format === 'nagios' ? nagios.exitCode : failure.exitCode,
    text: () => text,
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
