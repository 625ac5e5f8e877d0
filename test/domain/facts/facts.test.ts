import {describe, expect, test} from '@jest/globals'
import {cite, factsFrom} from '../../../src/lib/domain/facts/fact.js'
import {gpuHourPrice} from '../../../src/lib/domain/facts/gpu.js'
import {allFacts} from '../../../src/lib/domain/facts/list.js'
import {
  LIVING_MODELS,
  RETIRED_MODELS,
  livingModel,
  modelPrice,
  retiredModel,
} from '../../../src/lib/domain/facts/models.js'
import {SIZE_CLASSES, sizeClassOf, upperBound} from '../../../src/lib/domain/facts/rate-limits.js'
import {SPENDING_TIERS} from '../../../src/lib/domain/facts/tiers.js'

describe('every fact about Fireworks', () => {
  test('has a date, a source and a certainty', () => {
    const facts = allFacts()
    expect(facts.length).toBeGreaterThan(80)
    for (const {name, fact} of facts) {
      expect(name).not.toBe('')
      expect(fact.validFrom).toMatch(/^20\d\d(-(0[1-9]|1[0-2]))?$/)
      expect(fact.validUntil ?? '2026').toMatch(/^20\d\d(-(0[1-9]|1[0-2]))?$/)
      expect(fact.source.length).toBeGreaterThan(10)
      expect(['documented', 'seen once', 'likely', 'assumed']).toContain(fact.certainty)
    }
  })

  test('has what the others of its page have, and no unit where none is told', () => {
    const page = {validFrom: '2026', validUntil: null, source: 'a page', certainty: 'likely'} as const
    expect([factsFrom(page)('a'), factsFrom(page)(1, 'USD')]).toEqual([
      {value: 'a', unit: '', ...page},
      {value: 1, unit: 'USD', ...page},
    ])
  })

  test('is cited by certainty and date', () => {
    expect(cite(SIZE_CLASSES[0]!.upperBound.prompt)).toBe('documented (2026-10)')
  })
})

describe('the numbers of the documents, one by one', () => {
  const table = new Map(
    allFacts()
      .filter(({fact}) => typeof fact.value === 'number')
      .map(({name, fact: {value, validFrom}}) => [`${name} (${validFrom})`, value]),
  )
  // [value, how the name ends]; a name is unique.
  test.each([
    [64_800_000, 'upper bound, under 400B, prompt (2026-06)'],
    [16_200_000, 'upper bound, under 400B, uncached-prompt (2026-06)'],
    [648_000, 'upper bound, under 400B, generated (2026-06)'],
    [43_200_000, 'upper bound, 400B to 1.6T, prompt (2026-06)'],
    [10_800_000, 'upper bound, 400B to 1.6T, uncached-prompt (2026-06)'],
    [432_000, 'upper bound, 400B to 1.6T, generated (2026-06)'],
    [21_600_000, 'upper bound, 1.6T and over, or unknown, prompt (2026-06)'],
    [5_400_000, 'upper bound, 1.6T and over, or unknown, uncached-prompt (2026-06)'],
    [216_000, 'upper bound, 1.6T and over, or unknown, generated (2026-06)'],
    [3, 'tier that reaches the whole upper bound (2026-10)'],
    [1.25, 'growth rule, grows by (2026-10)'],
    [15, 'growth rule, grows every (2026-10)'],
    [0.5, 'growth rule, grows above a use of (2026-10)'],
    [0.8, 'growth rule, shrinks by (2026-10)'],
    [24, 'growth rule, shrinks every (2026-10)'],
    [3, 'growth rule, shrinks by the use of (2026-10)'],
    [15, 'growth rule, shrinks by a use measured over (2026-10)'],
    [0.33, 'growth rule, shrinks below a use of (2026-10)'],
    [0.5, 'growth rule, does not shrink from a use of (2026-10)'],
    [72, 'growth rule, back to the default after (2026-10)'],
    [3_600_000, 'starting limit, prompt (2026-01)'],
    [900_000, 'starting limit, uncached-prompt (2026-01)'],
    [36_000, 'starting limit, generated (2026-01)'],
    [60, 'starting limit, dynamic, requests (2025)'],
    [60_000, 'starting limit, dynamic, prompt (2025)'],
    [6000, 'starting limit, dynamic, generated (2025)'],
    [2, 'dynamic limits after 10 minutes (2025)'],
    [12, 'dynamic limits after 60 minutes (2025)'],
    [24, 'dynamic limits after 120 minutes (2025)'],
    [2000, 'dynamic limits, highest (2025)'],
    [6000, 'requests of the whole account (2026-10)'],
    [10, 'requests of the whole account without a payment method or credits (2026-10)'],
    [1.5, 'price of Priority (2026-10)'],
    [1.5, 'price of US-only routers (2026-10)'],
    [0.8, 'billing, a mail goes out (2026)'],
    [9_999_999, 'a spend limit that means none (2026)'],
    [31, 'usage costs, days of a call (2026)'],
    [100, 'usage costs, how far back (2026)'],
    [1000, 'usage costs, page (2026)'],
    [16, 'default GPU quota, b300 (2026-10)'],
    [8, 'default GPU quota, a100 (2025)'],
    [100, 'default quota of deployed models (2026-10)'],
    [6, 'metrics of deployments, calls (2026)'],
    [200, 'pages, largest (2026)'],
  ])('%d: %s', (value, name) => {
    expect([name, table.get(name)]).toEqual([name, value])
  })
})

