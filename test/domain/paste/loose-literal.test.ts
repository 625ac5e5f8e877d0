import {describe, expect, test} from '@jest/globals'
import {readLoose} from '../../../src/lib/domain/paste/loose-literal.js'

const read = (text: string) => readLoose(text, 0, 40_000)

describe('a value as a program prints it', () => {
  test.each<[text: string, value: unknown]>([
    ['{}', {}],
    ['{"a": [1, 2.5, -3, "x"], "b": null}', {a: [1, 2.5, -3, 'x'], b: null}],
    ["{'a': True, 'b': False, 'c': None}", {a: true, b: false, c: null}],
    ['{a: undefined, b: nil, c: true, d: false}', {a: null, b: null, c: true, d: false}],
    ['{"a" => 1, :b=>2, c=3}', {a: 1, b: 2, c: 3}],
    ['%{a: 1}', {a: 1}],
    ['{[a]: 1, [b]: 2}', {a: 1, b: 2}],
    ['["a" => 1, 2 => "x"]', {a: 1, 2: 'x'}],
    ['["a", {b: 1}]', ['a', {b: 1}]],
    ['[[1] , [2]]', [[1], [2]]],
    ['(1, 2)', [1, 2]],
    ['[1,]', [1]],
    ['{a: 1,}', {a: 1}],
    ['[]', []],
    ['Some("x")', 'x'],
    ['Headers({a: 1})', {a: 1}],
    ['Error(1, 2)', [1, 2]],
    ['Error()', []],
    ['Name {a: 1}', {a: 1}],
    ['Name{a: 1}', {a: 1}],
    ['Name  {a: 1}', {a: 1}],
    ["b'x'", 'x'],
    ['b"x"', 'x'],
    ['`x`', 'x'],
    ['“x”', 'x'],
    ['„x“', 'x'],
    ['«x»', 'x'],
    ['‘it’s’', 'it’s'],
    ['{‘a’ : ‘b’}', {a: 'b'}],
    ['{“it”s”  = “b”}', {'it”s': 'b'}],
    ['<Response [429]>', '<Response [429]>'],
    ['[<class "x">, 1]', ['<class "x">', 1]],
    [String.raw`"a\"b\n\t\r\b\f\v\0\q\x41\u0042\xZZ"`, 'a"b\n\t\r\b\f\v\0qABxZZ'],
    [' \n\t\u00a01', 1],
    ['{a\v:\f1\r}', {a: 1}],
    ['1.5e3', 1500],
    ['-', '-'],
    ['{a: x.y/z@1, b: 12abc}', {a: 'x.y/z@1', b: '12abc'}],
    ['{a-b: toString}', {'a-b': 'toString'}],
    ['{"__proto__": 1}', Object.fromEntries([['__proto__', 1]])],
  ])('%j', (text, value) => {
    expect(read(text)).toEqual({value, end: text.length, cut: false})
  })

  test.each<[text: string, value: unknown, end: number]>([
    ['{a: 1} b', {a: 1}, 6],
    ['"a" "b"', 'a', 3],
    ['name {a: 1}', 'name', 4],
    ['Name   {a: 1}', 'Name', 4],
    ['a.b:', 'a.b', 3],
    ['a..: 1', 'a', 1],
    ['<a> <b>', '<a>', 3],
  ])('%j ends before what follows it', (text, value, end) => {
    expect(read(text)).toEqual({value, end, cut: false})
  })

  test('is read from its place on', () => {
    expect(readLoose('a {b: <c>} d', 2, 100)).toEqual({value: {b: '<c>'}, end: 10, cut: false})
  })
})

describe('a value that the text cuts', () => {
  test.each<[text: string, value: unknown]>([
    ['{', {}],
    ['{a', {}],
    ['{a:', {a: null}],
    ['{a: 1', {a: 1}],
    ['{a: 1, ', {a: 1}],
    ['{"a', {}],
    ['[', []],
    ['[1,', [1]],
    ['{a: [1, {b: "c', {a: [1, {b: 'c'}]}],
    ['Some("x', 'x'],
    ['"', ''],
    [String.raw`"a\n`, 'a\n'],
    ['“a” b', 'a” b'],
  ])('is closed there: %j', (text, value) => {
    expect(read(text)).toEqual({value, end: text.length, cut: true})
  })

  test('nothing behind the limit is looked at', () => {
    expect(readLoose('{a: "bcdef"}', 0, 8)).toEqual({value: {a: 'bcd'}, end: 8, cut: true})
    expect(readLoose('xx[1, 2]', 2, 3)).toEqual({value: [1], end: 5, cut: true})
    expect(readLoose('<abc>', 0, 4)).toBeNull()
    expect(readLoose('<abc>', 0, 5)).toMatchObject({value: '<abc>'})
  })
})

describe('no value', () => {
  test.each([
    '!',
    '[1 2]',
    '{a; 1}',
    '{a: 1;}',
    '{a 1}',
    '{!: 1}',
    '{a\b: 1}',
    '{\u000ea: 1}',
    '<a',
    '[1, ,]',
    '{a:b: 1}',
  ])('begins %j', text => {
    expect(read(text)).toBeNull()
  })

  test('is nested more than forty deep', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    expect([read(nested(41))?.end, read(nested(42))]).toEqual([82, null])
  })

  test('is in angles of more than 300 characters', () => {
    expect(read(`<${'a'.repeat(299)}>`)?.end).toBe(301)
    expect(read(`<${'a'.repeat(300)}>`)).toBeNull()
  })

  test('closes a quotation of a chat but before a mark, 50 spaces away at most', () => {
    const text = (spaces: number) => `“a”${' '.repeat(spaces)}b”`
    expect(read(text(49))?.value).toBe(`a”${' '.repeat(49)}b`)
    expect(read(text(50))).toEqual({value: 'a', end: 3, cut: false})
  })
})
