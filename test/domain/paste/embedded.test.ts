import {describe, expect, test} from '@jest/globals'
import {embeddedObjects, pruned} from '../../../src/lib/domain/paste/embedded.js'

/** Each object as it stands in the text, with its value. */
const objects = (text: string) => embeddedObjects(text).map(({start, end, value}) => [text.slice(start, end), value])

describe('an object in a text', () => {
  test.each<[text: string, found: [string, unknown][]]>([
    ['a {b: 1} c {"d": 2} e', [['{b: 1}', {b: 1}], ['{"d": 2}', {d: 2}]]], // oxfmt-ignore
    ['{a: {b: 1}}', [['{a: {b: 1}}', {a: {b: 1}}]]],
    ['{} {!} {a: 1}', [['{a: 1}', {a: 1}]]],
    ['{!{a: 1}', [['{a: 1}', {a: 1}]]],
    ['x {"a": "b', [['{"a": "b', {a: 'b'}]]],
    ['x {', []],
    ['x }', []],
  ])('%j', (text, found) => {
    expect(objects(text)).toEqual(found)
  })

  test.each<[part: string, value: unknown]>([
    [String.raw`{\"a\": 1}`, {a: 1}],
    [String.raw`{ \"a\": 1}`, {a: 1}],
    [String.raw`{\'a\': 1}`, {a: 1}],
    [String.raw`{\"a\": \"b\\u0041\"}`, {a: 'bA'}],
    [String.raw`{\"a\":\"x\ty\rz\nw\"}`, {a: 'x\ty\rz\nw'}],
    [String.raw`{\\\"a\\\": \\\"b\\nc\\\"}`, {a: 'b\nc'}],
    [String.raw`{\\\\\\\"a\\\\\\\": {\\\\\\\"b\\\\\\\": [1]}}`, {a: {b: [1]}}],
    [String.raw`{\u0022a\u0022: 1}`, {a: 1}],
    ['{""a"":1}', {a: 1}],
    ['{ ""a"": ""b""}', {a: 'b'}],
    [String.raw`{""a"":""b\n""}`, {a: 'b\n'}],
  ])('whose quotes are escaped: %s', (part, value) => {
    expect(objects(`x ${part} y {b: 1} z`)).toEqual([
      [part, value],
      ['{b: 1}', {b: 1}],
    ])
  })

  test('whose quotes are escaped, and that the text cuts', () => {
    expect(objects(String.raw`x {\"a\": \"b`)).toEqual([[String.raw`{\"a\": \"b`, {a: 'b'}]])
  })

  test.each([900, 5000, 20_000])('whose quotes are escaped, of %d characters', length => {
    const part = String.raw`{\"a\": \"${'x'.repeat(length)}\"}`
    expect(objects(`x ${part} y {b: 1}`)).toEqual([
      [part, {a: 'x'.repeat(length)}],
      ['{b: 1}', {b: 1}],
    ])
  })

  test('is read to its 40,000th character, and the next begins behind its end', () => {
    const length = (text: string) => embeddedObjects(text).map(({start, end}) => [start, end])
    const text = 'x'.repeat(50_000)
    expect(length(String.raw`{\"a\": \"${text}\"} {b: 1}`)).toEqual([[0, 40_000], [50_014, 50_020]]) // oxfmt-ignore
    expect(length(`{"a": "${text}"} {b: 1}`)).toEqual([[0, 40_000], [50_010, 50_016]]) // oxfmt-ignore
  })

  test('is looked for behind 399 braces at most, and in two million characters', () => {
    expect(objects(`${'{!'.repeat(399)}{a: 1}`)).toHaveLength(1)
    expect(objects(`${'{!'.repeat(400)}{a: 1}`)).toEqual([])
    expect(objects(`{a: "${'x'.repeat(30_000)}"} `.repeat(80))).toHaveLength(67)
  })
})

describe('a copy of a value', () => {
  test.each([null, true, 1.5, 'text', {a: [1, null, {b: 'c'}]}])('is as it is: %j', value => {
    expect(pruned(value)).toEqual(value)
  })

  test('has 40,000 characters of a text, 50 items of a list, 100 members of an object and 13 levels', () => {
    expect([pruned('x'.repeat(40_000)), pruned('x'.repeat(40_001))]).toEqual(['x'.repeat(40_000), 'x'.repeat(40_000)])
    const list = Array.from({length: 101}, (_, at) => at)
    expect(pruned(list)).toEqual(list.slice(0, 50))
    expect(pruned(Object.fromEntries(list.map(at => [`n${at}`, at])))).toEqual(
      Object.fromEntries(list.slice(0, 100).map(at => [`n${at}`, at])),
    )
    const nested = (depth: number): unknown => (depth === 0 ? 1 : {a: nested(depth - 1)})
    expect(pruned(nested(13))).toEqual(nested(13))
    expect(JSON.stringify(pruned(nested(14)))).toBe(`${'{"a":'.repeat(13)}null${'}'.repeat(13)}`)
    const lists = (depth: number): unknown => (depth === 0 ? 1 : [lists(depth - 1)])
    expect(JSON.stringify(pruned(lists(14)))).toBe(`${'['.repeat(13)}null${']'.repeat(13)}`)
  })
})
