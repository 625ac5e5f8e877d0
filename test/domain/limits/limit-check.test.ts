import {describe, expect, test} from '@jest/globals'
import {
  judgeLimits,
  limitCheckItem,
  limitValues,
  type LimitLevel,
  type LimitReading,
  type RecordedLimit,
} from '../../../src/lib/domain/limits/limit-check.js'
import {
  parseLimitMaxDrop,
  parseLimitMaxUsed,
  parseLimitNeed,
  thresholdRule,
  type LimitRule,
} from '../../../src/lib/domain/limits/limit-rules.js'
import type {Parsed} from '../../../src/lib/domain/check/rules.js'
import type {RateLimitDimension} from '../../../src/lib/domain/limits/rate-limit.js'

const MODEL = 'accounts/fireworks/models/kimi-k3'
const rule = (parsed: Parsed<LimitRule>): LimitRule => {
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.value
}
const need = (text: string) => rule(parseLimitNeed(text))
const maxUsed = (text: string) => rule(parseLimitMaxUsed(text))
const maxDrop = (text: string) => rule(parseLimitMaxDrop(text))
const generated = (limit: number | null, remaining: number | null, own?: number): LimitLevel => ({
  dimension: 'generated',
  limit,
  remaining,
  ...(own === undefined ? {} : {own}),
})
const reading = (
  levels: readonly LimitLevel[],
  recorded: readonly [RateLimitDimension, RecordedLimit][] = [],
): LimitReading => ({model: MODEL, levels, recorded: new Map(recorded)})
/** The one verdict on output tokens. */
const judge = (level: LimitLevel, asked: LimitRule, ...recorded: [RateLimitDimension, RecordedLimit][]) =>
  judgeLimits(reading([level], recorded), [asked])[0]!

describe('--need of a limit', () => {
  test.each([
    ['enough remains', generated(1000, 500), 'ok', null],
    ['one token is missing', generated(1000, 499), 'critical', 0.06],
    ['the bucket is overdrawn', generated(1000, -100), 'critical', 36],
    ['nothing says the limit', generated(null, 400), 'critical', null],
    ['the limit is 0', generated(0, 0), 'critical', null],
  ])('where %s', (_, level, severity, seconds) => {
    const {check, refillSeconds} = judge(level, need('generated=500'))
    expect(check.severity).toBe(severity)
    expect(refillSeconds).toEqual(seconds === null ? null : expect.closeTo(seconds, 6))
  })

  test('says what remains, what is needed and both numbers', () => {
    expect(judge(generated(1000, 499), need('generated=500')).check).toEqual({
      model: MODEL,
      dimension: 'generated',
      rule: 'need generated=500',
      actual: 499,
      threshold: 500,
      severity: 'critical',
      message: 'kimi-k3: 499 of 1,000 output tokens per minute remaining, 500 needed',
    })
    expect(judge(generated(null, -5), need('generated=500')).check).toMatchObject({
      actual: 0,
      message: 'kimi-k3: 0 output tokens per minute remaining, 500 needed',
    })
  })

  test('of more than the limit is never met, and no refilling helps', () => {
    const {check, never, refillSeconds} = judge(generated(499, 499), need('generated=500'))
    expect([check.severity, never, refillSeconds]).toEqual(['critical', true, null])
    expect(check.message).toMatch(/500 needed: never at this limit$/)
    const untold = judge(generated(499, null), need('generated=500'))
    expect([untold.check.severity, untold.check.actual, untold.never]).toEqual(['critical', null, true])
    expect(untold.check.message).toMatch(/an unknown number of 499 output tokens/)
  })

  test('of all of the limit is met by a bucket that is full but for what the question took', () => {
    const severity = (level: LimitLevel) => judge(level, need('generated=500')).check.severity
    expect(severity(generated(500, 499, 1))).toBe('ok')
    expect(severity(generated(500, 498, 1))).toBe('critical')
    expect(severity(generated(500, 499))).toBe('critical')
  })

  test('is unknown where what remains is not told, and fails the check only where the dimension was named', () => {
    const {check, binding, never, refillSeconds} = judge(generated(1000, null), need('generated=500'))
    expect([check.severity, check.actual, check.threshold, binding, never, refillSeconds]).toEqual([
      'unknown',
      null,
      null,
      true,
      false,
      null,
    ])
    expect(check.message).toBe('kimi-k3: how many output tokens remain is not told: cannot be judged')
    const any = {...need('generated=500'), dimension: null}
    expect(judge(generated(1000, null), any).binding).toBe(false)
  })

  test('of a dimension that the answer does not have is unknown', () => {
    const {check, binding} = judge(generated(1000, 1000), need('requests=5'))
    expect([check.dimension, check.severity, binding]).toEqual(['requests', 'unknown', true])
    expect(check.message).toBe('kimi-k3: the answer reported no limit of requests: cannot be judged')
  })
})

