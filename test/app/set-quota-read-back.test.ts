import {describe, expect, test} from '@jest/globals'
import {applyQuotaChange, planQuotaChange, type ApplyOptions, type QuotaSetting} from '../../src/lib/app/set-quota.js'
import type {Gateway} from '../../src/lib/app/ports.js'
import {AppError} from '../../src/lib/domain/errors.js'
import type {QuotaReading} from '../../src/lib/domain/quota/quota.js'
import {failureOf, instantClock} from '../support/connection.js'

const READING: QuotaReading = {id: 'x', value: 10, maxValue: 100, usage: 3, updatedAt: null}
const SETTING: QuotaSetting = {accountId: 'acme', quotaId: 'x', value: 20, expectCurrent: null}

type Step = Partial<QuotaReading> | AppError

/** A gateway that answers its readings in order, the last one again and again. */
function gatewayOf(readings: readonly Step[], patch: Step = {value: 20}) {
  const calls: string[] = []
  const answer = (step: Step): Promise<QuotaReading> =>
    step instanceof AppError ? Promise.reject(step) : Promise.resolve({...READING, ...step})
  let at = 0
  const gateway = {
    getQuota: () => {
      calls.push('GET')
      return answer(readings[Math.min(at++, readings.length - 1)]!)
    },
    patchQuota: (_account: string, _quota: string, value: number) => {
      calls.push(`PATCH ${value}`)
      return answer(patch).then(quota => ({quota, requestId: null}))
    },
  } as unknown as Gateway
  return {gateway, calls}
}

async function apply(
  {gateway}: ReturnType<typeof gatewayOf>,
  options: Partial<ApplyOptions> = {},
  setting: QuotaSetting = SETTING,
) {
  const clock = instantClock()
  const planned = await planQuotaChange(gateway, setting, clock.now())
  return {
    clock,
    result: await applyQuotaChange({gateway, clock}, planned, {waitMs: 10_000, recheck: false, ...options}),
  }
}

describe('reading back', () => {
  test('shows at once: one reading, no waiting', async () => {
    const fake = gatewayOf([{}, {value: 20}])
    const {result, clock} = await apply(fake)
    expect(result).toMatchObject({applied: true, verified: true, warnings: []})
    expect(fake.calls).toEqual(['GET', 'PATCH 20', 'GET'])
    expect(clock.slept).toEqual([])
  })

  test('tells a value that Fireworks clamped by its answer, without waiting and without blaming anybody', async () => {
    const fake = gatewayOf([{}, {value: 15}], {value: 15})
    const {result, clock} = await apply(fake)
    expect(result).toMatchObject({applied: true, verified: false, quota: {value: 15}})
    expect(result.warnings).toEqual([{code: 'clamped', message: 'Fireworks set x to 15 instead of 20'}])
    expect([fake.calls, clock.slept]).toEqual([['GET', 'PATCH 20'], []])
  })

  test('waits with growing pauses until it shows', async () => {
    const fake = gatewayOf([{}, {}, {}, {}, {value: 20}])
    const {result, clock} = await apply(fake)
    expect(result.verified).toBe(true)
    expect(clock.slept).toEqual([250, 500, 1000])
  })

  test('gives up after --wait: applied, not verified, a warning', async () => {
    const fake = gatewayOf([{}])
    const {result, clock} = await apply(fake)
    expect(result).toMatchObject({applied: true, verified: false})
    expect(result.warnings[0]!.message).toContain('does not show within 10 s')
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBe(10_000)
    expect(fake.calls.filter(call => call.startsWith('PATCH'))).toHaveLength(1)
  })

  test('--wait 0 reads once', async () => {
    const fake = gatewayOf([{}])
    expect((await apply(fake, {waitMs: 0})).result.verified).toBe(false)
    expect(fake.calls).toEqual(['GET', 'PATCH 20', 'GET'])
  })

  test('a ceiling that moved is told', async () => {
    const {result} = await apply(gatewayOf([{}, {value: 20, maxValue: 20}]))
    expect(result.warnings.map(({code}) => code)).toEqual(['ceiling-changed'])
  })

  test('a key that may not read: accepted, unverified', async () => {
    const {result} = await apply(gatewayOf([{}, new AppError('forbidden', 'no')]))
    expect(result).toMatchObject({applied: true, verified: false})
  })

  test('overtaken by someone else: a warning, and a conflict where a value was expected', async () => {
    const {result} = await apply(gatewayOf([{}, {value: 30}]))
    expect(result).toMatchObject({applied: true, verified: false})
    expect(result.warnings[0]!.message).toContain('reads 30 now: someone else')
    const error = await failureOf(apply(gatewayOf([{}, {value: 30}]), {}, {...SETTING, expectCurrent: 10}))
    expect(error.code).toBe('conflict')
  })
})

describe('right before sending', () => {
  test('another value than planned: conflict, nothing sent', async () => {
    const fake = gatewayOf([{}, {value: 11}])
    expect(await failureOf(apply(fake, {recheck: true}))).toMatchObject({code: 'conflict', exitCode: 1})
    expect(fake.calls).toEqual(['GET', 'GET'])
  })

  test('a usage that has grown past the new value meanwhile: conflict, nothing sent', async () => {
    const fake = gatewayOf([{}, {usage: 25}])
    const error = await failureOf(apply(fake, {recheck: true}))
    expect(error.message).toBe('x: its usage is 25 by now, which makes the change severe')
    expect(fake.calls).toEqual(['GET', 'GET'])
  })

  test('a ceiling that has sunk below it: refused, nothing sent', async () => {
    const fake = gatewayOf([{}, {maxValue: 15}])
    expect(await failureOf(apply(fake, {recheck: true}))).toMatchObject({code: 'refused'})
  })

  test('a lock that was lost stops it', async () => {
    const fake = gatewayOf([{}])
    const beforePatch = () => {
      throw new AppError('conflict', 'lost')
    }
    expect(await failureOf(apply(fake, {beforePatch}))).toMatchObject({message: 'lost'})
    expect(fake.calls).toEqual(['GET'])
  })
})

describe('a lost answer', () => {
  const lost = new AppError('network', 'gone')

  test('late to show is still applied', async () => {
    const {result} = await apply(gatewayOf([{}, {}, {}, {value: 20}], lost))
    expect(result).toMatchObject({applied: true, verified: true})
    expect(result.warnings.map(({code}) => code)).toEqual(['answer-lost'])
  })

  test('readable and old to the end: not applied, the failure of the PATCH', async () => {
    const fake = gatewayOf([{}], lost)
    expect(await failureOf(apply(fake))).toMatchObject({code: 'network', exitCode: 7})
    expect(fake.calls.filter(call => call.startsWith('PATCH'))).toHaveLength(1)
  })

  test('readable only for a while: unknown', async () => {
    const error = await failureOf(apply(gatewayOf([{}, {}, new AppError('server-error', 'down')], lost)))
    expect(error).toMatchObject({code: 'network', exitCode: 7, message: 'whether x was changed is unknown: gone'})
  })

  test('a third value: whose change it was cannot be told', async () => {
    expect(await failureOf(apply(gatewayOf([{}, {value: 30}], lost)))).toMatchObject({code: 'conflict', exitCode: 1})
  })
})
