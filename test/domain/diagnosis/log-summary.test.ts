import {describe, expect, test} from '@jest/globals'
import {LogCounter} from '../../../src/lib/domain/diagnosis/log-summary.js'
import {NO_ANSWER, type FoundAnswer} from '../../../src/lib/domain/paste/found-answer.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const MINUTE = 60_000
const MODEL = 'accounts/fireworks/models/kimi-k3'
const LIMITED = '{"error":{"message":"rate limit exceeded, please try again later"}}'
const SUSPENDED =
  '{"error":{"message":"Account acme is suspended, possibly due to reaching the monthly spending limit"}}'

const answer = (status: number | null, more: Partial<FoundAnswer> = {}): FoundAnswer => ({
  ...NO_ANSWER,
  status,
  statusBy: 'line',
  whose: 'fireworks',
  ...more,
})
const limits = (dimension: string, limit: number, remaining: number): [string, string][] => [
  [`x-ratelimit-limit-${dimension}`, String(limit)],
  [`x-ratelimit-remaining-${dimension}`, String(remaining)],
]
/** A 429 of a model with its limit of output tokens exhausted. */
const limited = (at: number | null, more: Partial<FoundAnswer> = {}) =>
  answer(429, {at, model: MODEL, body: LIMITED, headers: limits('tokens-generated', 36_000, 0), ...more})
function counted(...answers: FoundAnswer[]) {
  const counter = new LogCounter(NOW)
  for (const each of answers) counter.add(each)
  return counter
}

describe('a log of several answers', () => {
  test('is its requests, its failures and the share that a limit refused', () => {
    const log = counted(
      answer(200, {at: NOW}),
      limited(NOW + 2 * MINUTE, {place: 2}),
      answer(412, {at: NOW + MINUTE, body: SUSPENDED, place: 3}),
      answer(503, {at: null, body: '{"error":"Service overloaded"}', place: 4}),
    )
    expect(log.total).toBe(4)
    expect(log.summary()).toEqual({
      requests: 4,
      failed: 3,
      limitedShare: 0.25,
      from: '2026-11-21T12:00:00.000Z',
      to: '2026-11-21T12:02:00.000Z',
      first: {cause: 'rate-limited', httpStatus: 429, at: '2026-11-21T12:02:00.000Z', place: 2},
      worst: {cause: 'suspended', httpStatus: 412, at: '2026-11-21T12:01:00.000Z', place: 3},
      limit: {dimension: 'generated', model: 'kimi-k3', since: '2026-11-21T12:02:00.000Z'},
      cut: null,
    })
  })

  test('is none with one answer, however it failed', () => {
    expect(counted(limited(NOW)).summary()).toBeNull()
    expect(counted(limited(NOW)).timeline()).toEqual([])
  })

  test('that tells no time has none, and no timeline', () => {
    const log = counted(answer(200), limited(null), answer(200, {at: Number.NaN}))
    expect(log.summary()).toMatchObject({from: null, to: null, failed: 1, limit: {since: null}})
    expect(log.timeline()).toEqual([])
  })

  test('of successes has no failure', () => {
    expect(counted(answer(200), answer(200)).summary()).toMatchObject({
      failed: 0,
      limitedShare: 0,
      first: null,
      worst: null,
    })
  })

  test('rounds the share to a millionth', () => {
    expect(counted(answer(200), answer(200), limited(null)).summary()!.limitedShare).toBe(0.333333)
  })

  test('counts a success at an exhausted limit as over it, which is no failure', () => {
    const over = answer(200, {at: NOW, headers: limits('tokens-generated', 36_000, 0)})
    expect(counted(over, over).summary()).toMatchObject({failed: 0, limit: null})
    const told = {...over, body: '{"choices":[]}'}
    expect(counted(told, told).summary()).toMatchObject({failed: 0, limit: null})
  })

  test('counts a deployment without room among what a limit refused', () => {
    const full = answer(429, {model: 'accounts/acme/deployments/d1', body: LIMITED})
    expect(counted(full, answer(200)).summary()).toMatchObject({
      limitedShare: 0.5,
      first: {cause: 'deployment-saturated'},
    })
  })

  test('counts what another service answered, and names it neither first nor worst', () => {
    const log = counted(answer(500, {whose: 'other', place: 1, at: NOW}), answer(502, {place: 2, at: NOW}))
    expect(log.summary()).toMatchObject({failed: 2, first: {place: 2}, worst: {place: 2}})
  })

  test('has the status of the wire of an answer inside another', () => {
    expect(counted(limited(NOW, {wire: 200}), limited(NOW)).summary()!.first).toMatchObject({httpStatus: 200})
  })

  test('keeps the worst that came first of two that are as bad', () => {
    const log = counted(answer(412, {body: SUSPENDED, place: 5}), answer(412, {body: SUSPENDED, place: 9}))
    expect(log.summary()!.worst!.place).toBe(5)
  })

  test('has connections that failed among its failures', () => {
    const lost = answer(null, {unanswered: {code: 'timeout', detail: 'ETIMEDOUT'}, statusBy: null, at: NOW})
    const log = counted(lost, lost)
    expect(log.summary()!.first).toEqual({
      cause: 'timeout',
      httpStatus: null,
      at: '2026-11-21T12:00:00.000Z',
      place: 1,
    })
    expect(log.timeline()[0]).toMatchObject({requests: 2, failed: 2, causes: {timeout: 2}})
  })
})

