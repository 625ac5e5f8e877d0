import {describe, expect, test} from '@jest/globals'
import {
  firstHeader,
  headerNumber,
  indexHeaders,
  parseHttpDate,
  retryAfterSeconds,
} from '../../../src/lib/domain/text/http-headers.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const index = (...values: string[]) => indexHeaders(values.map(value => ['x-n', value] as const))

describe('headers are indexed', () => {
  test('by lower-case name, every value in order, without outer space', () => {
    const headers = indexHeaders([
      ['X-One', ' a '],
      [' x-ONE\t', 'b'],
      ['x-two', ''],
    ])
    expect([...headers]).toEqual([
      ['x-one', ['a', 'b']],
      ['x-two', ['']],
    ])
  })

  test('from an object, with values in lists', () => {
    const headers = indexHeaders({'X-One': 'a', 'x-two': ['b', 'c '], 'x-three': undefined, 'x-four': []})
    expect([...headers]).toEqual([
      ['x-one', ['a']],
      ['x-two', ['b', 'c']],
    ])
  })

  test('without what is no text', () => {
    const soup = [
      null,
      'ab',
      ['x-alone'],
      ['x-number', 5],
      [7, 'a'],
      ['x-mixed', ['a', 5, null, 'b']],
      {0: 'x', 1: 'y'},
    ]
    expect([...indexHeaders(soup as never)]).toEqual([['x-mixed', ['a', 'b']]])
    expect(indexHeaders(null as never).size).toBe(0)
    expect(indexHeaders(undefined as never).size).toBe(0)
  })

  test('and the first one that is not empty is found', () => {
    expect(firstHeader(index('', ' ', 'a', 'b'), 'x-n')).toBe('a')
    expect(firstHeader(index('', ''), 'x-n')).toBeNull()
    expect(firstHeader(index('a'), 'x-other')).toBeNull()
  })
})

describe('the one number of a header', () => {
  test.each([
    [['0'], 0],
    [['36000'], 36_000],
    [['+5'], 5],
    [['-5'], -5],
    [['-0'], 0],
    [['1.5'], 1.5],
    [['1.'], 1],
    [['.5'], 0.5],
    [['1e3'], 1000],
    [['1E-3'], 0.001],
    [[' 7 '], 7],
    [['7', '7.0'], 7],
    [['7, 7 ,,7,'], 7],
    [['', '7'], 7],
    [['9'.repeat(40)], 1e40],
  ])('%j is %d', (values, value) => {
    expect(headerNumber(index(...values), 'x-n')).toEqual({value})
    expect(Object.is(headerNumber(index(...values), 'x-n').value, -0)).toBe(false)
  })

  test.each([
    [['seven'], 'is not a number'],
    [['7 per minute'], 'is not a number'],
    [['x7'], 'is not a number'],
    [['0x7'], 'is not a number'],
    [['1_000'], 'is not a number'],
    [['.'], 'is not a number'],
    [['7.5.5'], 'is not a number'],
    [['1e'], 'is not a number'],
    [['Infinity'], 'is not a number'],
    [['NaN'], 'is not a number'],
    [['9'.repeat(41)], 'is not a number'],
    [['1e999'], 'is not a number'],
    [['7', '1e999'], 'is not a number'],
    [['7', 'x'], 'is not a number'],
    [['7', '8'], 'states different numbers'],
    [['7,8'], 'states different numbers'],
    [[''], 'is empty'],
    [[' , ,'], 'is empty'],
  ])('%j %s', (values, why) => {
    expect(headerNumber(index(...values), 'x-n')).toEqual({value: null, why})
  })

  test('is nothing to speak of where the header is absent', () => {
    expect(headerNumber(index('7'), 'x-other')).toEqual({value: null, why: null})
  })
})

