import {describe, expect, test} from '@jest/globals'
import {readRateLimitHeaders} from '../../../src/lib/domain/limits/headers.js'
import {exhaustedDimensions, tightestLimit} from '../../../src/lib/domain/limits/rate-limit.js'

const snapshot = (...limits: [name: string, limit: number | null, left: number | null][]) =>
  readRateLimitHeaders(
    limits.flatMap(([name, limit, left]): [string, string][] => [
      ...(limit === null ? [] : [[`x-ratelimit-limit-${name}`, String(limit)] as [string, string]]),
      ...(left === null ? [] : [[`x-ratelimit-remaining-${name}`, String(left)] as [string, string]]),
    ]),
  )

describe('what is exhausted, and what is tightest', () => {
  test('nothing without limits', () => {
    expect(exhaustedDimensions(snapshot())).toEqual([])
    expect(tightestLimit(snapshot())).toBeNull()
  })

  test('a dimension in which nothing, or less, remains', () => {
    const found = snapshot(
      ['requests', 60, 1],
      ['tokens-prompt', 60_000, 0],
      ['tokens-cache-adjusted-prompt', 60_000, null],
      ['tokens-generated', null, -5],
    )
    expect(exhaustedDimensions(found)).toEqual(['prompt', 'generated'])
  })

  test('the limit of which most is used, the first of several', () => {
    expect(tightestLimit(snapshot(['requests', 60, 30], ['tokens-prompt', 60_000, 6000]))?.dimension).toBe('prompt')
    expect(tightestLimit(snapshot(['requests', 60, 6], ['tokens-prompt', 60_000, 30_000]))?.dimension).toBe('requests')
    expect(tightestLimit(snapshot(['requests', 60, 30], ['tokens-prompt', 60_000, 30_000]))?.dimension).toBe('requests')
  })

  test('a limit of which nothing is used is still the tightest one known', () => {
    expect(tightestLimit(snapshot(['requests', 60, null], ['tokens-prompt', 60_000, 60_000]))?.dimension).toBe('prompt')
    expect(tightestLimit(snapshot(['tokens-prompt', 60_000, 60_000], ['tokens-generated', 60, null]))?.dimension).toBe(
      'prompt',
    )
    expect(tightestLimit(snapshot(['requests', 60, null]))).toBeNull()
  })
})
