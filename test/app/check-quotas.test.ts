import {describe, expect, test} from '@jest/globals'
import {checkQuotas, verdictOf} from '../../src/lib/app/check-quotas.js'
import type {Gateway} from '../../src/lib/app/ports.js'
import {parseMaxUsed, parseNeed, type CheckRule, type Parsed} from '../../src/lib/domain/check/rules.js'
import {describeQuota, type QuotaReading} from '../../src/lib/domain/quota/quota.js'
import {failureOf} from '../support/connection.js'
import {AppError} from '../../src/lib/domain/errors.js'
import type {CheckRequest} from '../../src/lib/domain/check/threshold.js'
import {printedWarnings} from '../support/printed-actions.js'

const reading = (id: string, value: number | null, usage: number | null): QuotaReading => ({
  id,
  value,
  maxValue: null,
  usage,
  updatedAt: null,
})
const quota = (...of: Parameters<typeof reading>) => describeQuota(reading(...of))

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

const names = (...patterns: string[]) => patterns.map(pattern => ({pattern, accountId: null}))

function thrown(run: () => unknown): AppError {
  try {
    run()
  } catch (error) {
    if (error instanceof AppError) return error
  }
  throw new Error('no AppError was thrown')
}

describe('what cannot be checked', () => {
  test('an account without quotas', async () => {
    expect(await failureOf(checkQuotas(gatewayOf([]), 'acme', {}))).toMatchObject({
      code: 'unknown',
      message: 'account `acme` shows no quotas, so nothing can be checked',
      hints: [['is it the right account, and may this key see its quotas? see ', {command: ['auth', 'status']}]],
    })
    expect(await checkQuotas(gatewayOf([reading('x', 8, 1)]), 'acme', {})).toMatchObject({
      report: {severity: 'ok', exitCode: 0},
    })
  })

  test('names and patterns without a quota: each message, each hint once', () => {
    const quotas = [quota('full', 8, 8)]
    expect(thrown(() => verdictOf(quotas, 'acme', {names: names('zzz', 'no-*', 'ful')}))).toMatchObject({
      code: 'not-found',
      message:
        'account `acme` has no quota `zzz`; no quota of account `acme` matches `no-*`; account `acme` has no quota `ful`',
      hints: [['see ', {command: ['quota', 'list']}, ' for the ids'], 'did you mean `full`?'],
    })
  })

  test('some of the names', () => {
    const {checks, warnings} = verdictOf([quota('full', 8, 1)], 'acme', {names: names('full', 'zzz')})
    expect(checks[1]).toEqual({
      quota: 'zzz',
      rule: 'exists',
      actual: null,
      threshold: null,
      severity: 'unknown',
      binding: true,
      message: 'account `acme` has no quota `zzz`',
    })
    expect(printedWarnings(warnings)).toEqual([
      {code: 'not-found', message: 'account `acme` has no quota `zzz`; see `fireq quota list` for the ids'},
    ])
  })

  test('nothing with a limit, or no usage at all', () => {
    expect(verdictOf([quota('monthly-spend-usd', 9_999_999, 5)], 'acme', {}).warnings).toEqual([
      {code: 'nothing-checked', message: 'no quota has a limit to check'},
    ])
    expect(verdictOf([quota('x', 8, null)], 'acme', {}).warnings).toEqual([
      {code: 'unknown', message: 'Fireworks reported usage for no quota, so nothing could be judged'},
    ])
    expect(verdictOf([quota('x', 8, 1)], 'acme', {}).warnings).toEqual([])
  })
})

test.each<[string, CheckRequest, boolean]>([
  ['a check of everything', {}, false],
  ['--strict', {strict: true}, true],
  ['a name', {names: names('x')}, true],
  ['a pattern', {names: names('?')}, true],
  ['a rule', {rules: [rule(parseNeed('x=1'))]}, true],
  ['a rule for another one, and defaults', {rules: [rule(parseNeed('y=1'))], warn: 0.5}, false],
])('without a usage, %s: fails by itself: %s', (_, request, binding) => {
  const {checks} = verdictOf([quota('x', 8, null), quota('y', 8, 1)], 'acme', request)
  expect(checks.find(check => check.quota === 'x')!.binding).toBe(binding)
})

describe('what is watched', () => {
  const watched = (request: CheckRequest, ...quotas: ReturnType<typeof quota>[]) =>
    verdictOf(quotas, 'acme', request).watched.map(({quota: {id}, warnFrom, critFrom}) => [id, warnFrom, critFrom])

  test('is what was checked, and nothing else', () => {
    const [x, y] = [quota('x', 200, 10), quota('y', 100, 10)]
    expect(watched({names: names('y')}, x, y)).toEqual([['y', 80, 95]])
    expect(watched({rules: [rule(parseMaxUsed('x=40'))]}, x, y)).toEqual([['x', null, 40]])
    expect(watched({rules: [rule(parseMaxUsed('x=40'))], warn: 0.5}, x, y)).toEqual([
      ['x', null, 40],
      ['y', 50, 95],
    ])
  })

  test('has no level where the limit it depends on is not known', () => {
    const rules = [rule(parseMaxUsed('x=50%')), rule(parseNeed('x=10')), rule(parseMaxUsed('x=40'))]
    expect(watched({rules}, quota('x', null, 10))).toEqual([['x', null, 40]])
    expect(watched({rules}, quota('x', 2 ** 60, 10))).toEqual([['x', null, 40]])
    expect(watched({names: names('x')}, quota('x', 2 ** 60, 10))).toEqual([['x', null, null]])
    expect(watched({names: names('x')}, quota('x', null, 10))).toEqual([['x', null, null]])
  })

  test('takes the level of the first rule that breaks', () => {
    const rules = [rule(parseMaxUsed('x=50%')), rule(parseNeed('x=150')), rule(parseMaxUsed('x=60'))]
    expect(watched({rules}, quota('x', 200, 10))).toEqual([['x', null, 50]])
    expect(watched({rules, names: names('x')}, quota('x', 200, 10))).toEqual([['x', 160, 50]])
  })
})
