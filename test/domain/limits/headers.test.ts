import {describe, expect, it} from '@jest/globals'
import {readRateLimitHeaders, type ReadHeadersOptions} from '../../../src/lib/domain/limits/headers.js'
import {TOKEN_DIMENSIONS, exhaustedDimensions, type RateLimit} from '../../../src/lib/domain/limits/rate-limit.js'

const adaptive = (prompt: unknown, uncached: unknown, generated: unknown, left = true): [string, string][] => [
  ['X-RateLimit-Limit-Tokens-Prompt', String(prompt)],
  ['X-RateLimit-Limit-Tokens-Cache-Adjusted-Prompt', String(uncached)],
  ['X-RateLimit-Limit-Tokens-Generated', String(generated)],
  ...(left
    ? ([
        ['X-RateLimit-Remaining-Tokens-Prompt', String(prompt)],
        ['X-RateLimit-Remaining-Tokens-Cache-Adjusted-Prompt', String(uncached)],
        ['X-RateLimit-Remaining-Tokens-Generated', String(generated)],
      ] as [string, string][])
    : []),
]

function read(headers: Parameters<typeof readRateLimitHeaders>[0], options?: ReadHeadersOptions) {
  const snapshot = readRateLimitHeaders(headers, options)
  const limit = (dimension: string): RateLimit => snapshot.limits.find(one => one.dimension === dimension)!
  return {snapshot, limit}
}

