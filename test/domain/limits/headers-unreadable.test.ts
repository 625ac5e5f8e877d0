import {describe, expect, test} from '@jest/globals'
import {readRateLimitHeaders} from '../../../src/lib/domain/limits/headers.js'

// What headers do not say is said in a note, word for word: a reader must know what a number rests on.

const NOW = Date.parse('2026-11-21T12:00:00Z')
const read = (headers: Record<string, string | string[]>, now: number | null = NOW) =>
  readRateLimitHeaders(headers, {now})
const notes = (headers: Record<string, string | string[]>, now?: number | null) => read(headers, now).notes
const LIMIT = 'x-ratelimit-limit-tokens'
const LEFT = 'x-ratelimit-remaining-tokens'
const BY_SIZE = 'per second, by size; documents of 2026-10 say per minute'

describe('a number that cannot be read', () => {
  test.each([
    ['seven', `${LIMIT}-generated is not a number: unknown`],
    ['', `${LIMIT}-generated is empty: unknown`],
    ['36000, 36001', `${LIMIT}-generated states different numbers: unknown`],
    ['-36000', `${LIMIT}-generated is negative: unknown`],
  ])('%j', (value, note) => {
    const found = read({[`${LIMIT}-generated`]: value})
    expect([found.notes, found.limits, found.family]).toEqual([[note], [], null])
  })

  test('a remaining count may be negative, a limit may be 0', () => {
    const found = read({[`${LIMIT}-generated`]: '0', [`${LEFT}-generated`]: '-5'})
    expect(found.limits).toMatchObject([{raw: 0, rawRemaining: -5, utilization: null}])
    expect(found.notes).toEqual([BY_SIZE])
  })

  test.each([
    ['seven', `${LEFT}-generated is not a number: unknown`],
    ['7, 8', `${LEFT}-generated states different numbers: unknown`],
  ])('a remaining count of %j', (value, note) => {
    const found = read({[`${LIMIT}-generated`]: '36000', [`${LEFT}-generated`]: value})
    expect(found.notes).toEqual([note])
    expect(found.limits).toMatchObject([{rawRemaining: null, remainingPerMinute: null, utilization: null}])
  })
})

describe('more left than the limit', () => {
  test.each([
    ['36000', []],
    ['36001', ['more tokens-generated remain than the limit: nothing counts as used']],
  ])('%s of 36000', (left, expected) => {
    const found = read({[`${LIMIT}-generated`]: '36000', [`${LEFT}-generated`]: left})
    expect(found.notes).toEqual(expected)
    expect(found.limits[0]!.utilization).toBe(0)
  })

  test('is told of requests, too', () => {
    expect(notes({'x-ratelimit-limit-requests': '60', 'x-ratelimit-remaining-requests': '61'})).toEqual([
      'more requests remain than the limit: nothing counts as used',
    ])
  })

  test('is not told where one of the two is not known', () => {
    expect(notes({'x-ratelimit-remaining-requests': '61'})).toEqual([])
    expect(notes({'x-ratelimit-limit-requests': '60'})).toEqual([])
    expect(notes({'x-ratelimit-limit-requests': '-60', 'x-ratelimit-remaining-requests': '61'})).toHaveLength(1)
    expect(read({'x-ratelimit-limit-requests': '0', 'x-ratelimit-remaining-requests': '0'}).limits).toMatchObject([
      {utilization: null},
    ])
  })
})

describe('other headers that cannot be read', () => {
  test.each(['soon', '', '-1', 'Sat, 99 Nov 2026 12:00:30 GMT'])('retry-after: %j', value => {
    expect(notes({'retry-after': value})).toEqual([
      'retry-after is neither a number of seconds nor a date that can be read here',
    ])
  })

  test('a date of retry-after, when the time is not known', () => {
    const headers = {'retry-after': 'Sat, 21 Nov 2026 12:00:30 GMT'}
    expect(read(headers)).toMatchObject({retryAfterSeconds: 30, notes: []})
    expect(read(headers, null).retryAfterSeconds).toBeNull()
    expect(notes(headers, null)).toHaveLength(1)
  })

  test.each([
    ['yes', true],
    ['YES', true],
    ['yes, yes', true],
    [' no ', false],
    ['yes, no', null],
    ['', null],
    ['true', true],
    ['TRUE, true', true],
    ['false', false],
    [['no', ' No'], false],
    ['no, false', null],
    ['yes, true', null],
    ['maybe', null],
  ])('x-ratelimit-over-limit: %j is %j', (value, overLimit) => {
    const found = read({'x-ratelimit-over-limit': value})
    expect(found.overLimit).toBe(overLimit)
    expect(found.notes).toEqual(overLimit === null ? ['x-ratelimit-over-limit says neither yes nor no: unknown'] : [])
  })

  test('names that no header field can have are left out', () => {
    const found = read({
      'x-ratelimit-a b': '1',
      'x-ratelimit-\u001b[31m': '2',
      'x-ratelimit-é': '3',
      'x-ratelimit-ok': '4',
    })
    expect(found.headers).toEqual({'x-ratelimit-ok': '4'})
    expect(found.notes).toEqual(['x-ratelimit-ok is not a header this version knows'])
  })

  test('known and repeated headers are kept as they came, without a note', () => {
    const found = read({'Retry-After': ['5', '5'], [`${LIMIT}-generated`]: ' 36000 ', 'x-other': '1'})
    expect(found.headers).toEqual({'retry-after': '5, 5', [`${LIMIT}-generated`]: '36000'})
    expect(found.notes).toEqual([])
  })
})

describe('counts and times of an answer', () => {
  test.each([
    ['0', 0],
    ['9', 9],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['9007199254740992', null],
    ['-1', null],
    ['1.5', null],
    ['x', null],
    ['', null],
  ])('%j tokens: %j', (value, count) => {
    const found = read({'fireworks-prompt-tokens': value, 'fireworks-cached-prompt-tokens': value})
    expect([found.promptTokens, found.cachedPromptTokens]).toEqual([count, count])
  })

  test.each([
    ['0', 0],
    ['0.0000015', 0.002],
    ['0.25', 250],
    ['1e9', 1e12],
    ['1000000001', null],
    ['-0.1', null],
    ['x', null],
  ])('%j seconds: %j ms', (value, ms) => {
    const found = read({
      'fireworks-server-time-to-first-token': value,
      'fireworks-server-processing-time': value,
    })
    expect([found.ttftMs, found.processingMs]).toEqual([ms, ms])
  })

  test.each([
    ['r-1', 'r-1'],
    ['\u001b[31m', null],
    ['', null],
    ['x'.repeat(200), 'x'.repeat(200)],
    ['x'.repeat(201), `${'x'.repeat(199)}…`],
  ])('the request id of %j is %j', (value, id) => {
    expect(read({'x-request-id': value}).requestId).toBe(id)
  })

  test('nothing came', () => {
    expect(read({})).toEqual({
      family: null,
      limits: [],
      overLimit: null,
      retryAfterSeconds: null,
      requestId: null,
      promptTokens: null,
      cachedPromptTokens: null,
      ttftMs: null,
      processingMs: null,
      headers: {},
      notes: [],
    })
  })
})