describe('--max-used of a limit', () => {
  test.each([
    ['90%', 100, 'ok', 0.9, 0.9, 0],
    ['90%', 99, 'critical', 0.901, 0.9, 0.06],
    ['generated=900', 100, 'ok', 900, 900, 0],
    ['generated=900', 40, 'critical', 960, 900, 3.6],
  ])('%s with %d of 1,000 remaining is %s', (text, left, severity, actual, threshold, seconds) => {
    const {check, refillSeconds} = judge(generated(1000, left), maxUsed(text))
    expect(check).toMatchObject({severity, actual, threshold})
    expect(refillSeconds ?? 0).toBeCloseTo(seconds, 6)
  })

  test('says what is used and what is allowed', () => {
    expect(judge(generated(1000, 40), maxUsed('90%')).check.message).toBe(
      'kimi-k3: 960 of 1,000 output tokens per minute used (96%), at most 90% allowed',
    )
    expect(judge(generated(1000, 40), maxUsed('generated=900')).check.message).toMatch(/at most 900 allowed$/)
  })

  test.each([
    ['no limit', generated(null, 5)],
    ['a limit of 0', generated(0, 0)],
    ['nothing remaining told', generated(1000, null)],
  ])('is unknown with %s', (_, level) => {
    const {check, binding} = judge(level, maxUsed('90%'))
    expect([check.severity, binding]).toEqual(['unknown', false])
    expect(check.message).toBe('kimi-k3: how much of the output tokens is used is not told: cannot be judged')
    expect(judge(level, maxUsed('generated=90%')).binding).toBe(true)
  })
})

describe('limits without a rule', () => {
  test('are all held against the defaults, from which on they warn and alarm', () => {
    const told = (remaining: number) =>
      judgeLimits(reading([generated(1000, remaining)]), []).map(({check, refillSeconds}) => [
        check.severity,
        check.threshold,
        check.message.replace('kimi-k3: ', ''),
        refillSeconds,
      ])
    const used = 'output tokens per minute used'
    expect(told(201)).toEqual([['ok', 0.8, `799 of 1,000 ${used} (79.9%)`, null]])
    expect(told(200)).toEqual([['warning', 0.8, `800 of 1,000 ${used} (80%); warning from 80%`, 0]])
    expect(told(51)).toMatchObject([['warning', 0.8, expect.anything(), expect.closeTo(8.94, 6)]])
    expect(told(50)).toMatchObject([
      ['critical', 0.95, `950 of 1,000 ${used} (95%); critical from 95%`, expect.closeTo(9, 6)],
    ])
  })

  test('are one verdict each, by one rule', () => {
    const levels: LimitLevel[] = [generated(1000, 1000), {dimension: 'prompt', limit: 10, remaining: 1}]
    const judged = judgeLimits(reading(levels), [])
    expect(judged.map(({check}) => [check.dimension, check.severity, check.rule])).toEqual([
      ['generated', 'ok', 'warn 80%, crit 95%'],
      ['prompt', 'warning', 'warn 80%, crit 95%'],
    ])
  })

  test('are unknown, and fail the check, where the answer has none at all', () => {
    const [only, ...more] = judgeLimits(reading([]), [])
    expect(more).toEqual([])
    expect([only!.check.dimension, only!.check.severity, only!.binding]).toEqual([null, 'unknown', true])
    expect(only!.check.message).toBe('kimi-k3: the answer reported no limits: cannot be judged')
  })
})

