import {describe, expect, it} from '@jest/globals'
import fc from 'fast-check'
import {
  isGlob,
  matchesPattern,
  parseAllowance,
  parseMaxUsed,
  parseNeed,
  parsePercentage,
  parseQuotaPattern,
} from '../../../src/lib/domain/check/rules.js'
import {propertyRuns} from '../../support/property-runs.js'

describe('rules on the command line', () => {
  it.each([
    ['monthly-spend-usd=80%', 'monthly-spend-usd', {kind: 'ratio', ratio: 0.8}],
    ['monthly-spend-usd=99.5%', 'monthly-spend-usd', {kind: 'ratio', ratio: 0.995}],
    ['monthly-spend-usd=$1,500', 'monthly-spend-usd', {kind: 'amount', amount: 1500}],
    ['global--*-count=90%', 'global--*-count', {kind: 'ratio', ratio: 0.9}],
    ['*=0', '*', {kind: 'amount', amount: 0}],
  ])('--max-used %s', (text, pattern, allowance) => {
    expect(parseMaxUsed(text)).toEqual({
      ok: true,
      value: {
        pattern,
        accountId: null,
        ask: {kind: 'max-used', allowance},
        severity: 'critical',
        text: `max-used ${text.split('=')[1]}`,
      },
    })
  })

  it('--need, and a full resource name', () => {
    expect(parseNeed('accounts/acme/quotas/global--h100-count=8')).toEqual({
      ok: true,
      value: {
        pattern: 'global--h100-count',
        accountId: 'acme',
        ask: {kind: 'need', amount: 8},
        severity: 'critical',
        text: 'need 8',
      },
    })
  })

  it.each([
    ['monthly-spend-usd', /no =/],
    ['=80%', /names no quota/],
    ['a b=80%', /names no quota/],
    ['accounts/acme/models/x=8', /names no quota/],
    ['x=', /it is empty/],
    ['x=-1', /negative/],
    ['x=1e3', /not a whole number/],
    ['x=%', /not a percentage/],
    ['x=-5%', /not a percentage/],
    ['x=1e1%', /not a percentage/],
  ])('--max-used refuses %j', (text, reason) => {
    expect(parseMaxUsed(text)).toEqual({ok: false, reason: expect.stringMatching(reason)})
  })

  it.each(['x=80%', 'x', 'x=1.5', '=1'])('--need refuses %j', text => {
    expect(parseNeed(text).ok).toBe(false)
  })

  const NO_QUOTA = 'it names no quota; write an id such as monthly-spend-usd, or a pattern such as global--*-count'
  it.each([
    ['x', 'it has no =; write NAME=80% or NAME=40'],
    ['a b=1', `"a b": ${NO_QUOTA}`],
    // The last = divides: what is before it is the name.
    ['x=5=1', `"x=5": ${NO_QUOTA}`],
    ['x=no', '"no": it is not a whole number; write it like 200, $200, 1,500 or 5k'],
    [`x=${'n'.repeat(60)}`, `"${'n'.repeat(60)}": it is not a whole number; write it like 200, $200, 1,500 or 5k`],
    [`x=${'n'.repeat(61)}`, `"${'n'.repeat(59)}…": it is not a whole number; write it like 200, $200, 1,500 or 5k`],
  ])('both say of %j what is wrong, and show no more of it than fits', (text, reason) => {
    expect(parseNeed(text)).toEqual({ok: false, reason})
    expect(parseMaxUsed(text)).toEqual({ok: false, reason})
  })

  it.each([
    ['80%', {ok: true, value: {kind: 'ratio', ratio: 0.8}}],
    ['$200', {ok: true, value: {kind: 'amount', amount: 200}}],
    ['200%x', {ok: false, reason: 'it is not a whole number; write it like 200, $200, 1,500 or 5k'}],
    ['$200%', {ok: false, reason: 'it is not a percentage; write it like 80% or 99.5%'}],
  ])('an allowance of %s', (text, allowance) => {
    expect(parseAllowance(text)).toEqual(allowance)
  })

  it.each([
    ['a', true],
    ['A9', true],
    ['*', true],
    ['?x', true],
    ['a_b.c-d*?', true],
    ['a'.repeat(200), true],
    ['a'.repeat(201), false],
    ['-a', false],
    ['.a', false],
    ['a b', false],
    ['a/b', false],
    ['a\n', false],
    ['', false],
  ])('%j names a quota: %p', (text, named) => {
    expect(parseQuotaPattern(text)).toEqual(
      named ? {ok: true, value: {pattern: text, accountId: null}} : {ok: false, reason: NO_QUOTA},
    )
  })

  it.each([
    ['a*', true],
    ['?', true],
    ['monthly-spend-usd', false],
    ['', false],
  ])('%j may match several: %p', (pattern, several) => {
    expect(isGlob(pattern)).toBe(several)
  })

  it.each([
    ['80%', 0.8],
    ['0%', 0],
    ['150%', 1.5],
    ['9999%', 99.99],
    ['12.345%', 0.12345],
  ])('%s', (text, ratio) => {
    expect(parsePercentage(text)).toEqual({ok: true, value: ratio})
  })
  it.each(['80', '0.8', '', '%', '٨٠%', '80 %', '99999%', '80%x', 'x80%', '80.%', '.5%', '1.2345%'])(
    'no percentage: %j',
    text => {
      expect(parsePercentage(text).ok).toBe(false)
    },
  )

  it.each([
    ['a', 'a', true],
    ['a', 'ab', false],
    ['*', '', true],
    ['*', 'anything', true],
    ['global--*-count', 'global--h100-count', true],
    ['global--*-count', 'global-h100-count', false],
    ['*--h?00-count', 'ap-tokyo-1--h200-count', true],
    ['a.c', 'abc', false],
    ['**a**', 'xay', true],
    ['?', '', false],
    ['a*b*c', 'a-b-b-c', true],
  ])('%s matches %s: %p', (pattern, id, matches) => {
    expect(matchesPattern(pattern, id)).toBe(matches)
  })

  it('matches as a regular expression would, and stays fast on hostile patterns', () => {
    const text = fc.stringMatching(/^[ab*?]{0,8}$/)
    fc.assert(
      fc.property(text, fc.stringMatching(/^[ab]{0,8}$/), (pattern, id) => {
        const expected = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(id)
        expect(matchesPattern(pattern, id)).toBe(expected)
      }),
      propertyRuns(),
    )
    expect(matchesPattern('*a'.repeat(100) + 'b', 'a'.repeat(5000))).toBe(false)
    expect(parseQuotaPattern('x'.repeat(500)).ok).toBe(false)
  })
})
