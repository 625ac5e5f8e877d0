import {AppError, type Warning} from '../domain/errors.js'
import {cite} from '../domain/facts/fact.js'
import {COSTS} from '../domain/facts/spend.js'
import type {Cost, SpendDimension} from '../domain/spend/costs.js'
import {partsOf, type TimeWindow} from '../domain/text/time-window.js'
import type {Gateway, UsageCostsQuery} from './ports.js'

const DAY_MS = 86_400_000
/** Rows in all. Assumed: a year of days by model is a tenth of it. */
const MOST_ROWS = 100_000
/** Pages of one window. Assumed: a hundred full ones hold the rows. */
const MOST_PAGES = 1000

const GROUPS = {model: 'MODEL', key: 'API_KEY', user: 'USER', day: 'DAY'} as const

/** Rated costs of serverless inference. */
export interface RatedCosts {
  readonly costs: readonly Cost[]
  /** `self`: the key may not see those of the account. */
  readonly scope: 'account' | 'self'
  /** RFC 3339; null when the API does not say. */
  readonly evaluatedAt: string | null
  readonly attribution: string | null
  readonly warnings: readonly Warning[]
}

/**
 * Rated costs by at most two dimensions, all pages, windows over 31 days in parts. Where the key may not see the account's
 * costs, its own user's, with a warning.
 * @throws AppError usage for a window that begins before costs are kept; refused above a hundred thousand rows; else as
 *   the gateway does
 */
export async function readCosts(
  gateway: Gateway,
  accountId: string,
  window: TimeWindow,
  dimensions: readonly Exclude<SpendDimension, 'kind'>[],
  now: number,
): Promise<RatedCosts> {
  const groupBy = dimensions.map(dimension => GROUPS[dimension])
  const isOld = window.start < now - COSTS.oldestDays.value * DAY_MS
  const read = async (scope: UsageCostsQuery['scope']) => {
    if (isOld)
      await askWhetherKept(gateway, accountId, {start: window.start, end: window.start + DAY_MS, scope, groupBy})
    return readScope(gateway, accountId, window, {scope, groupBy})
  }
  try {
    return {...(await read('ACCOUNT')), scope: 'account', warnings: []}
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'forbidden') throw error
    const message = "only your own costs: this key may not see the account's"
    return {...(await read('SELF')), scope: 'self', warnings: [{code: 'own-costs-only', message}]}
  }
}

/**
 * How far back costs are kept is likely, not documented: one question settles it for an old window.
 * @throws AppError usage where the API rejects it
 */
async function askWhetherKept(gateway: Gateway, accountId: string, query: UsageCostsQuery): Promise<void> {
  try {
    await gateway.usageCosts(accountId, query)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'bad-request') throw error
    const {oldestDays} = COSTS
    throw new AppError('usage', `costs go back ${oldestDays.value} days, ${cite(oldestDays)}`, {
      hints: ['choose a later `--since`'],
      cause: error,
    })
  }
}

async function readScope(
  gateway: Gateway,
  accountId: string,
  window: TimeWindow,
  query: Pick<UsageCostsQuery, 'scope' | 'groupBy'>,
) {
  // Parts are independent of each other; pages of one are a chain.
  const parts = await Promise.all(
    partsOf(window, COSTS.longestDays.value).map(part => allCostPages(gateway, accountId, {...part, ...query})),
  )
  return {
    costs: parts.flatMap(({costs}) => costs),
    evaluatedAt: parts.at(-1)?.evaluatedAt ?? null,
    attribution:
      parts.map(({attribution}) => attribution).find(word => word !== 'COMPLETE') ?? parts[0]?.attribution ?? null,
  }
}

async function allCostPages(gateway: Gateway, accountId: string, query: UsageCostsQuery) {
  const costs: Cost[] = []
  const seen = new Set<string>()
  for (let pageToken: string | undefined; ;) {
    const page = await gateway.usageCosts(accountId, {...query, ...(pageToken === undefined ? {} : {pageToken})})
    for (const cost of page.costs) costs.push(cost)
    if (costs.length > MOST_ROWS) {
      throw new AppError('refused', `there are more than ${MOST_ROWS} rows of costs`, {
        hints: ['choose a shorter window, or one dimension'],
      })
    }
    const next = page.nextPageToken
    if (next === null) return {costs, evaluatedAt: page.evaluatedAt, attribution: page.attribution}
    if (seen.has(next) || seen.size >= MOST_PAGES)
      throw new AppError('bad-response', 'the API gave page tokens without end', {hints: ['choose a shorter window']})
    seen.add(next)
    pageToken = next
  }
}
