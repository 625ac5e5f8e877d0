import type {AppError} from '../../domain/errors.js'
import {printable, printableLines} from '../../domain/text/printable.js'
import {countsText, detailOf, findings, type ShownVerdict} from './view.js'

/**
 * Annotations for GitHub Actions: `::error title=…::…` per breach, after one plain line with the verdict.
 * Source: GitHub documentation, workflow commands for GitHub Actions.
 */
export function checkGithub(verdict: ShownVerdict): string {
  const annotations = findings(verdict.checks).map(check =>
    command(
      check.severity === 'warning' ? 'warning' : 'error',
      `quota ${check.quota}: ${check.severity}`,
      check.message,
    ),
  )
  return [`fireq quota check: ${verdict.severity} (${countsText(verdict.checks)})`, ...annotations, ''].join('\n')
}

/** When nothing could be read: one error annotation. */
export function githubFailure(error: AppError): string {
  return `${command('error', 'quota check failed', [error.message, ...error.hints].join('\n'))}\n`
}

/** A Markdown table for the job's summary page. */
export function githubSummary(verdict: ShownVerdict, accountId: string): string {
  const rows = verdict.checks.map(check =>
    [code(check.quota), cell(check.rule), `${MARKS[check.severity]} ${check.severity}`, cell(detailOf(check))].join(
      ' | ',
    ),
  )
  return [
    `### Quotas of ${code(accountId)}: ${verdict.severity}`,
    '',
    '| Quota | Rule | Status | Detail |',
    '| --- | --- | --- | --- |',
    ...rows.map(row => `| ${row} |`),
    '',
    '',
  ].join('\n')
}

/** The summary of a check that could not be made. */
export function githubFailureSummary(error: AppError): string {
  return `### Quotas: unknown\n\n${cell(error.message)}\n\n`
}

const MARKS = {ok: '✅', warning: '⚠️', critical: '❌', unknown: '❔'} as const

function command(name: 'error' | 'warning', title: string, message: string): string {
  return `::${name} title=${escapeProperty(printable(title))}::${escapeData(printableLines(message))}`
}

/** The text of a workflow command: percent first, then what would end the line. */
export function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

/** A property of a workflow command: as the text, and what separates properties. */
export function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

/** Text in a table cell: no markup of Markdown or HTML. */
function cell(text: string): string {
  return printable(text)
    .replace(/[&<>]/g, char => `&#${char.charCodeAt(0)};`)
    .replace(/[\\`*_{}[\]()#!|~@]/g, char => `\\${char}`)
}

/** A name as code. What would end it, or the cell, cannot be escaped inside of it after a backslash; no id has either. */
function code(text: string): string {
  return `\`${printable(text).replaceAll('`', "'").replaceAll('|', '/')}\``
}
