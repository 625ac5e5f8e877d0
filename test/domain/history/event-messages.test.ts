import {describe, expect, test} from '@jest/globals'
import {EventFinder} from '../../../src/lib/domain/history/events.js'
import {emptyReading, type Reading} from '../../../src/lib/domain/history/reading.js'

const T = Date.UTC(2026, 10, 21, 12)
const MINUTE = 60_000
const MODEL = 'accounts/fireworks/models/kimi-k3'
const limit = (minute: number, amount: number | null, more: Partial<Reading> = {}): Reading => ({
  ...emptyReading({t: T + minute * MINUTE, account: 'acme', source: 'probe', kind: 'limit'}),
  model: MODEL,
  dimension: 'generated',
  limit: amount,
  unit: 'per-minute',
  ...more,
})
const quota = (minute: number, amount: number): Reading => ({
  ...emptyReading({t: T + minute * MINUTE, account: 'acme', source: 'list', kind: 'quota'}),
  quota: 'monthly-spend-usd',
  limit: amount,
})
const outcome = (minute: number, told: string | null, model: string | null = MODEL): Reading => ({
  ...emptyReading({t: T + minute * MINUTE, account: 'acme', source: 'probe', kind: 'outcome'}),
  model,
  outcome: told,
})
function found(...readings: Reading[]) {
  const finder = new EventFinder()
  for (const reading of readings) finder.push(reading)
  return finder.events()
}
const messages = (...readings: Reading[]) => found(...readings).map(({message}) => message)

describe('the message of a changed limit', () => {
  const START = ', to where limits started, documented (2026-01)'
  test.each([
    ['generated', 216_000, 172_800, 'limit of output tokens cut from 216,000 to 172,800 (-20%), as the rule says'],
    ['generated', 172_800, 216_000, 'limit of output tokens grew from 172,800 to 216,000 (+25%), as the rule says'],
    ['generated', 101, 80, 'limit of output tokens cut from 101 to 80 (-20.7%), as the rule says'],
    ['generated', 100, 81, 'limit of output tokens cut from 100 to 81 (-19%), as the rule says'],
    ['generated', 100, 82, 'limit of output tokens cut from 100 to 82 (-18%)'],
    ['generated', 216_000, 36_000, 'limit of output tokens cut from 216,000 to 36,000 (-83.3%)'],
    ['generated', 10_000, 36_000, `limit of output tokens grew from 10,000 to 36,000 (+260%)${START}`],
    // One step of the rule, but where it leads to is what tells.
    ['generated', 28_800, 36_000, `limit of output tokens grew from 28,800 to 36,000 (+25%)${START}`],
    ['prompt', 10_000, 36_000, 'limit of prompt tokens grew from 10,000 to 36,000 (+260%)'],
    ['requests', 100, 300, 'limit of requests grew from 100 to 300 (+200%)'],
    ['generated', 0, 50, 'limit of output tokens grew from 0 to 50'],
  ] as const)('of %s from %d to %d tells by how much, and whether a rule explains it', (dimension, from, to, told) => {
    expect(messages(limit(0, from, {dimension}), limit(60, to, {dimension}))).toEqual([`kimi-k3: ${told}`])
  })

  test('of a quota names no dimension and no rule: somebody raised or cut it', () => {
    expect(messages(quota(0, 400), quota(60, 500), quota(120, 400))).toEqual([
      'monthly-spend-usd: limit raised from 400 to 500 (+25%)',
      'monthly-spend-usd: limit cut from 500 to 400 (-20%)',
    ])
  })

  test('of a unit names both units', () => {
    const second = {unit: 'per-second'} as const
    expect(messages(limit(0, 60), limit(5, 60, second))).toEqual([
      'kimi-k3: unit of the limit of output tokens changed from per-minute to per-second',
    ])
    expect(messages(limit(0, 60, {dimension: null}), limit(5, 60, {...second, dimension: null}))).toEqual([
      'kimi-k3: unit of the limit changed from per-minute to per-second',
    ])
  })

  test('shows no control character of a name', () => {
    const named = {...quota(0, 1), quota: 'a\u001B[31mb'}
    expect(messages(named, {...named, t: T + MINUTE, limit: 2})[0]).not.toContain('\u001B')
  })
})

