import {describe, expect, it} from '@jest/globals'
import fc from 'fast-check'
import {createHash} from 'node:crypto'
import process from 'node:process'
import {allFacts} from '../../src/lib/domain/facts/list.js'
import {ManualClock} from '../../src/lib/sandbox/clock.js'
import {ACCOUNT} from '../../src/lib/sandbox/account/account-constants.js'
import {DynamicLimiter, scaleAfter} from '../../src/lib/sandbox/limits/dynamic-limiter.js'
import {inference} from '../../src/lib/sandbox/http/inference.js'
import {ADAPTIVE, DYNAMIC, SERVERLESS, settings} from '../../src/lib/sandbox/limits/limit-constants.js'
import {isShed} from '../../src/lib/sandbox/limits/load-shedding.js'
import {CATALOGUE} from '../../src/lib/sandbox/model-catalogue.js'
import {SeededRandom} from '../../src/lib/sandbox/random.js'
import type {LimitDimension, LimitLevel, RateLimiter, RequestedUse} from '../../src/lib/sandbox/limits/rate-limiter.js'
import {RequestCeiling} from '../../src/lib/sandbox/limits/request-ceiling.js'
import {Simulation} from '../../src/lib/sandbox/simulation.js'
import {IS_LONG_RUN, propertyRuns} from '../support/property-runs.js'

const SECOND = 1_000
const MINUTE = 60_000
const HOUR = 3_600_000
const START = Date.UTC(2026, 10, 21)
const DYNAMIC_DEFAULTS = settings(DYNAMIC)

const generated = (tokens: number): RequestedUse => ({requests: 1, prompt: 1, uncachedPrompt: 1, generated: tokens})

function levelOf(limiter: RateLimiter, dimension: LimitDimension, now: number): LimitLevel {
  const found = limiter.levels(now).find(level => level.dimension === dimension)
  if (found === undefined) throw new Error(`no ${dimension}`)
  return found
}

describe('constants', () => {
  it('each carries a value, a unit and a source, and is a fact of the table unless it is assumed', () => {
    for (const table of [ADAPTIVE, DYNAMIC, SERVERLESS, ACCOUNT]) {
      for (const [name, constant] of Object.entries(table)) {
        expect([name, typeof constant.value]).toEqual([name, 'number'])
        expect([name, constant.unit.length > 0, constant.source.length > 10]).toEqual([name, true, true])
        if (constant.mark === 'assumed') continue
        const named = allFacts().some(
          ({fact}) => constant.source.startsWith(fact.source) && fact.certainty === constant.mark,
        )
        expect([constant.source, named]).toEqual([constant.source, true])
      }
    }
  })
})

describe('dynamic limits', () => {
  it('grows by the documented table and no further than 2,000 requests a minute', () => {
    const scale = (minutes: number): number => scaleAfter(minutes * MINUTE, DYNAMIC_DEFAULTS)
    expect([0, 10, 60, 120].map(scale)).toEqual([1, 2, 12, 24])
    expect(scale(5)).toBeCloseTo(Math.SQRT2)
    expect(scale(10_000) * 60).toBeCloseTo(2_000)
    for (let minutes = 1; minutes <= 200; minutes++) expect(scale(minutes)).toBeGreaterThanOrEqual(scale(minutes - 1))
  })

  it('serves over the limit at lower priority, refuses far over it, and shrinks when idle', () => {
    const limiter = new DynamicLimiter(DYNAMIC_DEFAULTS, START)
    const verdicts = Array.from({length: 121}, () => limiter.admit(generated(1), START).verdict)
    expect(verdicts.filter(verdict => verdict === 'served').length).toBe(60)
    expect(verdicts.filter(verdict => verdict === 'over-limit').length).toBe(60)
    expect(verdicts[120]).toBe('refused')
    expect(limiter.admit(generated(1), START)).toEqual({verdict: 'refused', exhausted: ['requests']})
    expect(limiter.admit(generated(1), START + 2 * SECOND).verdict).toBe('served')
    for (let minute = 0; minute < 30; minute++) {
      limiter.admit({requests: 55, prompt: 1, uncachedPrompt: 1, generated: 55}, START + minute * MINUTE + 5 * SECOND)
      const {limit} = levelOf(limiter, 'requests', START + minute * MINUTE + 5 * SECOND)
      limiter.admit({...generated(1), requests: Math.max(1, limit - 57)}, START + minute * MINUTE + 50 * SECOND)
    }
    const grown = levelOf(limiter, 'requests', START + 30 * MINUTE).limit
    expect(grown).toBeGreaterThan(120)
    expect(levelOf(limiter, 'requests', START + 40 * MINUTE).limit).toBeLessThan(grown)
    expect(levelOf(limiter, 'requests', START + 40 * HOUR).limit).toBe(60)
  })

  it('never shows a negative rest or more than the limit, under random traffic', () => {
    const traffic = fc.array(
      fc.record({
        gap: fc.oneof(fc.nat(1_000), fc.nat(300_000)),
        requests: fc.nat(200),
        prompt: fc.nat(100_000),
        generated: fc.nat(20_000),
      }),
      {minLength: 1, maxLength: 60},
    )
    fc.assert(
      fc.property(traffic, requests => {
        const limiter = new DynamicLimiter(DYNAMIC_DEFAULTS, START)
        let now = START
        for (const request of requests) {
          now += request.gap
          limiter.admit({...request, uncachedPrompt: request.prompt}, now)
          for (const level of limiter.levels(now)) {
            if (level.remaining < 0 || level.remaining > level.limit) throw new Error(JSON.stringify(level))
          }
        }
      }),
      {...propertyRuns(300), seed: 7},
    )
  })
})

