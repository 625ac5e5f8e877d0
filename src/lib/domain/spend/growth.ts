import {GROWTH_DAYS} from '../quota/spend-pace.js'
import {dailySums, type Cost} from './costs.js'
import {amountOf} from './money.js'

/** What costs more a day than it did: a model of serverless inference, or another kind of spend. USD. */
export interface GrownSpend {
  readonly by: 'model' | 'kind'
  /** Full resource name of a model, or `dedicated`, `training`, …. */
  readonly name: string
  /** The last full day that is rated, `2026-11-25`. */
  readonly day: string
  readonly usd: number
  /** A day of the seven before it; 0 for what is new. */
  readonly meanUsd: number
}

/** A day that costs less than this many times the mean is an ordinary one. Assumed: a weekday after a weekend is 1.2. */
const LEAST_GROWTH = 1.25

/**
 * What grew most in dollars on the last full day, against the mean of the seven days before it.
 * @param costs by day and model, or by day and kind
 * @param day the last full day, `2026-11-25`
 * @returns null where nothing grew
 */
export function largestGrowth(costs: readonly Cost[], by: GrownSpend['by'], day: string): GrownSpend | null {
  const names = new Set(costs.map(cost => cost[by]).filter(name => name != null))
  const grown = [...names].flatMap((name): GrownSpend[] => {
    const own = costs.filter(cost => cost[by] === name)
    const days = dailySums(own, day, GROWTH_DAYS + 1)
    const usd = amountOf(days.at(-1)!)
    const before = days.slice(0, -1).reduce((sum, nanos) => sum + nanos, 0n)
    const meanUsd = amountOf(before) / GROWTH_DAYS
    return usd > 0 && usd >= meanUsd * LEAST_GROWTH ? [{by, name, day, usd, meanUsd}] : []
  })
  return steepest(grown)
}

/** The one that grew by the most dollars a day; null of none. */
export function steepest(grown: readonly GrownSpend[]): GrownSpend | null {
  const rise = ({usd, meanUsd}: GrownSpend) => usd - meanUsd
  return grown.reduce<GrownSpend | null>((most, each) => (most === null || rise(each) > rise(most) ? each : most), null)
}
