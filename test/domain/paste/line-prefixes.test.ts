import {describe, expect, test} from '@jest/globals'
import {cleanLines, lacksPrefix, startsRecord, timeIn} from '../../../src/lib/domain/paste/line-prefixes.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const texts = (...lines: string[]) => cleanLines(lines, NOW).map(({text}) => text)
const repeated = (line: string, count: number) => Array.from({length: count}, () => line)

describe('the moment of a line', () => {
  test.each([
    ['2026-11-21T10:00:00Z x', '2026-11-21T10:00:00.000Z'],
    ['x 2026/11/21 10:00:00 y', '2026-11-21T10:00:00.000Z'],
    ['2026-11-21 10:00:00.5 x', '2026-11-21T10:00:00.500Z'],
    ['2026-11-21 10:00:00,123456 UTC', '2026-11-21T10:00:00.123Z'],
    ['2026-11-21T10:00:00+02:30', '2026-11-21T07:30:00.000Z'],
    ['2026-11-21T10:00:00-0230', '2026-11-21T12:30:00.000Z'],
    ['2026-11-21T10:00:00 +02:00', '2026-11-21T08:00:00.000Z'],
    ['x [21/Nov/2026:10:00:00 +0100] y', '2026-11-21T09:00:00.000Z'],
    ['1/Jan/2026:10:20:30 -0130', '2026-01-01T11:50:30.000Z'],
    ['Nov 21 10:20:30 host x', '2026-11-21T10:20:30.000Z'],
    ['<34>Jan  1 10:00:00 h', '2026-01-01T10:00:00.000Z'],
    ['Nov 22 12:00:00 h', '2026-11-22T12:00:00.000Z'],
    ['Nov 22 12:00:01 h', '2025-11-22T12:00:01.000Z'],
    ['Dec 21 10:20:30 h x', '2025-12-21T10:20:30.000Z'],
    [`${'x'.repeat(221)}2026-11-21T10:00:00Z`, '2026-11-21T10:00:00.000Z'],
  ])('%s', (line, at) => {
    expect(timeIn(line, NOW)).toBe(Date.parse(at))
  })

  test.each([
    '',
    '2026-11-21',
    '21/Foo/2026:10:00:00 +0000',
    'Foo 21 10:00:00 h',
    'x Nov 21 10:00:00 h',
    `${'x'.repeat(222)}2026-11-21T10:00:00Z`,
  ])('is not in %j', line => {
    expect(timeIn(line, NOW)).toBeNull()
  })
})

