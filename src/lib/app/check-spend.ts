import {accountGate, type AccountGate} from './account-gate.js'
import {AppError} from '../domain/errors.js'
import {SPEND_QUOTA_ID} from '../domain/quota/quota.js'
import {checkSpend, type SpendRules} from '../domain/spend/check.js'
import {dailySums, totalOf} from '../domain/spend/costs.js'
import {asOptional} from './optional-part.js'
import {readCosts} from './read-costs.js'
import {lastFullDay, notReadable} from './read-spend.js'
import {settle} from './settle.js'
import type {Gateway} from './ports.js'

const DAY_MS = 86_400_000
/** The last full day, and the seven before it that it is held against. */
const DAYS = 8

/**
 * Holds the spend against the rules. Whether the account is suspended comes first; what cannot be read is unknown.
 * @param now milliseconds since the epoch
 * @throws AppError where nothing that the rules need can be read
 */
export async function checkAccountSpend(
  gateway: Gateway,
  accountId: string,
  rules: SpendRules,
  now: number,
): Promise<AccountGate> {
  const needsDays = rules.maxPerDay !== null || rules.maxGrowth !== null
  // Two days more than are judged: the rating lags.
  const window = {start: Math.floor(now / DAY_MS) * DAY_MS - (DAYS + 2) * DAY_MS, end: now}
  const [account, quota, costs] = await Promise.all([
    settle(gateway.getAccount(accountId)),
    rules.maxMonth === null ? null : settle(gateway.getQuota(accountId, SPEND_QUOTA_ID)),
    needsDays ? settle(readCosts(gateway, accountId, window, ['day'], now)) : null,
  ])
  const parts = [quota, costs].filter(part => part !== null)
  const failures = parts.filter(part => part instanceof AppError)
  if (failures.length === parts.length && failures[0] !== undefined) throw asOptional(failures[0])
  const rated = costs === null || costs instanceof AppError ? null : costs
  const lastDay = lastFullDay(rated?.evaluatedAt ?? null, now)
  const today = new Date(now).toISOString().slice(0, 10)
  const reachesToday = rated !== null && (rated.evaluatedAt === null || rated.evaluatedAt.slice(0, 10) === today)
  const items = checkSpend(rules, {
    used: quota === null || quota instanceof AppError ? null : quota.usage,
    days: rated === null ? null : dailySums(rated.costs, lastDay, DAYS),
    today: reachesToday ? totalOf(rated.costs.filter(({day}) => day === today)) : null,
    lastDay,
  })
  const warnings = [
    ...(rated?.warnings ?? []),
    ...(quota instanceof AppError ? [notReadable('the spend quota', quota)] : []),
    ...(costs instanceof AppError ? [notReadable('rated costs', costs)] : []),
  ]
  return accountGate(accountId, account, items, warnings)
}
