/** What spend can be told apart by. */
export const SPEND_DIMENSIONS = ['model', 'key', 'user', 'day', 'kind'] as const
export type SpendDimension = (typeof SPEND_DIMENSIONS)[number]

/** What something cost, and what it was, as far as it is known. */
export interface Cost {
  readonly currency: string
  readonly nanos: bigint
  /** `2026-11-26`, UTC. */
  readonly day?: string | null
  /** Full resource name; null: not attributed. */
  readonly model?: string | null
  /** Key id. */
  readonly key?: string | null
  readonly user?: string | null
  /** `serverless`, `dedicated`, `training`, `batch`; anything else as it came. */
  readonly kind?: string | null
}

/** Sums by dimension: one cost for each combination, the days in order, else the largest first. */
export function sumBy(costs: readonly Cost[], dimensions: readonly SpendDimension[]): Cost[] {
  const sums = new Map<string, {cost: Cost; nanos: bigint}>()
  for (const cost of costs) {
    const parts = dimensions.map(dimension => [dimension, cost[dimension] ?? null] as const)
    const id = JSON.stringify([cost.currency, ...parts.map(([, value]) => value)])
    const sum = sums.get(id)
    if (sum) sum.nanos += cost.nanos
    else sums.set(id, {cost: {currency: cost.currency, nanos: 0n, ...Object.fromEntries(parts)}, nanos: cost.nanos})
  }
  const all = [...sums.values()].map(({cost, nanos}) => ({...cost, nanos}))
  return all.sort((a, b) => {
    const [day, other] = [a.day ?? '', b.day ?? '']
    if (day !== other) return day < other ? -1 : 1
    return a.nanos < b.nanos ? 1 : a.nanos > b.nanos ? -1 : 0
  })
}

/** The largest costs, in the order given, and the rest in one sum. */
export function largest(
  costs: readonly Cost[],
  count: number | null,
): {rows: Cost[]; rest: {nanos: bigint; rows: number} | null} {
  if (count === null || costs.length <= count) return {rows: [...costs], rest: null}
  const kept = new Set([...costs].sort((a, b) => (a.nanos < b.nanos ? 1 : -1)).slice(0, count))
  const left = costs.filter(cost => !kept.has(cost))
  return {
    rows: costs.filter(cost => kept.has(cost)),
    rest: {nanos: left.reduce((sum, {nanos}) => sum + nanos, 0n), rows: left.length},
  }
}

/** All costs of a currency together. */
export function totalOf(costs: readonly Cost[], currency = 'USD'): bigint {
  return costs.reduce((sum, cost) => (cost.currency === currency ? sum + cost.nanos : sum), 0n)
}

/**
 * The kind of a line of the billing summary, by its category and then its series. Names: seen in a generated client as texts,
 * so anything else is shown as it came.
 */
export function spendKind(category: string | null, series: string | null): string {
  for (const text of [category, series]) {
    const word = (text ?? '').toLowerCase()
    if (word.includes('serverless')) return 'serverless'
    if (/dedicated|deployment/.test(word)) return 'dedicated'
    if (/training|tun(?:e|ing)/.test(word)) return 'training'
    if (word.includes('batch')) return 'batch'
  }
  return category ?? series ?? 'other'
}

/** USD of each full day in a row, the oldest first; a day without costs is 0. @param last `2026-11-25` */
export function dailySums(costs: readonly Cost[], last: string, days: number): bigint[] {
  const byDay = new Map(
    sumBy(
      costs.filter(({currency}) => currency === 'USD'),
      ['day'],
    ).map(({day, nanos}) => [day, nanos]),
  )
  const end = Date.parse(`${last}T00:00:00Z`)
  return Array.from({length: days}, (_, at) => {
    const day = new Date(end - (days - 1 - at) * 86_400_000).toISOString().slice(0, 10)
    return byDay.get(day) ?? 0n
  })
}
