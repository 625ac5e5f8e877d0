import {quotasNeedingAttention} from '../../domain/diagnosis/account-verdict.js'
import {SPEND_QUOTA_ID, type Quota} from '../../domain/quota/quota.js'
import {perDayText, spendPace} from '../../domain/quota/spend-pace.js'
import {describeMoment} from '../../domain/text/moment.js'
import {printable} from '../../domain/text/printable.js'
import {formatWholeNumber} from '../../domain/text/units.js'
import {barText} from '../surface/bar.js'
import {displayWidth, padTo, truncateTo, wrapWords} from '../surface/display-width.js'
import {glyphsFor, paintStatus, type Surface} from '../surface/terminal-style.js'
import {amountText, limitText} from './quota-amount.js'

const CELLS = 20
const NARROW_CELLS = 10
const NARROW = 70
/** Of a label; the rest of an id is not what tells quotas apart. */
const LONGEST_LABEL = 26

/**
 * One bar for each limit that presses, the gravest first:
 * `Spend ███████████████████░ $376.48 of $400 · $23.52 left · Sat 28 Nov 09:00 UTC, in about 36 hours, at $14.62 a day`.
 * @param most bars shown; the others are counted
 * @param now milliseconds since the epoch, for the pace of the month
 */
export function pressingLines(quotas: readonly Quota[], most: number, now: number, surface: Surface): string[] {
  const pressing = quotasNeedingAttention(quotas)
  const shown = pressing.slice(0, most)
  const {ellipsis} = glyphsFor(surface)
  const labels = shown.map(quota => truncateTo(labelOf(quota), LONGEST_LABEL, ellipsis))
  const width = Math.max(0, ...labels.map(displayWidth))
  const lines = shown.flatMap((quota, at) => barLines(quota, padTo(labels[at]!, width, 'left'), now, surface))
  const more = pressing.length - shown.length
  return more > 0 ? [...lines, surface.colour.dim(`and ${formatWholeNumber(more)} more near a limit`)] : lines
}

function labelOf({id}: Quota): string {
  return id === SPEND_QUOTA_ID ? 'Spend' : printable(id, 120)
}

function barLines(quota: Quota, label: string, now: number, surface: Surface): string[] {
  const {columns} = surface
  const cells = columns !== null && columns < NARROW ? NARROW_CELLS : CELLS
  const bar = barText(quota.utilization ?? 1, cells, surface)
  const start = `${label} ${bar} `
  const indent = ' '.repeat(displayWidth(label) + 1)
  const facts = factsOf(quota, now, surface)
  const {separator} = glyphsFor(surface)
  const lines: string[] = []
  let line = `${label} ${paintStatus(surface.colour, quota.status, bar)} `
  let width = displayWidth(start)
  for (const [at, fact] of facts.entries()) {
    const joint = at === 0 ? '' : separator
    if (at > 0 && columns !== null && width + displayWidth(joint + fact) > columns) {
      const parts = wrapWords(fact, columns - displayWidth(indent)).map(part => indent + part)
      lines.push(line, ...parts.slice(0, -1))
      line = parts.at(-1)!
      width = displayWidth(line)
    } else {
      line += joint + fact
      width += displayWidth(joint + fact)
    }
  }
  return [...lines, line]
}

/** Used of the limit, what is left, and until when. */
function factsOf(quota: Quota, now: number, surface: Surface): string[] {
  const {unknown} = glyphsFor(surface)
  const used = `${amountText(quota.usage, quota) ?? unknown} of ${limitText(quota.value, quota) ?? unknown}`
  const {headroom, status} = quota
  const left = headroom !== null && headroom > 0 ? `${amountText(headroom, quota)} left` : status
  return [used, left, ...forecastOf(quota, now)]
}

function forecastOf({id, usage, value, unlimited}: Quota, now: number): string[] {
  if (id !== SPEND_QUOTA_ID || usage === null || value === null || unlimited || usage >= value) return []
  const pace = spendPace(usage, value, now)
  if (pace.reachedAt === null) return []
  return [`${describeMoment(pace.reachedAt, now)}, at ${perDayText(pace)} a day`]
}
