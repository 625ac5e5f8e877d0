import {describe, expect, test} from '@jest/globals'
import {
  ASSUMED_LIMITS,
  planLimits,
  type PlanGround,
  type PlannedLimit,
  type PlannedLoad,
} from '../../../src/lib/domain/limits/plan.js'

/** 1,000 requests a minute of 100 prompt and 10 output tokens, half of the prompt cached. */
const LOAD: PlannedLoad = {requestsPerMinute: 1000, promptTokens: 100, cachedShare: 0.5, generatedTokens: 10}
const limit = (now: number, upperBound: number | null = 1e9, boundReached: boolean | null = true): PlannedLimit => ({
  now,
  upperBound,
  boundReached,
})
const AMPLE = limit(1e8)
function plan(
  load: Partial<PlannedLoad> = {},
  {limits, ...ground}: Partial<Omit<PlanGround, 'limits'>> & {limits?: Partial<PlanGround['limits']>} = {},
) {
  return planLimits(
    {...LOAD, ...load},
    {
      limits: {prompt: AMPLE, 'uncached-prompt': AMPLE, generated: AMPLE, ...limits},
      requestsPerMinute: 6000,
      price: null,
      spend: null,
      ...ground,
    },
  )
}

describe('what a load needs', () => {
  test('is counted in every dimension, requests first, and what is cached is not uncached', () => {
    const {needs} = plan({cachedShare: 0.25}, {limits: {generated: limit(9999, 20_000)}})
    expect(needs).toEqual([
      {dimension: 'requests', needed: 1000, now: 6000, upperBound: 6000, fits: true},
      {dimension: 'prompt', needed: 100_000, now: 1e8, upperBound: 1e9, fits: true},
      {dimension: 'uncached-prompt', needed: 75_000, now: 1e8, upperBound: 1e9, fits: true},
      {dimension: 'generated', needed: 10_000, now: 9999, upperBound: 20_000, fits: false},
    ])
  })

  test('fits where it is just the limit', () => {
    const {needs, steps} = plan({}, {requestsPerMinute: 1000, limits: {generated: limit(10_000)}})
    expect(needs.every(({fits}) => fits)).toBe(true)
    expect(steps).toEqual([])
  })
})

describe('the limit that binds', () => {
  test.each([
    ['requests', {requestsPerMinute: 999}],
    ['generated', {limits: {generated: limit(10_000), prompt: limit(200_000)}}],
    ['prompt', {limits: {generated: limit(10_001), prompt: limit(100_000)}}],
    ['uncached-prompt', {limits: {'uncached-prompt': limit(1000)}}],
  ] as const)('is %s where that is the closest', (binding, ground) => {
    expect(plan({}, ground).binding).toBe(binding)
  })

  test('is the monthly limit where the money ends before the month', () => {
    const price = {input: 1, cachedInput: 0.1, output: 10}
    // 1,440,000 requests a day of 50 tokens at $1, 50 at $0.10 and 10 at $10 a million.
    const enough = plan({}, {price, spend: {leftUsd: 100_000, daysLeft: 4}})
    expect([enough.costPerDayUsd, enough.binding]).toEqual([expect.closeTo(223.2, 6), 'requests'])
    expect(plan({}, {price, spend: {leftUsd: 900, daysLeft: 4}}).binding).toBe('monthly-spend')
    expect(plan({}, {price, spend: {leftUsd: 0, daysLeft: 4}}).binding).toBe('monthly-spend')
    expect(plan({}, {price, spend: {leftUsd: -3, daysLeft: 4}}).binding).toBe('monthly-spend')
  })

  test('is no money where the price is not known, or the money left', () => {
    expect(plan({}, {spend: {leftUsd: 1, daysLeft: 4}})).toMatchObject({binding: 'requests', costPerDayUsd: null})
    expect(plan({}, {price: {input: 1, cachedInput: 1, output: 1}})).toMatchObject({binding: 'requests'})
  })
})

describe('the ramp', () => {
  test('has a step of 15 minutes for every growth by a quarter, at nine tenths of the limit that holds it back', () => {
    const {steps, grows, reachable} = plan({}, {limits: {generated: limit(7000)}})
    expect(steps).toEqual([
      {step: 1, atLeastMinutes: 15, limit: 7000, load: 630},
      {step: 2, atLeastMinutes: 30, limit: 8750, load: 787.5},
    ])
    expect([grows, reachable]).toEqual([true, true])
  })

  test('never sends more than what is wanted', () => {
    const {steps} = plan({}, {limits: {generated: limit(9900), prompt: limit(99_000)}})
    expect(steps.map(({load}) => load)).toEqual([891])
    expect(plan({}, {limits: {generated: limit(9999)}}).steps.every(({load}) => load <= 1000)).toBe(true)
  })

  test('ends where a limit has come to its bound', () => {
    const {steps, reachable} = plan({}, {limits: {generated: limit(7000, 8000)}})
    expect(steps.map(row => row.limit)).toEqual([7000, 8000])
    expect(reachable).toBe(false)
  })

  test('is held back by the limit that is furthest behind, and shows that one', () => {
    const {steps} = plan({}, {limits: {generated: limit(9000), prompt: limit(50_000)}})
    expect(steps[0]).toEqual({step: 1, atLeastMinutes: 15, limit: 50_000, load: 450})
    // Output stays where it is while the load leaves half of it.
    expect(steps.map(row => row.limit)).toEqual([50_000, 62_500, 78_125, 97_656])
    expect(steps.map(({load}) => load)).toEqual([450, 562.5, 703.12, 878.9])
  })

  test('has no step above the ceiling of requests, which never grows', () => {
    const {steps, reachable} = plan({}, {requestsPerMinute: 999, limits: {generated: limit(7000)}})
    expect([steps, reachable]).toEqual([[], false])
  })

  test('has no step for a load without tokens', () => {
    expect(plan({promptTokens: 0, generatedTokens: 0}, {limits: {generated: limit(1)}}).steps).toEqual([])
  })

  test('does not go on for ever', () => {
    expect(plan({generatedTokens: 1e12}, {limits: {generated: limit(0.001, null)}}).steps).toHaveLength(100)
  })

  test.each([
    [20_000, false],
    [19_999, true],
  ])('grows a limit of %d for a load of 10,000: %p', (now, grows) => {
    expect(plan({}, {limits: {generated: limit(now)}}).grows).toBe(grows)
  })
})

describe('whether a load can be reached', () => {
  test.each([
    ['all fits now', limit(10_000, null, null), true],
    ['the tier reaches a bound that is high enough', limit(7000, 10_000, true), true],
    ['nobody knows the tier', limit(7000, 10_000, null), null],
    ['the tier may not reach the bound', limit(7000, 10_000, false), null],
    ['nobody knows the bound', limit(7000, null, null), null],
    ['the bound is too low', limit(7000, 9999, null), false],
  ])('where %s', (_, generated, reachable) => {
    expect(plan({}, {limits: {generated}}).reachable).toBe(reachable)
  })

  test('is no for one limit, whatever is known of the others', () => {
    const limits = {generated: limit(7000, null), prompt: limit(1, 2)}
    expect(plan({}, {limits}).reachable).toBe(false)
  })
})

test('where nothing was read, limits are those of the last documents that had them', () => {
  expect(ASSUMED_LIMITS).toEqual({prompt: 3_600_000, 'uncached-prompt': 900_000, generated: 36_000})
})