describe('the timeline', () => {
  test('has every minute with answers once, in order, with its statuses and causes', () => {
    const log = counted(
      answer(200, {at: NOW + 90_000}),
      limited(NOW + 59_999),
      answer(412, {at: NOW, body: SUSPENDED}),
      answer(503, {at: NOW + 1}),
      limited(NOW + 2),
    )
    expect(log.timeline()).toEqual([
      {
        at: '2026-11-21T12:00:00.000Z',
        requests: 4,
        failed: 4,
        http429: 2,
        http503: 1,
        http412: 1,
        causes: {'rate-limited': 2, suspended: 1, 'load-shed': 1},
      },
      {at: '2026-11-21T12:01:00.000Z', requests: 1, failed: 0, http429: 0, http503: 0, http412: 0, causes: {}},
    ])
  })

  test('of more than a week keeps the last week', () => {
    const counter = new LogCounter(NOW)
    for (let minute = 0; minute < 10_082; minute++) counter.add(answer(200, {at: NOW + minute * MINUTE}))
    const timeline = counter.timeline()
    expect([timeline.length, timeline[0]!.at]).toEqual([10_080, '2026-11-21T12:02:00.000Z'])
  })
})

describe('the limit that refused last', () => {
  test.each([
    ['goes on within ten minutes', 10 * MINUTE, 0],
    ['begins anew after more', 10 * MINUTE + 1, 10 * MINUTE + 1],
  ])('%s', (_, later, since) => {
    const {limit} = counted(limited(NOW), limited(NOW + later)).summary()!
    expect(limit!.since).toBe(new Date(NOW + since).toISOString())
  })

  test.each([
    ['another model refuses', {model: 'accounts/fireworks/models/glm-5p3'}, {model: 'glm-5p3'}],
    ['another limit refuses', {headers: limits('requests', 60, -1)}, {dimension: 'requests'}],
    ['no model is told', {model: null}, {model: null}],
  ])('begins anew where %s', (_, more, limit) => {
    const since = '2026-11-21T12:01:00.000Z'
    expect(counted(limited(NOW), limited(NOW + MINUTE, more)).summary()!.limit).toMatchObject({...limit, since})
  })

  test('goes on where a line tells no time', () => {
    const {limit} = counted(limited(NOW), limited(null), limited(NOW + 60 * MINUTE)).summary()!
    expect(limit!.since).toBe('2026-11-21T12:00:00.000Z')
    expect(counted(limited(null), limited(NOW)).summary()!.limit!.since).toBeNull()
  })

  test('is none of which something is left', () => {
    const headers = limits('requests', 60, 5)
    expect(counted(limited(NOW, {headers}), limited(NOW, {headers})).summary()!.limit).toBeNull()
  })

  test('is not told by headers that cannot be read', () => {
    const headers: [string, string][] = [
      ['x-ratelimit-remaining-tokens-generated', ''],
      ['x-ratelimit-remaining-tokens-prompt', 'none'],
      ['x-ratelimit-remaining-of-something-else', '0'],
      ['xx-ratelimit-remaining-tokens-prompt', '0'],
      ['x-ratelimit-remaining-tokens-promptx', '0'],
      ['x-ratelimit-remaining-requests_now', '0'],
    ]
    expect(counted(limited(NOW, {headers}), limited(NOW, {headers})).summary()!.limit).toBeNull()
  })

  test('is read from headers in any case', () => {
    const headers: [string, string][] = [['X-RateLimit-Remaining-Tokens-Cache-Adjusted-Prompt', '0']]
    expect(counted(limited(NOW, {headers}), limited(NOW, {headers})).summary()!.limit!.dimension).toBe(
      'uncached-prompt',
    )
  })
})

