import {describe, expect, test} from '@jest/globals'
import type {Cost} from '../../../src/lib/domain/spend/costs.js'
import {largestGrowth, steepest} from '../../../src/lib/domain/spend/growth.js'
import {nanosOf} from '../../../src/lib/domain/spend/money.js'

const DAY = '2026-11-25'
const cost = (model: string | null, day: string, usd: number): Cost => ({
  currency: 'USD',
  nanos: nanosOf(usd),
  day,
  model,
})
/** So many dollars a day on the seven days before. */
const before = (model: string, usd: number) =>
  ['18', '19', '20', '21', '22', '23', '24'].map(day => cost(model, `2026-11-${day}`, usd))

describe('what grew most', () => {
  test('is what costs most dollars more than a day of the seven before, not most times as much', () => {
    const costs = [
      ...before('large', 100),
      cost('large', DAY, 150),
      ...before('small', 1),
      cost('small', DAY, 10),
      cost('new', DAY, 20),
    ]
    expect(largestGrowth(costs, 'model', DAY)).toEqual({by: 'model', name: 'large', day: DAY, usd: 150, meanUsd: 100})
  })

  test('may be new, with a mean of 0', () => {
    expect(largestGrowth([cost('new', DAY, 2)], 'model', DAY)).toMatchObject({name: 'new', usd: 2, meanUsd: 0})
  })

  test.each([
    [1.25, 'a'],
    [1.24, null],
  ])('at %d times the mean is %p', (times, name) => {
    const grown = largestGrowth([...before('a', 4), cost('a', DAY, 4 * times)], 'model', DAY)
    expect(grown?.name ?? null).toBe(name)
  })

  test.each([
    ['nothing costs anything', [cost('a', DAY, 0)]],
    ['only another day has costs', [cost('a', '2026-11-26', 5)]],
    ['the costs are of no model', [cost(null, DAY, 5)]],
    ['there are none', []],
  ])('is nothing where %s', (_, costs) => {
    expect(largestGrowth(costs, 'model', DAY)).toBeNull()
  })
})

test('the steepest of equals is the first, and of none there is none', () => {
  const grown = (name: string, usd: number) => ({by: 'kind', name, day: DAY, usd, meanUsd: 1}) as const
  expect(steepest([grown('a', 2), grown('b', 3), grown('c', 3)])?.name).toBe('b')
  expect(steepest([])).toBeNull()
})
