import type {Selector} from '../../domain/action.js'
import type {AppError} from '../../domain/errors.js'
import {printable, printableLines} from '../../domain/text/printable.js'
import {hintText} from '../formats/command-line.js'
import {findingsOf, type CheckItem, type CheckReport} from '../../domain/check/verdict.js'
import {countsText, detailOf, type CheckKind} from './view.js'

/**
 * Annotations for GitHub Actions: `::error title=…::…` per breach, after one plain line with the verdict.
 * Source: GitHub documentation, workflow commands for GitHub Actions.
 */
export function checkGithub(report: CheckReport, kind: CheckKind): string {
  const annotations = findingsOf(report.items).map(item =>
    command(
      item.severity === 'warning' ? 'warning' : 'error',
      `${kind.noun} ${item.name}: ${item.severity}`,
      item.message,
      item.place ?? null,
    ),
  )
  return [`fireq ${kind.command}: ${report.severity} (${countsText(report.items)})`, ...annotations, ''].join('\n')
}

/** When nothing could be read: one error annotation. */
export function githubFailure(error: AppError, kind: CheckKind, selector: Selector): string {
  const lines = [error.message, ...error.hints.map(hint => hintText(hint, selector))]
  return `${command('error', `${kind.command} failed`, lines.join('\n'))}\n`
}

/** A Markdown table for the job's summary page. */
export function githubSummary(report: CheckReport, kind: CheckKind, accountId: string | null): string {
  const rows = report.items.map(item =>
    [code(item.name), cell(item.rule), `${MARKS[item.severity]} ${item.severity}`, cell(detailOf(item))].join(' | '),
  )
  const noun = kind.noun.charAt(0).toUpperCase() + kind.noun.slice(1)
  return [
    `### ${kind.heading}${accountId === null ? '' : ` of ${code(accountId)}`}: ${report.severity}`,
    '',
    `| ${noun} | Rule | Status | Detail |`,
    '| --- | --- | --- | --- |',
    ...rows.map(row => `| ${row} |`),
    '',
    '',
  ].join('\n')
}

/** The summary of a check that could not be made. */
export function githubFailureSummary(error: AppError, kind: CheckKind): string {
  return `### ${kind.heading}: unknown\n\n${cell(error.message)}\n\n`
}

const MARKS = {ok: '✅', warning: '⚠️', critical: '❌', unknown: '❔'} as const

function command(name: 'error' | 'warning', title: string, message: string, place: CheckItem['place'] = null): string {
  const at = place ? `file=${escapeProperty(printable(place.file))},line=${place.line},` : ''
  return `::${name} ${at}title=${escapeProperty(printable(title))}::${escapeData(printableLines(message))}`
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
