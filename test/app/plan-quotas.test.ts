import {describe, expect, test} from '@jest/globals'
import {applySteps, isSevere, planQuotas, type QuotaStep} from '../../src/lib/app/plan-quotas.js'
import {changeUnknown} from '../../src/lib/app/change-unknown.js'
import type {Gateway} from '../../src/lib/app/ports.js'
import type {DesiredQuota, QuotaRule} from '../../src/lib/domain/quota/quotas-file.js'
import {failureOf} from '../support/connection.js'
import {aFailure, anAccount, answer, aReading, memoryGateway, pageOf} from '../support/memory-gateway.js'

const NOW = Date.parse('2026-11-26T12:00:00Z')
const READINGS = [
  aReading('monthly-spend-usd', 400, 376, 500),
  aReading('job-submission-count', 50, 3, 100),
  aReading('deployed-model-count', 100, 10, 200),
  aReading('untold', null, 3),
]
const desired = (quota: string, rule: QuotaRule, value: number): DesiredQuota => ({
  quota,
  rule,
  value,
  confirmed: false,
})
const account = (more: Partial<Gateway> = {}) =>
  memoryGateway({
    listQuotas: () => answer(pageOf(READINGS)),
    getAccount: () => answer(anAccount()),
    ...more,
  })
const plan = (...wanted: DesiredQuota[]) => planQuotas(account(), 'acme', wanted, NOW)

describe('the steps that a file asks for', () => {
  test.each([
    [desired('job-submission-count', 'exactly', 60), 'raise', 50, 60],
    [desired('job-submission-count', 'exactly', 40), 'lower', 50, 40],
    [desired('job-submission-count', 'exactly', 50), 'none', 50, null],
    [desired('job-submission-count', 'atLeast', 40), 'none', 50, null],
    [desired('job-submission-count', 'atMost', 40), 'lower', 50, 40],
  ])('%j is to %s', async (one, action, from, to) => {
    const [step] = await plan(one)
    expect(step).toMatchObject({desired: one, action, from, to, reason: null, quota: {id: one.quota}})
    expect(step!.planned?.change.to ?? null).toBe(to)
    expect(step!.planned?.setting.expectCurrent ?? null).toBe(to === null ? null : from)
  })

  test.each([
    [
      desired('job-submission-cont', 'exactly', 1),
      null,
      'the account has no such quota; did you mean `job-submission-count`?',
    ],
    [desired('zzz', 'exactly', 1), null, 'the account has no such quota'],
    [desired('untold', 'exactly', 1), 1, 'Fireworks did not report its current value'],
    [desired('monthly-spend-usd', 'exactly', 501), 501, '$501 is above the max of monthly-spend-usd, $500'],
  ])('%j is refused, with the reason', async (one, to, reason) => {
    expect(await plan(one)).toMatchObject([{action: 'refused', to, reason, planned: null}])
  })

  test('fail where the quotas cannot be read', async () => {
    const lost = aFailure('network', 'lost')
    const gateway = account({listQuotas: () => Promise.reject(lost)})
    expect(await failureOf(planQuotas(gateway, 'acme', [], NOW))).toBe(lost)
  })

  test('are severe where a change reaches what is used', async () => {
    const steps = await plan(
      desired('monthly-spend-usd', 'exactly', 300),
      desired('job-submission-count', 'exactly', 60),
    )
    expect(steps.map(isSevere)).toEqual([true, false])
    expect((await plan(desired('zzz', 'exactly', 1))).map(isSevere)).toEqual([false])
  })
})

describe('applying steps', () => {
  const done = {applied: true, verified: true}
  const steps = () =>
    plan(
      desired('monthly-spend-usd', 'exactly', 399),
      desired('job-submission-count', 'exactly', 60),
      desired('deployed-model-count', 'exactly', 100),
      desired('zzz', 'exactly', 1),
    )
  const outcomesOf = async (
    planned: readonly QuotaStep[],
    apply: (id: string) => Promise<typeof done>,
    signal?: AbortSignal,
  ) => {
    const sent: string[] = []
    const outcomes = await applySteps(
      planned,
      ({change}) => {
        sent.push(change.id)
        return apply(change.id)
      },
      signal,
    )
    return {sent, outcomes}
  }

  test('raises before it lowers, and tells in the order of the file', async () => {
    const planned = await steps()
    const {sent, outcomes} = await outcomesOf(planned, () => Promise.resolve(done))
    expect(sent).toEqual(['job-submission-count', 'monthly-spend-usd'])
    expect(outcomes).toEqual([
      {step: planned[0], ...done, failure: null},
      {step: planned[1], ...done, failure: null},
      {step: planned[2], applied: false, verified: false, failure: null},
      {step: planned[3], applied: false, verified: false, failure: null},
    ])
  })

  test('goes on after a failure, and tells one that leaves the truth open', async () => {
    const failure = aFailure('forbidden', 'the key may not')
    const open = changeUnknown({id: 'x', to: 1}, aFailure('timeout', 'no answer'))
    const {sent, outcomes} = await outcomesOf(await steps(), id =>
      Promise.reject(id === 'job-submission-count' ? failure : open),
    )
    expect(sent).toHaveLength(2)
    expect(outcomes.slice(0, 2)).toMatchObject([
      {applied: null, verified: false, failure: open},
      {applied: false, verified: false, failure},
    ])
  })

  test('sends nothing more once it is stopped', async () => {
    const controller = new AbortController()
    const {sent} = await outcomesOf(
      await steps(),
      () => {
        controller.abort()
        return Promise.resolve(done)
      },
      controller.signal,
    )
    expect(sent).toEqual(['job-submission-count'])
  })

  test('passes on a change that is not verified', async () => {
    const {outcomes} = await outcomesOf(await steps(), () => Promise.resolve({applied: true, verified: false}))
    expect(outcomes[0]).toMatchObject({applied: true, verified: false, failure: null})
  })
})
