import {describe, expect, test} from '@jest/globals'
import {parseDays, parseSpan} from '../../../src/lib/domain/text/span.js'
import {monthEnd, monthStart, parseWindow, partsOf} from '../../../src/lib/domain/text/time-window.js'

const NOW = Date.parse('2026-11-26T12:00:00Z')
const at = (text: string) => Date.parse(text)
const [SECOND, DAY] = [1000, 86_400_000] as const

describe('a span of time', () => {
  test.each([
    ['90s', 90],
    ['15m', 900],
    ['24h', 86_400],
    ['14d', 1_209_600],
    ['2w', 1_209_600],
    [' 1s ', 1],
    ['3660d', 316_224_000],
  ])('%j is %d seconds', (text, seconds) => {
    expect(parseSpan('--within', text)).toBe(seconds)
  })

  test.each([
    ['0s'],
    ['3661d'],
    ['15'],
    ['1.5h'],
    ['-1h'],
    ['1h30m'],
    ['15M'],
    ['1234567890s'],
    [''],
    ['x15m'],
    ['15mx'],
  ])('%j is none', text => {
    expect(() => parseSpan('--within', text)).toThrow(`\`--within ${text}\` is not a span of time`)
  })

  test.each([
    ['14', 14],
    ['14d', 14],
    ['2w', 14],
    ['25h', 2],
    ['1s', 1],
    [' 3 ', 3],
  ])('%j is %d days, the last one begun', (text, days) => {
    expect(parseDays('--days', text)).toBe(days)
  })

  test('that is none is a mistake of usage, with forms that are right', () => {
    const thrown = (read: () => unknown) => {
      try {
        return read()
      } catch (error) {
        return error
      }
    }
    expect(thrown(() => parseSpan('--within', '15'))).toMatchObject({
      code: 'usage',
      hints: ['write a number and a unit: `--within 90s`, `15m`, `24h`, `14d` or `2w`'],
    })
    expect(thrown(() => parseDays('--days', '0'))).toMatchObject({code: 'usage', hints: ['for example `--days 14d`']})
  })

  test('is no number of days where it is none, or too many', () => {
    expect(() => parseDays('--days', '0')).toThrow('`--days 0` is not a number of days')
    expect(() => parseDays('--days', '123456')).toThrow('is not a span of time')
  })
})

describe('a window', () => {
  test.each([
    [{}, '2026-11-01T00:00:00Z', '2026-11-26T12:00:00Z'],
    [{since: '2026-11-20'}, '2026-11-20T00:00:00Z', '2026-11-26T12:00:00Z'],
    [{until: '2026-11-20'}, '2026-11-01T00:00:00Z', '2026-11-21T00:00:00Z'],
    [{since: '2026-11-20', until: '2026-11-20'}, '2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z'],
    [
      {since: '2026-11-20T06:00:00Z', until: '2026-11-20T07:00:00+00:00'},
      '2026-11-20T06:00:00Z',
      '2026-11-20T07:00:00Z',
    ],
    [{since: '7d', until: '12h'}, '2026-11-19T12:00:00Z', '2026-11-26T00:00:00Z'],
  ])('of %j goes from %s to %s', (flags, start, end) => {
    expect(parseWindow(flags, monthStart(NOW), NOW)).toEqual({start: at(start), end: at(end)})
  })

  test.each([
    [{since: '2026-11-27'}, 'the window ends before it starts'],
    [{since: '2026-11-26T12:00:00Z'}, 'the window ends before it starts'],
    [{since: 'yesterday'}, '`--since yesterday` is not a date, a time or a span'],
    [{until: '2026-02-30'}, '`--until 2026-02-30` is not a date, a time or a span'],
    [{since: '0d'}, '`--since 0d` is not a span of time'],
    [{since: 'x2026-11-20'}, '`--since x2026-11-20` is not a date, a time or a span'],
  ])('of %j is a mistake', (flags, message) => {
    expect(() => parseWindow(flags, monthStart(NOW), NOW)).toThrow(message)
  })

  test('of a month is its first moment to that of the next', () => {
    expect([monthStart(NOW), monthEnd(NOW)]).toEqual([at('2026-11-01T00:00:00Z'), at('2026-12-01T00:00:00Z')])
    expect(monthEnd(at('2026-12-31T23:59:59Z'))).toBe(at('2027-01-01T00:00:00Z'))
  })

  test('has parts that follow each other, the last one cut', () => {
    expect(partsOf({start: 0, end: 5 * DAY + SECOND}, 2)).toEqual([
      {start: 0, end: 2 * DAY},
      {start: 2 * DAY, end: 4 * DAY},
      {start: 4 * DAY, end: 5 * DAY + SECOND},
    ])
    expect(partsOf({start: 0, end: 2 * DAY}, 2)).toHaveLength(1)
    expect(partsOf({start: 0, end: 0}, 2)).toEqual([])
  })
})
