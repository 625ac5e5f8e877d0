import {describe, expect, test} from '@jest/globals'
import {parsePythonLiteral} from '../../../src/lib/domain/paste/python-literal.js'

describe('a value as Python prints it', () => {
  test.each<[string, unknown]>([
    ['None', null],
    ['True', true],
    ['False', false],
    ['null', null],
    ['true', true],
    ['false', false],
    ['0', 0],
    ['-2.5', -2.5],
    ['+7', 7],
    ['1e3', 1000],
    ['1.5e-3', 0.0015],
    ["''", ''],
    ['""', ''],
    ["'it'", 'it'],
    [`"it's"`, "it's"],
    [`'so "it" is'`, 'so "it" is'],
    ['[]', []],
    ['()', []],
    ['{}', {}],
    ['[1]', [1]],
    ['[1, 2]', [1, 2]],
    ['[1,2,]', [1, 2]],
    ['(1,)', [1]],
    ["('a', ('b', None))", ['a', ['b', null]]],
    ["{'a': 1}", {a: 1}],
    ["{'a': 1, 'b': [2], }", {a: 1, b: [2]}],
    ["{'a': {'b': {}}}", {a: {b: {}}}],
    ['{1: 2}', {'1': 2}],
    ["{'a': 1, 'a': 2}", {a: 2}],
    [" \t\n{ 'a'\n:\t1 ,\n'b' : ( 2 , ) } \n", {a: 1, b: [2]}],
    ['{"error": {"message": "x", "code": null}}', {error: {message: 'x', code: null}}],
  ])('%s', (text, value) => {
    expect(parsePythonLiteral(text)).toEqual(value)
  })

  test.each([
    ['\\n\\t\\r\\b\\f\\v\\0', '\n\t\r\b\f\v\0'],
    ["\\'", "'"],
    ['\\"', '"'],
    ['\\\\', '\\'],
    ['\\\\n', '\\n'],
    ['\\x41b', 'Ab'],
    ['\\xe9', 'é'],
    ['\\xEG', 'xEG'],
    ['\\u00e9x', 'éx'],
    ['\\u00E9', 'é'],
    ['\\ud83d\\ude80', '🚀'],
    ['\\u00g9', 'u00g9'],
    ['\\u123', 'u123'],
    ['\\x4', 'x4'],
    ['\\q', 'q'],
    ['\\qx41', 'qx41'],
    ['a\\x41\\x42c', 'aABc'],
    ['\\xaxx41', 'xaxx41'],
    ['日本語', '日本語'],
  ])("'%s' is a text", (inside, text) => {
    expect(parsePythonLiteral(`'${inside}'`)).toBe(text)
  })

  test('a key of a prototype is only a key', () => {
    const value = parsePythonLiteral("{'__proto__': {'x': 1}, 'constructor': 2}") as object
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor'])
  })

  test.each([
    '',
    ' ',
    'import os',
    'none',
    'toString',
    '1 2',
    'True False',
    '[1 2]',
    '[1',
    '[1,',
    '[,]',
    '[1,,2]',
    '[1)',
    '(1]',
    '{',
    "{'a'",
    "{'a':",
    "{'a': }",
    "{'a' 1}",
    "{'a', 1}",
    "{'a': 1 'b': 2}",
    '{1 2}',
    '{None: 1}',
    '{True: 1}',
    '{[1]: 1}',
    "{'a': 1}}",
    "{'a': 1} x",
    "'a",
    '"a\'',
    "'a\\",
    "'a\\'",
    '1-2',
    '1.2.3',
    '.',
    '@',
    '@1',
    '[@]',
    '0'.repeat(41),
  ])('is not %j', text => {
    expect(parsePythonLiteral(text)).toBeUndefined()
  })

  test('of 40 characters is still a number', () => {
    expect(parsePythonLiteral('1'.repeat(40))).toBe(Number('1'.repeat(40)))
  })

  test('lies at most 40 deep', () => {
    const nested = (open: string, close: string, depth: number) => open.repeat(depth) + '1' + close.repeat(depth)
    for (const [open, close] of [
      ['[', ']'],
      ['(', ')'],
      ["{'a': ", '}'],
    ] as const) {
      expect(parsePythonLiteral(nested(open, close, 40))).toBeDefined()
      expect(parsePythonLiteral(nested(open, close, 41))).toBeUndefined()
    }
    expect(parsePythonLiteral(`${'{'.repeat(42)}`)).toBeUndefined()
  })
})
