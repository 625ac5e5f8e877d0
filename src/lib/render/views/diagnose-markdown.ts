import type {LogFindings} from '../../domain/diagnosis/log-summary.js'
import {printable} from '../../domain/text/printable.js'
import {redactSecrets} from '../../domain/text/redact.js'
import {formatTimeUtc} from '../../domain/text/units.js'
import {askedText, retryText, type DiagnosisOrigin, type ShownDiagnosis} from './diagnose.js'
import {logLines} from './diagnose-log.js'

/**
 * The diagnosis as a Markdown block for an incident channel or a support ticket. Everything that came from elsewhere
 * stands inside one code fence, so that no text of a server is a link, a mention or an end of the fence.
 * @param now milliseconds since the epoch
 */
export function diagnoseMarkdown(
  diagnosis: ShownDiagnosis & LogFindings,
  origin: DiagnosisOrigin,
  now: number,
): string {
  const {cause, message, reason, actions, chain, evidence, requestId, observedAt, httpStatus, model} = diagnosis
  const lines: (readonly [string, string | null])[] = [
    ['time (UTC)', formatTimeUtc(observedAt ?? now) + (observedAt === null ? ' (of this diagnosis)' : '')],
    ['source', askedText(origin)],
    ['HTTP status', httpStatus === null ? 'not known' : String(httpStatus)],
    ['request id', requestId ?? 'not known'],
    ['model', model],
    ['summary', message],
    ['limit', reason],
    ['retry', retryText(diagnosis)],
    ...chain.map(step => ['sequence', step] as const),
    ...evidence.map(one => ['evidence', one] as const),
    ...actions.map(action => ['next step', action] as const),
    ...logLines(diagnosis).flatMap(({label, text}) => [text].flat().map(line => [label.toLowerCase(), line] as const)),
  ]
  const told = lines.flatMap(([label, text]) => (text === null ? [] : [`${label}: ${fenced(text)}`]))
  return `**fireq diagnose: ${cause}**\n\n\`\`\`text\n${told.join('\n')}\n\`\`\`\n`
}

/** Text that cannot end the fence it stands in. */
function fenced(text: string): string {
  return redactSecrets(printable(text)).replace(/`{3,}|~{3,}/g, run => "'".repeat(run.length))
}
