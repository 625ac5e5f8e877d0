import type {CheckedValue, CheckItem, CheckSeverity} from '../check/verdict.js'
import {printable} from '../text/printable.js'
import {formatNumber, formatPercent, formatTimeUtc} from '../text/units.js'
import {thresholdRule, type LimitRule} from './limit-rules.js'
import {displayModelName} from './model-name.js'
import {DIMENSION_WORDS, RATE_LIMIT_DIMENSIONS, type RateLimitDimension} from './rate-limit.js'

/** One limit as far as a rule is held against it; per minute. */
export interface LimitLevel {
  readonly dimension: RateLimitDimension
  readonly limit: number | null
  readonly remaining: number | null
  /** What the question itself took; it is back in a moment. */
  readonly own?: number
}

/** The highest limit that the history has of late, and when it was. */
export interface RecordedLimit {
  readonly limit: number
  /** Milliseconds since the epoch. */
  readonly t: number
  /** Told by the account's list, not by headers as the limit that it is compared with. */
  readonly listed: boolean
}

export interface LimitReading {
  /** Full resource name. */
  readonly model: string
  readonly levels: readonly LimitLevel[]
  /** What the history has, for `max-drop`. */
  readonly recorded: ReadonlyMap<RateLimitDimension, RecordedLimit>
}

/** One limit held against one rule. `actual` and `threshold` are in the same measure. */
export interface LimitCheck {
  readonly model: string
  readonly dimension: RateLimitDimension | null
  readonly rule: string
  readonly actual: number | null
  readonly threshold: number | null
  readonly severity: CheckSeverity
  readonly message: string
}

export interface JudgedLimit {
  readonly check: LimitCheck
  /** Whether an unknown fails the check: somebody named the dimension, or nothing at all could be judged. */
  readonly binding: boolean
  /** Seconds until the bucket has refilled so far that the rule is met, if nobody else takes from it; null: not by refilling. */
  readonly refillSeconds: number | null
  /** More is needed than the limit is. */
  readonly never: boolean
}

/** Holds a model's limits against the rules; without rules, all of them against the defaults. */
export function judgeLimits(reading: LimitReading, rules: readonly LimitRule[]): readonly JudgedLimit[] {
  return askedOf(rules).flatMap(rule => {
    const dimensions = rule.dimension === null ? reading.levels.map(({dimension}) => dimension) : [rule.dimension]
    if (dimensions.length === 0) return [unknown(reading.model, null, rule, 'the answer reported no limits', true)]
    return dimensions.map(dimension => judge(reading, dimension, rule))
  })
}

const askedOf = (rules: readonly LimitRule[]) => (rules.length > 0 ? rules : [thresholdRule({warn: null, crit: null})])

function judge(reading: LimitReading, dimension: RateLimitDimension, rule: LimitRule): JudgedLimit {
  const {model} = reading
  const level = reading.levels.find(one => one.dimension === dimension)
  const words = DIMENSION_WORDS[dimension]
  const named = rule.dimension !== null
  if (level === undefined) return unknown(model, dimension, rule, `the answer reported no limit of ${words}`, named)
  const {limit, remaining} = level
  if (rule.ask.kind === 'max-drop') return judgeDrop(reading, level, rule)
  const left = remaining === null ? null : Math.max(0, remaining)
  if (rule.ask.kind === 'need') {
    const {amount} = rule.ask
    const never = limit !== null && amount > limit
    if (left === null && !never) return unknown(model, dimension, rule, `how many ${words} remain is not told`, named)
    // All of the limit is never left right after a request: what that request took does not count against it.
    const isFull = left !== null && limit !== null && left + (level.own ?? 0) >= limit
    const met = left !== null && (left >= amount || (isFull && !never))
    const told = `${describeLevel(level)} remaining, ${formatNumber(amount)} needed${never ? ': never at this limit' : ''}`
    return judged(model, rule, level, {actual: left, threshold: amount, severity: met ? 'ok' : 'critical', told, never})
  }
  const use = limit === null || limit <= 0 || left === null ? null : (limit - left) / limit
  if (use === null || limit === null || left === null) {
    return unknown(model, dimension, rule, `how much of the ${words} is used is not told`, named)
  }
  const used = `${formatNumber(limit - left)} of ${formatNumber(limit)} ${words} per minute used (${formatPercent(use)})`
  if (rule.ask.kind === 'thresholds') {
    const {warn, crit} = rule.ask
    const severity = use >= crit ? 'critical' : use >= warn ? 'warning' : 'ok'
    const from = severity === 'critical' ? crit : warn
    const told = severity === 'ok' ? used : `${used}; ${severity} from ${formatPercent(from)}`
    return judged(model, rule, level, {actual: use, threshold: from, severity, told})
  }
  const {allowance} = rule.ask
  const [actual, threshold, shown] =
    allowance.kind === 'ratio'
      ? [use, allowance.ratio, formatPercent(allowance.ratio)]
      : [limit - left, allowance.amount, formatNumber(allowance.amount)]
  const severity = actual > threshold ? 'critical' : 'ok'
  return judged(model, rule, level, {actual, threshold, severity, told: `${used}, at most ${shown} allowed`})
}

