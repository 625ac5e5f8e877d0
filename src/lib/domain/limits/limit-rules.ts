import {parseAllowance, parsePercentage, type Allowance, type Parsed} from '../check/rules.js'
import {defaultThresholds} from '../check/threshold.js'
import {formatPercent, parseWholeNumber} from '../text/units.js'
import {RATE_LIMIT_DIMENSIONS, type RateLimitDimension} from './rate-limit.js'

/** One thing asked of the rate limits of a model. `dimension` null: of every dimension that the answer tells. */
export interface LimitRule {
  readonly dimension: RateLimitDimension | null
  readonly ask:
    /** At least so many remaining, in tokens or requests. */
    | {readonly kind: 'need'; readonly amount: number}
    /** At most this much of the limit used. */
    | {readonly kind: 'max-used'; readonly allowance: Allowance}
    /** The limit at most this part below the highest one recorded lately, 0 to 1. */
    | {readonly kind: 'max-drop'; readonly ratio: number}
    /** Warning and critical from a part used, 0 to 1. */
    | {readonly kind: 'thresholds'; readonly warn: number; readonly crit: number}
  /** As a person wrote it: `need generated=50000`. */
  readonly text: string
}

const refuse = (reason: string): {readonly ok: false; readonly reason: string} => ({ok: false, reason})

/** What people call them; JSON, headers and flags say `generated`. */
const OTHER_NAMES: Readonly<Record<string, RateLimitDimension>> = {
  output: 'generated',
  uncached: 'uncached-prompt',
  request: 'requests',
}

/**
 * `--warn` and `--crit`, or their defaults, of every dimension.
 * @param thresholds 0 to 1; null: the default
 */
export function thresholdRule(thresholds: {readonly warn: number | null; readonly crit: number | null}): LimitRule {
  const {warn, crit} = defaultThresholds(thresholds)
  const text = `warn ${formatPercent(warn)}, crit ${formatPercent(crit)}`
  return {dimension: null, ask: {kind: 'thresholds', warn, crit}, text}
}

/** Reads `--need generated=50000`. */
export function parseLimitNeed(text: string): Parsed<LimitRule> {
  const at = text.indexOf('=')
  if (at === -1) return refuse('it has no =; write generated=50000 or requests=200')
  const dimension = parseDimension(text.slice(0, at))
  if (!dimension.ok) return dimension
  const amount = parseWholeNumber(text.slice(at + 1))
  if (!amount.ok) return refuse(amount.reason)
  return {
    ok: true,
    value: {dimension: dimension.value, ask: {kind: 'need', amount: amount.value}, text: `need ${text}`},
  }
}

/** Reads `--max-used 90%`, `generated=90%` or `generated=180000`. */
export function parseLimitMaxUsed(text: string): Parsed<LimitRule> {
  const parts = optionalDimension(text)
  if (!parts.ok) return parts
  const allowance = parseAllowance(parts.value.amount)
  if (!allowance.ok) return refuse(allowance.reason)
  if (parts.value.dimension === null && allowance.value.kind === 'amount') {
    return refuse('an amount needs a dimension; write 90%, or generated=180000')
  }
  const {dimension} = parts.value
  return {ok: true, value: {dimension, ask: {kind: 'max-used', allowance: allowance.value}, text: `max-used ${text}`}}
}

/** Reads `--max-drop 50%` or `generated=50%`. */
export function parseLimitMaxDrop(text: string): Parsed<LimitRule> {
  const parts = optionalDimension(text)
  if (!parts.ok) return parts
  const ratio = parsePercentage(parts.value.amount)
  if (!ratio.ok) return refuse(ratio.reason)
  const {dimension} = parts.value
  return {ok: true, value: {dimension, ask: {kind: 'max-drop', ratio: ratio.value}, text: `max-drop ${text}`}}
}

/** Reads the name of a dimension, as JSON has it or as people say it. */
function parseDimension(text: string): Parsed<RateLimitDimension> {
  const name = text.trim().toLowerCase()
  const known = RATE_LIMIT_DIMENSIONS.find(dimension => dimension === name)
  const value = known ?? (Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : undefined)
  return value === undefined
    ? refuse(`it names no dimension; choose from ${RATE_LIMIT_DIMENSIONS.join(', ')}`)
    : {ok: true, value}
}

function optionalDimension(text: string): Parsed<{dimension: RateLimitDimension | null; amount: string}> {
  const at = text.indexOf('=')
  if (at === -1) return {ok: true, value: {dimension: null, amount: text}}
  const dimension = parseDimension(text.slice(0, at))
  return dimension.ok ? {ok: true, value: {dimension: dimension.value, amount: text.slice(at + 1)}} : dimension
}
