import {command, type Hint, type Selector} from '../../domain/action.js'
import type {AppError, ErrorCode, Excerpt, Warning} from '../../domain/errors.js'
import {printable} from '../../domain/text/printable.js'
import {foldedLines} from '../surface/folded-lines.js'
import {glyphsFor, type Surface} from '../surface/terminal-style.js'
import {hintText, warningMessage} from './command-line.js'

/** An error is a sentence, not a page: a gateway that answers with a page of text gets its beginning shown. */
const LONGEST_LINE = 400
const MOST_LINES = 4
/** A greater exit code is a signal's. */
const LAST_CODE_OF_OURS = 128

/** The last line must help even where whoever raised the error had nothing to add. */
const FALLBACK_HINTS: Partial<Record<ErrorCode, Hint>> = {
  'rate-limited': 'the same command can succeed later; back off before trying again',
  'load-shed': 'the model is busy, not your account; try again later',
  'scaling-up': 'the deployment is starting; try again in a few minutes',
  'deployment-saturated': 'the deployment is full; try again later, or give it more replicas',
  suspended: ['run ', command('status'), ' to see what stopped the account'],
  'user-cap': "ask an account admin about this user's own spending cap",
  'quota-exceeded': ['run ', command('quota', 'list'), ' to see which quota is full'],
  unauthorized: [
    'run ',
    command('auth', 'status'),
    ' to see which key was used, ',
    command('auth', 'login'),
    ' to change it',
  ],
  forbidden: ['run ', command('auth', 'status'), ' to see which key and account were used'],
  'not-found': ['run ', command('quota', 'list'), ' or ', command('account', 'list'), ' to see what exists'],
  'server-error': 'the fault is on the other side; try again later',
  'bad-response': 'check `--base-url` and any proxy in between; try again later',
  network: 'check the connection and the proxy variables; try again later',
  timeout: 'try again, or allow more time with `--timeout`',
  usage: 'run the command with `--help` to see what it takes',
  conflict: 'read the current value, then decide again',
  internal: 'this is a bug in fireq; run again with `--debug` and report what it prints',
}
const LAST_RESORT = 'run again with `--debug` to see the requests and answers'

/**
 * An error for a person, for stderr: `error: …` first, then what the server said of it, hints last; one to four lines,
 * the last one always a hint but after a signal. Readable without colour.
 * @param selector what the commands in it need to reach the same account
 * @param mostLines fewer than four where notices already took some of them, three at the least
 */
export function errorText(error: AppError, selector: Selector, surface: Surface, mostLines = MOST_LINES): string {
  const {colour} = surface
  const lines = [
    labelled('error:', label => colour.bold(colour.red(label)), sentence(error.message) || error.code, surface),
  ]
  if (error.excerpt !== null) lines.push(...excerptLines(error.excerpt, surface))
  const detail = answerDetail(error, surface)
  if (detail !== '') lines.push(colour.dim(detail))
  // Who pressed Ctrl-C knows what happened and what to do.
  if (error.exitCode > LAST_CODE_OF_OURS && error.hints.length === 0) return lines.join('\n') + '\n'
  const hints = error.hints.length > 0 ? error.hints : [FALLBACK_HINTS[error.code] ?? LAST_RESORT]
  for (const hint of hints.slice(0, Math.max(1, mostLines - lines.length))) {
    lines.push(labelled('hint:', label => colour.cyan(label), sentence(hintText(hint, selector)), surface))
  }
  return lines.join('\n') + '\n'
}

/** Warnings for stderr, one `warning: …` line each; no warnings, no text. */
export function warningText(warnings: readonly Warning[], selector: Selector, surface: Surface): string {
  return warnings
    .map(
      one =>
        `${labelled('warning:', label => surface.colour.yellow(label), sentence(warningMessage(one, selector)), surface)}\n`,
    )
    .join('')
}

/** A labelled sentence; on a terminal broken between words, never within a command. */
function labelled(label: string, paint: (text: string) => string, text: string, {columns}: Surface): string {
  const [first, ...rest] = foldedLines(`${label} ${text}`, columns) as [string, ...string[]]
  return [`${paint(label)}${first.slice(label.length)}`, ...rest].join('\n')
}

function answerDetail(error: AppError, surface: Surface): string {
  const parts: string[] = []
  if (error.httpStatus !== null) parts.push(`HTTP ${error.httpStatus}`)
  if (error.requestId !== null) parts.push(`request id ${sentence(error.requestId)}`)
  if (error.retryAfterSeconds !== null) parts.push(`retry after ${error.retryAfterSeconds} s`)
  return parts.length === 0 ? '' : `  ${parts.join(glyphsFor(surface).separator)}`
}

/** Characters of the text on either side of the place. */
const AROUND = 30

/** The text around the place, and a caret under it. */
function excerptLines({text, at}: Excerpt, surface: Surface): string[] {
  const start = Math.max(0, at - AROUND)
  // A character for a character: the caret must stay under its place.
  const shown = Array.from(text.slice(start, at + AROUND), char => printable(char) || ' ').join('')
  const before = Array.from(text.slice(start, at)).length
  return [`  ${shown.trimEnd()}`, `  ${' '.repeat(before)}${surface.colour.bold(surface.colour.red('^'))}`]
}

/** One line, no full stop at its end, nothing in it that moves a cursor. */
function sentence(text: string): string {
  return printable(text, LONGEST_LINE).replace(/(?<!\.)\.$/, '')
}