describe('readRateLimitHeaders', () => {
  it('reads the whole of an adaptive answer per minute', () => {
    const {snapshot} = read(
      [
        ['X-Ratelimit-Limit-Tokens-Generated', '216000'],
        ['X-Ratelimit-Remaining-Tokens-Generated', '54000'],
        ['X-Ratelimit-Over-Limit', 'no'],
        ['X-Request-Id', 'req-1'],
        ['Fireworks-Prompt-Tokens', '9'],
        ['Fireworks-Cached-Prompt-Tokens', '0'],
        ['Fireworks-Server-Time-To-First-Token', '0.123'],
        ['Fireworks-Server-Processing-Time', '0.2'],
        ['Content-Type', 'application/json'],
      ],
      {sizeClass: 'medium'},
    )
    expect(snapshot).toEqual({
      family: 'adaptive',
      limits: [
        {
          dimension: 'generated',
          raw: 216_000,
          rawRemaining: 54_000,
          unit: 'per-minute',
          unitSource: 'documented',
          perMinute: 216_000,
          perSecond: 3600,
          remainingPerMinute: 54_000,
          utilization: 0.75,
          startingPerMinute: 36_000,
          upperBoundPerMinute: 432_000,
        },
      ],
      overLimit: false,
      retryAfterSeconds: null,
      requestId: 'req-1',
      promptTokens: 9,
      cachedPromptTokens: 0,
      ttftMs: 123,
      processingMs: 200,
      headers: {
        'x-ratelimit-limit-tokens-generated': '216000',
        'x-ratelimit-remaining-tokens-generated': '54000',
        'x-ratelimit-over-limit': 'no',
      },
      notes: [],
    })
  })

  it('takes an object as well, with values in arrays', () => {
    const {limit} = read({
      'x-ratelimit-limit-tokens-generated': ['36000'],
      'x-ratelimit-remaining-tokens-generated': '0',
    })
    expect(limit('generated')).toMatchObject({raw: 36_000, remainingPerMinute: 0, utilization: 1})
  })

  it('finds nothing in an answer without limit headers, which is normal', () => {
    expect(read([['content-type', 'application/json']]).snapshot).toMatchObject({
      family: null,
      limits: [],
      overLimit: null,
      headers: {},
      notes: [],
    })
    expect(read([['x-ratelimit-over-limit', 'yes']]).snapshot).toMatchObject({limits: [], overLimit: true})
  })

  // [prompt, uncached, generated], and what all of them are read as
  it.each([
    ['the upper bounds of the smallest models', [216_000_000, 54_000_000, 2_160_000], 'per-minute documented'],
    ['the starting limits of early 2026', [3_600_000, 900_000, 36_000], 'per-minute documented'],
    ['a grown limit', [21_600_000, 5_400_000, 216_000], 'per-minute documented'],
    ['round numbers just above', [1_000_000, 250_000, 10_000], 'per-minute documented'],
    ['beyond every bound', [1e12, 1e12, 1e12], 'per-minute documented'],
    ['one of three just above', [999_999, 249_999, 10_000], 'per-minute documented'],
    ['one of three far above', [60_000, 15_000, 36_000], 'per-minute documented'],
    ['all just below', [999_999, 249_999, 9999], 'per-second magnitude'],
    ['the start of early 2026 per second', [60_000, 15_000, 600], 'per-second magnitude'],
    ['all of them 0', [0, 0, 0], 'per-second magnitude'],
  ])('%s, %j: one unit', (_, [prompt, uncached, generated], expected) => {
    const {snapshot, limit} = read(adaptive(prompt, uncached, generated))
    expect(TOKEN_DIMENSIONS.map(d => `${limit(d).unit} ${limit(d).unitSource}`)).toEqual(Array(3).fill(expected))
    for (const one of snapshot.limits) {
      const factor = one.unit === 'per-second' ? 60 : 1
      expect([one.perMinute, one.perSecond]).toEqual([one.raw! * factor, (one.raw! * factor) / 60])
    }
    const note = 'per second, by size; documents of 2026-10 say per minute'
    expect(snapshot.notes).toEqual(expected === 'per-second magnitude' ? [note] : [])
  })

  it('decides by the limits that came, however few', () => {
    expect(read([['x-ratelimit-limit-tokens-generated', '600']]).limit('generated').unit).toBe('per-second')
    expect(read([['x-ratelimit-limit-tokens-generated', '10000']]).limit('generated').unit).toBe('per-minute')
    expect(read([['x-ratelimit-remaining-tokens-generated', '600']]).limit('generated').unit).toBe('per-minute')
  })

  it('tells no upper bound where the size of the model is not known', () => {
    const bounds = (options?: ReadHeadersOptions) =>
      read(adaptive(3_600_000, 900_000, 36_000), options).snapshot.limits.map(one => one.upperBoundPerMinute)
    expect(bounds()).toEqual([null, null, null])
    expect(bounds({sizeClass: null})).toEqual([null, null, null])
    expect(bounds({sizeClass: 'small'})).toEqual([216_000_000, 54_000_000, 2_160_000])
    expect(bounds({sizeClass: 'large'})).toEqual([21_600_000, 5_400_000, 216_000])
  })

  it('lets the user say the unit', () => {
    expect(read(adaptive(2_000_000, 500_000, 20_000), {unit: 'second'}).limit('generated')).toMatchObject({
      unit: 'per-second',
      unitSource: 'flag',
      perMinute: 1_200_000,
      perSecond: 20_000,
      remainingPerMinute: 1_200_000,
    })
    expect(read(adaptive(60_000, 15_000, 600), {unit: 'minute'}).limit('prompt')).toMatchObject({
      unit: 'per-minute',
      unitSource: 'flag',
      perMinute: 60_000,
    })
  })

  describe('the dynamic generation', () => {
    const dynamic: [string, string][] = [
      ['x-ratelimit-limit-requests', '60'],
      ['x-ratelimit-limit-tokens-prompt', '60000'],
      ['x-ratelimit-limit-tokens-generated', '6000'],
      ['x-ratelimit-remaining-requests', '59'],
      ['x-ratelimit-remaining-tokens-prompt', '59990'],
      ['x-ratelimit-remaining-tokens-generated', '5999'],
    ]

    it('is per minute throughout, with its own start and no published bound', () => {
      const {snapshot} = read(dynamic)
      expect(snapshot.family).toBe('dynamic')
      expect(
        snapshot.limits.map(l => [
          l.dimension,
          l.unit,
          l.unitSource,
          l.perMinute,
          l.startingPerMinute,
          l.upperBoundPerMinute,
        ]),
      ).toEqual([
        ['requests', 'per-minute', 'header-family', 60, 60, null],
        ['prompt', 'per-minute', 'header-family', 60_000, 60_000, null],
        ['generated', 'per-minute', 'header-family', 6000, 6000, null],
      ])
    })

    it('is recognised by any header of requests, also by one that cannot be read', () => {
      expect(
        read([...adaptive(60_000, 15_000, 600), ['x-ratelimit-remaining-requests', '5']]).limit('prompt').unitSource,
      ).toBe('header-family')
      expect(
        read([...adaptive(60_000, 15_000, 600), ['x-ratelimit-limit-requests', 'many']]).limit('prompt').unitSource,
      ).toBe('header-family')
    })

    it('is in the unit that the user says, all of it', () => {
      const {limit} = read(dynamic, {unit: 'second'})
      expect(limit('requests')).toMatchObject({unit: 'per-second', unitSource: 'flag', perMinute: 3600})
      expect(limit('prompt')).toMatchObject({unit: 'per-second', unitSource: 'flag', perMinute: 3_600_000})
    })
  })

  it.each([
    ['empty', '', 'is empty'],
    ['spaces', '  ', 'is empty'],
    ['NaN', 'NaN', 'is not a number'],
    ['Infinity', 'Infinity', 'is not a number'],
    ['hex', '0x10', 'is not a number'],
    ['words', 'unlimited', 'is not a number'],
    ['overflow', '1e999', 'is not a number'],
    ['other digits', '٣', 'is not a number'],
    ['structured', '36000;w=60', 'is not a number'],
    ['negative', '-5', 'is negative'],
    ['a list that disagrees', '36000, 216000', 'states different numbers'],
    ['thousands separators', '36,000', 'states different numbers'],
  ])('does not know a limit that is %s, and says so', (_, value, why) => {
    const {snapshot} = read([['x-ratelimit-limit-tokens-generated', value]])
    expect(snapshot.limits).toEqual([])
    expect(snapshot.notes).toEqual([`x-ratelimit-limit-tokens-generated ${why}: unknown`])
    expect(snapshot.headers['x-ratelimit-limit-tokens-generated']).toBe(value.trim())
  })

  it.each([
    [
      'repeated and equal',
      [
        ['X-RateLimit-Limit-Tokens-Generated', '36000'],
        ['x-ratelimit-limit-tokens-generated', '36000'],
      ],
      36_000,
    ],
    ['a list of equals', [['x-ratelimit-limit-tokens-generated', '36000, 36000']], 36_000],
    ['an exponent', [['x-ratelimit-limit-tokens-generated', '3.6e+04']], 36_000],
    ['a fraction', [['x-ratelimit-limit-tokens-generated', '36000.5']], 36_000.5],
    ['enormous', [['x-ratelimit-limit-tokens-generated', '1e30']], 1e30],
  ] as const)('knows a limit that is %s', (_, headers, raw) => {
    expect(read(headers).limit('generated').raw).toBe(raw)
  })

  it('knows a dimension of which only the remaining count came', () => {
    const {limit, snapshot} = read([['x-ratelimit-remaining-tokens-generated', '0']])
    expect(limit('generated')).toMatchObject({
      raw: null,
      rawRemaining: 0,
      unit: 'per-minute',
      remainingPerMinute: 0,
      utilization: null,
    })
    expect(exhaustedDimensions(snapshot)).toEqual(['generated'])
    expect(read([['x-ratelimit-remaining-tokens-generated', '7']]).limit('generated').remainingPerMinute).toBe(7)
  })

  it('tells a limit that is overdrawn', () => {
    const overdrawn = read([
      ['x-ratelimit-limit-tokens-generated', '36000'],
      ['x-ratelimit-remaining-tokens-generated', '-3600'],
    ])
    expect(overdrawn.limit('generated')).toMatchObject({remainingPerMinute: -3600, utilization: 1.1})
    expect(exhaustedDimensions(overdrawn.snapshot)).toEqual(['generated'])
  })
})
