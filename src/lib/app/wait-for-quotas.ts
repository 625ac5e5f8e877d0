import type {QuotaPattern} from '../domain/check/rules.js'
import {isRetryable, type AppError} from '../domain/errors.js'
import {EXIT} from '../domain/exit-codes.js'
import {formatNumber} from '../domain/text/units.js'
import {checkQuotas} from './check-quotas.js'
import type {Gateway} from './ports.js'
import type {Look} from './wait-until.js'

/**
 * One look at quotas of which each must have so much headroom.
 * @param names ids or patterns
 * @throws AppError when they cannot be read; not-found for a name that no quota has
 */
export async function quotaLook(
  gateway: Gateway,
  accountId: string,
  names: readonly QuotaPattern[],
  need: number,
): Promise<Look> {
  const rules = names.map(name => ({
    ...name,
    ask: {kind: 'need' as const, amount: need},
    severity: 'critical' as const,
    text: `need ${need}`,
  }))
  const {report, unread} = await checkQuotas(gateway, accountId, {rules})
  const hopeless = hopelessness(report, need, unread)
  return {report, met: report.exitCode === EXIT.ok, hopeless, expectedSeconds: null}
}

/** @param need in the quota's unit */
function hopelessness(
  {exitCode, items, values}: Look['report'],
  need: number,
  unread: AppError | null,
): Look['hopeless'] {
  if (exitCode === EXIT.ok) return null
  if (exitCode === EXIT.suspended) return {reason: items[0]!.message, exitCode}
  const small = values.find(({max}) => max !== null && max < need)
  if (small !== undefined) {
    const reason = `${small.label}: the limit is ${formatNumber(small.max!)}, ${formatNumber(need)} needed: never at this limit`
    return {reason, exitCode: EXIT.critical}
  }
  if (unread !== null) return isRetryable(unread.code) ? null : {reason: unread.message, exitCode: unread.exitCode}
  // What is missing, or not told, will not be there later either; what is critical can change.
  const unknown = items.find(({severity}) => severity === 'unknown')
  return unknown === undefined ? null : {reason: unknown.message, exitCode}
}