/** A limit that fell is news also where a limit of another kind is asked about. */
function judgeDrop({model, recorded}: LimitReading, level: LimitLevel, rule: LimitRule): JudgedLimit {
  const {dimension, limit} = level
  const words = DIMENSION_WORDS[dimension]
  const before = recorded.get(dimension)
  const most = rule.ask.kind === 'max-drop' ? rule.ask.ratio : 0
  if (limit === null)
    return unknown(model, dimension, rule, `no limit of ${words} was reported`, rule.dimension !== null)
  if (before === undefined) {
    return unknown(model, dimension, rule, `no limit of ${words} is recorded to compare with`, true)
  }
  const drop = before.limit <= 0 ? 0 : Math.max(0, (before.limit - limit) / before.limit)
  const told =
    drop === 0
      ? `limit of ${words} ${formatNumber(limit)}, not below ${formatNumber(before.limit)}`
      : `limit of ${words} ${formatNumber(limit)}, ${formatPercent(drop)} below ${formatNumber(before.limit)}${before.listed ? " in the account's list" : ''} at ${formatTimeUtc(before.t)}`
  const severity = drop > most ? 'critical' : 'ok'
  return judged(model, rule, level, {
    actual: drop,
    threshold: most,
    severity,
    told: `${told}, at most ${formatPercent(most)} allowed`,
  })
}

interface Finding {
  readonly actual: number | null
  readonly threshold: number
  readonly severity: CheckSeverity
  readonly told: string
  readonly never?: boolean
}

function judged(model: string, rule: LimitRule, level: LimitLevel, finding: Finding): JudgedLimit {
  const {actual, threshold, severity, told, never = false} = finding
  return {
    check: {
      model,
      dimension: level.dimension,
      rule: rule.text,
      actual,
      threshold,
      severity,
      message: `${shownModel(model)}: ${told}`,
    },
    binding: true,
    refillSeconds: severity === 'ok' || never ? null : refillSeconds(level, rule),
    never,
  }
}

/** A bucket refills evenly: its limit within a minute. */
function refillSeconds({limit, remaining}: LimitLevel, {ask}: LimitRule): number | null {
  if (limit === null || limit <= 0 || remaining === null || ask.kind === 'max-drop') return null
  const wanted = wantedRemaining(limit, ask)
  return wanted <= remaining ? 0 : ((wanted - remaining) / limit) * 60
}

function wantedRemaining(limit: number, ask: LimitRule['ask']): number {
  if (ask.kind === 'need') return ask.amount
  if (ask.kind === 'max-used' && ask.allowance.kind === 'amount') return limit - ask.allowance.amount
  if (ask.kind === 'thresholds') return limit * (1 - ask.warn)
  return ask.kind === 'max-used' && ask.allowance.kind === 'ratio' ? limit * (1 - ask.allowance.ratio) : 0
}

function unknown(
  model: string,
  dimension: RateLimitDimension | null,
  rule: LimitRule,
  why: string,
  binding: boolean,
): JudgedLimit {
  const check = {model, dimension, rule: rule.text, actual: null, threshold: null, severity: 'unknown'} as const
  return {
    check: {...check, message: `${shownModel(model)}: ${why}: cannot be judged`},
    binding,
    refillSeconds: null,
    never: false,
  }
}

/** `12,000 of 216,000 output tokens per minute`. */
function describeLevel({dimension, limit, remaining}: LimitLevel): string {
  const whole = limit === null ? '' : ` of ${formatNumber(limit)}`
  return `${remaining === null ? 'an unknown number' : formatNumber(Math.max(0, remaining))}${whole} ${DIMENSION_WORDS[dimension]} per minute`
}

/** The model as a report names it. */
export function shownModel(model: string): string {
  return printable(displayModelName(model), 120)
}

/** A check as every format shows it. */
export function limitCheckItem({check, binding}: Pick<JudgedLimit, 'check' | 'binding'>): CheckItem {
  const {model, rule, severity, message} = check
  return {name: shownModel(model), rule, severity, message, binding, document: {...check}}
}

/** For monitoring: what is used of each limit, per minute, with the value from which the rules alarm. */
export function limitValues({model, levels}: LimitReading, rules: readonly LimitRule[]): CheckedValue[] {
  return RATE_LIMIT_DIMENSIONS.flatMap(dimension => {
    const level = levels.find(one => one.dimension === dimension)
    if (level === undefined) return []
    const {limit, remaining} = level
    const own = limit === null ? [] : askedOf(rules).filter(rule => (rule.dimension ?? dimension) === dimension)
    const warnFrom = own.flatMap(({ask}) => (ask.kind === 'thresholds' ? [limit! * ask.warn] : []))
    const critFrom = own.flatMap(({ask}) => {
      if (ask.kind === 'max-drop') return []
      return [ask.kind === 'thresholds' ? limit! * ask.crit : limit! - wantedRemaining(limit!, ask)]
    })
    return [
      {
        label: `${shownModel(model)}/${dimension}`,
        value: limit === null || remaining === null ? null : limit - Math.max(0, remaining),
        warnFrom: warnFrom.length === 0 ? null : Math.min(...warnFrom),
        critFrom: critFrom.length === 0 ? null : Math.min(...critFrom),
        max: limit,
      },
    ]
  })
}
