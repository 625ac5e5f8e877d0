import {describe, expect, test} from '@jest/globals'
import {readRateLimitHeaders} from '../../../src/lib/domain/limits/headers.js'
import type {RateLimit} from '../../../src/lib/domain/limits/rate-limit.js'
import {
  LONGEST_ADVICE_MS,
  retryAdvice,
  retryAfterHeaders,
  SHORTEST_ADVICE_MS,
  type Need,
} from '../../../src/lib/domain/traffic/retry-advice.js'

const need = (more: Partial<Need> = {}): Need => ({requests: 1, prompt: 0, 'uncached-prompt': 0, generated: 0, ...more})
/** Limit per minute and what remains, by the word of the header. */
const snapshot = (told: Record<string, readonly [number, number?]>) =>
  readRateLimitHeaders(
    Object.entries(told).flatMap(([name, [limit, remaining]]) => [
      [`x-ratelimit-limit-${name}`, String(limit)] as const,
      ...(remaining === undefined ? [] : [[`x-ratelimit-remaining-${name}`, String(remaining)] as const]),
    ]),
    {unit: 'minute'},
  )
const changed = (more: Partial<RateLimit>) => {
  const {limits, ...rest} = snapshot({'tokens-generated': [60_000, 0]})
  return {...rest, limits: limits.map(limit => ({...limit, ...more}))}
}

describe('advice to a refused request', () => {
  test('is the time in which its limit refills by what it lacks', () => {
    expect(retryAdvice(snapshot({'tokens-generated': [60_000, 1000]}), need({generated: 6000}))).toEqual({
      ms: 5000,
      dimension: 'generated',
    })
  })

  test('waits longer where the limit is overdrawn', () => {
    expect(retryAdvice(changed({remainingPerMinute: -2000}), need({generated: 6000})).ms).toBe(8000)
  })

  test('follows the limit that takes longest, wherever it stands', () => {
    const told = snapshot({'tokens-prompt': [60_000, 0], 'tokens-generated': [60_000, 0]})
    expect(retryAdvice(told, need({prompt: 9000, generated: 3000}))).toEqual({ms: 9000, dimension: 'prompt'})
    expect(retryAdvice(told, need({prompt: 3000, generated: 9000}))).toEqual({ms: 9000, dimension: 'generated'})
  })

  test('counts one token for a request that says of none', () => {
    expect(retryAdvice(changed({perMinute: 60}), need()).ms).toBe(1000)
  })

  test('asks for no more than a limit holds: a request above it waits until it is full', () => {
    expect(retryAdvice(changed({remainingPerMinute: 30_000}), need({generated: 1e9})).ms).toBe(30_000)
  })

  test.each([
    ['no header came', snapshot({})],
    ['no limit came', changed({perMinute: null})],
    ['the limit is 0', changed({perMinute: 0, remainingPerMinute: -5})],
    ['what remains did not come', changed({remainingPerMinute: null})],
    ['enough remains', changed({remainingPerMinute: 3000})],
  ])('is a second, by no limit, where %s', (_, told) => {
    expect(retryAdvice(told, need({generated: 3000}))).toEqual({ms: 1000, dimension: null})
  })

  test('is whole milliseconds, rounded up, and between a quarter of a second and a minute', () => {
    expect(retryAdvice(changed({perMinute: 7000}), need({generated: 100})).ms).toBe(858)
    expect(retryAdvice(changed({}), need({generated: 1})).ms).toBe(SHORTEST_ADVICE_MS)
    expect(retryAdvice(changed({remainingPerMinute: -1e9}), need({generated: 1})).ms).toBe(LONGEST_ADVICE_MS)
    expect([SHORTEST_ADVICE_MS, LONGEST_ADVICE_MS]).toEqual([250, 60_000])
  })
})

describe('headers of an advice', () => {
  test.each([
    [250, '1', '250'],
    [0, '1', '0'],
    [1000, '1', '1000'],
    [1000.2, '2', '1001'],
    [59_999, '60', '59999'],
    // Older clients take only what is below a minute.
    [60_000, '60', '59999'],
  ])('of %d ms are %s s and %s ms', (ms, seconds, exact) => {
    expect(retryAfterHeaders(ms)).toEqual(['retry-after', seconds, 'retry-after-ms', exact])
  })
})
