import {describe, expect, test} from '@jest/globals'
import {readRateLimitHeaders} from '../../../src/lib/domain/limits/headers.js'
import {
  ACCOUNT_REQUESTS,
  ACCOUNT_REQUESTS_UNPAID,
  ADAPTIVE_STARTING,
  DIMENSION_RATIO,
  DYNAMIC_STARTING,
  MODEL_SIZE_CLASSES,
  TOKEN_DIMENSIONS,
  exhaustedDimensions,
  modelSizeClass,
  tightestLimit,
  unitByMagnitude,
  type RateLimitUnit,
  type TokenDimension,
} from '../../../src/lib/domain/limits/rate-limit.js'

const snapshot = (...limits: [name: string, limit: number | null, left: number | null][]) =>
  readRateLimitHeaders(
    limits.flatMap(([name, limit, left]): [string, string][] => [
      ...(limit === null ? [] : [[`x-ratelimit-limit-${name}`, String(limit)] as [string, string]]),
      ...(left === null ? [] : [[`x-ratelimit-remaining-${name}`, String(left)] as [string, string]]),
    ]),
  )

describe('the documented numbers', () => {
  const values = (numbers: Partial<Record<string, {readonly value: number}>>) =>
    Object.fromEntries(Object.entries(numbers).map(([name, number]) => [name, number?.value]))

  test('are those of the pages they name', () => {
    expect(values(ADAPTIVE_STARTING)).toEqual({prompt: 3_600_000, 'uncached-prompt': 900_000, generated: 36_000})
    expect(values(DYNAMIC_STARTING)).toEqual({requests: 60, prompt: 60_000, generated: 6000})
    expect([ACCOUNT_REQUESTS.value, ACCOUNT_REQUESTS_UNPAID.value]).toEqual([6000, 10])
    expect(MODEL_SIZE_CLASSES.map(({name, upperBound}) => [name, values(upperBound)])).toEqual([
      ['under 400B', {prompt: 64_800_000, 'uncached-prompt': 16_200_000, generated: 648_000}],
      ['400B to 1.6T', {prompt: 43_200_000, 'uncached-prompt': 10_800_000, generated: 432_000}],
      ['1.6T and over, or unknown', {prompt: 21_600_000, 'uncached-prompt': 5_400_000, generated: 216_000}],
    ])
  })

  test('of the tokens keep their ratio', () => {
    for (const dimension of TOKEN_DIMENSIONS) {
      expect(ADAPTIVE_STARTING[dimension].value).toBe(ADAPTIVE_STARTING.generated.value * DIMENSION_RATIO[dimension])
      for (const {upperBound} of MODEL_SIZE_CLASSES) {
        expect(upperBound[dimension].value).toBe(upperBound.generated.value * DIMENSION_RATIO[dimension])
      }
    }
  })

  test('say where they are from', () => {
    const numbers = [
      ...Object.values(ADAPTIVE_STARTING),
      ...MODEL_SIZE_CLASSES.flatMap(({upperBound}) => Object.values(upperBound)),
    ]
    for (const number of numbers) expect(number).toMatchObject({unit: 'tokens per minute', mark: 'documented'})
    expect(ACCOUNT_REQUESTS).toEqual({
      value: 6000,
      unit: 'requests per minute',
      source: 'Fireworks documentation, account-wide request limit',
      mark: 'documented',
    })
  })
})

test.each([
  [1, 'under 400B'],
  [399_999_999_999, 'under 400B'],
  [400e9, '400B to 1.6T'],
  [1.6e12 - 1, '400B to 1.6T'],
  [1.6e12, '1.6T and over, or unknown'],
  [Number.MAX_VALUE, '1.6T and over, or unknown'],
  [null, '1.6T and over, or unknown'],
  [0, '1.6T and over, or unknown'],
  [-1, '1.6T and over, or unknown'],
  [-Infinity, '1.6T and over, or unknown'],
  [Number.NaN, '1.6T and over, or unknown'],
  [Infinity, '1.6T and over, or unknown'],
])('%j parameters are the class %s', (parameters, name) => {
  expect(modelSizeClass(parameters).name).toBe(name)
})

describe('the unit that a size decides', () => {
  const RANGES: Record<TokenDimension, readonly [number, number]> = {
    prompt: [3_600_000, 64_800_000],
    'uncached-prompt': [900_000, 16_200_000],
    generated: [36_000, 648_000],
  }
  test.each([...TOKEN_DIMENSIONS])('%s, at both ends of both ranges', dimension => {
    const [low, high] = RANGES[dimension]
    const cases: [number, RateLimitUnit][] = [
      [low - 1, 'unknown'],
      [low, 'per-minute'],
      [high, 'per-minute'],
      [high + 1, 'unknown'],
      [low / 60 - 1, 'unknown'],
      [low / 60, 'per-second'],
      [high / 60, 'per-second'],
      [high / 60 + 1, 'unknown'],
      [0, 'unknown'],
    ]
    for (const [raw, unit] of cases) expect([raw, unitByMagnitude(dimension, raw)]).toEqual([raw, unit])
  })
})

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
