import type {SpendGrowth} from '../../app/spend-growth.js'
import {GROWTH_DAYS} from '../../domain/quota/spend-pace.js'
import {displayModelName} from '../../domain/limits/model-name.js'
import {printable} from '../../domain/text/printable.js'
import {formatUsd} from '../../domain/text/units.js'
import type {LabelledLine} from '../surface/labelled-lines.js'

/** `Growth  glm-5p3 $44.10 on 2026-11-25, 3.1 times the 7-day mean of $14.20`, and what is not readable. */
export function growthLines(growth: SpendGrowth | null): LabelledLine[] {
  if (growth === null) return []
  const {grew, notReadable} = growth
  const unread = notReadable.map(({part, httpStatus}) => ({
    label: 'Growth',
    text: `${part}: not readable${httpStatus === null ? '' : ` (HTTP ${httpStatus})`}`,
  }))
  if (grew === null) return unread
  const {by, name, day, usd, meanUsd} = grew
  const what = by === 'model' ? displayModelName(name) : name
  const before =
    meanUsd < 0.005
      ? `nothing in the ${GROWTH_DAYS} days before`
      : `${Math.round((usd / meanUsd) * 10) / 10} times the ${GROWTH_DAYS}-day mean of ${formatUsd(cents(meanUsd))}`
  return [{label: 'Growth', text: `${printable(what, 120)} ${formatUsd(cents(usd))} on ${day}, ${before}`}, ...unread]
}

const cents = (usd: number): number => Math.round(usd * 100) / 100