describe('what stands before every line goes', () => {
  test.each([
    ['2026-11-21T10:00:00.1Z stdout F ', '2026-11-21T10:00:01+02:00 stderr P '],
    ['web-1  | ', 'web-1  |'],
    ['0|app  | ', '1|app  | '],
    ['Nov 21 10:00:00 host app[1]: ', '<3>Nov  1 10:00:01 host app: '],
    ['2026-11-21T10:00:00Z app[web.1]: ', '2026-11-21T10:00:00.1+02:00 app[web.1]: '],
    ['[web-1] ', '[pod/llm] | '],
    ['[2026-11-21 10:00:00] - ', '2026/11/21 10:00:00.5 UTC | '],
    ['2026-11-21 10:00:00 ', '2026-11-21 10:00:00: '],
    ['10:00 AM ', '[10:01:02.5] '],
    ['2026/11/21/[$LATEST]abc123 ', '2026/11/21/[1]def '],
    ['1\t', '2\t'],
    ['1: ', '2: '],
    ['  1 | ', '  2 | '],
    ['│ ', '│ '],
    ['> ', '>'],
    ['• ', '⎿  '],
    ['I1121 10:00:00.000001 12 a.go:1] ', 'E1121 10:00:00.000001 12 a.go:1] '],
    ['> > ', '> > '],
    ['> web-1 | 10:00 ', '> web-1 | 10:01 '],
    ['  ', '  '],
    ['\t', '\t'],
  ])('%j, %j', (first, second) => {
    expect(texts(`${first}a`, `${second}b`)).toEqual(['a', 'b'])
  })

  test.each([
    ['[web 429] a', '[web 429] b'],
    ['[12s] a', '[13s] b'],
    ['1: a', '3: b'],
    ['1: a'],
    ['3: a', '1: b', '2: c'],
    ['1: a', '1: b', '2: c'],
    ['foo a', 'foo b'],
    ['error: a', 'error: b', 'error: c'],
    ['error foo a', 'error foo b', 'error foo c'],
    ['limit x a', 'limit x b', 'limit x c'],
    ['a429 x a', 'a429 x b', 'a429 x c'],
    ['INFO a', 'INFO b', 'INFO c', 'x d'],
    ['INFO x a', 'INFO x b', 'INFO x c'],
    ['  a', 'b'],
    ['0: a', '2: b'],
    ['foo a', 'foo b', 'bar c'],
    ['> POST / HTTP/2', '< HTTP/2 429'],
    ['> a', '< HTTP/2 429', '> b', '> c'],
    ['// a', '// b'],
    ['', ' '],
  ])('but not of %j', (...lines) => {
    expect(texts(...lines)).toEqual(lines)
  })

  test('of three lines also a word or two that all have', () => {
    expect(texts('foo bar a', 'foo bar b', 'foo bar c')).toEqual(['a', 'b', 'c'])
    expect(texts('foo  a', 'foo  b', 'foo  c')).toEqual(['a', 'b', 'c'])
    expect(texts('foo a x', 'foo b x', 'foo c x', '')).toEqual(['a x', 'b x', 'c x', ''])
    expect(texts('x data: a', 'x data: b', 'x data: c')).toEqual(['a', 'b', 'c'])
    expect(texts('x event: a', 'x event: b', 'x event: c')).toEqual(['a', 'b', 'c'])
    expect(texts('x 129 a', 'x 129 b', 'x 129 c')).toEqual(['129 a', '129 b', '129 c'])
    expect(texts('x 700 a', 'x 700 b', 'x 700 c')).toEqual(['a', 'b', 'c'])
    expect(texts('```', 'foo a', 'foo b', 'foo c', '```')).toEqual(['```', 'a', 'b', 'c', '```'])
    expect(texts('    ~~~', 'foo a', 'foo b', 'foo c', '    ~~~')).toEqual(['    ~~~', 'a', 'b', 'c', '    ~~~'])
  })

  test('of numbers that only grow, of two the first two', () => {
    expect(texts('7: a', '8: b', '12: c')).toEqual(['a', 'b', 'c'])
    expect(texts('2: a', '3: b')).toEqual(['2: a', '3: b'])
    const counted = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(no => `${no}: a`)
    expect(texts(...counted, 'x')).toEqual([...repeated('a', 9), 'x'])
    expect(texts('2: a', '3: b', '4: c', 'd', '')).toEqual(['a', 'b', 'c', 'd', ''])
  })

  test('with the right side of a frame', () => {
    expect(texts('│ a │', '│ b     │')).toEqual(['a', 'b'])
    expect(texts('web | a c |', 'web | b c |')).toEqual(['a c |', 'b c |'])
  })

  test('of a comment where an answer is kept in one', () => {
    expect(texts('// HTTP/2 429', '// b')).toEqual(['HTTP/2 429', 'b'])
    expect(texts('# < HTTP/2 429', '#')).toEqual(['< HTTP/2 429', ''])
    expect(texts('// a', '// {"b":1}')).toEqual(['a', '{"b":1}'])
  })

  test('of a dump inside a quotation, whose own marks stay', () => {
    expect(texts('> > GET / HTTP/2', '> < HTTP/2 429', '> x')).toEqual(['> GET / HTTP/2', '< HTTP/2 429', 'x'])
    expect(texts('< HTTP/2 429', '> a', '> b')).toEqual(['< HTTP/2 429', '> a', '> b'])
  })

  test('six times at most', () => {
    expect(texts('> > > > > > > a', '> > > > > > > b')).toEqual(['> a', '> b'])
  })

  test('but of one line in ten', () => {
    expect(texts(...repeated('> a', 9), 'b')).toEqual([...repeated('a', 9), 'b'])
    expect(texts(...repeated('> a', 8), 'x', 'b')).toEqual([...repeated('a', 8), 'x', 'b'])
    expect(texts('b', 'x', ...repeated('> a', 8), '> c', 'd', 'e')).toEqual([
      'b',
      'x',
      ...repeated('a', 8),
      'c',
      'd',
      'e',
    ])
  })

  test('as the first forty and the last twenty lines of many show', () => {
    const lines = [...repeated('> a', 40), ...repeated('b', 400), ...repeated('> a', 20)]
    expect(texts(...lines)).toEqual(lines.map(line => line.replace('> ', '')))
    expect(texts(...repeated('> a', 34), ...repeated('b', 500))).toEqual([
      ...repeated('> a', 34),
      ...repeated('b', 500),
    ])
  })
})

