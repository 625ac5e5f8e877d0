import {describe, expect, test} from '@jest/globals'
import {checkAccountSpend} from '../../src/lib/app/check-spend.js'
import type {Gateway, UsageCosts} from '../../src/lib/app/ports.js'
import type {SpendRules} from '../../src/lib/domain/spend/check.js'
import {nanosOf} from '../../src/lib/domain/spend/money.js'
import {failureOf} from '../support/connection.js'
import {aFailure, anAccount, answer, aReading, memoryGateway} from '../support/memory-gateway.js'

const NOW = Date.parse('2026-11-26T12:00:00Z')
const NONE: SpendRules = {maxPerDay: null, maxMonth: null, maxGrowth: null}

const costs = (evaluatedAt: string | null) => ({
  costs: ['18', '19', '20', '21', '22', '23', '24', '25', '26'].map(day => ({
    currency: 'USD',
    nanos: nanosOf(Number(day)),
    day: `2026-11-${day}`,
  })),
  evaluatedAt,
  attribution: 'COMPLETE',
  nextPageToken: null,
})
const account = (more: Partial<Gateway> = {}) =>
  memoryGateway({
    getAccount: () => answer(anAccount()),
    getQuota: () => answer(aReading('monthly-spend-usd', 400, 376.48)),
    usageCosts: () => answer(costs('2026-11-26T06:00:00Z')),
    ...more,
  })
const check = (rules: Partial<SpendRules>, more: Partial<Gateway> = {}) =>
  checkAccountSpend(account(more), 'acme', {...NONE, ...rules}, NOW)
const must = () => Promise.reject(new Error('must not be asked'))
const forbidden = aFailure('forbidden', 'the key may not', {httpStatus: 403})

describe('the gate on spend', () => {
  test('asks for nothing that no rule needs', async () => {
    expect((await check({maxMonth: 500}, {usageCosts: must})).report).toMatchObject({severity: 'ok', exitCode: 0})
    expect((await check({maxPerDay: 50}, {getQuota: must})).report).toMatchObject({severity: 'ok', exitCode: 0})
  })

  test('reads whole days, two more than are judged', async () => {
    const asked: unknown[] = []
    await check(
      {maxGrowth: 2},
      {
        usageCosts: (...question) => {
          asked.push(question)
          return answer(costs(null))
        },
      },
    )
    expect(asked).toEqual([
      ['acme', {start: Date.parse('2026-11-16T00:00:00Z'), end: NOW, scope: 'ACCOUNT', groupBy: ['DAY']}],
    ])
  })

  test('holds the last full day and today against the rule', async () => {
    const {report, account: checked} = await check({maxPerDay: 25})
    expect(report.items.map(({severity, message}) => [severity, message])).toEqual([
      ['ok', '2026-11-25: $25 of at most $25'],
      ['critical', 'today: $26 of at most $25'],
    ])
    expect([report.severity, report.exitCode, report.warnings, checked]).toEqual([
      'critical',
      11,
      [],
      {id: 'acme', suspendState: 'UNSUSPENDED'},
    ])
  })

  test('takes today for rated where the API names no time, and leaves it out where the rating lags', async () => {
    const untimed = await check({maxPerDay: 50}, {usageCosts: () => answer(costs(null))})
    expect(untimed.report.items.map(({name}) => name)).toEqual(['2026-11-25', 'today'])
    const lagging = await check({maxPerDay: 50}, {usageCosts: () => answer(costs('2026-11-25T23:00:00Z'))})
    expect(lagging.report.items.map(({name}) => name)).toEqual(['2026-11-24'])
  })

  test('is 5 for a suspended account, before any rule', async () => {
    const {report} = await check(
      {maxMonth: 500},
      {getAccount: () => answer(anAccount({suspendState: 'CREDIT_DEPLETED'}))},
    )
    expect([report.exitCode, report.items.map(({severity}) => severity)]).toEqual([5, ['critical', 'ok']])
  })

  test('is unknown where a part cannot be read, with a warning that names it', async () => {
    const quota = await check({maxMonth: 500, maxPerDay: 50}, {getQuota: () => Promise.reject(forbidden)})
    expect([quota.report.severity, quota.report.exitCode, quota.report.warnings]).toEqual([
      'unknown',
      1,
      [{code: 'not-readable', message: 'the spend quota: not readable (HTTP 403): the key may not'}],
    ])
    const rated = await check({maxMonth: 500, maxPerDay: 50}, {usageCosts: () => Promise.reject(forbidden)})
    expect([rated.report.severity, rated.report.warnings, rated.report.items.map(({name}) => name)]).toEqual([
      'unknown',
      [{code: 'not-readable', message: 'rated costs: not readable (HTTP 403): the key may not'}],
      ['2026-11-25', 'this month'],
    ])
  })

  test('fails where nothing that the rules need can be read, and a missing route is not offered', async () => {
    const failure = await failureOf(check({maxMonth: 500}, {getQuota: () => Promise.reject(forbidden)}))
    expect([failure.code, failure.exitCode]).toEqual(['forbidden', 4])
    const missing = aFailure('not-found', 'no such page', {httpStatus: 404})
    expect((await failureOf(check({maxGrowth: 2}, {usageCosts: () => Promise.reject(missing)}))).code).toBe(
      'not-offered',
    )
    const both = check(
      {maxGrowth: 2, maxMonth: 1},
      {getQuota: () => Promise.reject(forbidden), usageCosts: () => Promise.reject(missing)},
    )
    expect((await failureOf(both)).code).toBe('forbidden')
  })

  test('passes on the warning about own costs', async () => {
    const {report} = await check(
      {maxPerDay: 50},
      {
        usageCosts: (_, {scope}) => answer<UsageCosts>(scope === 'ACCOUNT' ? forbidden : costs(null)),
      },
    )
    expect(report.warnings.map(({code}) => code)).toEqual(['own-costs-only'])
  })

  test('is unknown where the account cannot be read, with the exit code of why', async () => {
    const {report, account: checked} = await check({maxMonth: 500}, {getAccount: () => Promise.reject(forbidden)})
    expect([report.severity, report.exitCode, checked]).toEqual(['unknown', 4, null])
    expect(report.warnings).toEqual([{code: 'forbidden', message: 'the account could not be read: the key may not'}])
    expect(report.items.map(({severity, name}) => [severity, name])).toEqual([
      ['unknown', 'acme'],
      ['ok', 'this month'],
    ])
    const critical = await check({maxMonth: 1}, {getAccount: () => Promise.reject(forbidden)})
    expect([critical.report.severity, critical.report.exitCode]).toEqual(['critical', 11])
  })
})
