import {isGlob, matchesPattern, type CheckRule, type QuotaPattern} from './rules.js'
import {nearest} from '../text/did-you-mean.js'
import {EXIT, type ExitCode} from '../exit-codes.js'
import {exitCodeOfSeverity, worstSeverity, type CheckSeverity} from './verdict.js'
import {printable} from '../text/printable.js'
import {CRITICAL_UTILIZATION, WARNING_UTILIZATION, type Quota} from '../quota/quota.js'
import {formatPercent} from '../text/units.js'
import {describeQuotaAmount, formatQuotaAmount} from '../quota/amount.js'

/** One quota held against one rule. */
export interface QuotaCheck {
  readonly quota: string
  /** `max-used 80%`, `need 8`, or the defaults: `warn 80%, crit 95%`. */
  readonly rule: string
  /** Compared with `threshold`, in the same measure: a part of the limit, an amount used, or headroom. */
  readonly actual: number | null
  readonly threshold: number
  readonly severity: CheckSeverity
  readonly message: string
}

/** What `quota check` is asked, from its arguments and its rules file together. */
export interface CheckRequest {
  /** Quotas named to be checked against the defaults. */
  readonly names?: readonly QuotaPattern[]
  readonly rules?: readonly CheckRule[]
  /** 0 to 1; null or left out when nobody set it, which is not the same as setting the default. */
  readonly warn?: number | null
  readonly crit?: number | null
  /** Left out of a check of everything. */
  readonly ignore?: readonly QuotaPattern[]
  /** A quota nobody named that cannot be judged fails the check too. */
  readonly strict?: boolean
}

export interface CheckReport {
  readonly severity: CheckSeverity
  readonly checks: readonly QuotaCheck[]
  /** Names and patterns that match no quota: a gate that looks at nothing must not be green. */
  readonly missing: readonly {readonly name: string; readonly nearest: string | null}[]
  readonly exitCode: ExitCode
}

/** A check, and whether an `unknown` in it fails. */
interface Judged {
  readonly check: QuotaCheck
  readonly binding: boolean
}

/**
 * Holds quotas against rules. The defaults are applied to the quotas that were named; without names to every limited
 * quota, when there are no rules or when `warn` or `crit` was set. A quota with a rule of its own is then left to it.
 */
export function evaluateChecks(quotas: readonly Quota[], request: CheckRequest): CheckReport {
  const {names = [], rules = [], ignore = []} = request
  const matching = (pattern: string): Quota[] => quotas.filter(quota => matchesPattern(pattern, quota.id))
  const judged: Judged[] = []
  for (const rule of rules) {
    for (const quota of matching(rule.pattern)) judged.push({check: judgeRule(quota, rule), binding: true})
  }
  for (const quota of quotas) {
    const named = names.some(name => matchesPattern(name.pattern, quota.id))
    if (!(names.length > 0 ? named : isInCheckOfAll(quota, request, ignore))) continue
    // What somebody asked for by name or rule must be judged; in a check of everything some quotas tell no usage.
    const binding = named || request.strict === true
    judged.push({check: judgeDefaults(quota, request), binding})
  }
  const missing = [...names, ...rules]
    .map(one => one.pattern)
    .filter((pattern, at, all) => all.indexOf(pattern) === at && matching(pattern).length === 0)
    .map(name => ({
      name,
      nearest: isGlob(name)
        ? null
        : nearest(
            name,
            quotas.map(quota => quota.id),
          ),
    }))
  const severity = worstSeverity(judged.map(({check, binding}) => ({severity: check.severity, binding})))
  return {
    severity,
    checks: judged.map(one => one.check),
    missing,
    exitCode: missing.length > 0 ? EXIT.notFound : exitCodeOfSeverity(severity),
  }
}

function isInCheckOfAll(quota: Quota, request: CheckRequest, ignore: readonly QuotaPattern[]): boolean {
  const rules = request.rules ?? []
  const asked = rules.length === 0 || (request.warn ?? null) !== null || (request.crit ?? null) !== null
  const matches = (one: QuotaPattern): boolean => matchesPattern(one.pattern, quota.id)
  return asked && !quota.unlimited && !ignore.some(matches) && !rules.some(matches)
}

/**
 * The two default thresholds in force. Setting one past the other moves the other along: `--warn 97%` alone is a
 * warning that only critical would follow at once.
 */
