import {suspensionCause} from '../domain/account.js'
import {checkReport, type CheckItem, type CheckReport} from '../domain/check/verdict.js'
import {AppError, exitCodeOf, isRetryable, type OutcomeCode} from '../domain/errors.js'
import {EXIT, worstExitCode} from '../domain/exit-codes.js'
import {
  judgeLimits,
  limitCheckItem,
  limitValues,
  shownModel,
  type JudgedLimit,
  type LimitLevel,
  type LimitReading,
  type RecordedLimit,
} from '../domain/limits/limit-check.js'
import type {LimitRule} from '../domain/limits/limit-rules.js'
import type {RateLimitDimension} from '../domain/limits/rate-limit.js'
import {describeQuota, REQUESTS_QUOTA_ID, type Quota} from '../domain/quota/quota.js'
import {unreadAccount} from './account-gate.js'
import {reportLimits, type LimitsPorts, type LimitsReport, type ReportedProbe} from './limits-report.js'
import type {ProbeOptions, ProbeTarget} from './probe-limits.js'
import {settle} from './settle.js'
import type {Look} from './wait-until.js'

export interface LimitCheckQuestion {
  readonly targets: readonly ProbeTarget[]
  readonly rules: readonly LimitRule[]
  readonly options: Pick<ProbeOptions, 'concurrency' | 'maxTokens' | 'serviceTier' | 'headers' | 'unit'>
  /** The highest limits of late by the history, of a full resource name. */
  readonly recorded: (model: string) => ReadonlyMap<RateLimitDimension, RecordedLimit>
}

/** The verdict, and the readings that it was made from. */
export interface LimitGate {
  readonly report: CheckReport
  readonly account: {readonly id: string; readonly suspendState: string | null} | null
  /** Why the account could not be read; null when it was. */
  readonly unread: AppError | null
  readonly judged: readonly JudgedLimit[]
  readonly reading: LimitsReport
}

/**
 * Asks each model once, and the account at the same time, and holds what the headers say against the rules. Whether the
 * account is suspended comes first. A 429 is judged by its headers; one without headers, or another failure, is a model
 * that could not be judged, with its own exit code.
 * @throws AppError when the request itself is wrong
 */
export async function checkLimits(ports: LimitsPorts, question: LimitCheckQuestion): Promise<LimitGate> {
  const {targets, rules, options, recorded} = question
  const asksRequests = rules.some(({dimension}) => dimension === 'requests')
  const [accountId, account, ceiling, reading] = await Promise.all([
    ports.account(),
    settle(ports.account().then(id => ports.gateway.getAccount(id))),
    asksRequests
      ? settle(ports.account().then(id => ports.gateway.getQuota(id, REQUESTS_QUOTA_ID).then(describeQuota)))
      : null,
    reportLimits(ports, {targets, options, schedule: null, compareTiers: false}),
  ])
  const own = ceiling instanceof AppError ? null : ceiling
  const models = reading.probes.map(probe => judgedModel(probe, own, rules, recorded))
  const judged = models.flatMap(model => model.judged)
  const items = models.flatMap(model => model.items)
  const unread = account instanceof AppError ? account : null
  const known = account instanceof AppError ? null : {id: account.id, suspendState: account.suspendState}
  const report = checkReport(items, known, {
    values: models.flatMap(model => model.values),
    warnings: reading.warnings,
  })
  const isSuspended = known !== null && suspensionCause(known.suspendState) !== null
  const failed = models.flatMap(({exitCode}) => (exitCode === null ? [] : [exitCode]))
  const judgedReport =
    isSuspended || failed.length === 0
      ? report
      : {...report, exitCode: worstExitCode([...failed, codeOfJudged(models, report)])}
  return {
    judged,
    reading,
    account: known,
    unread,
    report: unread === null ? judgedReport : ofUnreadAccount(judgedReport, accountId, unread, failed),
  }
}

/** A model that could not be judged has its own code beside the account's. */
function ofUnreadAccount(
  report: CheckReport,
  accountId: string,
  unread: AppError,
  failed: readonly number[],
): CheckReport {
  const gate = unreadAccount(report, accountId, unread)
  return failed.length === 0 ? gate : {...gate, exitCode: worstExitCode([report.exitCode, gate.exitCode])}
}

/** The verdict of what could be judged, beside which models that could not have codes of their own. */
function codeOfJudged(models: readonly JudgedModel[], report: CheckReport): number {
  const rest = models.filter(({exitCode}) => exitCode === null).flatMap(({items}) => items)
  return rest.length === 0 ? EXIT.ok : checkReport(rest, null, {values: report.values}).exitCode
}

