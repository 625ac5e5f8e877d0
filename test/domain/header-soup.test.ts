import {describe, expect, it} from '@jest/globals'
import fc from 'fast-check'
import {readRateLimitHeaders} from '../../src/lib/domain/limits/headers.js'
import type {RateLimitSnapshot} from '../../src/lib/domain/limits/rate-limit.js'
import {bodySoup, headerSoup, numbersIn} from '../support/header-soup.js'
import {propertyRuns} from '../support/property-runs.js'

/** What the tool promises for header soup, whatever the run asks for. */
const SOUPS = 10_000

/** What in a snapshot cannot be traced to the headers; one list instead of many expectations, which are slow. */
function untraceable(snapshot: RateLimitSnapshot, headers: readonly (readonly [string, string])[]): string[] {
  const stated = numbersIn(headers)
  const wrong: string[] = []
  const check = (holds: boolean, what: string): void => {
    if (!holds) wrong.push(what)
  }
  for (const limit of snapshot.limits) {
    const {raw, rawRemaining, perMinute, remainingPerMinute} = limit
    const factor = limit.unit === 'per-second' ? 60 : 1
    check(raw === null || stated.has(raw), 'raw')
    check(rawRemaining === null || stated.has(rawRemaining), 'rawRemaining')
    check(raw !== null || rawRemaining !== null, 'a limit without a number')
    check(limit.unit === snapshot.limits[0]!.unit, 'one answer, one unit')
    check(limit.unitSource === snapshot.limits[0]!.unitSource, 'one source of the unit')
    check(perMinute === null || perMinute === raw! * factor, 'perMinute')
    check(remainingPerMinute === null || remainingPerMinute === rawRemaining! * factor, 'remainingPerMinute')
    check(limit.utilization === null || limit.utilization >= 0, 'utilization')
    check(
      Object.values(limit).every(value => typeof value !== 'number' || Number.isFinite(value)),
      'a number that is not finite',
    )
  }
  check(snapshot.promptTokens === null || stated.has(snapshot.promptTokens), 'promptTokens')
  check(snapshot.cachedPromptTokens === null || stated.has(snapshot.cachedPromptTokens), 'cachedPromptTokens')
  // oxlint-disable-next-line no-control-regex -- what must not be left
  check(!/[\u0000-\u001f\u007f-\u009f]/.test([snapshot.requestId, ...snapshot.notes].join('')), 'control characters')
  check(Object.getPrototypeOf(snapshot.headers) === Object.prototype, 'prototype')
  return wrong
}

describe('any header soup', () => {
  it('gives a snapshot in which every number can be traced to a header', () => {
    const options = fc.record({
      unit: fc.constantFrom('auto' as const, 'minute' as const, 'second' as const),
      sizeClass: fc.constantFrom(null, 'small' as const, 'medium' as const, 'large' as const),
      now: fc.constantFrom(null, 1_795_262_400_000),
    })
    fc.assert(
      fc.property(headerSoup, options, (headers, asked) => {
        expect(untraceable(readRateLimitHeaders(headers, asked), headers)).toEqual([])
      }),
      propertyRuns(SOUPS),
    )
  }, 120_000)

  it('survives what is no header list at all', () => {
    for (const junk of [null, undefined, [], {}, [null], [['a']], [[1, 2]], {a: undefined, b: [1]}, 'text', 7]) {
      expect(readRateLimitHeaders(junk as never).limits).toEqual([])
    }
    expect(fc.sample(bodySoup, 1)).toHaveLength(1)
  })
})
