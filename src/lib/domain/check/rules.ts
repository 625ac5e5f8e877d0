import {parseQuotaName} from '../quota/quota.js'
import {parseWholeNumber} from '../text/units.js'

/** A part of the limit (0.8 for 80%), or an amount in the quota's unit. */
export type Allowance =
  | {readonly kind: 'ratio'; readonly ratio: number}
  | {readonly kind: 'amount'; readonly amount: number}

export type BreachSeverity = 'warning' | 'critical'

/** One thing asked of a quota, or of every quota that a pattern names. */
export interface CheckRule {
  /** A quota id, perhaps with `*` and `?`. */
  readonly pattern: string
  /** The account of a full resource name; null when only the id was given. */
  readonly accountId: string | null
  /** At most this much used, or at least this much headroom. */
  readonly ask:
    | {readonly kind: 'max-used'; readonly allowance: Allowance}
    | {readonly kind: 'need'; readonly amount: number}
  /** What a breach is. */
  readonly severity: BreachSeverity
  /** As a person wrote it, for the report: `max-used 80%`, `need 8`. */
  readonly text: string
}

/** A quota named for a check against the defaults. */
export type QuotaPattern = Pick<CheckRule, 'pattern' | 'accountId'>

export type Parsed<T> = {readonly ok: true; readonly value: T} | {readonly ok: false; readonly reason: string}

const refuse = (reason: string): {readonly ok: false; readonly reason: string} => ({ok: false, reason})

/**
 * Reads a share of a limit, `80%` or `99.5%`, as 0 to 1 and beyond. The percent sign is required: of a bare `80` or `0.8`
 * nobody can say what was meant.
 */
export function parsePercentage(text: string): Parsed<number> {
  const match = /^([0-9]{1,4}(?:\.[0-9]{1,3})?)%$/.exec(text)
  if (!match) return refuse('it is not a percentage; write it like 80% or 99.5%')
  // Divided last and once, so that 80% is exactly the 0.8 that a utilization is compared with.
  return {ok: true, value: Number(match[1]) / 100}
}

/** Reads a threshold that can be nothing but a share: as `parsePercentage`, and a bare `95` is 95%. */
export function parseThreshold(text: string): Parsed<number> {
  // Of 0.8 nobody can say whether it is 80% or less than one.
  return parsePercentage(/^[0-9.]+$/.test(text) && Number(text) >= 1 ? `${text}%` : text)
}

/** Reads `80%` or an amount such as `40`, `$200`, `1,500`. */
export function parseAllowance(text: string): Parsed<Allowance> {
  if (text.endsWith('%')) {
    const percentage = parsePercentage(text)
    return percentage.ok ? {ok: true, value: {kind: 'ratio', ratio: percentage.value}} : percentage
  }
  const amount = parseWholeNumber(text)
  return amount.ok ? {ok: true, value: {kind: 'amount', amount: amount.value}} : refuse(amount.reason)
}

/** Reads the name of a quota to check: an id, a full resource name, or a pattern with `*` and `?`. */
export function parseQuotaPattern(text: string): Parsed<QuotaPattern> {
  const name = parseQuotaName(text)
  if (name === null || !/^[A-Za-z0-9*?][\w.*?-]{0,199}$/.test(name.quotaId)) {
    return refuse('it names no quota; write an id such as monthly-spend-usd, or a pattern such as global--*-count')
  }
  return {ok: true, value: {pattern: name.quotaId, accountId: name.accountId}}
}

/** Reads `--max-used NAME=80%` or `NAME=40`. */
export function parseMaxUsed(text: string): Parsed<CheckRule> {
  const parts = splitRule(text)
  if (!parts.ok) return parts
  const allowance = parseAllowance(parts.value.amount)
  if (!allowance.ok) return refuse(`${quoted(parts.value.amount)}: ${allowance.reason}`)
  return {
    ok: true,
    value: {
      ...parts.value.name,
      ask: {kind: 'max-used', allowance: allowance.value},
      severity: 'critical',
      text: `max-used ${parts.value.amount}`,
    },
  }
}

/** Reads `--need NAME=8`: at least that much headroom. */
export function parseNeed(text: string): Parsed<CheckRule> {
  const parts = splitRule(text)
  if (!parts.ok) return parts
  const amount = parseWholeNumber(parts.value.amount)
  if (!amount.ok) return refuse(`${quoted(parts.value.amount)}: ${amount.reason}`)
  return {
    ok: true,
    value: {
      ...parts.value.name,
      ask: {kind: 'need', amount: amount.value},
      severity: 'critical',
      text: `need ${parts.value.amount}`,
    },
  }
}

function splitRule(text: string): Parsed<{name: QuotaPattern; amount: string}> {
  const at = text.lastIndexOf('=')
  if (at === -1) return refuse('it has no =; write NAME=80% or NAME=40')
  const name = parseQuotaPattern(text.slice(0, at))
  if (!name.ok) return refuse(`${quoted(text.slice(0, at))}: ${name.reason}`)
  return {ok: true, value: {name: name.value, amount: text.slice(at + 1)}}
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text)
}

/** Whether a pattern has wildcards: it may then match several quotas. */
export function isGlob(pattern: string): boolean {
  return /[*?]/.test(pattern)
}

/**
 * Whether a quota id matches a pattern in which `*` stands for any characters and `?` for one. Without a regular
 * expression, so that no pattern takes more than its length times the id's.
 */
export function matchesPattern(pattern: string, id: string): boolean {
  let [at, inPattern, star, retry] = [0, 0, -1, 0]
  while (at < id.length) {
    if (pattern[inPattern] === '*') {
      star = inPattern++
      retry = at
    } else if (pattern[inPattern] === '?' || pattern[inPattern] === id[at]) {
      at += 1
      inPattern += 1
    } else if (star !== -1) {
      inPattern = star + 1
      at = ++retry
    } else {
      return false
    }
  }
  while (pattern[inPattern] === '*') inPattern += 1
  return inPattern === pattern.length
}
