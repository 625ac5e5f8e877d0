import type {CheckReport} from '../../domain/check/verdict.js'
import {printable} from '../../domain/text/printable.js'
import {formatDuration} from '../../domain/text/units.js'
import type {Surface} from '../surface/terminal-style.js'

/** How a wait ended, as far as text tells it. */
export interface ShownWait {
  readonly met: boolean
  readonly waitedSeconds: number
  readonly looks: number
  readonly reason: string | null
  readonly last: {readonly report: CheckReport}
}

/** The answer first, then the last reading, a line each. */
export function waitText({met, waitedSeconds, looks, reason, last}: ShownWait, {colour}: Surface): string {
  const after = `after ${formatDuration(waitedSeconds)}, ${looks} ${looks === 1 ? 'look' : 'looks'}`
  const verdict = met ? colour.bold(colour.green('met')) : colour.bold(colour.red('not met'))
  const lines = last.report.items.map(({message}) => printable(message, 400))
  const why = reason === null || lines.includes(printable(reason, 400)) ? [] : [printable(reason, 400)]
  return [`${verdict} ${after}${why.map(text => `: ${text}`).join('')}`, ...lines, ''].join('\n')
}
