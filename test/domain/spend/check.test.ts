import {describe, expect, test} from '@jest/globals'
import {checkSpend, type SpendFacts, type SpendRules} from '../../../src/lib/domain/spend/check.js'
import {nanosOf} from '../../../src/lib/domain/spend/money.js'

const NONE: SpendRules = {maxPerDay: null, maxMonth: null, maxGrowth: null}
const dollars = (...amounts: number[]) => amounts.map(amount => nanosOf(amount))
const FACTS: SpendFacts = {
  used: 376.48,
  today: nanosOf(3),
  days: dollars(1, 2, 3, 4, 5, 6, 7, 8),
  lastDay: '2026-11-25',
}
const check = (rules: Partial<SpendRules>, facts: Partial<SpendFacts> = {}) =>
  checkSpend({...NONE, ...rules}, {...FACTS, ...facts})

describe('the spend held against rules', () => {
  test('is not judged where nothing is asked', () => {
    expect(check({})).toEqual([])
  })

  test('of a month has the two amounts, the rule and the verdict', () => {
    const message = 'this month: $376.48 of at most $300'
    const rule = 'max-month $300'
    expect(check({maxMonth: 300})).toEqual([
      {
        name: 'this month',
        rule,
        severity: 'critical',
        message,
        binding: true,
        document: {rule, actual: 376.48, threshold: 300, severity: 'critical', message},
      },
    ])
  })

  test.each([
    [376.48, 'ok'],
    [376.47, 'critical'],
  ])('of $376.48 and at most $%d is %s: the limit itself is allowed', (maxMonth, severity) => {
    expect(check({maxMonth})).toMatchObject([{severity}])
  })

  test('of a day is that of the last full day, then of today', () => {
    const items = check({maxPerDay: 5})
    expect(items.map(({severity, message}) => [severity, message])).toEqual([
      ['critical', '2026-11-25: $8 of at most $5'],
      ['ok', 'today: $3 of at most $5'],
    ])
    expect(items.map(({rule}) => rule)).toEqual(['max-per-day $5', 'max-per-day $5'])
  })

  test('leaves today out where its costs are not rated yet', () => {
    expect(check({maxPerDay: 5}, {today: null}).map(({name}) => name)).toEqual(['2026-11-25'])
  })

  test('that cannot be read is unknown by every rule, never ok', () => {
    const items = check({maxPerDay: 5, maxMonth: 5, maxGrowth: 2}, {used: null, days: null, today: null})
    expect(items.map(({severity, message, document}) => [severity, message, document.actual])).toEqual([
      ['unknown', '2026-11-25: the spend is not readable', null],
      ['unknown', 'this month: the spend is not readable', null],
      ['unknown', '2026-11-25: the spend is not readable', null],
    ])
    expect(items[2]!.rule).toBe('max-growth 2x')
  })
})

describe('the growth of a day', () => {
  test('is its spend over the mean of the seven days before', () => {
    expect(check({maxGrowth: 1.9})).toMatchObject([
      {
        name: '2026-11-25',
        rule: 'max-growth 1.9x',
        severity: 'critical',
        message: '2026-11-25: $8, 2 times the $4 a day of the 7 days before',
        document: {actual: 2, threshold: 1.9},
      },
    ])
  })

  test('that is just what is allowed is ok, and days without spend count in the mean', () => {
    expect(check({maxGrowth: 2})).toMatchObject([{severity: 'ok'}])
    expect(check({maxGrowth: 2}, {days: dollars(0, 0, 0, 0, 7, 7, 7, 10)})).toMatchObject([
      {severity: 'critical', document: {actual: 3.33}},
    ])
  })

  test('is unknown after fewer than three days with any spend', () => {
    expect(check({maxGrowth: 2}, {days: dollars(0, 0, 0, 0, 0, 7, 7, 10)})).toMatchObject([
      {
        severity: 'unknown',
        message: '2026-11-25: only 2 of the 7 days before have any spend; growth needs 3',
        document: {actual: null, threshold: 2},
      },
    ])
  })
})
