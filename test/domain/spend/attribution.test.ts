import {describe, expect, test} from '@jest/globals'
import {serverlessBy} from '../../../src/lib/domain/spend/attribution.js'
import type {Cost} from '../../../src/lib/domain/spend/costs.js'

const usd = (nanos: bigint, more: Partial<Cost> = {}): Cost => ({currency: 'USD', nanos, ...more})
const training = usd(50n, {kind: 'training'})

describe('costs of serverless by user beside those of all kinds', () => {
  test('stand in for the line of the summary, and what they do not have yet has no user', () => {
    const rated = [usd(60n, {user: 'ana'}), usd(30n, {user: 'ben'})]
    const {costs, excess} = serverlessBy([training, usd(100n, {kind: 'serverless'})], rated, 'user')
    expect(costs).toEqual([
      training,
      usd(60n, {kind: 'serverless', user: 'ana'}),
      usd(30n, {kind: 'serverless', user: 'ben'}),
      usd(10n, {kind: 'serverless'}),
    ])
    expect(excess).toEqual([])
  })

  test('more than the summary has is a difference that is told, never a negative cost', () => {
    const {costs, excess} = serverlessBy([usd(100n, {kind: 'serverless'})], [usd(130n, {user: 'ana'})], 'user')
    expect(costs).toEqual([usd(130n, {kind: 'serverless', user: 'ana'})])
    expect(excess).toEqual([usd(30n, {kind: 'serverless'})])
  })

  test('are not counted beside a summary that has no line of that name', () => {
    const summary = [usd(100n, {kind: 'Inference'})]
    expect(serverlessBy(summary, [usd(90n, {user: 'ana'})], 'user')).toEqual({
      costs: summary,
      excess: [usd(90n, {kind: 'serverless'})],
    })
  })

  test('are left aside where the summary tells the dimension itself', () => {
    const summary = [usd(100n, {kind: 'serverless', key: 'key_1'}), training]
    expect(serverlessBy(summary, [usd(90n, {key: 'key_2'})], 'key')).toEqual({costs: summary, excess: []})
  })

  test('of another currency are no part of the sum', () => {
    const summary = [usd(100n, {kind: 'serverless'}), {currency: 'EUR', nanos: 7n, kind: 'serverless'}]
    const {costs, excess} = serverlessBy(summary, [usd(100n, {user: 'ana'})], 'user')
    expect(costs).toEqual([
      usd(100n, {kind: 'serverless', user: 'ana'}),
      {currency: 'EUR', nanos: 7n, kind: 'serverless'},
    ])
    expect(excess).toEqual([])
  })
})
