import {describe, expect, test} from '@jest/globals'
import {dailySums, largest, spendKind, sumBy, totalOf, type Cost} from '../../../src/lib/domain/spend/costs.js'

const usd = (nanos: bigint, more: Partial<Cost> = {}): Cost => ({currency: 'USD', nanos, ...more})

describe('costs by dimension', () => {
  const costs = [
    usd(1n, {day: '2026-11-02', model: 'a', key: 'k'}),
    usd(5n, {day: '2026-11-01', model: 'b', key: 'k'}),
    usd(2n, {day: '2026-11-02', model: 'a', key: 'l'}),
    usd(9n, {day: '2026-11-01', model: 'a', key: null}),
  ]

  test('are summed for each value, the largest first', () => {
    expect(sumBy(costs, ['model'])).toEqual([usd(12n, {model: 'a'}), usd(5n, {model: 'b'})])
  })

  test('are summed for each combination, the days in order and the largest of a day first', () => {
    expect(sumBy(costs, ['day', 'model'])).toEqual([
      usd(9n, {day: '2026-11-01', model: 'a'}),
      usd(5n, {day: '2026-11-01', model: 'b'}),
      usd(3n, {day: '2026-11-02', model: 'a'}),
    ])
  })

  test('without a value are one sum of their own, as those are where the dimension is missing', () => {
    expect(sumBy([usd(1n, {key: null}), usd(2n), usd(4n, {key: 'null'})], ['key'])).toEqual([
      usd(4n, {key: 'null'}),
      usd(3n, {key: null}),
    ])
  })

  test('of two currencies are never added up', () => {
    const mixed = [usd(1n), {currency: 'EUR', nanos: 5n}, usd(2n)]
    expect(sumBy(mixed, [])).toEqual([{currency: 'EUR', nanos: 5n}, usd(3n)])
    expect([totalOf(mixed), totalOf(mixed, 'EUR')]).toEqual([3n, 5n])
  })

  test('keep the order they came in where they are equal', () => {
    const models = sumBy([usd(1n, {model: 'b'}), usd(1n, {model: 'a'}), usd(1n, {model: 'c'})], ['model'])
    expect(models.map(({model}) => model)).toEqual(['b', 'a', 'c'])
  })
})

describe('the largest costs', () => {
  const costs = [usd(3n), usd(10n), usd(1n), usd(7n)]

  test('keep the order given, and the rest is one sum', () => {
    expect(largest(costs, 2)).toEqual({rows: [usd(10n), usd(7n)], rest: {nanos: 4n, rows: 2}})
  })

  test.each([[4], [5], [null]])('are all of four for %p, with no rest', count => {
    expect(largest(costs, count)).toEqual({rows: costs, rest: null})
  })
})

describe('the kind of a line', () => {
  test.each([
    ['Serverless Inference', null, 'serverless'],
    ['DEDICATED', 'batch', 'dedicated'],
    ['gpu', 'on-demand deployment', 'dedicated'],
    [null, 'TRAINING', 'training'],
    ['fine-tuning', null, 'training'],
    ['finetune', null, 'training'],
    [null, 'Batch API', 'batch'],
    ['Storage', 'disk', 'Storage'],
    [null, 'disk', 'disk'],
    [null, null, 'other'],
  ])('of category %p and series %p is %s', (category, series, kind) => {
    expect(spendKind(category, series)).toBe(kind)
  })
})

test('days in a row have their sum in dollars, and 0 without costs', () => {
  const costs = [
    usd(1n, {day: '2026-10-31'}),
    usd(2n, {day: '2026-10-31', model: 'a'}),
    usd(4n, {day: '2026-11-02'}),
    usd(8n, {day: '2026-11-03'}),
    usd(16n, {day: '2026-10-30'}),
    {currency: 'EUR', nanos: 32n, day: '2026-11-02'},
  ]
  expect(dailySums(costs, '2026-11-02', 3)).toEqual([3n, 0n, 4n])
})
