import {describe, expect, test} from '@jest/globals'
import {describeGrowth, describeOlderDocuments, describePlace} from '../../../src/lib/domain/limits/growth.js'
import type {RateLimit} from '../../../src/lib/domain/limits/rate-limit.js'

const limit = (more: Partial<RateLimit> = {}): RateLimit => ({
  dimension: 'generated',
  raw: 36_000,
  rawRemaining: 36_000,
  unit: 'per-minute',
  unitSource: 'documented',
  perMinute: 36_000,
  perSecond: 600,
  remainingPerMinute: 36_000,
  utilization: 0,
  startingPerMinute: 36_000,
  upperBoundPerMinute: 216_000,
  ...more,
})

describe('where a limit stands below its bound', () => {
  const of = (bound: string) => new RegExp(`^the limit is ${bound}, documented \\(2026-10\\)$`)

  test.each([
    [{}, of('16.6% of 216,000, the upper bound of models 1.6T and over, or unknown')],
    [{perMinute: 216_000}, of('at the upper bound of models 1.6T and over, or unknown')],
    [{perMinute: 216_001}, of('above the upper bound of models 1.6T and over, or unknown')],
    [{upperBoundPerMinute: 432_000}, of('8.3% of 432,000, the upper bound of models 600B to under 1.6T')],
    [{upperBoundPerMinute: 72_000}, of('50% of 72,000, the upper bound of models of this size')],
  ])('%j', (more, text) => {
    expect(describePlace(limit(more))).toMatch(text)
  })

  test('is told by the example of 2025 where there is no bound', () => {
    const old = {upperBoundPerMinute: null, unitSource: 'header-family', startingPerMinute: 6000} as const
    expect(describePlace(limit({...old, perMinute: 15_900}))).toBe(
      'the limit is 2.6 times where the example of 2025 starts',
    )
    expect(describePlace(limit({...old, unitSource: 'documented'}))).toBeNull()
    expect(describePlace(limit({...old, startingPerMinute: null}))).toBeNull()
    expect(describePlace(limit({...old, startingPerMinute: 0}))).toBeNull()
  })

  test('is not told of a limit that is not told', () => {
    expect(describePlace(limit({perMinute: null}))).toBeNull()
  })
})

describe('whether a limit grows', () => {
  test.each([
    [0.5, /^the limit of output tokens grows by up to 25% every 15 minutes while more than half of it is used within/],
    [null, /^the limit of output tokens grows/],
    [
      0.51,
      /^more than half of the output tokens is used: the limit grows by up to 25% every 15 minutes; if it does not/,
    ],
  ])('at a use of %p', (utilization, text) => {
    expect(describeGrowth(limit({utilization}))).toMatch(text)
  })

  test.each([
    ['that is not told', {perMinute: null}],
    ['of requests', {dimension: 'requests'}],
    ['of the generation before', {unitSource: 'header-family'}],
    ['at its bound', {perMinute: 216_000}],
    ['above its bound', {perMinute: 300_000}],
  ] as const)('is not told of a limit %s', (_, more) => {
    expect(describeGrowth(limit(more))).toBeNull()
  })

  test('is told of a limit without a bound', () => {
    expect(describeGrowth(limit({upperBoundPerMinute: null}))).not.toBeNull()
  })
})

test('older documents had a start and bounds by size, of tokens alone', () => {
  expect(describeOlderDocuments(limit())).toBe(
    'older documents: output tokens started at 36,000 per minute, documented (2026-01); upper bounds until 2026-10 were ' +
      '648,000 (under 400B), 432,000 (400B to 1.6T), 216,000 (1.6T and over, or unknown), documented (2026-06)',
  )
  expect(describeOlderDocuments(limit({dimension: 'requests'}))).toBeNull()
  expect(describeOlderDocuments(limit({unitSource: 'header-family'}))).toBeNull()
})
