import {describe, expect, test} from '@jest/globals'
import {applyQuotaChange, planQuotaChange, type ApplyOptions, type QuotaSetting} from '../../src/lib/app/set-quota.js'
import type {Gateway} from '../../src/lib/app/ports.js'
import {AppError, type ErrorCode} from '../../src/lib/domain/errors.js'
import type {QuotaReading} from '../../src/lib/domain/quota/quota.js'
import {failureOf, instantClock} from '../support/connection.js'
import {aGpuDeployment} from '../support/gpu-records.js'
import {printedWarnings} from '../support/printed-actions.js'

// What a person is told about a change that did not go as planned, word for word, and what is asked to be able to say it.

const READING: QuotaReading = {id: 'x', value: 10, maxValue: 100, usage: 3, updatedAt: null}
const SETTING: QuotaSetting = {accountId: 'acme', quotaId: 'x', value: 20, expectCurrent: null}
const NOW = Date.parse('2026-11-21T12:00:00Z')

type Step = Partial<QuotaReading> | AppError

function gatewayOf(readings: readonly Step[], patch: Step = {value: 20}, others: Partial<Gateway> = {}) {
  const calls: string[] = []
  const answer = (step: Step): Promise<QuotaReading> =>
    step instanceof AppError ? Promise.reject(step) : Promise.resolve({...READING, ...step})
  let at = 0
  const called =
    (name: 'getAccount' | 'listDeployments') =>
    (...args: unknown[]): unknown => {
      calls.push(name)
      const method = others[name] as ((...all: unknown[]) => unknown) | undefined
      return method ? method(...args) : Promise.reject(new AppError('forbidden', 'not for this key'))
    }
  const gateway = {
    getQuota: () => {
      calls.push('GET')
      return answer(readings[Math.min(at++, readings.length - 1)]!)
    },
    patchQuota: () => {
      calls.push('PATCH')
      return answer(patch).then(quota => ({quota, requestId: null}))
    },
    getAccount: called('getAccount'),
    listDeployments: called('listDeployments'),
  } as unknown as Gateway
  return {gateway, calls}
}

const plan = ({gateway}: ReturnType<typeof gatewayOf>, setting: Partial<QuotaSetting> = {}) =>
  planQuotaChange(gateway, {...SETTING, ...setting}, NOW)

async function apply(
  fake: ReturnType<typeof gatewayOf>,
  options: Partial<ApplyOptions & {signal: AbortSignal}> = {},
  setting: Partial<QuotaSetting> = {},
) {
  const {signal, ...rest} = options
  const planned = await plan(fake, setting)
  const ports = {gateway: fake.gateway, clock: instantClock(), ...(signal ? {signal} : {})}
  return applyQuotaChange(ports, planned, {waitMs: 10_000, recheck: false, ...rest})
}