describe('a limit that was lowered', () => {
  const at = (minute: number, limit: number, more: Partial<FoundAnswer> = {}) =>
    answer(200, {at: NOW + minute * MINUTE, model: MODEL, headers: limits('tokens-prompt', limit, 5), ...more})

  test('is told with both numbers and when, the last time that it was', () => {
    expect(counted(at(0, 100), at(1, 200), at(2, 150), at(3, 150), at(4, 120)).summary()!.cut).toEqual({
      dimension: 'prompt',
      model: 'kimi-k3',
      at: '2026-11-21T12:04:00.000Z',
      from: 150,
      to: 120,
      unit: 'per-second',
    })
    const requests = (limit: number) => at(0, 0, {headers: [['x-ratelimit-limit-requests', String(limit)]]})
    expect(counted(requests(60), requests(50)).summary()!.cut).toMatchObject({dimension: 'requests', from: 60, to: 50})
    const large = counted(at(0, 3_600_000), at(1, 1_800_000)).summary()!.cut
    expect(large).toMatchObject({from: 3_600_000, to: 1_800_000, unit: 'per-minute'})
  })

  test.each([
    ['rises', [at(0, 100), at(1, 200)]],
    ['stays', [at(0, 100), at(1, 100)]],
    ['is that of another model', [at(0, 100), at(1, 50, {model: 'accounts/fireworks/models/glm-5p3'})]],
    ['is another limit', [at(0, 100), at(1, 50, {headers: limits('tokens-generated', 50, 5)})]],
  ])('is none where it %s', (_, answers) => {
    expect(counted(...answers).summary()!.cut).toBeNull()
  })
})

test('the limits of two thousand models are remembered, and those go on to be compared', () => {
  const of = (model: number, limit: number) =>
    answer(200, {model: `accounts/fireworks/models/m${model}`, headers: limits('tokens-prompt', limit, 5)})
  const all = Array.from({length: 2001}, (_, model) => of(model, 100))
  expect(counted(...all, of(0, 90)).summary()!.cut).toMatchObject({model: 'm0', from: 100, to: 90})
  expect(counted(...all, of(0, 90), of(0, 80)).summary()!.cut).toMatchObject({from: 90, to: 80})
  expect(counted(...all, of(2000, 90)).summary()!.cut).toBeNull()
})

describe('what is kept for the verdict', () => {
  test('is every answer of a short log once, in its order', () => {
    const answers = [limited(NOW), answer(200), answer(500)]
    expect(counted(...answers).kept()).toEqual(answers)
  })

  test('is the end of a long log, and its first failures', () => {
    const failures = Array.from({length: 3}, (_, at) => answer(500, {place: at + 1}))
    const successes = Array.from({length: 1000}, (_, at) => answer(200, {place: at + 4}))
    const kept = counted(...failures, ...successes).kept()
    expect(kept.slice(0, 3)).toEqual(failures)
    expect(kept.at(-1)).toBe(successes.at(-1))
    expect(kept.length).toBeLessThanOrEqual(403)
  })

  test('is never all of a log of failures', () => {
    const failures = Array.from({length: 1000}, (_, at) => answer(500, {place: at + 1}))
    const kept = counted(...failures).kept()
    expect([kept[0]!.place, kept.at(-1)!.place]).toEqual([1, 1000])
    expect(kept.length).toBeLessThanOrEqual(400)
  })
})

test('answers that differ only in an id are one error, and those that differ in words are not', () => {
  const body = (id: string, words: string) => JSON.stringify({request_id: id, error: {message: words}})
  const log = counted(
    answer(429, {at: NOW, body: body('0a1b2c3d4e5f', 'rate limit exceeded')}),
    answer(429, {at: NOW, body: body('9f8e7d6c5b4a', 'rate limit exceeded')}),
    answer(429, {at: NOW, body: body('9f8e7d6c5b4a', 'Account acme is suspended')}),
  )
  expect(log.timeline()[0]!.causes).toEqual({'rate-limited': 2, suspended: 1})
})