export function defaultThresholds(request: Pick<CheckRequest, 'warn' | 'crit'>): {warn: number; crit: number} {
  const {warn = null, crit = null} = request
  if (crit !== null && warn === null) return {warn: Math.min(WARNING_UTILIZATION, crit), crit}
  if (warn !== null && crit === null) return {warn, crit: Math.max(CRITICAL_UTILIZATION, warn)}
  return {warn: warn ?? WARNING_UTILIZATION, crit: crit ?? CRITICAL_UTILIZATION}
}

function judgeDefaults(quota: Quota, request: CheckRequest): QuotaCheck {
  const {warn, crit} = defaultThresholds(request)
  const result = (severity: CheckSeverity, threshold: number, why: string): QuotaCheck => ({
    quota: quota.id,
    rule: `warn ${formatPercent(warn)}, crit ${formatPercent(crit)}`,
    actual: quota.utilization,
    threshold,
    severity,
    message: `${printable(quota.id, 120)}: ${why}`,
  })
  if (quota.unlimited) return result('ok', warn, 'no limit')
  if (quota.utilization === null) {
    return overZero(quota) ? result('critical', crit, describeUse(quota)) : result('unknown', warn, whyUnknown(quota))
  }
  const use = describeUse(quota)
  if (quota.status === 'none') return result('ok', warn, use)
  if (isUsuallyFull(quota, request)) return result('warning', warn, `${use}; full`)
  if (quota.utilization >= crit) return result('critical', crit, `${use}; critical from ${formatPercent(crit)}`)
  if (quota.utilization >= warn) return result('warning', warn, `${use}; warning from ${formatPercent(warn)}`)
  return result('ok', warn, use)
}

function judgeRule(quota: Quota, rule: CheckRule): QuotaCheck {
  const result = (severity: CheckSeverity, actual: number | null, threshold: number, why: string): QuotaCheck => ({
    quota: quota.id,
    rule: rule.text,
    actual,
    threshold,
    severity,
    message: `${printable(quota.id, 120)}: ${why}`,
  })
  const amount = (value: number): string => describeQuotaAmount(value, quota.unit)
  if (rule.ask.kind === 'need') {
    const need = rule.ask.amount
    if (quota.unlimited) return result('ok', null, need, 'no limit')
    if (quota.headroom === null) return result('unknown', null, need, whyUnknown(quota))
    const left = `${amount(Math.max(0, quota.headroom))} left, ${amount(need)} needed`
    return result(quota.headroom >= need ? 'ok' : rule.severity, quota.headroom, need, left)
  }
  const {allowance} = rule.ask
  if (allowance.kind === 'amount') {
    if (quota.usage === null) return result('unknown', null, allowance.amount, whyUnknown(quota))
    const severity = quota.usage > allowance.amount ? rule.severity : 'ok'
    return result(
      severity,
      quota.usage,
      allowance.amount,
      `${amount(quota.usage)} used, at most ${amount(allowance.amount)} allowed`,
    )
  }
  const most = `at most ${formatPercent(allowance.ratio)} allowed`
  if (quota.unlimited) return result('ok', null, allowance.ratio, 'no limit')
  if (quota.utilization === null) {
    return overZero(quota)
      ? result(rule.severity, null, allowance.ratio, `${describeUse(quota)}, ${most}`)
      : result('unknown', null, allowance.ratio, whyUnknown(quota))
  }
  const severity = quota.utilization > allowance.ratio ? rule.severity : 'ok'
  return result(severity, quota.utilization, allowance.ratio, `${describeUse(quota)}, ${most}`)
}

/** Without thresholds of one's own, a full quota of what is held rather than spent is a warning. */
function isUsuallyFull({status, group}: Quota, {warn = null, crit = null}: CheckRequest): boolean {
  const isHeld = group === 'on-demand-gpu' || group === 'training-gpu' || group === 'models-and-jobs'
  return status === 'full' && isHeld && warn === null && crit === null
}

/** Something used of a limit of zero: no part of the limit, but more than it. */
function overZero(quota: Quota): boolean {
  return quota.status === 'exceeded'
}

function describeUse(quota: Quota): string {
  const part = quota.utilization === null ? '' : ` (${formatPercent(quota.utilization)})`
  return `${formatQuotaAmount(quota.usage ?? 0, quota.unit)} of ${describeQuotaAmount(quota.value ?? 0, quota.unit)} used${part}`
}

function whyUnknown(quota: Quota): string {
  return quota.usage === null
    ? 'Fireworks did not report usage, so it cannot be judged'
    : 'Fireworks did not report a limit, so it cannot be judged'
}