describe('request ceiling and load shedding', () => {
  it('holds a minute of requests, refills continuously, and remembers them when the ceiling moves', () => {
    const ceiling = new RequestCeiling(10, START)
    expect(ceiling.take(10, 10, START)).toBe(true)
    expect(ceiling.take(1, 10, START)).toBe(false)
    expect(ceiling.take(1, 10, START + 6 * SECOND)).toBe(true)
    expect(ceiling.inUse(10, START + 6 * SECOND)).toBe(10)
    expect(ceiling.take(5_991, 6_000, START + 6 * SECOND)).toBe(false)
    expect(ceiling.take(5_990, 6_000, START + 6 * SECOND)).toBe(true)
    expect(ceiling.inUse(6_000, START + HOUR)).toBe(0)
  })

  it('sheds with the odds that were set, Priority with fewer, and a quiet service never', () => {
    const share = (probability: number, priority: boolean): number => {
      const random = new SeededRandom(3)
      let shed = 0
      for (let index = 0; index < 20_000; index++) if (isShed(probability, 0.2, priority, random)) shed += 1
      return shed / 20_000
    }
    expect(share(0.5, false)).toBeCloseTo(0.5, 1)
    expect(share(0.5, true)).toBeCloseTo(0.1, 1)
    expect(share(0, false)).toBe(0)
  })
})

/** One a second; those of a day in the long run. */
const REQUESTS = IS_LONG_RUN ? 86_400 : 10_000

describe('a simulated day', () => {
  /** Requests, one a second, through everything but HTTP; a digest of every byte answered. */
  function run(seed: number, seconds: number): {digest: string; statuses: Map<number, number>} {
    const clock = new ManualClock(START)
    const simulation = new Simulation({
      scenario: 'enterprise',
      clock,
      seed,
      overrides: {serverless: {loadShedProbability: 0.01}},
    })
    const hash = createHash('sha256')
    const statuses = new Map<number, number>()
    const query = new URLSearchParams()
    for (let second = 0; second < seconds; second++) {
      simulation.settle()
      const body = JSON.stringify({
        model: CATALOGUE[second % 3]!.id,
        messages: [{role: 'user', content: 'one two three'}],
        max_tokens: 100 + (second % 200),
      })
      const requestId = simulation.random.nextId()
      const path = '/inference/v1/chat/completions'
      const answer = inference(simulation, {method: 'POST', path, query, key: 'fw_sandbox', body, requestId})
      hash.update(`${answer.status} ${answer.headers.join(' ')} ${String(answer.body)}`)
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      clock.move(SECOND)
    }
    return {digest: hash.digest('hex'), statuses}
  }

  it(`of ${REQUESTS} requests runs in seconds, and the same seed gives the same bytes`, () => {
    const begun = process.cpuUsage()
    const day = run(1, REQUESTS)
    // CPU time, so that a busy machine does not decide.
    const {user} = process.cpuUsage(begun)
    expect(user / 1e6).toBeLessThan(8)
    expect(day.statuses.get(200)).toBeGreaterThan(0.93 * REQUESTS)
    expect(day.statuses.get(503)).toBeGreaterThan(0.006 * REQUESTS)
    const first = run(1, 5_000)
    expect(run(1, 5_000).digest).toBe(first.digest)
    expect(run(2, 5_000).digest).not.toBe(first.digest)
  })
})
