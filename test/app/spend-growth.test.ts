import {describe, expect, test} from '@jest/globals'
import {spendGrowth} from '../../src/lib/app/spend-growth.js'
import type {Gateway} from '../../src/lib/app/ports.js'
import type {Cost} from '../../src/lib/domain/spend/costs.js'
import {nanosOf} from '../../src/lib/domain/spend/money.js'
import {aFailure, answer, memoryGateway} from '../support/memory-gateway.js'
import {VirtualClock} from '../support/virtual-clock.js'

const NOW = Date.parse('2026-11-26T12:00:00Z')
const cost = (usd: number, more: Partial<Cost>, day = '2026-11-25'): Cost => ({
  currency: 'USD',
  nanos: nanosOf(usd),
  day,
  ...more,
})
const never = () => new Promise<never>(() => undefined)

function grown(costs: readonly Cost[], kinds: readonly Cost[], more: Partial<Gateway> = {}) {
  const asked: unknown[] = []
  const gateway = memoryGateway({
    usageCosts: (_, query) => {
      asked.push(query)
      return answer({costs, evaluatedAt: '2026-11-26T01:00:00Z', attribution: null, nextPageToken: null})
    },
    billingSummary: (...question) => {
      asked.push(question)
      return answer(kinds)
    },
    ...more,
  })
  const clock = new VirtualClock(NOW)
  return {asked, growth: clock.run(spendGrowth(gateway, 'acme', clock))}
}

describe('what made the spend grow', () => {
  test('is the steepest of models and of kinds beside serverless', async () => {
    const models = [cost(5, {model: 'm'})]
    const serverless = cost(50, {kind: 'serverless'})
    expect(await grown(models, [serverless, cost(4, {kind: 'training'})]).growth).toEqual({
      grew: {by: 'model', name: 'm', day: '2026-11-25', usd: 5, meanUsd: 0},
      notReadable: [],
    })
    expect((await grown(models, [serverless, cost(6, {kind: 'training'})]).growth).grew).toMatchObject({
      by: 'kind',
      name: 'training',
    })
  })

  test('is looked for in ten whole days, by day', async () => {
    const {asked, growth} = grown([], [])
    await growth
    const start = Date.parse('2026-11-16T00:00:00Z')
    expect(asked).toEqual([{start, end: NOW, scope: 'ACCOUNT', groupBy: ['DAY', 'MODEL']}, ['acme', start, NOW, true]])
    expect(await growth).toEqual({grew: null, notReadable: []})
  })

  test('is of the last day that is rated', async () => {
    const lagging = {costs: [cost(5, {model: 'm'}, '2026-11-23')], attribution: null, nextPageToken: null}
    const {growth} = grown([], [], {usageCosts: () => answer({...lagging, evaluatedAt: '2026-11-24T01:00:00Z'})})
    expect((await growth).grew).toMatchObject({day: '2026-11-23', usd: 5})
  })

  test('names what could not be read, with the status where one came', async () => {
    const failing = grown([], [cost(6, {kind: 'training'})], {
      usageCosts: () => Promise.reject(aFailure('not-offered', 'no', {httpStatus: 501})),
    })
    expect(await failing.growth).toMatchObject({
      grew: {name: 'training'},
      notReadable: [{part: 'costs by model', httpStatus: 501}],
    })
    const lost = grown([], [], {billingSummary: () => Promise.reject(aFailure('network', 'lost'))})
    expect((await lost.growth).notReadable).toEqual([{part: 'costs by kind', httpStatus: null}])
  })

  test('waits three seconds for each, and names what took longer', async () => {
    const clock = new VirtualClock(NOW)
    const gateway = memoryGateway({usageCosts: never, billingSummary: never})
    expect((await clock.run(spendGrowth(gateway, 'acme', clock))).notReadable).toEqual([
      {part: 'costs by model', httpStatus: null},
      {part: 'costs by kind', httpStatus: null},
    ])
    expect(clock.now()).toBe(NOW + 3000)
  })
})