describe('size classes of October 2026', () => {
  test.each([
    [1, 'small'],
    [599_999_999_999, 'small'],
    [600e9, 'medium'],
    [1.6e12 - 1, 'medium'],
    [1.6e12, 'large'],
    [null, 'large'],
    [0, 'large'],
    [-1, 'large'],
    [Number.NaN, 'large'],
    [Number.POSITIVE_INFINITY, 'large'],
  ] as const)('%s parameters: %s', (parameters, size) => {
    expect(sizeClassOf(parameters)).toBe(size)
  })

  test('have the published bounds, which Tier 3 and above reach whole', () => {
    const row = (size: 'small' | 'medium' | 'large') =>
      (['prompt', 'uncached-prompt', 'generated'] as const).map(dimension => upperBound(size, dimension, 3).perMinute)
    expect(row('small')).toEqual([216e6, 54e6, 2.16e6])
    expect(row('medium')).toEqual([43.2e6, 10.8e6, 432e3])
    expect(row('large')).toEqual([21.6e6, 5.4e6, 216e3])
    const reached = ([1, 2, 3, 4, 'unlimited', null] as const).map(tier => upperBound('large', 'prompt', tier).reached)
    expect(reached).toEqual([false, false, true, true, true, null])
  })
})

describe('models', () => {
  test('no model both lives and is retired', () => {
    for (const {id} of LIVING_MODELS) expect([id, retiredModel(id)]).toEqual([id, null])
    for (const {id} of RETIRED_MODELS) expect([id, livingModel(id)]).toEqual([id, null])
  })

  test('are found by short and by full name, a router of a retired model with its base', () => {
    expect(livingModel('accounts/fireworks/models/kimi-k3')?.sizeClass).toBe('large')
    expect(livingModel('accounts/fireworks/routers/kimi-k3-fast')?.kind).toBe('router')
    expect(retiredModel('accounts/fireworks/models/glm-5#accounts/acme/deployments/x')?.id).toBe('glm-5')
    expect(retiredModel('deepseek-v3p2-fast-us')?.id).toBe('deepseek-v3p2-fast-us')
    expect([livingModel('glm-5p4'), retiredModel('glm-5p4')]).toEqual([null, null])
  })

  test('have list prices; US-only costs half as much again; no list has glm-5p3-fast', () => {
    expect(modelPrice('kimi-k3')?.value).toEqual({input: 3, cachedInput: 0.3, output: 15})
    expect(modelPrice('accounts/fireworks/routers/glm-5p3-us')?.value.output).toBeCloseTo(6.6)
    expect(modelPrice('glm-5p3-fast')).toBeNull()
    const {input, cachedInput} = modelPrice('kimi-k3-us')!.value
    expect([input, cachedInput]).toEqual([4.5, expect.closeTo(0.45)])
    expect(modelPrice('a/kimi-k3')).toBeNull()
  })
})

test('GPU hours cost half as much again when pinned, and an unknown GPU has no price', () => {
  expect(['h100', 'h200', 'b200', 'b300', 'gb300'].map(gpu => gpuHourPrice(gpu)?.value)).toEqual([8, 8, 13, 15, 20])
  expect(gpuHourPrice('h100', true)?.value).toBe(12)
  expect([gpuHourPrice('a100'), gpuHourPrice('constructor')]).toEqual([null, null])
})

test('the addresses of documents and of the web console are facts with a name', () => {
  const named = new Map(allFacts().map(({name, fact: {value}}) => [name, value]))
  expect(['support for errors', 'status page', 'billing', 'page of API keys'].map(name => named.get(name))).toEqual([
    'support@fireworks.ai',
    'https://status.fireworks.ai',
    'https://fireworks.ai/billing',
    'https://app.fireworks.ai/settings/users/api-keys',
  ])
})

test('a fact that is no amount has no unit', () => {
  expect(allFacts().find(({name}) => name === 'billing')?.fact.unit).toBe('')
})

test('training GPUs by tier are those of October 2026', () => {
  const table = SPENDING_TIERS.map(({trainingGpus: {b200, b300, h200, h100, a100}}) => [b200, b300, h200, h100, a100])
  expect(table.slice(0, 4)).toEqual([
    [0, 0, 16, 8, 8],
    [16, 16, 16, 16, 16],
    [24, 24, 24, 24, 24],
    [32, 32, 32, 32, 32],
  ])
})
