import {describe, expect, test} from '@jest/globals'
import {
  formatDuration,
  formatPercent,
  formatTimeUtc,
  formatUsd,
  formatWholeNumber,
  parseRfc3339,
  parseWholeNumber,
} from '../../../src/lib/domain/text/units.js'

// A refusal is read by a person who typed something: each says what is wrong with it, not only that something is.

const NEGATIVE = 'it is negative; expected 0 or more'
const NOT_WHOLE = 'it is not whole; expected a whole number such as 200'
const COMMAS = 'its commas are not thousands separators; write 1500 or 1,500'
const SPACE = 'it contains white space; expected a whole number such as 200'
const OTHER = 'it is not a whole number; write it like 200, $200, 1,500 or 5k'
const TOO_LARGE = 'it is larger than 9,007,199,254,740,991, the largest value that stays exact'

describe('why a text is no whole number', () => {
  test.each([
    ['', 'it is empty; expected a whole number such as 200'],
    ['-1', NEGATIVE],
    ['−1', NEGATIVE],
    ['$-5', NEGATIVE],
    ['-$5', NEGATIVE],
    ['−$5', NEGATIVE],
    ['-12abc', NEGATIVE],
    ['-', OTHER],
    ['-a', OTHER],
    ['x-1', OTHER],
    ['x$-1', OTHER],
    ['-$', OTHER],
    ['--1', OTHER],
    ['1.5', NOT_WHOLE],
    ['1.', NOT_WHOLE],
    ['.5', NOT_WHOLE],
    ['$1.50', NOT_WHOLE],
    ['1,500.25', NOT_WHOLE],
    ['1.5k', NOT_WHOLE],
    ['1.55M', NOT_WHOLE],
    ['1.5x', OTHER],
    ['x1.5', OTHER],
    ['1.5kk', OTHER],
    ['1.x', OTHER],
    ['1a.5', OTHER],
    ['1,50', COMMAS],
    ['1,50k', COMMAS],
    ['1,50M', COMMAS],
    ['$1,50', COMMAS],
    [',', COMMAS],
    ['x1,50', OTHER],
    ['1,50x', OTHER],
    ['1 500', SPACE],
    ['1\u00a0500', SPACE],
    ['a b', SPACE],
    ['12abc', OTHER],
    ['1e3', OTHER],
    ['k', OTHER],
    ['9007199254740992', TOO_LARGE],
    ['9,007,199,254,740,992', TOO_LARGE],
    ['9007199254741k', TOO_LARGE],
  ])('%j: %s', (text, reason) => {
    expect(parseWholeNumber(text)).toEqual({ok: false, reason})
  })
})

describe('the edges of formats', () => {
  test.each([
    [-1, '-1'],
    [-0.5, '0'],
    [0.5, '0'],
    [-1500, '-1,500'],
    [1e21, '1,000,000,000,000,000,000,000'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('formatWholeNumber(%d)', (value, text) => expect(formatWholeNumber(value)).toBe(text))

  test.each([
    [0, '$0'],
    [-0, '$0'],
    [-3, '-$3'],
    [0.0049, '<$0.01'],
    [0.005, '$0.01'],
    [-0.001, '-<$0.01'],
    [1234.5, '$1,234.50'],
    [Number.NaN, '–'],
  ])('formatUsd(%d)', (value, text) => expect(formatUsd(value)).toBe(text))

  test.each([
    [0, '0%'],
    [0.001, '0.1%'],
    [0.00099, '<0.1%'],
    [0.29, '29%'],
    [0.7999999, '79.9%'],
    [-0.05, '-5%'],
    [12.345, '1,234.5%'],
  ])('formatPercent(%d)', (value, text) => expect(formatPercent(value)).toBe(text))

  test.each([
    [0.9994, '999 ms'],
    [0.9996, '1 s'],
    [9.94, '9.9 s'],
    [9.95, '10 s'],
    [10.4, '10 s'],
    [59.4, '59 s'],
    [59.5, '1 min'],
    [3599, '59 min 59 s'],
    [3600, '1 h'],
    [86_399, '23 h 59 min'],
    [86_400, '1 d'],
    [90_000, '1 d 1 h'],
    [-90, '-1 min 30 s'],
  ])('formatDuration(%d)', (seconds, text) => expect(formatDuration(seconds)).toBe(text))

  test.each([
    ['2026-11-21T12:00:00+23:59', '2026-11-20T12:01:00.000Z'],
    ['2026-11-21T12:00:00-05:30', '2026-11-21T17:30:00.000Z'],
    ['2026-11-21T12:00:00+00:30', '2026-11-21T11:30:00.000Z'],
    ['2026-11-21T12:00:00+24:00', null],
    ['2026-11-21T12:00:00+00:60', null],
    ['2026-11-21T24:00:00Z', null],
    ['2026-11-21T23:60:00Z', null],
    ['2026-11-21T23:59:60Z', null],
    ['2026-11-21T23:59:59Z', '2026-11-21T23:59:59.000Z'],
    ['2026-02-29T00:00:00Z', null],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2026-13-01T00:00:00Z', null],
    ['0099-01-01T00:00:00Z', '0099-01-01T00:00:00.000Z'],
  ])('parseRfc3339(%s)', (text, iso) => {
    expect(parseRfc3339(text)).toBe(iso === null ? null : Date.parse(iso))
  })

  test('formatTimeUtc takes the years 0 to 9999 and nothing beyond', () => {
    expect(formatTimeUtc(8.64e15)).toBeNull()
    expect(formatTimeUtc(8.64e15 + 1)).toBeNull()
    expect(formatTimeUtc(Date.parse('9999-12-31T23:59:59Z'))).toBe('9999-12-31 23:59:59Z')
  })
})