describe('what is no change of a limit', () => {
  const changes = (...readings: Reading[]) => found(...readings).map(({from, to}) => [from, to])

  test('is a reading that told no limit; the next is compared with the last that did', () => {
    expect(changes(limit(0, 100), limit(1, null), limit(2, 100))).toEqual([])
    expect(changes(limit(0, 100), limit(1, null), limit(2, 80))).toEqual([[100, 80]])
    expect(changes(limit(0, null), limit(1, 80))).toEqual([])
  })

  test('is a reading without a unit; the next is compared with the last unit that was told', () => {
    expect(changes(limit(0, 100), limit(1, 100, {unit: null}), limit(2, 100))).toEqual([])
    const next = limit(2, 100, {unit: 'per-second'})
    expect(changes(limit(0, 100), limit(1, 100, {unit: null}), next)).toEqual([['per-minute', 'per-second']])
    expect(changes(limit(0, 100, {unit: null}), limit(1, 80))).toEqual([[100, 80]])
  })

  test('is a limit of another dimension or model, or of nothing', () => {
    expect(changes(limit(0, 100), limit(1, 80, {dimension: 'prompt'}), limit(2, 70, {model: 'm'}))).toEqual([])
    expect(changes(limit(0, 100, {model: null}), limit(1, 80, {model: null}))).toEqual([])
    expect(changes({...limit(0, 100), kind: 'spend'}, {...limit(1, 80), kind: 'spend'})).toEqual([])
    const prompt = {dimension: 'prompt'} as const
    expect(changes(limit(0, 100), limit(0, 9, prompt), limit(1, 100), limit(1, 8, prompt), limit(2, 70))).toEqual([
      [9, 8],
      [100, 70],
    ])
  })
})

describe('the message of an account', () => {
  test('tells the cause of a suspension where the account has one, and its end', () => {
    expect(messages(outcome(0, 'CREDIT_DEPLETED', null), outcome(60, 'UNSUSPENDED', null))).toEqual([
      'acme: the account was suspended: credits are used up',
      'acme: the account is no longer suspended',
    ])
    expect(messages(outcome(0, 'suspended'))).toEqual(['acme: the account was suspended'])
  })

  test.each([
    ['ok', 'resumed'],
    ['over-limit', 'resumed'],
    ['rate-limited', 'first-429'],
    ['load-shed', undefined],
    ['policy', undefined],
    [null, undefined],
  ])('after a suspension an answer %s of a model makes the event %s', (told, type) => {
    const [first, second, ...more] = found(outcome(0, 'suspended'), outcome(1, told))
    expect([first?.type, second?.type, more]).toEqual(['suspension', type, []])
  })

  test('says UNSUSPENDED a quarter of an hour after a 412, and is believed then', () => {
    const types = (minute: number) =>
      found(outcome(0, 'suspended'), outcome(minute, 'UNSUSPENDED', null)).map(({type}) => type)
    expect(types(14)).toEqual(['suspension'])
    expect(types(15)).toEqual(['suspension', 'resumed'])
  })

  test('is believed at once where the account itself told the suspension', () => {
    expect(
      found(outcome(0, 'FAILED_PAYMENTS', null), outcome(1, 'UNSUSPENDED', null)).map(({from, to}) => [from, to]),
    ).toEqual([
      ['UNSUSPENDED', 'FAILED_PAYMENTS'],
      ['FAILED_PAYMENTS', 'UNSUSPENDED'],
    ])
  })
})

describe('a suspension that goes on', () => {
  test('is the one that was told first, and the quarter of an hour counts from there', () => {
    const told = found(outcome(0, 'suspended'), outcome(1, 'FAILED_PAYMENTS', null), outcome(60, 'UNSUSPENDED', null))
    expect(told.map(({from, to}) => [from, to])).toEqual([
      ['UNSUSPENDED', 'suspended'],
      ['suspended', 'UNSUSPENDED'],
    ])
    const again = found(outcome(0, 'suspended'), outcome(10, 'suspended'), outcome(16, 'UNSUSPENDED', null))
    expect(again.map(({type}) => type)).toEqual(['suspension', 'resumed'])
  })
})

describe('429s of a day', () => {
  test('are one event where there was one, two where there were more, told beside the others by time', () => {
    expect(messages(outcome(3, 'rate-limited'))).toEqual(['kimi-k3: first 429 of the day'])
    const told = found(limit(0, 100), outcome(1, 'rate-limited'), limit(2, 70), outcome(3, 'rate-limited'))
    expect(told.map(({t, message}) => [(t - T) / MINUTE, message])).toEqual([
      [1, 'kimi-k3: first 429 of the day'],
      [2, 'kimi-k3: limit of output tokens cut from 100 to 70 (-30%)'],
      [3, 'kimi-k3: last 429 of the day'],
    ])
    expect(told[0]).toMatchObject({type: 'first-429', of: MODEL, dimension: null, from: null, to: null})
  })

  test('count by model', () => {
    const other = 'accounts/fireworks/models/glm-5p3'
    expect(found(outcome(0, 'rate-limited'), outcome(1, 'rate-limited', other)).map(({of}) => of)).toEqual([
      MODEL,
      other,
    ])
  })
})
