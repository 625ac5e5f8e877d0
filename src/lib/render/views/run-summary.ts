import {DIMENSION_WORDS} from '../../domain/limits/rate-limit.js'
import {formatCompact, formatDuration, formatWholeNumber, UNKNOWN_MARK} from '../../domain/text/units.js'
import type {RunSummary} from '../../domain/traffic/run-summary.js'

/**
 * What a command did, for the person who ran it: one line, and one per limit that moved or was reached.
 * @param program the command's first word
 */
export function runSummaryText(summary: RunSummary, program: string): string {
  if (summary.requests === 0) return `fireq run: 0 requests seen: does ${program} honour OPENAI_BASE_URL?\n`
  const {status429, status503, refused, tokens, waitedSeconds} = summary
  const parts = [
    `${formatWholeNumber(summary.requests)} ${summary.requests === 1 ? 'request' : 'requests'}`,
    `429: ${formatWholeNumber(status429)}`,
    ...(status503 > 0 ? [`503: ${formatWholeNumber(status503)}`] : []),
    ...(refused > 0 ? [`refused after --max-wait: ${formatWholeNumber(refused)}`] : []),
    ...(waitedSeconds >= 0.05 ? [`waited ${formatDuration(waitedSeconds)} in all`] : []),
    `${formatWholeNumber(tokens.prompt)} prompt and ${formatWholeNumber(tokens.generated)} output tokens`,
  ]
  const limits = summary.limits.map(({model, dimension, before, after}) => {
    const now = perMinute(after)
    const change = before === after ? `${now}, unchanged` : `${perMinute(before)} before, ${now} after`
    return `  ${model}: limit of ${DIMENSION_WORDS[dimension]} ${change}\n`
  })
  return `fireq run: ${parts.join(', ')}\n${limits.join('')}`
}

function perMinute(value: number | null): string {
  return value === null ? UNKNOWN_MARK : `${formatCompact(value)}/min`
}
