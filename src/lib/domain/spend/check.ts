import type {CheckItem, CheckSeverity} from '../check/verdict.js'
import {formatUsd} from '../text/units.js'
import {amountOf, nanosOf} from './money.js'

/** What `spend check` holds the spend against; null: not asked. */
export interface SpendRules {
  /** USD, of today so far and of the last full day. */
  readonly maxPerDay: number | null
  /** USD of this month so far. */
  readonly maxMonth: number | null
  /** The last full day against the mean of the seven before it. */
  readonly maxGrowth: number | null
}

/** What is known of the spend; null where it could not be read. */
export interface SpendFacts {
  /** USD this month, near live. */
  readonly used: number | null
  /** Rated nano-USD of today so far; null where the rating has not come to today. */
  readonly today: bigint | null
  /** Rated nano-USD of the last eight full days, the oldest first. */
  readonly days: readonly bigint[] | null
  /** The last of them, `2026-11-25`. */
  readonly lastDay: string
}

/** Fewer active days say nothing about growth. Source: fireq's own contract. */
const LEAST_ACTIVE_DAYS = 3

/** Every rule that was asked for, judged. What cannot be judged is unknown, never ok. */
export function checkSpend(rules: SpendRules, facts: SpendFacts): CheckItem[] {
  const {maxPerDay, maxMonth, maxGrowth} = rules
  return [
    ...(maxPerDay === null ? [] : dayItems(maxPerDay, facts)),
    ...(maxMonth === null ? [] : [amountItem('this month', `max-month ${formatUsd(maxMonth)}`, facts.used, maxMonth)]),
    ...(maxGrowth === null ? [] : [growthItem(maxGrowth, facts)]),
  ]
}

function dayItems(max: number, {today, days, lastDay}: SpendFacts): CheckItem[] {
  const rule = `max-per-day ${formatUsd(max)}`
  const last = days === null ? null : amountOf(days.at(-1)!)
  return [
    amountItem(lastDay, rule, last, max),
    ...(today === null ? [] : [amountItem('today', rule, amountOf(today), max)]),
  ]
}

function amountItem(name: string, rule: string, actual: number | null, threshold: number): CheckItem {
  const severity = actual === null ? 'unknown' : actual > threshold ? 'critical' : 'ok'
  const detail =
    actual === null ? 'the spend is not readable' : `${formatUsd(actual)} of at most ${formatUsd(threshold)}`
  return itemOf(name, rule, severity, detail, actual, threshold)
}

function growthItem(max: number, {days, lastDay}: SpendFacts): CheckItem {
  const rule = `max-growth ${max}x`
  if (days === null) return itemOf(lastDay, rule, 'unknown', 'the spend is not readable', null, max)
  const before = days.slice(0, -1)
  const active = before.filter(nanos => nanos > 0n).length
  if (active < LEAST_ACTIVE_DAYS) {
    const detail = `only ${active} of the ${before.length} days before have any spend; growth needs ${LEAST_ACTIVE_DAYS}`
    return itemOf(lastDay, rule, 'unknown', detail, null, max)
  }
  const mean = amountOf(before.reduce((sum, nanos) => sum + nanos, 0n)) / before.length
  const last = amountOf(days.at(-1)!)
  const growth = Math.round((last / mean) * 100) / 100
  const detail = `${formatUsd(last)}, ${growth} times the ${formatUsd(amountOf(nanosOf(mean)))} a day of the ${before.length} days before`
  return itemOf(lastDay, rule, growth > max ? 'critical' : 'ok', detail, growth, max)
}

function itemOf(
  name: string,
  rule: string,
  severity: CheckSeverity,
  detail: string,
  actual: number | null,
  threshold: number,
): CheckItem {
  const message = `${name}: ${detail}`
  return {name, rule, severity, message, binding: true, document: {rule, actual, threshold, severity, message}}
}