describe('--max-drop of a limit', () => {
  const t = Date.parse('2026-11-25T09:00:00Z')
  const recorded = (limit: number, listed = false): [RateLimitDimension, RecordedLimit] => [
    'generated',
    {limit, t, listed},
  ]

  test.each([
    [1000, 500, 'ok', 0.5],
    [1000, 499, 'critical', 0.501],
    [1000, 1200, 'ok', 0],
    [0, 500, 'ok', 0],
    [1000, 0, 'critical', 1],
  ])('from %d to %d is %s for 50%%', (before, now, severity, drop) => {
    const {check, refillSeconds} = judge(generated(now, 1), maxDrop('50%'), recorded(before))
    expect(check).toMatchObject({severity, threshold: 0.5, actual: drop})
    // A limit does not come back by refilling.
    expect(refillSeconds).toBeNull()
  })

  test('says what the limit was, when, and where the account told it', () => {
    const message = (...record: [RateLimitDimension, RecordedLimit]) =>
      judge(generated(400, 1), maxDrop('50%'), record).check.message
    expect(message(...recorded(1000))).toBe(
      'kimi-k3: limit of output tokens 400, 60% below 1,000 at 2026-11-25 09:00:00Z, at most 50% allowed',
    )
    expect(message(...recorded(1000, true))).toContain("60% below 1,000 in the account's list at ")
    expect(message(...recorded(300))).toBe('kimi-k3: limit of output tokens 400, not below 300, at most 50% allowed')
  })

  test('is unknown without a record, and fails the check: nothing can be compared', () => {
    const {check, binding} = judge(generated(400, 1), maxDrop('50%'), ['prompt', {limit: 1000, t, listed: false}])
    expect([check.severity, binding]).toEqual(['unknown', true])
    expect(check.message).toContain('no limit of output tokens is recorded to compare with')
  })

  test('is unknown without a limit, which fails the check where the dimension was named', () => {
    const any = judge(generated(null, 1), maxDrop('50%'), recorded(1000))
    expect([any.check.severity, any.binding]).toEqual(['unknown', false])
    expect(any.check.message).toContain('no limit of output tokens was reported')
    expect(judge(generated(null, 1), maxDrop('generated=50%'), recorded(1000)).binding).toBe(true)
  })
})

describe('limits for other programs', () => {
  test('are an item with the short name of the model and the whole check', () => {
    const judged = judge(generated(1000, 499), need('generated=500'))
    expect(limitCheckItem(judged)).toEqual({
      name: 'kimi-k3',
      rule: 'need generated=500',
      severity: 'critical',
      message: judged.check.message,
      binding: true,
      document: judged.check,
    })
  })

  test('are values in one order, with what is used and from where the strictest rule alarms', () => {
    const levels: LimitLevel[] = [
      generated(1000, -5),
      {dimension: 'requests', limit: null, remaining: 3},
      {dimension: 'prompt', limit: 100, remaining: null},
    ]
    expect(limitValues(reading(levels), [])).toEqual([
      {label: 'kimi-k3/requests', value: null, warnFrom: null, critFrom: null, max: null},
      {label: 'kimi-k3/prompt', value: null, warnFrom: 80, critFrom: 95, max: 100},
      {label: 'kimi-k3/generated', value: 1000, warnFrom: 800, critFrom: 950, max: 1000},
    ])
  })

  test.each([
    [[need('generated=300')], null, 700],
    [[maxUsed('70%'), maxUsed('generated=600')], null, 600],
    [[maxUsed('50%'), maxUsed('generated=600')], null, 500],
    [[maxDrop('50%')], null, null],
    [[need('requests=5')], null, null],
    [[thresholdRule({warn: 0.5, crit: 0.9}), thresholdRule({warn: 0.6, crit: 0.7})], 500, 700],
  ])('alarm by the rules of their own dimension: %j', (rules, warnFrom, critFrom) => {
    expect(limitValues(reading([generated(1000, 1)]), rules)).toMatchObject([{warnFrom, critFrom}])
  })
})
