import {describe, expect, test} from '@jest/globals'
import type {OutcomeCode} from '../../../src/lib/domain/errors.js'
import {NO_ANSWER, type FoundAnswer} from '../../../src/lib/domain/paste/found-answer.js'
import {isOnlyWholeJoined, rejoined, tellsBetter, verdictOf} from '../../../src/lib/domain/paste/wrapped-lines.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const WIDE = 'x'.repeat(50)

describe('lines that a terminal broke', () => {
  test.each<[lines: string[], joined: string[]]>([
    [[WIDE, 'y'], [`${WIDE}y`]],
    [
      [WIDE, '.y', 'z'],
      [`${WIDE}.y`, 'z'],
    ],
    [[`${WIDE}.`, '9'], [`${WIDE}.9`]],
    [[`${WIDE}-`, '(a'], [`${WIDE}-(a`]],
    [[WIDE, WIDE, 'Y'], [`${WIDE}${WIDE}Y`]],
    [
      [WIDE, 'Y', WIDE, 'Z', 'z'],
      [`${WIDE}Y`, `${WIDE}Z`, 'z'],
    ],
    [
      ['a', `"${WIDE}`, 'A'],
      ['a', `"${WIDE}A`],
    ],
    [[`(${WIDE}`, 'A'], [`(${WIDE}A`]],
    [[`"${WIDE}:`, '{"a"'], [`"${WIDE}:{"a"`]],
    [
      [`[${WIDE},`, '{"a"', `[${WIDE},`, '{"b"'],
      [`[${WIDE},{"a"`, `[${WIDE},{"b"`],
    ],
    [[`${WIDE}A`, 'B2'], [`${WIDE}AB2`]],
    [[`${WIDE}A_`, 'B'], [`${WIDE}A_B`]],
    [[`${WIDE}A_B`, '_C'], [`${WIDE}A_B_C`]],
    [[`${WIDE}ERR_`, 'INFO '], [`${WIDE}ERR_INFO `]],
    [
      [`${'é'.repeat(49)}.`, 'y', 'x'.repeat(49)],
      [`${'é'.repeat(49)}.y`, 'x'.repeat(49)],
    ],
    [
      [`web | ${WIDE})`, 'Y', 'web | a', 'web | b'],
      [`web | ${WIDE})Y`, 'web | a', 'web | b'],
    ],
    [
      [WIDE, 'y', '', 'z'],
      [`${WIDE}y`, '', 'z'],
    ],
  ])('%j', (lines, joined) => {
    expect(rejoined(lines)).toEqual(joined)
  })

  test.each<[lines: string[]]>([
    [[]],
    [[WIDE]],
    [['a', 'b']],
    [[WIDE, '']],
    [['a', WIDE]],
    [[WIDE, `${WIDE}y`]],
    [[`${WIDE})`, 'y']],
    [[WIDE, 'Y']],
    [[WIDE, 'INFO a', 'b']],
    [[`${WIDE}:`, '{"a":1}', 'c']],
    [[`${WIDE}{`, '{a']],
    [[`"${WIDE},`, 'B']],
    [[`"${WIDE}"`, 'a']],
    [[`[${WIDE}]`, 'A']],
    [[`[${WIDE};`, '(']],
    [[`${WIDE}A`, 'Bb']],
    [[`${WIDE}"A"`, '_C']],
    [[`${WIDE}ERR`, 'INFO ']],
    [[`${'é'.repeat(50)}`, '"y"', 'z']],
  ])('are not %j', lines => {
    expect(rejoined(lines)).toBeNull()
  })

  test('are 40 to 300 characters wide, and 64 KiB in all', () => {
    const isJoined = (width: number) => rejoined(['x'.repeat(width), 'y']) !== null
    expect([39, 40, 300, 301].map(isJoined)).toEqual([false, true, true, false])
    const lines = (last: string) => [...Array.from({length: 257}, () => 'x'.repeat(255)), last]
    expect([rejoined(lines('y'))?.length, rejoined(lines('yy'))]).toEqual([1, null])
  })
})

describe('joined lines tell better than their pieces', () => {
  const better = (whole: OutcomeCode, part: OutcomeCode) =>
    tellsBetter({code: whole, found: null}, {code: part, found: null})

  test.each<[OutcomeCode, OutcomeCode]>([
    ['suspended', 'rate-limited'],
    ['suspended', 'ok'],
    ['suspended', 'unknown'],
    ['suspended', 'forbidden'],
    ['forbidden', 'ok'],
    ['forbidden', 'over-limit'],
    ['forbidden', 'load-shed'],
    ['forbidden', 'unknown'],
    ['unknown', 'ok'],
    ['unknown', 'rate-limited'],
    ['rate-limited', 'ok'],
  ])('%s where they tell %s', (whole, part) => {
    expect(better(whole, part)).toBe(true)
  })

  test.each<[OutcomeCode, OutcomeCode]>([
    ['suspended', 'suspended'],
    ['forbidden', 'unauthorized'],
    ['ok', 'unknown'],
    ['ok', 'rate-limited'],
    ['over-limit', 'ok'],
    ['rate-limited', 'unknown'],
    ['rate-limited', 'forbidden'],
    ['unknown', 'forbidden'],
  ])('but not %s where they tell %s', (whole, part) => {
    expect(better(whole, part)).toBe(false)
  })
})

test.each<[body: string, pieces: string, is: boolean]>([
  ['{"a":1}', '{"a":', true],
  ['{"a":1}', '{"a":2}', false],
  ['{"a":', '{"a":', false],
  ['data: {"a":1}\n\ndata: [DONE]', 'data: {"a":', true],
  ['data:{"a":1}\nx', 'data: {"a":', true],
  ['data: {"a":1}\ndata: {"a":', 'x', false],
  ['data: [DONE] x', 'x', false],
  ['x', 'y', false],
])('the body %j is JSON only where it is joined, not %j: %s', (body, pieces, is) => {
  const verdict = (text: string) => ({code: 'ok' as const, found: {...NO_ANSWER, kind: 'http' as const, body: text}})
  expect(isOnlyWholeJoined(verdict(body), verdict(pieces))).toBe(is)
  const ofText = {code: 'ok' as const, found: {...NO_ANSWER, body}}
  expect([isOnlyWholeJoined(ofText, verdict(pieces)), isOnlyWholeJoined({code: 'ok', found: null}, ofText)]).toEqual([
    false,
    false,
  ])
})

describe('the verdict on answers', () => {
  const of = (...answers: Partial<FoundAnswer>[]) =>
    verdictOf(
      answers.map(one => ({...NO_ANSWER, ...one})),
      NOW,
    )

  test('is that of the one that decides', () => {
    expect(of()).toEqual({code: 'unknown', found: null})
    const {code, found} = of({status: 200}, {status: 401}, {status: 429})
    expect([code, found?.status]).toEqual(['unauthorized', 401])
  })

  test.each<[Partial<FoundAnswer>, OutcomeCode]>([
    [{unanswered: {code: 'timeout', detail: ''}}, 'timeout'],
    [{status: 429}, 'rate-limited'],
    [{status: 429, whose: 'other'}, 'unknown'],
    [{status: 200, whose: 'other'}, 'ok'],
    [{status: 200, headers: [['x-ratelimit-over-limit', 'yes']]}, 'over-limit'],
    [{status: 412, body: '{"error":{"message":"Account acme is suspended"}}'}, 'suspended'],
  ])('of %j is %s', (answer, code) => {
    expect(of(answer).code).toBe(code)
  })
})
