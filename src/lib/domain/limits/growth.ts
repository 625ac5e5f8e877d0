import {cite} from '../facts/fact.js'
import {
  ADAPTIVE_STARTING,
  GROWTH_CITED,
  GROWTH_RULE,
  SIZE_CLASSES,
  SIZE_CLASSES_MID_2026,
} from '../facts/rate-limits.js'
import {formatNumber, formatPercent} from '../text/units.js'
import {DIMENSION_WORDS, type RateLimit} from './rate-limit.js'

/** From this used part on a limit can grow. */
const GROWS_ABOVE = GROWTH_RULE.growAboveUse.value

/** Where a limit stands below its documented upper bound; null when that cannot be said. */
export function describePlace(limit: RateLimit): string | null {
  const {perMinute, startingPerMinute: start, upperBoundPerMinute: bound, unitSource} = limit
  if (perMinute === null) return null
  if (bound === null) {
    // The generation of 2025 has no bound, only the start of its example.
    if (unitSource !== 'header-family' || start === null || start <= 0) return null
    const times = formatNumber(Math.trunc((perMinute / start) * 10) / 10)
    return `the limit is ${times} times where the example of 2025 starts`
  }
  const cited = `of models ${sizeNameOf(limit)}, ${GROWTH_CITED}`
  if (perMinute >= bound) return `the limit is ${perMinute === bound ? 'at' : 'above'} the upper bound ${cited}`
  return `the limit is ${formatPercent(perMinute / bound)} of ${formatNumber(bound)}, the upper bound ${cited}`
}

/**
 * Whether a limit is likely the ceiling of the account's tier, by the documented test: more than half used and no rise after
 * an interval.
 * @returns one sentence; null where the rule does not apply or the limit is at its bound already
 */
export function describeGrowth(limit: RateLimit): string | null {
  const {dimension, perMinute, upperBoundPerMinute: bound, utilization, unitSource} = limit
  if (perMinute === null || dimension === 'requests' || unitSource === 'header-family') return null
  if (bound !== null && perMinute >= bound) return null
  const [percent, minutes] = [formatPercent(GROWTH_RULE.growBy.value - 1), GROWTH_RULE.growEveryMinutes.value]
  const words = DIMENSION_WORDS[dimension]
  return utilization !== null && utilization > GROWS_ABOVE
    ? `more than half of the ${words} is used: the limit grows by up to ${percent} every ${minutes} minutes; if it does not, it is the upper bound of your tier, ${GROWTH_CITED}`
    : `the limit of ${words} grows by up to ${percent} every ${minutes} minutes while more than half of it is used within a minute, ${GROWTH_CITED}`
}

/**
 * What older documents said of a limit: where it started, and its upper bounds by size.
 * @returns one sentence; null for a limit that they did not have
 */
export function describeOlderDocuments({dimension, unitSource}: RateLimit): string | null {
  if (dimension === 'requests' || unitSource === 'header-family') return null
  const start = ADAPTIVE_STARTING[dimension]
  const bounds = SIZE_CLASSES_MID_2026.map(
    ({name, upperBound}) => `${formatNumber(upperBound[dimension].value)} (${name})`,
  )
  const bound = SIZE_CLASSES_MID_2026[0]!.upperBound[dimension]
  return (
    `older documents: ${DIMENSION_WORDS[dimension]} started at ${formatNumber(start.value)} per minute, ${cite(start)}; ` +
    `upper bounds until ${bound.validUntil} were ${bounds.join(', ')}, ${cite(bound)}`
  )
}

/** Whose bound it is. */
function sizeNameOf({dimension, upperBoundPerMinute}: RateLimit): string {
  const size = SIZE_CLASSES.find(
    ({upperBound}) => dimension !== 'requests' && upperBound[dimension].value === upperBoundPerMinute,
  )
  return size?.name ?? 'of this size'
}
