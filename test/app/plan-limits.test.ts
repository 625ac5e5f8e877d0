import {describe, expect, test} from '@jest/globals'
import {NOTHING_READ, planFor, readForPlan} from '../../src/lib/app/plan-limits.js'
import type {Gateway} from '../../src/lib/app/ports.js'
import {describeQuota} from '../../src/lib/domain/quota/quota.js'
import {limits, PREFIX} from '../support/limits-world.js'
import {aFailure, anAccount, answer, aReading, memoryGateway, pageOf} from '../support/memory-gateway.js'
import {ScriptedInference} from '../support/scripted-inference.js'
import {VirtualClock} from '../support/virtual-clock.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const LOAD = {requestsPerMinute: 1000, promptTokens: 100, cachedShare: 0.5, generatedTokens: 10}
const MODEL = `${PREFIX}kimi-k3`
const QUOTAS = [aReading('monthly-spend-usd', 500, 100, 500), aReading('serverless-inference-rpm', 600, 0)]

function read(more: Partial<Gateway> = {}, headers: [string, string][] = limits(72_000)) {
  const clock = new VirtualClock(NOW)
  return clock.run(
    readForPlan(
      {
        clock,
        inference: new ScriptedInference(clock, () => ({headers})),
        signal: new AbortController().signal,
        catalogue: () => Promise.resolve([]),
        account: () => Promise.resolve('acme'),
        gateway: memoryGateway({
          listQuotas: () => answer(pageOf(QUOTAS)),
          getAccount: () => answer(anAccount()),
          ...more,
        }),
      },
      MODEL,
    ),
  )
}

describe('what is read for a plan', () => {
  test('is the limits of the model, the quotas and the tier that they mean', async () => {
    const reading = await read()
    expect(reading).toMatchObject({quotas: QUOTAS.map(describeQuota), tier: 2, warnings: []})
    expect(reading.report!.probes).toHaveLength(1)
  })

  test('is less, with a warning, where a part cannot be read', async () => {
    const failure = aFailure('forbidden', 'the key may not')
    const reading = await read({
      listQuotas: () => Promise.reject(failure),
      getAccount: () => Promise.reject(aFailure('network', 'lost')),
    })
    expect([reading.quotas, reading.tier]).toEqual([[], null])
    expect(reading.warnings).toEqual([
      {code: 'forbidden', message: 'the key may not'},
      {code: 'network', message: 'lost'},
    ])
  })
})

describe('the plan of a load', () => {
  test('without anything read is by the documents, and says so', () => {
    const {plan, warnings} = planFor(MODEL, LOAD, NOTHING_READ, NOW)
    expect(plan.needs.map(({now, upperBound}) => [now, upperBound])).toEqual([
      [6000, 6000],
      [3_600_000, 21_600_000],
      [900_000, 5_400_000],
      [36_000, 216_000],
    ])
    expect(warnings.map(({code}) => code)).toEqual(['assumed-limits'])
    expect(plan.binding).toBe('generated')
  })

  test('takes what was read for granted, and the rest from the documents', async () => {
    const {plan, warnings} = planFor(MODEL, LOAD, await read(), NOW)
    expect(plan.needs.map(({now}) => now)).toEqual([600, 3_600_000, 900_000, 72_000])
    expect(warnings.map(({code}) => code)).toEqual(['assumed-limits'])
  })

  test('has no warning where every limit was read', async () => {
    const headers: [string, string][] = [
      ...limits(72_000),
      ['x-ratelimit-limit-tokens-prompt', '7200000'],
      ['x-ratelimit-limit-tokens-cache-adjusted-prompt', '1800000'],
    ]
    const {plan, warnings} = planFor(MODEL, LOAD, await read({}, headers), NOW)
    expect([plan.needs.map(({now}) => now), warnings]).toEqual([[600, 7_200_000, 1_800_000, 72_000], []])
  })

  test('passes on the warnings of the reading', () => {
    const reading = {...NOTHING_READ, warnings: [{code: 'x', message: 'y'}]}
    expect(planFor(MODEL, LOAD, reading, NOW).warnings.map(({code}) => code)).toEqual(['x', 'assumed-limits'])
  })

  test('reaches a bound only by a tier that does', () => {
    const load = {...LOAD, requestsPerMinute: 6000, generatedTokens: 20}
    const reachable = (tier: 2 | 3 | null) => planFor(MODEL, load, {...NOTHING_READ, tier}, NOW).plan.reachable
    expect([reachable(3), reachable(2), reachable(null)]).toEqual([true, null, null])
  })

  test('has no bound, and no price, of a model that no list has', () => {
    const {plan} = planFor(`${PREFIX}own`, LOAD, NOTHING_READ, NOW)
    expect([plan.costPerDayUsd, plan.needs.map(({upperBound}) => upperBound)]).toEqual([null, [6000, null, null, null]])
  })

  test.each([
    ['what is left of the month', [aReading('monthly-spend-usd', 5000, 1000)], 'monthly-spend'],
    ['no limit', [aReading('monthly-spend-usd', 9_999_999, 1000)], 'generated'],
    ['an unknown use', [aReading('monthly-spend-usd', 5000)], 'generated'],
  ])('is held against %s', (_, readings, binding) => {
    // $482 a day for nine and a half days.
    const {plan} = planFor(MODEL, LOAD, {...NOTHING_READ, quotas: readings.map(describeQuota)}, NOW)
    expect(plan.binding).toBe(binding)
    const enough = [aReading('monthly-spend-usd', 50_000, 1000)].map(describeQuota)
    expect(planFor(MODEL, LOAD, {...NOTHING_READ, quotas: enough}, NOW).plan.binding).toBe('generated')
  })
})