describe('inside a mail or a chat', () => {
  test.each([
    [
      ['Hi', '> a', '> b', 'Bye'],
      ['Hi', 'a', 'b', 'Bye'],
    ],
    [
      ['Hi', '> a', '>', '> b', '', 'Bye'],
      ['Hi', 'a', '', 'b', '', 'Bye'],
    ],
    [
      ['```', '> a', '> b', '```'],
      ['```', 'a', 'b', '```'],
    ],
    [
      ['~~~', '> a', '> b', '~~~'],
      ['~~~', 'a', 'b', '~~~'],
    ],
    [
      ['Hi', '> web | a', '> web | b', 'Bye'],
      ['Hi', 'a', 'b', 'Bye'],
    ],
    [
      ['Hi', '10:00 > a', '10:01 > b', '10:02 > c', 'Bye'],
      ['Hi', 'a', 'b', 'c', 'Bye'],
    ],
    [
      ['Hi', '> a', 'Bye'],
      ['Hi', '> a', 'Bye'],
    ],
    [
      ['Hi', '> a', 'x', 'y', '> b', 'Bye'],
      ['Hi', '> a', 'x', 'y', '> b', 'Bye'],
    ],
    [
      ['10:00:00 INFO a', '10:00:01 INFO b', '  at c', 'd'],
      ['10:00:00 INFO a', '10:00:01 INFO b', '  at c', 'd'],
    ],
  ])('%j is %j', (lines, clean) => {
    expect(texts(...lines)).toEqual(clean)
  })

  test('of four hundred lines at most', () => {
    const mail = (count: number) => ['Hi', ...repeated('> a', 100), ...repeated('b', count - 101)]
    expect(texts(...mail(400)).slice(0, 3)).toEqual(['Hi', 'a', 'a'])
    expect(texts(...mail(401))).toEqual(mail(401))
  })
})

describe('a line without it', () => {
  test('keeps the time, its number and what took it off', () => {
    const at = Date.parse('2026-11-21T10:00:00Z')
    expect(cleanLines(['2026-11-21T10:00:00Z stdout F INFO a', '2026-11-21T10:00:00Z stdout F '], NOW, 7)).toEqual([
      {text: 'INFO a', at, starts: true, stamped: true, no: 7},
      {text: '', at, starts: false, stamped: true, no: 8},
    ])
  })

  test('keeps the time that is nearest to it', () => {
    const times = (...lines: string[]) =>
      cleanLines(lines, NOW).map(({at}) => at && new Date(at).toISOString().slice(11, 16))
    expect(times('10:00 2026-11-21T09:00:00Z a', '10:00 b')).toEqual(['09:00', null])
    expect(times('2026-11-21T08:00:00Z stdout F 2026-11-21T09:00:00Z a')).toEqual(['08:00'])
    expect(cleanLines(['2026-11-21T08:00:00Z a', 'b', 'c'], NOW)[0]).toMatchObject({stamped: false, starts: true})
  })
})

test.each([
  [['web | a', 'b', 'web | c'], 1, true],
  [['web | a', 'b', '', 'web | c'], 1, true],
  [['b', 'web | a', 'web | c'], 0, true],
  [['web | a', 'b', '  ', 'web | c'], 1, true],
  [['web | a', 'b'], 1, false],
  [['web | a', 'b', ''], 1, false],
  [['web | a', 'web | b', 'web | c'], 1, false],
  [['a', 'b', 'web | c'], 1, false],
])('in %j line %d alone lacks what is before all others: %s', (lines, one, lacks) => {
  expect(lacksPrefix(lines, one)).toBe(lacks)
})

test.each([
  ['2026-11-21T10:00 x', true],
  ['10:00:00 x', true],
  ['INFO: x', true],
  ['[error] x', true],
  ['1.2.3.4 - - [x', true],
  ['level=info', true],
  ['{"a', true],
  ['[12s] x', true],
  ['Nov  1 10:00:00 x', true],
  ['INFOx', false],
  ['x INFO ', false],
  ['{ "a', false],
])('%j begins a record: %s', (line, starts) => {
  expect(startsRecord(line)).toBe(starts)
})