describe('the plan', () => {
  test('another value than expected is a conflict', async () => {
    expect(await failureOf(plan(gatewayOf([{}]), {expectCurrent: 11}))).toMatchObject({
      code: 'conflict',
      message: 'x is 10, not 11: someone else changed it',
      hints: [['nothing was sent; read it with ', {command: ['quota', 'get', 'x']}, ', then decide again']],
    })
    expect((await failureOf(plan(gatewayOf([{value: null}]), {expectCurrent: 11}))).message).toBe(
      'x is unknown, not 11: someone else changed it',
    )
    expect((await plan(gatewayOf([{}]), {expectCurrent: 10})).change.to).toBe(20)
  })

  test('above the ceiling it is refused, with the way to raise it', async () => {
    expect(await failureOf(plan(gatewayOf([{}]), {value: 101}))).toMatchObject({
      code: 'refused',
      message: '101 is above the max of x, 100',
      hints: [expect.stringMatching(/^to raise the max, write to /)],
    })
  })

  test('the account is asked where the spend limit changes, for its tier and whether it would pause', async () => {
    const spend = {id: 'monthly-spend-usd', value: 400, maxValue: 500, usage: 1}
    const refused = gatewayOf([spend])
    const {hints} = await failureOf(plan(refused, {value: 501}))
    expect(refused.calls).toEqual(['GET', 'getAccount'])
    expect(hints[0]).toMatch(/^a legacy postpaid account gets a higher max with tier 3, which likely needs: /)
    for (const [reading, value, calls] of [
      [spend, 500, ['GET', 'getAccount']],
      [spend, 400, ['GET']],
      [{...spend, maxValue: null}, 501, ['GET', 'getAccount']],
      [{id: 'x'}, 20, ['GET']],
    ] as const) {
      const fake = gatewayOf([reading])
      await plan(fake, {value})
      expect(fake.calls).toEqual(calls)
    }
    const other = gatewayOf([{id: 'x'}])
    await failureOf(plan(other, {value: 101}))
    expect(other.calls).toEqual(['GET'])
  })

  test('deployments are asked for only where fewer GPUs are asked for, and a refusal to list them is silent', async () => {
    const gpus = {id: 'global--h100-count', value: 8, maxValue: 16, usage: 4}
    const held = {
      ...aGpuDeployment({id: 'prod', acceleratorCount: 4}),
      baseModel: null,
      minReplicaCount: 1,
      replicaCount: 1,
      region: null,
    }
    const listDeployments = () => Promise.resolve({items: [held], nextPageToken: null, totalSize: 1})
    const lower = gatewayOf([gpus], {}, {listDeployments})
    expect((await plan(lower, {value: 5})).change.findings.join()).toContain('held by prod (4)')
    expect(lower.calls).toEqual(['GET', 'listDeployments'])
    const blind = gatewayOf([gpus])
    expect((await plan(blind, {value: 5})).change.findings).toHaveLength(1)
    expect(blind.calls).toEqual(['GET', 'listDeployments'])
    for (const [reading, value] of [
      [gpus, 9],
      [gpus, 8],
      [{...gpus, value: null}, 5],
      [{id: 'x'}, 5],
    ] as const) {
      const fake = gatewayOf([reading])
      await plan(fake, {value})
      expect(fake.calls).toEqual(['GET'])
    }
  })

  test.each<[Partial<QuotaReading>, number, boolean]>([
    [{usage: 3}, 20, false],
    [{usage: 12}, 20, true],
    [{usage: 10}, 20, true],
    [{usage: null}, 5, false],
    [{usage: null}, 20, true],
    [{value: null}, 20, false],
  ])('of %j to %d: going back needs the second consent: %p', async (reading, value, severe) => {
    expect((await plan(gatewayOf([reading]), {value})).undoIsSevere).toBe(severe)
  })
})

describe('sending', () => {
  test('a value it has already is not sent', async () => {
    const fake = gatewayOf([{value: 20}])
    expect(await apply(fake)).toMatchObject({applied: false, verified: true, warnings: []})
    expect(fake.calls).toEqual(['GET'])
  })

  test.each<[Step, string, object]>([
    [{value: 11}, 'x is 11, not 10: someone else changed it', {code: 'conflict'}],
    [{value: null}, 'x is unknown, not 10: someone else changed it', {code: 'conflict'}],
    [
      {maxValue: 15},
      '20 is above the max of x, 15',
      {code: 'refused', hints: [expect.stringMatching(/^to raise the max/)]},
    ],
    [
      {usage: 20},
      'x: its usage is 20 by now, which makes the change severe',
      {code: 'conflict', hints: ['nothing was sent; run it again to see the new plan']},
    ],
  ])('read once more as %j, it is not sent', async (reading, message, error) => {
    const fake = gatewayOf([{}, reading])
    expect(await failureOf(apply(fake, {recheck: true}))).toMatchObject({message, ...error})
    expect(fake.calls).toEqual(['GET', 'GET'])
  })

  test('a usage that is not told any more makes lowering severe', async () => {
    const fake = gatewayOf([{}, {usage: null}])
    expect((await failureOf(apply(fake, {recheck: true}, {value: 5}))).message).toBe(
      'x: its usage is no longer known by now, which makes the change severe',
    )
  })

  test('a change that was severe when it was confirmed is sent', async () => {
    const fake = gatewayOf([{usage: 30}, {usage: 31}, {value: 20}])
    expect(await apply(fake, {recheck: true})).toMatchObject({applied: true, verified: true})
  })
})

