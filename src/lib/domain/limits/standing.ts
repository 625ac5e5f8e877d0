import {
  DIMENSION_WORDS,
  MODEL_SIZE_CLASSES,
  exhaustedDimensions,
  tightestLimit,
  type RateLimit,
  type RateLimitSnapshot,
} from './rate-limit.js'
import {formatNumber, formatPercent} from '../text/units.js'

/** From this used part on a limit is called tight. The same as a quota's warning. */
const TIGHT_UTILIZATION = 0.8

/**
 * Where an account stands with a model, as one sentence for a tired person.
 * @param model the name to show
 */
export function describeStanding(model: string, snapshot: RateLimitSnapshot): string {
  const exhausted = snapshot.limits.find(limit => exhaustedDimensions(snapshot).includes(limit.dimension))
  if (exhausted) {
    const place = describePlace(exhausted)
    return (
      `${capitalized(DIMENSION_WORDS[exhausted.dimension])} are your bottleneck on ${model}: ${describeLeft(exhausted)} left; ` +
      `the bucket refills continuously, back off and retry${place === null ? '' : `; ${place}`}.`
    )
  }
  const tightest = tightestLimit(snapshot)
  if (!tightest) {
    return snapshot.limits.length === 0
      ? `No limit headers came with the answer of ${model}: the limits in effect are unknown.`
      : `The answer of ${model} tells limits, but not how much of them is left.`
  }
  const words = DIMENSION_WORDS[tightest.dimension]
  const place = describePlace(tightest)
  const ending = `${describeLeft(tightest)} left${place === null ? '' : `; ${place}`}.`
  return tightest.utilization! >= TIGHT_UTILIZATION
    ? `${capitalized(words)} are running out on ${model}, ${formatPercent(tightest.utilization!)} used: ${ending}`
    : `There is room on ${model}; ${words} are closest to their limit, ${formatPercent(tightest.utilization!)} used: ${ending}`
}

/** `0 of 36,000 per minute`; raw numbers and "unit unknown" where it is. */
export function describeLeft(limit: RateLimit): string {
  const unknownUnit = limit.unit === 'unknown'
  const left = unknownUnit ? limit.rawRemaining : limit.remainingPerMinute
  const whole = unknownUnit ? limit.raw : limit.perMinute
  const shownLeft = left === null ? 'an unknown number' : formatNumber(left < 0 ? 0 : left)
  if (whole === null) return shownLeft
  return `${shownLeft} of ${formatNumber(whole)}${unknownUnit ? ' (unit unknown)' : ' per minute'}`
}

/** Where a limit stands between its documented start and upper bound; null when that cannot be said. */
export function describePlace(limit: RateLimit): string | null {
  const {perMinute, startingPerMinute: start, ceilingPerMinute: ceiling} = limit
  if (perMinute === null || start === null) return null
  if (perMinute === start) return 'the limit is at its documented starting value'
  if (ceiling !== null && perMinute >= ceiling) {
    return `the limit is ${perMinute === ceiling ? 'at' : 'above'} the documented upper bound${sizeWords(limit)}`
  }
  if (perMinute < start) return `the limit is below its documented starting value of ${formatNumber(start)}`
  const times = `the limit is ${formatNumber(Math.trunc((perMinute / start) * 10) / 10)} times its documented starting value`
  return ceiling === null ? times : `${times} and ${formatPercent(perMinute / ceiling)} of its documented upper bound`
}

/** Whose bound it is: a model of unknown size counts as the largest, and a reader must see that. */
function sizeWords({dimension, ceilingPerMinute}: RateLimit): string {
  if (dimension === 'requests') return ''
  const size = MODEL_SIZE_CLASSES.find(({upperBound}) => upperBound[dimension].value === ceilingPerMinute)
  return size ? ` (model size: ${size.name})` : ''
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
