import type {UsageCosts} from '../../src/lib/app/ports.js'
import type {Cost} from '../../src/lib/domain/spend/costs.js'
import {nanosOf} from '../../src/lib/domain/spend/money.js'

export const usd = (amount: number, more: Partial<Cost> = {}): Cost => ({
  currency: 'USD',
  nanos: nanosOf(amount),
  ...more,
})

/** One page of rated costs, the last. */
export const costsOf = (costs: readonly Cost[], more: Partial<UsageCosts> = {}): UsageCosts => ({
  costs,
  evaluatedAt: '2026-11-26T06:00:00Z',
  attribution: 'COMPLETE',
  nextPageToken: null,
  ...more,
})
