import {describe, expect, test} from '@jest/globals'
import {accountReading, limitReadings, quotaReadings} from '../../../src/lib/domain/history/from-answers.js'
import {NewsFilter, UNCHANGED_MS} from '../../../src/lib/domain/history/news.js'
import {decodeReading, emptyReading, encodeReading, type Reading} from '../../../src/lib/domain/history/reading.js'
import {readRateLimitHeaders} from '../../../src/lib/domain/limits/headers.js'
import {OUTCOMES} from '../../../src/lib/domain/errors.js'
import {describeQuota} from '../../../src/lib/domain/quota/quota.js'
import {aReading} from '../../support/memory-gateway.js'

const T = Date.parse('2026-11-26T12:00:00Z')
const AT = {t: T, account: 'acme'}
const MODEL = 'accounts/fireworks/models/kimi-k3'
const limits = readRateLimitHeaders([
  ['x-ratelimit-limit-tokens-generated', '36000'],
  ['x-ratelimit-remaining-tokens-generated', '35000'],
]).limits
const reading = (more: Partial<Reading> = {}): Reading => ({
  ...emptyReading({...AT, source: 'list', kind: 'quota'}),
  quota: 'x',
  limit: 10,
  ...more,
})

describe('what an answer leaves in the history', () => {
  test('is the limit and the usage of each quota that has one', () => {
    const quotas = [
      aReading('x', 10, 3),
      aReading('no-limit-told', null, 3),
      aReading('no-usage-told', 10),
      aReading('nothing-told', null),
      aReading('monthly-spend-usd', 9_999_999, 3),
    ].map(describeQuota)
    expect(quotaReadings(AT, quotas).map(({quota, limit, usage}) => [quota, limit, usage])).toEqual([
      ['x', 10, 3],
      ['no-limit-told', null, 3],
      ['no-usage-told', 10, null],
      ['monthly-spend-usd', null, 3],
    ])
    expect(quotaReadings(AT, quotas)[0]).toEqual({
      ...emptyReading({t: T, account: 'acme', source: 'list', kind: 'quota'}),
      quota: 'x',
      limit: 10,
      usage: 3,
    })
  })

  test('is each limit of a model as it came, and the outcome', () => {
    expect(limitReadings(AT, 'probe', [{model: MODEL, outcome: 'ok', httpStatus: 200, limits}])).toEqual([
      {
        ...emptyReading({...AT, source: 'probe', kind: 'limit'}),
        model: MODEL,
        dimension: 'generated',
        limit: 36_000,
        remaining: 35_000,
        raw: 36_000,
        unit: 'per-minute',
        unitSource: 'documented',
      },
      {...emptyReading({...AT, source: 'probe', kind: 'outcome'}), model: MODEL, outcome: 'ok'},
    ])
  })

  test('is an outcome only where it tells of the account or the model, and an answer came', () => {
    const kept = OUTCOMES.filter(
      outcome => limitReadings(AT, 'probe', [{model: MODEL, outcome, httpStatus: 400, limits: []}]).length > 0,
    )
    expect(kept).toEqual([
      'ok',
      'over-limit',
      'rate-limited',
      'load-shed',
      'suspended',
      'user-cap',
      'tier-gate',
      'model-retired',
      'policy',
      'deployment-saturated',
    ])
    expect(limitReadings(AT, 'free', [{model: MODEL, outcome: 'ok', httpStatus: null, limits}])).toHaveLength(1)
  })

  test('is the suspend state as it came', () => {
    expect(accountReading(AT, 'CREDIT_DEPLETED')).toEqual({
      ...emptyReading({...AT, source: 'list', kind: 'outcome'}),
      outcome: 'CREDIT_DEPLETED',
    })
  })
})

describe('what is worth a line', () => {
  const news = (...readings: readonly Reading[]) => {
    const filter = new NewsFilter()
    return readings.map(each => filter.news([each]).length === 1)
  }

  test('is what comes for the first time, and what changed', () => {
    expect(
      news(reading(), reading({t: T + 1}), reading({t: T + 2, limit: 11}), reading({t: T + 3, limit: 11})),
    ).toEqual([true, false, true, false])
  })

  test.each([
    [{limit: 1}],
    [{remaining: 1}],
    [{usage: 1}],
    [{unit: 'per-second'}],
    [{outcome: 'ok'}],
    [{account: 'other'}],
    [{source: 'probe'}],
    [{kind: 'limit'}],
    [{quota: 'y'}],
    [{quota: null, model: 'm'}],
    [{dimension: 'prompt'}],
  ] as const)('differs by %j', more => {
    expect(news(reading(), reading(more))).toEqual([true, true])
  })

  test('is what has not changed for a quarter of an hour, counted from the last line', () => {
    const later = (ms: number) => reading({t: T + ms})
    expect(news(later(0), later(UNCHANGED_MS - 1), later(UNCHANGED_MS), later(UNCHANGED_MS + 1))).toEqual([
      true,
      false,
      true,
      false,
    ])
    expect(news(later(0), later(-UNCHANGED_MS + 1), later(-UNCHANGED_MS))).toEqual([true, false, true])
  })

  test('is told in the order it came', () => {
    const [a, b] = [reading({quota: 'a'}), reading({quota: 'b'})]
    expect(new NewsFilter().news([a, b, a])).toEqual([a, b])
  })
})

describe('a line of the history', () => {
  const full = reading({
    source: 'probe',
    kind: 'limit',
    model: MODEL,
    dimension: 'generated',
    limit: 36_000,
    remaining: 1,
    usage: 2,
    raw: 36_000,
    unit: 'per-minute',
    unitSource: 'documented',
    outcome: 'ok',
  })
  const line = (more: object) =>
    JSON.stringify({
      schema: 'fireq.reading/v1',
      t: '2026-11-26T12:00:00Z',
      account: 'acme',
      source: 'list',
      kind: 'quota',
      ...more,
    })

  test('is read as it was written, without what is not known', () => {
    expect(decodeReading(encodeReading(full)!)).toEqual(full)
    expect(encodeReading(reading())).toBe(
      '{"schema":"fireq.reading/v1","t":"2026-11-26T12:00:00.000Z","account":"acme","source":"list","kind":"quota","quota":"x","limit":10}',
    )
  })

  test('is none where it would be longer than a system appends at once', () => {
    const rest = encodeReading(reading({quota: ''}))!.length
    expect(encodeReading(reading({quota: 'q'.repeat(4095 - rest)}))).toHaveLength(4095)
    expect(encodeReading(reading({quota: 'q'.repeat(4096 - rest)}))).toBeNull()
    expect(encodeReading(reading({quota: 'é'.repeat((4096 - rest) / 2)}))).toBeNull()
  })

  test.each([
    ['{"schema":"fireq.rea'],
    ['null'],
    ['7'],
    [line({schema: 'fireq.reading/v2'})],
    [line({t: 7})],
    [line({t: 'yesterday'})],
    [line({account: 7})],
    [line({source: 'guess'})],
    [line({kind: 'mood'})],
    [line({source: ['list']})],
  ])('%s is none', text => {
    expect(decodeReading(text)).toBeNull()
  })

  test('has null where a field is of another shape', () => {
    expect(decodeReading(line({quota: 7, model: {}, limit: '10', remaining: null, usage: true}))).toEqual(
      emptyReading({...AT, source: 'list', kind: 'quota'}),
    )
  })
})
