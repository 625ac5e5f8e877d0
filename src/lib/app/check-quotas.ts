import {command, distinctHints, type Hint} from '../domain/action.js'
import {matchesPattern, type CheckRule} from '../domain/check/rules.js'
import {AppError, type Warning} from '../domain/errors.js'
import {EXIT} from '../domain/exit-codes.js'
import {describeQuota, type Quota} from '../domain/quota/quota.js'
import {
  defaultThresholds,
  evaluateChecks,
  type CheckReport,
  type CheckRequest,
  type QuotaCheck,
} from '../domain/check/threshold.js'
import {checkReport, type CheckReport as GateReport, type CheckSeverity} from '../domain/check/verdict.js'
import type {Account} from '../domain/account.js'
import type {QuotaReading} from '../domain/quota/quota.js'
import {allPages} from './all-pages.js'
import {unreadAccount} from './account-gate.js'
import {accountHeader, type AccountHeader} from './account-header.js'
import {missingQuota} from './quota-names.js'
import {settle} from './settle.js'
import type {Gateway} from './ports.js'

/** One check with what only the monitoring formats show of it. */
export interface CheckOutcome extends Omit<QuotaCheck, 'threshold'> {
  /** null when there is no quota to hold against the rule. */
  readonly threshold: number | null
  /** Whether an `unknown` here fails the whole check. */
  readonly binding: boolean
}

/** A quota that was checked, with the usage from which the rules in force warn and alarm, in the quota's unit. */
export interface WatchedQuota {
  readonly quota: Quota
  readonly warnFrom: number | null
  readonly critFrom: number | null
}

export interface QuotaVerdict {
  readonly severity: CheckSeverity
  readonly checks: readonly CheckOutcome[]
  readonly watched: readonly WatchedQuota[]
  readonly warnings: readonly Warning[]
  readonly exitCode: number
}

/** A verdict for every format, and the account that was asked about. */
export interface QuotaGate {
  readonly report: GateReport
  /** null when the account could not be read. */
  readonly account: AccountHeader | null
  /** Why the account could not be read; null when it was. */
  readonly unread: AppError | null
}

/**
 * Reads the account and all its quotas and holds them against the rules. Whether the account is suspended comes first.
 * @throws AppError when the quotas cannot be read; not-found when none of the named ones exists
 */
export async function checkQuotas(gateway: Gateway, accountId: string, request: CheckRequest): Promise<QuotaGate> {
  const [account, listing] = await Promise.all([
    settle(gateway.getAccount(accountId)),
    allPages(page => gateway.listQuotas(accountId, page), {}),
  ])
  return quotaGate(accountId, account, listing.items, request)
}

/** Pure: the gate of what was read. An account that cannot be read may be suspended: that is never ok. */
function quotaGate(
  accountId: string,
  account: Account | AppError,
  readings: readonly QuotaReading[],
  request: CheckRequest,
): QuotaGate {
  const quotas = readings.map(describeQuota)
  if (quotas.length === 0) {
    throw new AppError('unknown', `account \`${accountId}\` shows no quotas, so nothing can be checked`, {
      hints: [['is it the right account, and may this key see its quotas? see ', command('auth', 'status')]],
    })
  }
  const verdict = verdictOf(quotas, accountId, request)
  const read = account instanceof AppError ? null : accountHeader(accountId, account, readings)
  const report = quotaCheckReport(verdict, read)
  return account instanceof AppError
    ? {account: null, report: unreadAccount(report, accountId, account), unread: account}
    : {report, account: read, unread: null}
}

/** The verdict as every format shows it. */
export function quotaCheckReport(verdict: QuotaVerdict, account: AccountHeader | null): GateReport {
  const items = verdict.checks.map(({binding, ...check}) => ({
    name: check.quota,
    rule: check.rule,
    severity: check.severity,
    message: check.message,
    binding,
    document: {...check},
  }))
  const values = verdict.watched.map(({quota, warnFrom, critFrom}) => ({
    label: quota.id,
    value: quota.usage,
    warnFrom,
    critFrom,
    max: quota.unlimited ? null : quota.value,
  }))
  const report = checkReport(items, account, {values, warnings: verdict.warnings})
  if (report.exitCode === EXIT.suspended) return report
  // What was named and is not there, and a check that could judge nothing, are more than the items say.
  return {...report, severity: verdict.severity, exitCode: verdict.exitCode}
}