interface JudgedModel {
  readonly items: readonly CheckItem[]
  readonly judged: readonly JudgedLimit[]
  readonly values: ReturnType<typeof limitValues>
  /** Of a model that could not be judged; null where its limits were. */
  readonly exitCode: number | null
}

const ANSWERED: ReadonlySet<OutcomeCode> = new Set(['ok', 'over-limit'])

function judgedModel(
  {result}: ReportedProbe,
  ceiling: Quota | null,
  rules: readonly LimitRule[],
  recorded: LimitCheckQuestion['recorded'],
): JudgedModel {
  const levels = levelsOf(result, ceiling)
  const refused = result.outcome === 'rate-limited' && result.limits.length > 0
  if (!ANSWERED.has(result.outcome) && !refused) return failedModel(result.model, result.outcome, result.message)
  const reading: LimitReading = {model: result.model, levels, recorded: recorded(result.model)}
  const judged = judgeLimits(reading, rules)
  // A request was refused just now: that is critical, whichever limit the rules ask about.
  const breach = judged.some(({check}) => check.severity === 'critical')
  const items = judged.map(limitCheckItem)
  return {
    items: refused && !breach ? [...items, refusedItem(result.model, result.message)] : items,
    judged,
    values: limitValues(reading, rules),
    exitCode: null,
  }
}

function refusedItem(model: string, message: string): CheckItem {
  const check = {model, dimension: null, rule: 'served', actual: null, threshold: null, severity: 'critical'} as const
  return limitCheckItem({check: {...check, message: `${shownModel(model)}: ${message}`}, binding: true})
}

function failedModel(model: string, outcome: OutcomeCode, message: string): JudgedModel {
  // Inference stops before the account API says so.
  const severity = outcome === 'suspended' ? 'critical' : 'unknown'
  const check = {model, dimension: null, rule: 'answers', actual: null, threshold: null, severity} as const
  const item = limitCheckItem({check: {...check, message: `${shownModel(model)}: ${message}`}, binding: true})
  return {items: [item], judged: [], values: [], exitCode: exitCodeOf(outcome)}
}

/** What the headers say; requests are the account's where the headers do not count them. */
function levelsOf({limits, promptTokens}: ReportedProbe['result'], ceiling: Quota | null): LimitLevel[] {
  const told = limits.map(({dimension, perMinute, remainingPerMinute}) => ({
    dimension,
    limit: perMinute,
    remaining: remainingPerMinute,
    own: dimension === 'requests' || dimension === 'generated' ? 1 : (promptTokens ?? 0),
  }))
  if (ceiling === null || told.some(({dimension}) => dimension === 'requests')) return told
  return [...told, {dimension: 'requests' as const, limit: ceiling.value, remaining: ceiling.headroom}]
}

/** What a wait for these limits makes of a look. */
export function limitLook({report, judged, reading, unread}: LimitGate): Look {
  const refills = judged.map(({refillSeconds}) => refillSeconds).filter(seconds => seconds !== null)
  const advised = reading.probes.map(({result}) => result.retryAfterSeconds).filter(seconds => seconds !== null)
  const expected = [...refills, ...advised]
  return {
    report,
    met: report.exitCode === EXIT.ok,
    hopeless: hopelessness(report, judged, reading, unread),
    expectedSeconds: expected.length === 0 ? null : Math.max(...expected),
  }
}

function hopelessness(
  report: CheckReport,
  judged: readonly JudgedLimit[],
  {probes}: LimitsReport,
  unread: AppError | null,
): Look['hopeless'] {
  if (report.exitCode === EXIT.ok) return null
  if (report.exitCode === EXIT.suspended) return {reason: report.items[0]!.message, exitCode: EXIT.suspended}
  const final = probes.find(({result}) => !ANSWERED.has(result.outcome) && !isRetryable(result.outcome))
  if (final !== undefined) {
    const {outcome, message} = final.result
    return {reason: message, exitCode: outcome === 'tier-gate' ? EXIT.critical : exitCodeOf(outcome)}
  }
  const never = judged.find(limit => limit.never)
  if (never !== undefined) return {reason: never.check.message, exitCode: EXIT.critical}
  if (unread !== null && !isRetryable(unread.code)) return {reason: unread.message, exitCode: unread.exitCode}
  const blind = judged.find(({check, binding}) => check.severity === 'unknown' && binding)
  return blind === undefined ? null : {reason: blind.check.message, exitCode: EXIT.refused}
}
