import type {LimitCut, LogFailure, LogFindings, TimelineMinute} from '../../domain/diagnosis/log-summary.js'
import {BY_SIZE_NOTE} from '../../domain/limits/headers.js'
import {DIMENSION_WORDS} from '../../domain/limits/rate-limit.js'
import {printable} from '../../domain/text/printable.js'
import {formatNumber, formatTimeUtc, formatWholeNumber} from '../../domain/text/units.js'
import {labelledLines, type LabelledLine} from '../surface/labelled-lines.js'
import type {Surface} from '../surface/terminal-style.js'

/** Minutes of a timeline that text shows: the last ones in which something failed. */
const SHOWN_MINUTES = 6

/** What a whole log tells beyond its last state; nothing for one answer. */
export function diagnoseLogText({timeline, log}: LogFindings, surface: Surface): string {
  return log === null ? '' : labelledLines(logLines({timeline, log}), surface)
}

/** The same as labelled lines. */
export function logLines({timeline, log}: LogFindings): LabelledLine[] {
  if (log === null) return []
  const {first, worst, limit, cut} = log
  const span = log.from === null || log.to === null ? '' : `, ${formatTimeUtc(log.from)} to ${formatTimeUtc(log.to)}`
  const share = log.limitedShare === 0 ? '' : `, ${percentage(log.limitedShare)} hit a rate limit`
  return [
    {
      label: 'Log',
      text: `${formatWholeNumber(log.requests)} answers, ${formatWholeNumber(log.failed)} failed${share}${span}`,
    },
    ...(first === null ? [] : [{label: 'First failure', text: failureText(first)}]),
    ...(worst === null || worst.place === first?.place ? [] : [{label: 'Worst failure', text: failureText(worst)}]),
    ...(limit === null
      ? []
      : [
          {
            label: 'Limit',
            text: `${DIMENSION_WORDS[limit.dimension]}${ofModel(limit.model)}${limit.since === null ? '' : `, exhausted since ${formatTimeUtc(limit.since)}`}`,
          },
        ]),
    ...(cut === null
      ? []
      : [
          {
            label: 'Limit cut',
            text: `${DIMENSION_WORDS[cut.dimension]}${ofModel(cut.model)} ${cutText(cut)}${cut.at === null ? '' : `, ${formatTimeUtc(cut.at)}`}`,
          },
        ]),
    ...minuteLines(timeline),
  ]
}

function minuteLines(timeline: readonly TimelineMinute[]): LabelledLine[] {
  const failing = timeline.filter(({failed}) => failed > 0)
  if (failing.length === 0) return []
  const shown = failing.slice(-SHOWN_MINUTES).map(({at, requests, causes}) => {
    const told = Object.entries(causes).map(([cause, times]) => `${formatWholeNumber(times)} ${cause}`)
    return `${at.slice(0, 10)} ${at.slice(11, 16)}Z  ${formatWholeNumber(requests)} answers: ${told.join(', ')}`
  })
  const more = failing.length - shown.length
  return [
    {
      label: 'By minute',
      text:
        more > 0 ? [`${formatWholeNumber(more)} earlier minutes with failures: \`--json\` has all`, ...shown] : shown,
    },
  ]
}

function failureText({cause, httpStatus, at, place}: LogFailure): string {
  const status = httpStatus === null ? '' : ` (HTTP ${httpStatus})`
  return `${cause}${status}, ${at === null ? '' : `${formatTimeUtc(at)}, `}number ${formatWholeNumber(place)} in the text`
}

/** Per minute as every limit; with the numbers that came, where those are others. */
function cutText({from, to, unit}: LimitCut): string {
  if (unit === 'per-minute') return `from ${formatNumber(from)} to ${formatNumber(to)} per minute`
  const raw = `headers: ${formatNumber(from)} to ${formatNumber(to)}, ${BY_SIZE_NOTE}`
  return `from ${formatNumber(from * 60)} to ${formatNumber(to * 60)} per minute (${raw})`
}

function ofModel(model: string | null): string {
  return model === null ? '' : ` of ${printable(model, 120)}`
}

function percentage(share: number): string {
  const percent = share * 100
  return `${percent >= 10 ? Math.floor(percent) : Math.floor(percent * 10) / 10 || '< 0.1'} %`
}
