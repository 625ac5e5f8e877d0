import {describe, expect, it} from '@jest/globals'
import {summariseSamples, type LimitSample} from '../../src/lib/domain/probe-samples.js'
import {readRateLimitHeaders} from '../../src/lib/domain/rate-limit-headers.js'
import {estimateProbeCostUsd} from '../../src/lib/domain/token-cost.js'
import {readTokenUsage} from '../../src/lib/domain/token-usage.js'

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

  it('is nothing of nothing', () => {
    expect(summariseSamples([])).toEqual({requests: 0, outcomes: [], latency: null, changes: []})
  })
})

describe('what was charged', () => {
  it.each([
    ['{"usage":{"prompt_tokens":9,"completion_tokens":1}}', {prompt: 9, generated: 1}],
    ['{"usage":{"prompt_tokens":9}}', null],
    ['{"usage":{"prompt_tokens":-9,"completion_tokens":1}}', null],
    ['{"usage":{"prompt_tokens":"9","completion_tokens":1}}', null],
    ['{"usage":null}', null],
    ['[]', null],
    ['<html>', null],
  ])('%s', (body, usage) => {
    expect(readTokenUsage(body)).toEqual(usage)
  })

  it('grows with requests, tokens and Priority', () => {
    const one = estimateProbeCostUsd(1, 1, false)
    expect(one).toBeGreaterThan(0)
    expect(one).toBeLessThan(0.001)
    expect(estimateProbeCostUsd(10, 1, false)).toBeCloseTo(10 * one)
    expect(estimateProbeCostUsd(1, 100, false)).toBeGreaterThan(one)
    expect(estimateProbeCostUsd(1, 1, true)).toBeCloseTo(2 * one)
  })
})
