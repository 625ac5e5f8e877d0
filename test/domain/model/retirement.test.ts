import {describe, expect, test} from '@jest/globals'
import {daysUntil, retirementOf, retirementText} from '../../../src/lib/domain/model/retirement.js'

describe('the day on which serverless stops serving a model', () => {
  test.each([
    [2026, 9, 25, '2026-09-25', 'day'],
    [2026, 10, 0, '2026-10-31', 'month'],
    [2028, 2, 0, '2028-02-29', 'month'],
    [2026, 0, 0, '2026-12-31', 'month'],
    [2026, 12, 31, '2026-12-31', 'day'],
    [2026, 0, 5, '2026-12-31', 'month'],
    [2000, 1, 1, '2000-01-01', 'day'],
    [9999, 12, 1, '9999-12-01', 'day'],
  ])('of %d, %d, %d is %s, exact to the %s', (year, month, day, date, precision) => {
    expect(retirementOf({year, month, day})).toEqual({date, precision})
  })

  test.each([
    [0, 9, 25],
    [1999, 9, 25],
    [10_000, 9, 25],
    [2026, 13, 1],
    [2026, -1, 1],
    [2026, 2, 30],
    [2026, 4, 31],
    [2026, 1, 32],
    [2026, 1, -1],
  ])('is none for %d, %d, %d, which no calendar has', (year, month, day) => {
    expect(retirementOf({year, month, day})).toBeNull()
  })

  test('is on a day or by the end of a month', () => {
    expect(retirementText({date: '2026-09-25', precision: 'day'})).toBe('on 2026-09-25')
    expect(retirementText({date: '2026-10-31', precision: 'month'})).toBe('by 2026-10-31')
  })

  test.each([
    ['2026-11-26T00:00:00Z', 1],
    ['2026-11-26T23:59:59Z', 1],
    ['2026-11-27T12:00:00Z', 0],
    ['2026-11-29T00:00:00Z', -2],
  ])('2026-11-27 seen at %s is %d days away', (now, days) => {
    expect(daysUntil('2026-11-27', Date.parse(now))).toBe(days)
  })
})