describe('the answer to the change', () => {
  const lostCodes: ErrorCode[] = ['network', 'timeout', 'bad-response', 'server-error', 'load-shed', 'scaling-up']
  test.each(lostCodes)('%s leaves open what was done: it is read back', async code => {
    const fake = gatewayOf([{}, {value: 20}], new AppError(code, 'gone'))
    expect(await apply(fake)).toEqual({
      quota: expect.objectContaining({value: 20}),
      applied: true,
      verified: true,
      warnings: [
        {
          code: 'answer-lost',
          message: 'the answer to the change of x was lost (gone); reading it back shows it applied',
        },
      ],
    })
    expect(fake.calls).toEqual(['GET', 'PATCH', 'GET'])
  })

  const decided: ErrorCode[] = ['forbidden', 'unauthorized', 'bad-request', 'not-found', 'rate-limited', 'suspended']
  test.each(decided)("%s is the server's decision: it is told as it is", async code => {
    const refusal = new AppError(code, 'no')
    const fake = gatewayOf([{}], refusal)
    expect(await failureOf(apply(fake))).toBe(refusal)
    expect(fake.calls).toEqual(['GET', 'PATCH'])
  })

  test('nothing more is asked after an interruption', async () => {
    const gone = new AppError('network', 'gone')
    const fake = gatewayOf([{}], gone)
    const failure = await failureOf(apply(fake, {signal: AbortSignal.abort()}))
    expect(failure).toMatchObject({code: 'network', message: 'whether x was changed is unknown: gone', cause: gone})
    expect(fake.calls).toEqual(['GET', 'PATCH'])
  })

  const lost = new AppError('timeout', 'no answer', {
    httpStatus: 504,
    requestId: 'r-1',
    hints: ['allow more'],
    retryAfterSeconds: 7,
  })
  const evidence = {httpStatus: 504, requestId: 'r-1', cause: lost}

  test('lost, and the old value: not changed', async () => {
    expect(await failureOf(apply(gatewayOf([{}], lost)))).toMatchObject({
      ...evidence,
      code: 'timeout',
      message: 'x was not changed, it still reads 10: no answer',
      hints: ['allow more'],
      retryAfterSeconds: 7,
    })
  })

  test('lost, and a third value: a conflict', async () => {
    expect(await failureOf(apply(gatewayOf([{}, {value: 30}], lost)))).toMatchObject({
      ...evidence,
      code: 'conflict',
      message: 'x: the answer was lost, and it reads 30 now',
      hints: [
        [
          'someone else set it at the same moment; read it with ',
          {command: ['quota', 'get', 'x']},
          ' and decide again',
        ],
      ],
    })
  })

  test('lost, and it cannot be read: unknown, with the way to find out', async () => {
    expect(await failureOf(apply(gatewayOf([{}, new AppError('forbidden', 'no')], lost)))).toMatchObject({
      ...evidence,
      code: 'timeout',
      message: 'whether x was changed is unknown: no answer',
      hints: [['find out with ', {command: ['quota', 'get', 'x']}, ': 20 means that it was']],
    })
  })

  test('accepted, and it cannot be read: applied, not verified; a failure that may pass is asked again', async () => {
    const refused = gatewayOf([{}, new AppError('forbidden', 'no')])
    expect(await apply(refused)).toMatchObject({
      quota: {value: 10},
      applied: true,
      verified: false,
      warnings: [{code: 'unverified', message: 'the change of x was accepted but could not be read back: no'}],
    })
    expect(refused.calls).toEqual(['GET', 'PATCH', 'GET'])
    const passing = gatewayOf([{}, new AppError('server-error', 'down'), {value: 20}])
    expect(await apply(passing)).toMatchObject({verified: true})
  })

  test('accepted, and it does not show, or another value does', async () => {
    const message = 'x was changed, but it reads 30 now: someone else set it at the same moment'
    expect(printedWarnings((await apply(gatewayOf([{}, {value: 30}]))).warnings)).toEqual([
      {code: 'unverified', message},
    ])
    expect(printedWarnings((await apply(gatewayOf([{}]))).warnings)).toEqual([
      {
        code: 'unverified',
        message: 'the change of x was accepted but does not show within 10 s; read it again with `fireq quota get x`',
      },
    ])
    const expecting = apply(gatewayOf([{}, {value: 30}]), {}, {expectCurrent: 10})
    expect(await failureOf(expecting)).toMatchObject({
      message: 'x: the change was accepted, but it reads 30 now',
      hints: [
        [
          'someone else set it at the same moment; read it with ',
          {command: ['quota', 'get', 'x']},
          ' and decide again',
        ],
      ],
    })
  })

  test.each<[number | null, string]>([
    [200, 'the max of x was 100 and is 200 now'],
    [null, 'the max of x was 100 and is unknown now'],
  ])('a ceiling that reads %p afterwards is told', async (maxValue, message) => {
    const {warnings} = await apply(gatewayOf([{}, {value: 20, maxValue}]))
    expect(warnings).toEqual([{code: 'ceiling-changed', message}])
  })
})
