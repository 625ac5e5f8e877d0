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
