import {describe, expect, test} from '@jest/globals'
import {describeLeft, describePlace, describeStanding} from '../../../src/lib/domain/limits/standing.js'
import {readRateLimitHeaders} from '../../../src/lib/domain/limits/headers.js'
import type {RateLimit} from '../../../src/lib/domain/limits/rate-limit.js'

const LIMIT: RateLimit = {
  dimension: 'generated',
  raw: 36_000,
  rawRemaining: 9000,
  unit: 'per-minute',
  unitSource: 'magnitude',
  perMinute: 36_000,
  perSecond: 600,
  remainingPerMinute: 9000,
  utilization: 0.75,
  startingPerMinute: 36_000,
  ceilingPerMinute: 216_000,
}
const limit = (changed: Partial<RateLimit>): RateLimit => ({...LIMIT, ...changed})
const NO_LIMITS = readRateLimitHeaders([])
const standing = (...limits: RateLimit[]) => describeStanding('kimi-k2p6', {...NO_LIMITS, limits})

describe('where an account stands with a model', () => {
  test('nothing is known without limits', () => {
    expect(standing()).toBe('No limit headers came with the answer of kimi-k2p6: the limits in effect are unknown.')
  })

  test('limits without what is left tell nothing', () => {
    expect(standing(limit({rawRemaining: null, remainingPerMinute: null, utilization: null}))).toBe(
      'The answer of kimi-k2p6 tells limits, but not how much of them is left.',
    )
  })

  test('the first exhausted limit is the bottleneck', () => {
    const gone = {rawRemaining: 0, remainingPerMinute: 0, utilization: 1}
    expect(standing(limit({dimension: 'prompt'}), limit({...gone, dimension: 'uncached-prompt'}), limit(gone))).toBe(
      'Uncached prompt tokens are your bottleneck on kimi-k2p6: 0 of 36,000 per minute left; the bucket refills ' +
        'continuously, back off and retry; the limit is at its documented starting value.',
    )
    expect(standing(limit({...gone, startingPerMinute: null}))).toBe(
      'Output tokens are your bottleneck on kimi-k2p6: 0 of 36,000 per minute left; the bucket refills continuously, back off and retry.',
    )
  })

  test.each([
    [0.7999, 'There is room on kimi-k2p6; output tokens are closest to their limit, 79.9% used: '],
    [0.8, 'Output tokens are running out on kimi-k2p6, 80% used: '],
    [0.95, 'Output tokens are running out on kimi-k2p6, 95% used: '],
  ])('%d of the tightest limit is used', (utilization, words) => {
    const left = '9,000 of 36,000 per minute left'
    expect(standing(limit({dimension: 'prompt', utilization: 0.1}), limit({utilization}))).toBe(
      `${words}${left}; the limit is at its documented starting value.`,
    )
    expect(standing(limit({utilization, startingPerMinute: null}))).toBe(`${words}${left}.`)
  })
})

test.each<[Partial<RateLimit>, string]>([
  [{}, '9,000 of 36,000 per minute'],
  [{remainingPerMinute: 1}, '1 of 36,000 per minute'],
  [{remainingPerMinute: 0}, '0 of 36,000 per minute'],
  [{remainingPerMinute: -5}, '0 of 36,000 per minute'],
  [{remainingPerMinute: null}, 'an unknown number of 36,000 per minute'],
  [{perMinute: null}, '9,000'],
  [{perMinute: null, remainingPerMinute: null}, 'an unknown number'],
  [{unit: 'unknown', raw: 300, rawRemaining: 20}, '20 of 300 (unit unknown)'],
  [{unit: 'unknown', raw: null, rawRemaining: 20}, '20'],
  [{unit: 'unknown', raw: 300, rawRemaining: -1}, '0 of 300 (unit unknown)'],
  [{unit: 'per-second', raw: 600, rawRemaining: 150}, '9,000 of 36,000 per minute'],
])('%j: %s left', (changed, words) => {
  expect(describeLeft(limit(changed))).toBe(words)
})

describe('the place of a limit between its documented bounds', () => {
  const between = (times: string, share: string) =>
    `the limit is ${times} times its documented starting value and ${share} of its documented upper bound`

  test.each<[Partial<RateLimit>, string | null]>([
    [{perMinute: null}, null],
    [{startingPerMinute: null}, null],
    [{perMinute: null, startingPerMinute: null}, null],
    [{}, 'the limit is at its documented starting value'],
    [{ceilingPerMinute: 36_000}, 'the limit is at its documented starting value'],
    [{perMinute: 35_999}, 'the limit is below its documented starting value of 36,000'],
    [{perMinute: 36_001}, between('1', '16.6%')],
    [{perMinute: 72_000}, between('2', '33.3%')],
    [{perMinute: 69_000}, between('1.9', '31.9%')],
    [{perMinute: 215_999}, between('5.9', '99.9%')],
    [{perMinute: 72_000, ceilingPerMinute: null}, 'the limit is 2 times its documented starting value'],
    [{perMinute: 216_000}, 'the limit is at the documented upper bound (model size: 1.6T and over, or unknown)'],
    [{perMinute: 216_001}, 'the limit is above the documented upper bound (model size: 1.6T and over, or unknown)'],
    [
      {perMinute: 432_000, ceilingPerMinute: 432_000},
      'the limit is at the documented upper bound (model size: 400B to 1.6T)',
    ],
    [
      {dimension: 'prompt', perMinute: 64_800_000, ceilingPerMinute: 64_800_000},
      'the limit is at the documented upper bound (model size: under 400B)',
    ],
    [{perMinute: 500_000, ceilingPerMinute: 500_000}, 'the limit is at the documented upper bound'],
    [
      {dimension: 'requests', perMinute: 216_000, ceilingPerMinute: 216_000},
      'the limit is at the documented upper bound',
    ],
  ])('%j: %s', (changed, words) => {
    expect(describePlace(limit(changed))).toBe(words)
  })
})
