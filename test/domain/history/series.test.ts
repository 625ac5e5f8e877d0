import {describe, expect, test} from '@jest/globals'
import {emptyReading, type Reading} from '../../../src/lib/domain/history/reading.js'
import {SeriesCollector, segmentsOf, type HistoryPoint} from '../../../src/lib/domain/history/series.js'

const T = Date.UTC(2026, 10, 1)
const reading = (t: number, usage: number): Reading => ({
  ...emptyReading({t, account: 'acme', source: 'list', kind: 'quota'}),
  quota: 'monthly-spend-usd',
  limit: 400,
  usage,
})
function gathered(readings: Iterable<Reading>) {
  const collector = new SeriesCollector()
  for (const one of readings) collector.push(one)
  return collector.series()[0]!
}
/** A reading a second, one object for all of them. */
function* everySecond(count: number) {
  const one = {...reading(T, 0)}
  for (let at = 0; at < count; at++) yield Object.assign(one, {t: T + at * 1000, usage: at})
}

describe('a series', () => {
  test('has every reading up to 10,000', () => {
    const series = gathered(Array.from({length: 10_000}, (_, at) => reading(T + at * 1000, at)))
    expect([series.everySeconds, series.points.length, series.readings]).toEqual([null, 10_000, 10_000])
    expect(series.points[4321]).toEqual({t: T + 4_321_000, limit: 400, remaining: null, usage: 4321, source: 'list'})
  })

  test('of more readings has the last one of every span, bounded however many come', () => {
    for (const count of [10_001, 150_000]) {
      const {points, everySeconds, readings} = gathered(everySecond(count))
      expect(readings).toBe(count)
      expect(points.length).toBeLessThanOrEqual(10_000)
      expect(points.length).toBeGreaterThan(1000)
      const span = everySeconds! * 1000
      const isLastOfSpan = ({t, usage}: HistoryPoint) => t % span === span - 1000 && usage === (t - T) / 1000
      expect(points.slice(0, -1).every(isLastOfSpan)).toBe(true)
      expect(points.every(({t}, at) => at === 0 || t > points[at - 1]!.t)).toBe(true)
      expect(points.at(-1)!.usage).toBe(count - 1)
    }
  })

  test('gives the same points whatever the order in which readings were recorded', () => {
    const readings = Array.from({length: 12_000}, (_, at) => reading(T + at * 1000, at))
    const back = gathered([...readings].reverse())
    const inOrder = gathered(readings)
    expect(back.everySeconds).toBe(inOrder.everySeconds)
    expect(back.points).toEqual(inOrder.points)
  })

  test('is of one limit or quota alone, whatever comes between its readings', () => {
    const collector = new SeriesCollector()
    const own = reading(T, 1)
    const model = {...own, quota: null, model: 'accounts/fireworks/models/kimi-k3', kind: 'limit'} as const
    const all: Reading[] = [
      ...[own, {...own, quota: 'x'}, {...own, dimension: 'prompt'} as const, {...own, kind: 'limit'} as const],
      ...[model, {...model, dimension: 'generated'} as const, {...model, model: 'other'}],
    ]
    for (const one of [...all, ...all, {...own, kind: 'outcome'} as const, {...own, kind: 'spend'} as const])
      collector.push(one)
    const told = collector.series()
    expect(told.map(({kind, quota, model, dimension}) => ({kind, quota, model, dimension}))).toEqual(
      all.map(({kind, quota, model, dimension}) => ({kind, quota, model, dimension})),
    )
    expect(told.map(({readings}) => readings)).toEqual(all.map(() => 2))
  })

  test('keeps what each reading told, and null where it told nothing', () => {
    const told = {...reading(T + 1, 0), limit: null, remaining: 0, usage: null, source: 'proxy'} as const
    expect(gathered([told, reading(T, 7)]).points).toEqual([
      {t: T, limit: 400, remaining: null, usage: 7, source: 'list'},
      {t: T + 1, limit: null, remaining: 0, usage: null, source: 'proxy'},
    ])
  })

  test('of readings at one moment keeps their order, and once points are spans the last of them', () => {
    expect(gathered([reading(T, 1), reading(T, 2)]).points.map(({usage}) => usage)).toEqual([1, 2])
    const at = (second: number, usage: number) => reading(T + second * 1000, usage)
    const readings = [...Array.from({length: 10_001}, (_, second) => at(second * 10, second)), at(100_000, 7)]
    expect(gathered(readings).points.at(-1)!.usage).toBe(7)
  })

  test('is thinned no further than to half of the points that it may have', () => {
    const apart = (seconds: number) =>
      gathered(Array.from({length: 10_001}, (_, at) => reading(T + at * seconds * 1000, at)))
    expect([5, 15, 60, 70].map(seconds => apart(seconds).everySeconds)).toEqual([10, 30, 120, 300])
    // Days of 27 years: what is longer than the longest span is doubled.
    expect(apart(86_400).everySeconds).toBe(172_800)
  })

  test('is cut only where the gap is longer than three usual steps, and longer than sixteen minutes', () => {
    const cuts = (...minutes: number[]) => segmentsOf(minutes.map(minute => ({t: T + minute * 60_000}))).length
    expect([cuts(), cuts(0), cuts(0, 16), cuts(0, 1, 2, 18), cuts(0, 1, 2, 19)]).toEqual([0, 1, 1, 1, 2])
    expect([cuts(0, 10, 20, 30, 60), cuts(0, 10, 20, 30, 61)]).toEqual([1, 2])
    // One long step among short ones is not the usual one, wherever it stands.
    expect([cuts(0, 600, 601, 602, 603), cuts(0, 1, 2, 602)]).toEqual([2, 2])
  })

  test('is cut where nothing was read for long, and not where a clock was put forward or back by an hour', () => {
    const minutes = (from: number, count: number) =>
      Array.from({length: count}, (_, at) => ({t: T + (from + at) * 60_000}))
    expect(segmentsOf([...minutes(0, 5), ...minutes(60, 5)]).map(({length}) => length)).toEqual([5, 5])
    // Summer time ends: a local clock shows an hour twice, what is kept is UTC.
    const berlin = Date.UTC(2026, 9, 25, 0, 30)
    const night = Array.from({length: 8}, (_, at) => ({t: berlin + at * 900_000}))
    expect(segmentsOf(night).map(({length}) => length)).toEqual([8])
  })
})
