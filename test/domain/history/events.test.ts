import {describe, expect, test} from '@jest/globals'
import {EventFinder} from '../../../src/lib/domain/history/events.js'
import {emptyReading, type Reading} from '../../../src/lib/domain/history/reading.js'

const T = Date.UTC(2026, 10, 21, 12)
const MINUTE = 60_000
const MODEL = 'accounts/fireworks/models/kimi-k3'

const limit = (minute: number, amount: number, more: Partial<Reading> = {}): Reading => ({
  ...emptyReading({t: T + minute * MINUTE, account: 'acme', source: 'probe', kind: 'limit'}),
  model: MODEL,
  dimension: 'generated',
  limit: amount,
  unit: 'per-minute',
  unitSource: 'documented',
  ...more,
})
const outcome = (minute: number, told: string, model: string | null = MODEL): Reading => ({
  ...emptyReading({
    t: T + minute * MINUTE,
    account: 'acme',
    source: model === null ? 'list' : 'probe',
    kind: 'outcome',
  }),
  model,
  outcome: told,
})
function events(...readings: Reading[]) {
  const finder = new EventFinder()
  readings.forEach(reading => finder.push(reading))
  return finder.events().map(({t, type, from, to}) => [(t - T) / MINUTE, type, from, to])
}

describe('events of a limit', () => {
  test('compare readings of one source: two that round differently make none', () => {
    const free = {source: 'free'} as const
    expect(events(limit(0, 36_000), limit(1, 35_999, free), limit(2, 36_000), limit(3, 35_999, free))).toEqual([])
    const proxy = {source: 'proxy'} as const
    expect(events(limit(0, 36_000), limit(1, 45_000, proxy), limit(2, 36_000), limit(3, 45_000, proxy))).toEqual([])
  })

  test('tell a change once that several sources saw, also where one lags behind', () => {
    const proxy = {source: 'proxy'} as const
    const free = {source: 'free'} as const
    expect(
      events(
        ...[limit(0, 100), limit(0, 100, proxy), limit(0, 100, free)],
        ...[limit(5, 80), limit(6, 80, proxy), limit(7, 100, free), limit(12, 80, free)],
      ),
    ).toEqual([[5, 'cut', 100, 80]])
  })

  test('tell the same change again where it happened again', () => {
    const free = {source: 'free'} as const
    expect(
      events(limit(0, 100), limit(0, 100, free), limit(5, 80), limit(6, 80, free), limit(20, 100), limit(40, 80)),
    ).toEqual([
      [5, 'cut', 100, 80],
      [20, 'growth', 80, 100],
      [40, 'cut', 100, 80],
    ])
    // One source was silent while the limit grew back.
    expect(
      events(limit(0, 100), limit(0, 100, free), limit(5, 80), limit(600, 100, free), limit(900, 80, free)),
    ).toEqual([
      [5, 'cut', 100, 80],
      [900, 'cut', 100, 80],
    ])
  })

  test('do not compare amounts of two units', () => {
    expect(events(limit(0, 36_000), limit(5, 2_160_000, {unit: 'per-second'}))).toEqual([
      [5, 'unit-changed', 'per-minute', 'per-second'],
    ])
  })

  test('come in the order of record: a clock that goes back makes none of its own', () => {
    expect(events(limit(0, 100), limit(10, 80), limit(4, 80), limit(11, 80))).toEqual([[10, 'cut', 100, 80]])
    // The first and the last 429 are by time: several writers append.
    const back = [outcome(5, 'rate-limited'), outcome(9, 'rate-limited'), outcome(2, 'rate-limited')]
    expect(events(...back)).toEqual([
      [2, 'first-429', null, null],
      [9, 'last-429', null, null],
    ])
  })

  test('count days in UTC, also on the night on which summer time ends', () => {
    const night = (Date.UTC(2026, 9, 24, 22, 30) - T) / MINUTE
    const told = events(...[0, 60, 120, 180].map(minute => outcome(night + minute, 'rate-limited')))
    expect(told.map(([minute, type]) => [(minute as number) - night, type])).toEqual([
      [0, 'first-429'],
      [60, 'last-429'],
      [120, 'first-429'],
      [180, 'last-429'],
    ])
  })
})

describe('events of an account', () => {
  test('tell a suspension once, whoever saw it, and its end', () => {
    expect(
      events(
        ...[outcome(0, 'UNSUSPENDED', null), outcome(1, 'suspended'), outcome(2, 'FAILED_PAYMENTS', null)],
        ...[outcome(3, 'suspended'), outcome(60, 'UNSUSPENDED', null), outcome(61, 'ok')],
      ),
    ).toEqual([
      [1, 'suspension', 'UNSUSPENDED', 'suspended'],
      [60, 'resumed', 'suspended', 'UNSUSPENDED'],
    ])
  })

  test('do not end with an account that still says UNSUSPENDED right after a 412', () => {
    expect(
      events(outcome(0, 'ok'), outcome(1, 'suspended'), outcome(2, 'UNSUSPENDED', null), outcome(3, 'suspended')),
    ).toEqual([[1, 'suspension', 'UNSUSPENDED', 'suspended']])
  })
})
