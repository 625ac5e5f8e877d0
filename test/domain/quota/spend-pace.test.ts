import {describe, expect, it, test} from '@jest/globals'
import fc from 'fast-check'
import {describePace, lastingLimit, spendPace} from '../../../src/lib/domain/quota/spend-pace.js'
import {propertyRuns} from '../../support/property-runs.js'

const at = (text: string): number => Date.parse(text)
const DAY = 86_400_000

describe('spendPace', () => {
  it('counts from the first of the month in UTC', () => {
    const pace = spendPace(200, 400, at('2026-11-11T00:00:00Z'))
    expect(pace).toEqual({
      monthStart: at('2026-11-01T00:00:00Z'),
      monthEnd: at('2026-12-01T00:00:00Z'),
      perDayUsd: 20,
      projectedUsd: 600,
      reachedAt: at('2026-11-21T00:00:00Z'),
      daysLeft: 10,
    })
    expect(describePace(pace, 400, at('2026-11-11T00:00:00Z'))).toBe(
      "at this month's pace ($20 a day) $400 is reached Sat 21 Nov 00:00 UTC, in about 10 days",
    )
  })

  it.each([
    ['31 days', '2026-12-16T12:00:00Z', 31],
    ['February', '2026-02-15T00:00:00Z', 28],
    ['a leap year', '2028-02-15T00:00:00Z', 29],
    ['the last moment of a year', '2026-12-31T23:59:59.999Z', 31],
  ])('knows the length of %s', (_, now, days) => {
    const pace = spendPace(10, 1000, at(now))
    expect((pace.monthEnd - pace.monthStart) / DAY).toBe(days)
    expect(pace.projectedUsd).toBeCloseTo(pace.perDayUsd! * days)
  })

  it('says nothing in the first hours of a month', () => {
    for (const now of ['2026-11-01T00:00:00Z', '2026-11-01T05:59:59Z']) {
      const pace = spendPace(3, 400, at(now))
      expect(pace).toMatchObject({perDayUsd: null, projectedUsd: null, reachedAt: null, daysLeft: null})
      expect(describePace(pace, 400, at(now))).toMatch(/too young/)
    }
    expect(spendPace(3, 400, at('2026-11-01T06:00:00Z')).perDayUsd).toBe(12)
  })

  it('is not reached when the month ends first, or when nothing is spent', () => {
    const slow = spendPace(100, 400, at('2026-11-16T00:00:00Z'))
    expect(slow).toMatchObject({reachedAt: null, daysLeft: null, projectedUsd: 200})
    expect(describePace(slow, 400, at('2026-11-16T00:00:00Z'))).toMatch(/ \$400 is not reached this month$/)
    expect(describePace(spendPace(0, 400, at('2026-11-16T00:00:00Z')), 400, at('2026-11-16T00:00:00Z'))).toBe(
      'nothing is spent this month',
    )
    expect(spendPace(0, 400, at('2026-11-16T00:00:00Z'))).toMatchObject({perDayUsd: 0, reachedAt: null})
    expect(spendPace(300, null, at('2026-11-16T00:00:00Z'))).toMatchObject({reachedAt: null, perDayUsd: 20})
  })

  it.each([
    [399.9975, '2026-11-11T00:00:00Z', 'Wed 11 Nov 00:00 UTC, in less than a minute'],
    [398, '2026-11-11T00:00:00Z', 'Wed 11 Nov 01:12 UTC, in about 72 minutes'],
    [390, '2026-11-11T00:00:00Z', 'Wed 11 Nov 06:09 UTC, in about 6 hours'],
    [210, '2026-11-03T00:00:00Z', 'Wed 4 Nov 19:25 UTC, in about 43 hours'],
    [133, '2026-11-02T00:00:00Z', 'Wed 4 Nov 00:10 UTC, in about 2 days'],
    [114, '2026-11-02T00:00:00Z', 'Wed 4 Nov 12:12 UTC, in about 2½ days'],
  ])('$%d at %s is told as a date and what is left: %s', (usage, now, words) => {
    const text = describePace(spendPace(usage, 400, at(now)), 400, at(now))
    expect(text.slice(text.indexOf('is reached '))).toBe(`is reached ${words}`)
  })

  it('is not reached at the very moment the month ends', () => {
    const middle = at('2026-11-16T00:00:00Z')
    expect(spendPace(200, 400, middle)).toMatchObject({projectedUsd: 400, reachedAt: null, daysLeft: null})
    expect(spendPace(200.001, 400, middle).reachedAt).toBeLessThan(at('2026-12-01T00:00:00Z'))
  })

  it('is told to the cent', () => {
    expect(describePace(spendPace(100, 400, at('2026-11-04T00:00:00Z')), 400, 0)).toContain('($33.33 a day)')
    expect(describePace(spendPace(100, 4000, at('2026-11-08T00:00:00Z')), 4000, 0)).toBe(
      "at this month's pace ($14.29 a day) $4,000 is not reached this month",
    )
  })

  it('takes a refund for no spend', () => {
    expect(spendPace(-5, 400, at('2026-11-16T00:00:00Z'))).toMatchObject({
      perDayUsd: 0,
      projectedUsd: 0,
      reachedAt: null,
    })
  })

  it('is reached already', () => {
    const now = at('2026-11-16T00:00:00Z')
    for (const usage of [400, 500]) {
      const pace = spendPace(usage, 400, now)
      expect(pace).toMatchObject({reachedAt: now, daysLeft: 0})
      expect(describePace(pace, 400, now)).toBe('$400 is reached already this month')
    }
    expect(spendPace(0, 0, now).daysLeft).toBe(0)
  })

  it('never names a day before now or after the month, and a slower pace never an earlier one', () => {
    const moment = fc.date({min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true})
    fc.assert(
      fc.property(moment, fc.nat({max: 100_000}), fc.nat({max: 100_000}), (date, cents, limit) => {
        const now = date.getTime()
        const pace = spendPace(cents / 100, limit, now)
        expect(pace.monthStart <= now && now < pace.monthEnd).toBe(true)
        if (pace.reachedAt === null) return
        expect(pace.reachedAt >= now && pace.reachedAt < pace.monthEnd).toBe(true)
        const slower = spendPace(cents / 200, limit, now)
        if (slower.reachedAt !== null) expect(slower.reachedAt).toBeGreaterThanOrEqual(pace.reachedAt)
      }),
      propertyRuns(),
    )
  })
})

describe('a limit that lasts to the end of the month', () => {
  const NOW = Date.UTC(2026, 10, 21, 12)
  test.each([
    // 376.48 in 20.5 days: $18.36 a day, $550.95 at the end.
    ['this pace, in two digits', {usage: 376.48, value: 400, maxValue: 100_000}, NOW, 560],
    ['never more than the max', {usage: 376.48, value: 400, maxValue: 500}, NOW, 500],
    ['a day of this pace at least', {usage: 30, value: 20, maxValue: 500}, Date.UTC(2026, 10, 30, 23), 32],
    ['a quarter more without a pace', {usage: 400, value: 400, maxValue: 5000}, Date.UTC(2026, 10, 1, 1), 500],
    ['a quarter more without a usage', {usage: null, value: 400, maxValue: 5000}, NOW, 500],
    ['nothing at the max', {usage: 400, value: 500, maxValue: 500}, NOW, null],
    ['nothing where the max is spent', {usage: 500, value: 400, maxValue: 500}, NOW, null],
  ])('%s', (_, quota, now, limit) => {
    expect(lastingLimit(quota, now)).toBe(limit)
  })
})
