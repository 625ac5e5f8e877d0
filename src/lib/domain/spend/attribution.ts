import {totalOf, type Cost, type SpendDimension} from './costs.js'

/** Costs of all kinds, and by how much the rated costs exceed the summary's serverless part, a cost for each currency. */
export interface Attribution {
  readonly costs: readonly Cost[]
  readonly excess: readonly Cost[]
}

/**
 * The summary's costs of all kinds, with those of serverless told apart by a dimension that the summary does not tell. Usage
 * costs are of serverless inference only and tell it (Fireworks' documents of November 2026); a part of the summary that they
 * do not have yet stays one cost of which the dimension is unknown, so that all still adds up to the summary. Where they have
 * more than the summary, nothing negative is made up: the difference is told instead.
 */
export function serverlessBy(summary: readonly Cost[], rated: readonly Cost[], dimension: SpendDimension): Attribution {
  const serverless = summary.filter(({kind}) => kind === 'serverless')
  if (serverless.some(cost => cost[dimension] != null)) return {costs: summary, excess: []}
  const differences = [...new Set([...summary, ...rated].map(({currency}) => currency))].map(currency => ({
    currency,
    kind: 'serverless',
    nanos: totalOf(serverless, currency) - totalOf(rated, currency),
  }))
  const excess = differences.filter(({nanos}) => nanos < 0n).map(cost => ({...cost, nanos: -cost.nanos}))
  // No serverless line at all: it may stand there under another name, and would be counted twice.
  if (serverless.length === 0) return {costs: summary, excess}
  return {
    costs: [
      ...summary.filter(({kind}) => kind !== 'serverless'),
      ...rated.map(cost => ({...cost, kind: 'serverless'})),
      ...differences.filter(({nanos}) => nanos > 0n),
    ],
    excess,
  }
}