describe('a date of HTTP', () => {
  test.each([
    ['Sat, 21 Nov 2026 12:30:45 GMT', '2026-11-21T12:30:45.000Z'],
    ['sat, 21 nov 2026 12:30:45 gmt', '2026-11-21T12:30:45.000Z'],
    ['Thu, 01 Jan 1970 00:00:00 GMT', '1970-01-01T00:00:00.000Z'],
    ['Thu, 31 Dec 2026 23:59:59 GMT', '2026-12-31T23:59:59.000Z'],
    ['Thu, 31 Dec 2026 23:59:60 GMT', '2027-01-01T00:00:00.000Z'],
    ['Sat Nov 21 12:30:45 2026', '2026-11-21T12:30:45.000Z'],
    ['Sun Nov  1 12:30:45 2026', '2026-11-01T12:30:45.000Z'],
    ['Saturday, 21-Nov-26 12:30:45 GMT', '2026-11-21T12:30:45.000Z'],
    ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
    ['Saturday, 21-Nov-76 00:00:00 GMT', '2076-11-21T00:00:00.000Z'],
    ['Monday, 21-Nov-77 00:00:00 GMT', '1977-11-21T00:00:00.000Z'],
    ...['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].map((month, at) => [
      `Sun, 05 ${month} 2026 00:00:00 GMT`,
      `2026-${String(at + 1).padStart(2, '0')}-05T00:00:00.000Z`,
    ]),
  ])('%s', (text, iso) => {
    expect(new Date(parseHttpDate(text, NOW)!).toISOString()).toBe(iso)
  })

  test.each([
    '',
    '30',
    'soon',
    '2026-11-21T12:30:45Z',
    'Sat, 21 Nov 2026 12:30:45 CET',
    'Sat, 21 Nov 2026 12:30:45 GMT.',
    'on Sat, 21 Nov 2026 12:30:45 GMT',
    'Sat, 1 Nov 2026 12:30:45 GMT',
    'Sat, 00 Nov 2026 12:30:45 GMT',
    'Sat, 32 Nov 2026 12:30:45 GMT',
    'Sat, 21 Nox 2026 12:30:45 GMT',
    'Sat, 21 Nov 2026 24:00:00 GMT',
    'Sat, 21 Nov 2026 12:60:00 GMT',
    'Sat, 21 Nov 2026 12:30:61 GMT',
    'Saturday, 21-Nov-2026 12:30:45 GMT',
    'Saturday, 21-Nov-26 12:30:45 GMT+1',
    'Sat Nov 21 12:30:45 2026 GMT',
    'x Sat Nov 21 12:30:45 2026',
  ])('is none: %j', text => {
    expect(parseHttpDate(text, NOW)).toBeNull()
  })
})

describe('retry-after', () => {
  test.each<[string[], number | null, number | null]>([
    [['30'], null, 30],
    [['0'], null, 0],
    [['1.5'], NOW, 1.5],
    [['30', '30'], NOW, 30],
    [['-1'], NOW, null],
    [['30', '60'], NOW, null],
    [[''], NOW, null],
    [['soon'], NOW, null],
    [[], NOW, null],
    [['Sat, 21 Nov 2026 12:00:30 GMT'], NOW, 30],
    [['Sat, 21 Nov 2026 12:00:30 GMT'], NOW - 1, 31],
    [['Sat, 21 Nov 2026 12:00:30 GMT'], NOW + 29_999, 1],
    [['Sat, 21 Nov 2026 12:00:00 GMT'], NOW, 0],
    [['Sat, 21 Nov 2026 11:59:00 GMT'], NOW, 0],
    [['Sat, 21 Nov 2026 12:00:30 GMT'], null, null],
    [['', 'Sat, 21 Nov 2026 12:00:30 GMT'], NOW, 30],
  ])('%j at %j: %j s', (values, now, seconds) => {
    expect(retryAfterSeconds(indexHeaders(values.map(value => ['Retry-After', value] as const)), now)).toBe(seconds)
  })
})
