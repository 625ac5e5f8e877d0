import {describe, expect, test} from '@jest/globals'
import {checkQuotas, verdictOf} from '../../src/lib/app/check-quotas.js'
import type {Gateway} from '../../src/lib/app/ports.js'
import {parseMaxUsed, parseNeed, type CheckRule, type Parsed} from '../../src/lib/domain/check/rules.js'
import {describeQuota, type QuotaReading} from '../../src/lib/domain/quota/quota.js'
import {failureOf} from '../support/connection.js'

const quota = (id: string, value: number | null, usage: number | null) =>
  describeQuota({id, value, maxValue: null, usage, updatedAt: null})

function rule(parsed: Parsed<CheckRule>): CheckRule {
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.value
}

function gatewayOf(items: readonly QuotaReading[]): Gateway {
  const listQuotas = () => Promise.resolve({items, nextPageToken: null, totalSize: null})
  const getAccount = (id: string) => Promise.resolve({id, suspendState: 'UNSUSPENDED'})
  return {listQuotas, getAccount} as unknown as Gateway
}

describe('a gate that looks at nothing is not green', () => {
  test('no quota tells a usage', () => {
    const verdict = verdictOf([quota('a', 8, null), quota('b', null, 1)], 'acme', {})
    expect(verdict).toMatchObject({severity: 'unknown', exitCode: 1})
    expect(verdict.warnings.map(({code}) => code)).toEqual(['unknown'])
    expect(verdict.checks.map(({binding}) => binding)).toEqual([false, false])
  })

  test('one that does is enough', () => {
    expect(verdictOf([quota('a', 8, null), quota('b', 8, 1)], 'acme', {})).toMatchObject({severity: 'ok', exitCode: 0})
  })

  test('an account without quotas', async () => {
    const error = await failureOf(checkQuotas(gatewayOf([]), 'acme', {}))
    expect(error).toMatchObject({code: 'unknown', exitCode: 1})
  })

  test('nothing with a limit: ok, and it says so', () => {
    const verdict = verdictOf([quota('monthly-spend-usd', 9_999_999, 5)], 'acme', {})
    expect(verdict).toMatchObject({severity: 'ok', exitCode: 0, checks: []})
    expect(verdict.warnings.map(({code}) => code)).toEqual(['nothing-checked'])
  })

  test('names that do not exist: not-found alone, listed beside what was judged, critical first', () => {
    const names = (...patterns: string[]) => ({names: patterns.map(pattern => ({pattern, accountId: null}))})
    const quotas = [quota('full', 8, 8), quota('free', 8, 0)]
    expect(() => verdictOf(quotas, 'acme', names('nope', 'no-*'))).toThrow(
      'account `acme` has no quota `nope`; no quota',
    )
    expect(verdictOf(quotas, 'acme', names('free', 'freee'))).toMatchObject({severity: 'unknown', exitCode: 3})
    const verdict = verdictOf(quotas, 'acme', names('full', 'ful'))
    expect(verdict).toMatchObject({severity: 'critical', exitCode: 3})
    expect(verdict.checks.at(-1)).toMatchObject({quota: 'ful', rule: 'exists', threshold: null, severity: 'unknown'})
    expect(verdict.warnings[0]!.hints).toEqual(['did you mean `full`?'])
  })
})

describe('the levels of performance data', () => {
  const levels = (rules: readonly CheckRule[], names: readonly string[] = []) => {
    const request = {rules, names: names.map(pattern => ({pattern, accountId: null}))}
    const [watched] = verdictOf([quota('x', 200, 10)], 'acme', request).watched
    return [watched!.warnFrom, watched!.critFrom]
  }

  test('are usages from which a rule is broken, the lowest of each', () => {
    expect(levels([])).toEqual([160, 190])
    expect(levels([rule(parseMaxUsed('x=50%'))])).toEqual([null, 100])
    expect(levels([rule(parseMaxUsed('x=40')), rule(parseNeed('x=150'))])).toEqual([null, 40])
    expect(levels([{...rule(parseNeed('?=150')), severity: 'warning'}])).toEqual([50, null])
    expect(levels([rule(parseMaxUsed('*=40'))], ['x'])).toEqual([160, 40])
  })
})
