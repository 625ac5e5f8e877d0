import {describe, expect, it} from '@jest/globals'
import {summariseSamples, type LimitSample} from '../../../src/lib/domain/limits/probe-samples.js'
import {readRateLimitHeaders} from '../../../src/lib/domain/limits/headers.js'
import {probeCostBound} from '../../../src/lib/domain/limits/token-cost.js'
import {readTokenUsage} from '../../../src/lib/domain/limits/token-usage.js'

const sample = (latencyMs: number | null, generated: number | null, outcome: LimitSample['outcome'] = 'ok') => ({
  outcome,
  latencyMs,
  limits:
    generated === null ? [] : readRateLimitHeaders({'x-ratelimit-limit-tokens-generated': String(generated)}).limits,
})

describe('samples, folded', () => {
  it('counts outcomes, the most frequent first, and finds the middle of the latencies', () => {
    const {requests, outcomes, latency} = summariseSamples([
      sample(30, null, 'rate-limited'),
      sample(10, null),
      sample(20, null),
      sample(null, null, 'network'),
      sample(40, null),
    ])
    expect(requests).toBe(5)
    expect(outcomes).toEqual([
      ['ok', 3],
      ['rate-limited', 1],
      ['network', 1],
    ])
    expect(latency).toEqual({min: 10, median: 25, max: 40})
  })

  it('tells a limit that changed from the first to the last answer that told it', () => {
    const changes = (...limits: (number | null)[]) => summariseSamples(limits.map(limit => sample(1, limit))).changes
    expect(changes(null, 216_000, 72_000, 36_000, null)).toEqual([{dimension: 'generated', from: 216_000, to: 36_000}])
    expect(changes(36_000, 72_000, 36_000)).toEqual([])
    // One in tokens per second, the other per minute: the same limit.
    expect(changes(600, 36_000)).toEqual([])
    // Neither has a known unit: the numbers as they came.
    expect(changes(20_000, 25_000)).toEqual([{dimension: 'generated', from: 20_000, to: 25_000}])
  })

  it.each([
    [[7], 7],
    [[10, 20], 15],
    [[30, 10, 20], 20],
    [[100, 9, 20], 20],
    [[5, 1, 4, 2, 3], 3],
  ])('of %j the middle is %d', (latencies, median) => {
    const summary = summariseSamples(latencies.map(latency => sample(latency, null)))
    expect(summary.latency).toEqual({min: Math.min(...latencies), median, max: Math.max(...latencies)})
  })

  it('compares limits per minute, whatever the unit of each answer', () => {
    const changes = (...limits: number[]) => summariseSamples(limits.map(limit => sample(1, limit))).changes
    expect(changes(20_000, 36_000)).toEqual([{dimension: 'generated', from: 20_000, to: 36_000}])
    expect(changes(600, 36_000)).toEqual([])
  })

  it('tells no change of a limit whose number never came', () => {
    const only = (header: string, value: string) => ({
      outcome: 'ok' as const,
      latencyMs: 1,
      limits: readRateLimitHeaders({[header]: value}).limits,
    })
    const remaining = only('x-ratelimit-remaining-tokens-generated', '5')
    expect(remaining.limits).toHaveLength(1)
    expect(summariseSamples([remaining, sample(1, 36_000)]).changes).toEqual([])
    expect(summariseSamples([sample(1, 36_000), remaining]).changes).toEqual([])
  })

  it('is nothing of nothing', () => {
    expect(summariseSamples([])).toEqual({requests: 0, outcomes: [], latency: null, changes: []})
  })
})

describe('what was charged', () => {
  it.each([
    ['{"usage":{"prompt_tokens":9,"completion_tokens":1}}', {prompt: 9, generated: 1}],
    ['{"usage":{"prompt_tokens":9,"completion_tokens":0}}', {prompt: 9, generated: 0}],
    ['{"usage":{"prompt_tokens":9}}', null],
    ['{"usage":{"prompt_tokens":9,"completion_tokens":1.5}}', null],
    ['{"usage":{"prompt_tokens":-9,"completion_tokens":1}}', null],
    ['{"usage":{"prompt_tokens":"9","completion_tokens":1}}', null],
    ['{"usage":null}', null],
    ['[]', null],
    ['<html>', null],
  ])('%s', (body, usage) => {
    expect(readTokenUsage(body)).toEqual(usage)
  })

  it('is that of the list, without any cached prompt, Priority at its dearest', () => {
    // A hundred prompt tokens at $3 and one at $15, per million.
    expect(probeCostBound(['kimi-k3'], 1, false)).toEqual({
      usd: expect.closeTo(0.000315, 12),
      asOf: '2026-10',
      unpriced: [],
    })
    expect(probeCostBound(Array<string>(10).fill('kimi-k3'), 1, false).usd).toBeCloseTo(0.00315, 12)
    expect(probeCostBound(['kimi-k3'], 100, false).usd).toBeCloseTo(0.0018, 12)
    expect(probeCostBound(['kimi-k3'], 1, true).usd).toBeCloseTo(0.0004725, 12)
    expect(probeCostBound([], 100, true).usd).toBe(0)
  })

  it('of a model without a price is that of the dearest', () => {
    const {usd, unpriced} = probeCostBound(['unheard-of', 'kimi-k3-fast'], 1, false)
    expect(usd).toBeCloseTo(2 * 0.0004725, 12)
    expect(unpriced).toEqual(['unheard-of'])
  })
})
