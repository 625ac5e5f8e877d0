import {describe, expect, test} from '@jest/globals'
import type {OutcomeCode} from '../../../src/lib/domain/errors.js'
import {chooseAnswer, weightOf, type JudgedAnswer} from '../../../src/lib/domain/paste/choose.js'
import {NO_ANSWER, type FoundAnswer} from '../../../src/lib/domain/paste/found-answer.js'

const MINUTE = 60_000
const one = (code: OutcomeCode, status: number | null = null, more: Partial<FoundAnswer> = {}): JudgedAnswer => ({
  code,
  answer: {...NO_ANSWER, status, ...more},
})
const ok = (more: Partial<FoundAnswer> = {}) => one('ok', 200, more)
const limited = (more: Partial<FoundAnswer> = {}) => one('rate-limited', 429, more)
const suspended = (more: Partial<FoundAnswer> = {}) => one('suspended', 412, more)
const OURS = {whose: 'fireworks'} as const
const OTHERS = {whose: 'other'} as const
const choose = (...judged: JudgedAnswer[]) => chooseAnswer(judged)!

test('nothing is chosen of nothing', () => {
  expect(chooseAnswer([])).toBeNull()
})

describe('which answer decides', () => {
  test.each<[name: string, judged: JudgedAnswer[], chosen: number]>([
    ['the only one', [ok()], 0],
    ['the last success', [ok(), ok()], 1],
    ['a failure before a success', [limited(), ok()], 0],
    ['the last of equal failures', [limited(), limited(), ok()], 1],
    ['the worst failure', [suspended(), limited()], 0],
    ['over a limit is a success beside a failure', [limited(), one('over-limit', 200)], 0],
    ['a failure of Fireworks', [suspended(), limited(OURS)], 0],
    ['a failure of Fireworks, not that of another', [limited(OURS), suspended(OTHERS)], 0],
    ['an unknown one before that of another', [limited(), suspended(OTHERS)], 0],
    ['that of another, where nobody else failed', [ok(OURS), ok(), limited(OTHERS)], 2],
    ['an unknown failure, where Fireworks had none', [ok(OURS), limited(), limited(OTHERS)], 1],
    ['a success of Fireworks, where nobody failed', [ok(OURS), ok(), ok(OTHERS)], 0],
    ['an unknown 403 counts for nothing beside a failure of Fireworks', [one('forbidden', 403), limited(OURS)], 1],
    ['an unknown 412 of a known host neither', [suspended({host: 'x.test'}), limited(OURS)], 1],
    ['an unknown 412 without words may be a suspension', [one('unknown', 412), limited(OURS)], 0],
    ['a name for the reason outranks a bare 403', [one('policy', 403), one('forbidden', 403)], 0],
  ])('%s', (_, judged, chosen) => {
    expect(choose(...judged).chosen).toBe(chosen)
  })

  test('failures of ten minutes are one incident, later ones another', () => {
    const at = (minutes: number) => ({at: 1e12 + minutes * MINUTE})
    expect(choose(suspended(at(0)), limited(at(10))).chosen).toBe(0)
    expect(choose(suspended(at(0)), limited(at(10.1))).chosen).toBe(1)
    expect(choose(suspended(at(10)), limited(at(0))).chosen).toBe(0)
    expect(choose(suspended(at(10.1)), limited(at(0))).chosen).toBe(1)
    expect(choose(suspended(), limited(at(99))).chosen).toBe(0)
    expect(choose(suspended(at(0)), limited()).chosen).toBe(0)
  })

  test('a success in between ends what was before it, where there are times', () => {
    const at = {at: 1e12}
    expect(choose(suspended(at), ok(at), limited(at)).chosen).toBe(2)
    expect(choose(suspended(at), limited(at), ok(at)).chosen).toBe(0)
    expect(choose(ok(at), suspended(at), limited(at)).chosen).toBe(1)
    expect(choose(suspended(), ok(), limited()).chosen).toBe(0)
  })

  test('a 412 without words weighs as a suspension may', () => {
    expect([weightOf('unknown', 412), weightOf('unknown', 500), weightOf('suspended', 412)]).toEqual([6, 1, 9])
    expect([weightOf('rate-limited', 412), weightOf('ok', 200)]).toEqual([4, 0])
  })
})

test.each<[judged: JudgedAnswer[], why: string]>([
  [[limited()], ''],
  [[ok(), ok()], '2 answers, none failed; the last one counts'],
  [[ok(OURS), ok(OURS)], '2 answers, none of Fireworks failed; the last one of Fireworks counts'],
  [[ok(), limited()], '2 answers; the one that failed decides'],
  [[ok(OURS), limited(OURS)], '2 answers; the one of Fireworks that failed decides'],
  [[limited(), limited()], '2 answers; the last one that failed decides, of 2'],
  [[limited(), suspended()], '2 answers; the last one that failed decides, of 2; the first was rate-limited'],
  [[suspended(), limited()], '2 answers; the worst one decides, the first of 2 that failed'],
  [
    [limited(), suspended(), limited()],
    '3 answers; the worst one decides, number 2 of 3 that failed; the first was rate-limited',
  ],
])('why it does: %#', (judged, why) => {
  expect(choose(...judged).why).toBe(why)
})

test('of more answers than are kept all are counted', () => {
  expect(chooseAnswer([limited()], 9)!.why).toBe('9 answers; the one that failed decides')
})

test.each<[judged: JudgedAnswer[], setAside: string[]]>([
  [[limited(OURS), ok(OTHERS)], []],
  [[limited(OURS), suspended(OTHERS)], ['set aside: HTTP 412 of another service']],
  [[limited(OURS), one('network', null, OTHERS)], ['set aside: network of another service']],
  [[limited(OURS), limited({...OTHERS, host: 'x.test'})], ['set aside: HTTP 429 of x.test']],
  [[limited(OURS), one('forbidden', 403)], ['set aside: HTTP 403 of an answer that is not known to be of Fireworks']],
  [[limited(OURS), limited()], []],
  [[limited(OURS), limited({host: 'x.test'})], ['set aside: HTTP 429 of x.test']],
  [[limited(OURS), suspended(OTHERS), suspended(OTHERS)], ['set aside: HTTP 412 of another service, 2 times']],
  [
    [limited(OURS), ...[500, 501, 502, 503].map(status => one('server-error', status, OTHERS))],
    [500, 501, 502].map(status => `set aside: HTTP ${status} of another service`),
  ],
])('what is set aside: %#', (judged, setAside) => {
  expect(choose(...judged).setAside).toEqual(setAside)
})
