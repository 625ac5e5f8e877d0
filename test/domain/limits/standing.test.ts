import {describe, expect, test} from '@jest/globals'
import {describeGrowth, describePlace} from '../../../src/lib/domain/limits/growth.js'
import {describeLeft, describeStanding} from '../../../src/lib/domain/limits/standing.js'
import {readRateLimitHeaders} from '../../../src/lib/domain/limits/headers.js'
import type {RateLimit} from '../../../src/lib/domain/limits/rate-limit.js'

const LIMIT: RateLimit = {
  dimension: 'generated',
  raw: 36_000,
  rawRemaining: 9000,
  unit: 'per-minute',
  unitSource: 'documented',
  perMinute: 36_000,
  perSecond: 600,
  remainingPerMinute: 9000,
  utilization: 0.75,
  startingPerMinute: 36_000,
  upperBoundPerMinute: 216_000,
}
const limit = (changed: Partial<RateLimit>): RateLimit => ({...LIMIT, ...changed})
const NO_LIMITS = readRateLimitHeaders([])
const standing = (...limits: RateLimit[]) => describeStanding('kimi-k3', {...NO_LIMITS, limits}, 'back off and retry')

const PLACE = 'the limit is 16.6% of 216,000, the upper bound of models 1.6T and over, or unknown, documented (2026-10)'

describe('where an account stands with a model', () => {
  test('nothing is known without limits', () => {
    expect(standing()).toBe('No limit headers came with the answer of kimi-k3: the limits in effect are unknown.')
  })

  test('limits without what is left tell nothing', () => {
    expect(standing(limit({rawRemaining: null, remainingPerMinute: null, utilization: null}))).toBe(
      'The answer of kimi-k3 has limits, but does not say how much of them remains.',
    )
  })

  test('the first exhausted limit is the bottleneck', () => {
    const gone = {rawRemaining: 0, remainingPerMinute: 0, utilization: 1}
    expect(standing(limit({dimension: 'prompt'}), limit({...gone, dimension: 'uncached-prompt'}), limit(gone))).toBe(
      'Uncached prompt tokens are your bottleneck on kimi-k3: 0 of 36,000 per minute remaining; the bucket refills ' +
        'continuously, back off and retry; the limit is 16.6% of 216,000, the upper bound of models of this size, ' +
        'documented (2026-10).',
    )
    expect(standing(limit({...gone, upperBoundPerMinute: null}))).toBe(
      'Output tokens are your bottleneck on kimi-k3: 0 of 36,000 per minute remaining; the bucket refills continuously, back off and retry.',
    )
  })

  test('where nothing was refused, nothing is to be tried again', () => {
    const gone = limit({rawRemaining: 0, remainingPerMinute: 0, utilization: 1, upperBoundPerMinute: null})
    expect(describeStanding('kimi-k3', {...NO_LIMITS, limits: [gone]})).toBe(
      'Output tokens are your bottleneck on kimi-k3: 0 of 36,000 per minute remaining; the bucket refills continuously.',
    )
  })

  test.each([
    [0.7999, 'There is room on kimi-k3; output tokens are closest to their limit, 79.9% used: '],
    [0.8, 'Output tokens are running out on kimi-k3, 80% used: '],
    [0.95, 'Output tokens are running out on kimi-k3, 95% used: '],
  ])('%d of the tightest limit is used', (utilization, words) => {
    const left = '9,000 of 36,000 per minute remaining'
    expect(standing(limit({dimension: 'prompt', utilization: 0.1}), limit({utilization}))).toBe(
      `${words}${left}; ${PLACE}.`,
    )
    expect(standing(limit({utilization, upperBoundPerMinute: null}))).toBe(`${words}${left}.`)
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
  [{unit: 'per-second', raw: 600, rawRemaining: 150}, '9,000 of 36,000 per minute'],
])('%j: %s left', (changed, words) => {
  expect(describeLeft(limit(changed))).toBe(words)
})

describe('the place of a limit below its documented bound', () => {
  test.each<[Partial<RateLimit>, string | null]>([
    [{perMinute: null}, null],
    [{upperBoundPerMinute: null}, null],
    [{}, PLACE],
    [{perMinute: 216_000}, 'the limit is at the upper bound of models 1.6T and over, or unknown, documented (2026-10)'],
    [
      {perMinute: 216_001},
      'the limit is above the upper bound of models 1.6T and over, or unknown, documented (2026-10)',
    ],
    [
      {dimension: 'prompt', perMinute: 54_000_000, upperBoundPerMinute: 216_000_000},
      'the limit is 25% of 216,000,000, the upper bound of models under 600B, documented (2026-10)',
    ],
    [
      {unitSource: 'header-family', perMinute: 72_000, upperBoundPerMinute: null},
      'the limit is 2 times where the example of 2025 starts',
    ],
  ])('%j: %s', (changed, words) => {
    expect(describePlace(limit(changed))).toBe(words)
  })
})

describe('whether a limit is the ceiling', () => {
  test.each<[Partial<RateLimit>, RegExp | null]>([
    [
      {utilization: 0.51},
      /^more than half of the output tokens is used: .*25% every 15 minutes; if it does not, it is the upper bound of your tier/,
    ],
    [{utilization: 0.5}, /^the limit of output tokens grows by up to 25% every 15 minutes while more than half/],
    [{utilization: null}, /^the limit of output tokens grows/],
    [{perMinute: 216_000}, null],
    [{perMinute: null}, null],
    [{dimension: 'requests'}, null],
    [{unitSource: 'header-family'}, null],
  ])('%j: %s', (changed, words) => {
    const told = describeGrowth(limit(changed))
    if (words === null) expect(told).toBeNull()
    else expect(told).toMatch(words)
  })
})
