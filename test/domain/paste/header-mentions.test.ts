import {expect, test} from '@jest/globals'
import {headerMentions, headersOf, looksLikeHeaders} from '../../../src/lib/domain/paste/header-mentions.js'

test.each([
  ['x-request-id: r1', [['x-request-id', 'r1']]],
  ['X-Request-Id=r1; x', [['x-request-id', 'r1']]],
  ['"retry-after": "5", x', [['retry-after', '5']]],
  ["'retry-after' => ['5']", [['retry-after', '5']]],
  ['retry-after => 5', [['retry-after', '5']]],
  ['fireworks-prompt-tokens, 12', [['fireworks-prompt-tokens', '12']]],
  ['cf-ray\n  abc', [['cf-ray', 'abc']]],
  ['cf-ray\tabc', [['cf-ray', 'abc']]],
  ['cf-ray   abc', [['cf-ray', 'abc']]],
  ['retry-after-ms: 20\nretry-after: 5\nretry-after: 6', [['retry-after-ms', '20'], ['retry-after', '5']]], // oxfmt-ignore
  [String.raw`{\"x-ratelimit-over-limit\": \"yes\"}`, [['x-ratelimit-over-limit', 'yes']]],
  ['{x-ratelimit-remaining-requests: 0}', [['x-ratelimit-remaining-requests', '0']]],
  ['cf-ray abc', []],
  ['my-x-request-id: r', []],
  ['retry-after: <b>', []],
  ['content-type: x', []],
])('the telling headers of %j', (text, headers) => {
  expect(headerMentions(text)).toEqual(headers)
})

test.each([
  [{a: 'b', c: 1, d: ['e', 'f'], g: null, h: {}, i: true, j: []}, [['a', 'b'], ['c', '1'], ['d', 'e']]], // oxfmt-ignore
  [[['a', 'b'], ['c', 1], ['d']], [['a', 'b'], ['c', '1']]], // oxfmt-ignore
  [[{name: 'a', value: 'b'}, {key: 'c', value: ['d']}, {value: 'x'}, null, 3], [['a', 'b'], ['c', 'd']]], // oxfmt-ignore
  ['x', null],
  [null, null],
  [[], null],
  [{}, null],
  [{a: true}, null],
])('the headers of %j', (value, headers) => {
  expect(headersOf(value)).toEqual(headers)
})

test.each([
  [{a: 1, 'content-type': 1}, true],
  [{'X-RateLimit-Limit-Requests': 1}, true],
  [{Date: 1}, true],
  [{a: 1}, false],
  [{'x-date': 1}, false],
  [{}, false],
])('%j looks like headers: %s', (value, does) => {
  expect(looksLikeHeaders(value)).toBe(does)
})
