import {describePlace} from './growth.js'
import {
  DIMENSION_WORDS,
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
 * @param next what an exhausted limit calls for, told beside it: `back off and retry`; null where nothing was refused
 */
export function describeStanding(model: string, snapshot: RateLimitSnapshot, next: string | null = null): string {
  const exhausted = snapshot.limits.find(limit => exhaustedDimensions(snapshot).includes(limit.dimension))
  if (exhausted) {
    const place = describePlace(exhausted)
    return (
      `${capitalized(DIMENSION_WORDS[exhausted.dimension])} are your bottleneck on ${model}: ${describeLeft(exhausted)} remaining; ` +
      `the bucket refills continuously${next === null ? '' : `, ${next}`}${place === null ? '' : `; ${place}`}.`
    )
  }
  const tightest = tightestLimit(snapshot)
  if (!tightest) {
    return snapshot.limits.length === 0
      ? `No limit headers came with the answer of ${model}: the limits in effect are unknown.`
      : `The answer of ${model} has limits, but does not say how much of them remains.`
  }
  const words = DIMENSION_WORDS[tightest.dimension]
  const place = describePlace(tightest)
  const ending = `${describeLeft(tightest)} remaining${place === null ? '' : `; ${place}`}.`
  return tightest.utilization! >= TIGHT_UTILIZATION
    ? `${capitalized(words)} are running out on ${model}, ${formatPercent(tightest.utilization!)} used: ${ending}`
    : `There is room on ${model}; ${words} are closest to their limit, ${formatPercent(tightest.utilization!)} used: ${ending}`
}

/** `0 of 36,000 per minute`. */
export function describeLeft({remainingPerMinute: left, perMinute: whole}: RateLimit): string {
  const shownLeft = left === null ? 'an unknown number' : formatNumber(left < 0 ? 0 : left)
  return whole === null ? shownLeft : `${shownLeft} of ${formatNumber(whole)} per minute`
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
