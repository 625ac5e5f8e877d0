import {AppError} from '../domain/errors.js'
import {GROWTH_DAYS} from '../domain/quota/spend-pace.js'
import {largestGrowth, steepest, type GrownSpend} from '../domain/spend/growth.js'
import type {Clock, Gateway} from './ports.js'
import {readCosts} from './read-costs.js'
import {lastFullDay} from './read-spend.js'
import {withPatience} from './patience.js'
import {settle} from './settle.js'

/** What made the spend grow, as far as this key may read the costs. */
export interface SpendGrowth {
  /** null where nothing grew, or nothing could be read. */
  readonly grew: GrownSpend | null
  /** What could not be read, with the HTTP status where one came; empty when all was. */
  readonly notReadable: readonly {
    readonly part: 'costs by model' | 'costs by kind'
    readonly httpStatus: number | null
  }[]
}

const DAY_MS = 86_400_000
/** How long a screen waits for it, milliseconds. Assumed: nobody waits longer for what is beside the question. */
const PATIENCE_MS = 3000

/**
 * Which model, or which kind of spend beside serverless, grew most on the last full day that is rated. Both routes are
 * optional: what cannot be read is named, never thrown.
 */
export async function spendGrowth(gateway: Gateway, accountId: string, clock: Clock): Promise<SpendGrowth> {
  const now = clock.now()
  // Two days more than are judged: the rating lags.
  const start = Math.floor(now / DAY_MS) * DAY_MS - (GROWTH_DAYS + 3) * DAY_MS
  const [models, kinds] = await Promise.all([
    withPatience(settle(readCosts(gateway, accountId, {start, end: now}, ['day', 'model'], now)), PATIENCE_MS, clock),
    withPatience(settle(gateway.billingSummary(accountId, start, now, true)), PATIENCE_MS, clock),
  ])
  const rated = models instanceof AppError ? null : models
  const day = lastFullDay(rated?.evaluatedAt ?? null, now)
  const others = kinds === null || kinds instanceof AppError ? [] : kinds.filter(({kind}) => kind !== 'serverless')
  const grown = [largestGrowth(rated?.costs ?? [], 'model', day), largestGrowth(others, 'kind', day)]
  const missing = (part: SpendGrowth['notReadable'][number]['part'], read: unknown) =>
    read === null || read instanceof AppError ? [{part, httpStatus: read?.httpStatus ?? null}] : []
  return {
    grew: steepest(grown.filter(each => each !== null)),
    notReadable: [...missing('costs by model', models), ...missing('costs by kind', kinds)],
  }
}