/** Pure: what the quotas come to. */
export function verdictOf(quotas: readonly Quota[], accountId: string, request: CheckRequest): QuotaVerdict {
  const report = evaluateChecks(quotas, request)
  const missing = report.missing.map(({name}) => missingCheck(accountId, name, quotas))
  if (missing.length > 0 && report.checks.length === 0) throw allMissing(missing)
  const judged = report.checks.map(check => ({...check, binding: isBinding(check.quota, request)}))
  // Nobody named them, so none of them fails by itself; but a gate that could judge nothing must not be green.
  const blind = report.severity === 'ok' && judged.length > 0 && judged.every(check => check.severity === 'unknown')
  const failing = (missing.length > 0 || blind) && report.severity !== 'critical'
  return {
    severity: failing ? 'unknown' : report.severity,
    checks: [...judged, ...missing.map(one => one.check)],
    watched: quotas
      .filter(quota => judged.some(check => check.quota === quota.id))
      .map(quota => watch(quota, report, request)),
    warnings: [
      ...missing.map(({check, hint}) => ({code: 'not-found', message: check.message, hints: [hint]})),
      ...(blind
        ? [{code: 'unknown', message: 'Fireworks reported usage for no quota, so nothing could be judged'}]
        : []),
      ...(judged.length === 0 ? [{code: 'nothing-checked', message: 'no quota has a limit to check'}] : []),
    ],
    exitCode: blind && missing.length === 0 ? EXIT.refused : report.exitCode,
  }
}

/** A quota nobody named may be without a usage; one that somebody relies on may not. */
function isBinding(quotaId: string, {names = [], rules = [], strict = false}: CheckRequest): boolean {
  return strict || [...names, ...rules].some(one => matchesPattern(one.pattern, quotaId))
}

interface MissingCheck {
  readonly check: CheckOutcome
  readonly hint: Hint
}

/** A rule that looks at nothing would be a gate that is always open. */
function missingCheck(accountId: string, name: string, quotas: readonly Quota[]): MissingCheck {
  const {message, hint} = missingQuota(
    name,
    accountId,
    quotas.map(({id}) => id),
  )
  const check = {
    quota: name,
    rule: 'exists',
    actual: null,
    threshold: null,
    severity: 'unknown',
    binding: true,
  } as const
  return {check: {...check, message}, hint}
}

function allMissing(missing: readonly MissingCheck[]): AppError {
  const [{check, hint}, ...others] = missing as [MissingCheck, ...MissingCheck[]]
  return new AppError('not-found', [check, ...others.map(one => one.check)].map(one => one.message).join('; '), {
    hints: distinctHints([hint, ...others.map(one => one.hint)]),
  })
}

function watch(quota: Quota, report: CheckReport, request: CheckRequest): WatchedQuota {
  const levels: {warn: number[]; crit: number[]} = {warn: [], crit: []}
  for (const rule of request.rules ?? []) {
    const level = matchesPattern(rule.pattern, quota.id) ? usageFrom(rule, quota) : null
    if (level !== null) levels[rule.severity === 'warning' ? 'warn' : 'crit'].push(level)
  }
  const ruled = (request.rules ?? []).filter(rule => matchesPattern(rule.pattern, quota.id)).length
  const byDefaults = report.checks.filter(check => check.quota === quota.id).length > ruled
  if (byDefaults && quota.value !== null && !quota.unlimited) {
    const {warn, crit} = defaultThresholds(request)
    levels.warn.push(warn * quota.value)
    levels.crit.push(crit * quota.value)
  }
  const lowest = (all: readonly number[]): number | null => (all.length === 0 ? null : Math.min(...all))
  return {quota, warnFrom: lowest(levels.warn), critFrom: lowest(levels.crit)}
}

/** The usage beyond which a rule is broken; null where the limit it depends on is not known. */
function usageFrom({ask}: CheckRule, {value, unlimited}: Quota): number | null {
  if (ask.kind === 'max-used' && ask.allowance.kind === 'amount') return ask.allowance.amount
  if (value === null || unlimited) return null
  return ask.kind === 'need' ? value - ask.amount : ask.allowance.kind === 'ratio' ? ask.allowance.ratio * value : null
}
