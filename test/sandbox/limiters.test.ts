import {describe, expect, it} from '@jest/globals'
import fc from 'fast-check'
import {createHash} from 'node:crypto'
import process from 'node:process'
import {AdaptiveLimiter} from '../../src/lib/sandbox/limits/adaptive-limiter.js'
import {ManualClock} from '../../src/lib/sandbox/clock.js'
import {ACCOUNT} from '../../src/lib/sandbox/account/account-constants.js'
import {DynamicLimiter, scaleAfter} from '../../src/lib/sandbox/limits/dynamic-limiter.js'
import {inference} from '../../src/lib/sandbox/http/inference.js'
import {ADAPTIVE, DYNAMIC, SERVERLESS, settings} from '../../src/lib/sandbox/limits/limit-constants.js'
import {isShed} from '../../src/lib/sandbox/limits/load-shedding.js'
import {CATALOGUE, type CatalogueModel} from '../../src/lib/sandbox/model-catalogue.js'
import {ModelLimits} from '../../src/lib/sandbox/limits/model-limits.js'
import {SeededRandom} from '../../src/lib/sandbox/random.js'
import type {LimitDimension, LimitLevel, RateLimiter, RequestedUse} from '../../src/lib/sandbox/limits/rate-limiter.js'
import {RequestCeiling} from '../../src/lib/sandbox/limits/request-ceiling.js'
import {Simulation} from '../../src/lib/sandbox/simulation.js'
import type {Tier} from '../../src/lib/sandbox/account/tiers.js'

const SECOND = 1_000
const MINUTE = 60_000
const HOUR = 3_600_000
const START = Date.UTC(2026, 10, 21)
const ADAPTIVE_DEFAULTS = settings(ADAPTIVE)
const DYNAMIC_DEFAULTS = settings(DYNAMIC)

const generated = (tokens: number): RequestedUse => ({requests: 1, prompt: 1, uncachedPrompt: 1, generated: tokens})

function levelOf(limiter: RateLimiter, dimension: LimitDimension, now: number): LimitLevel {
  const found = limiter.levels(now).find(level => level.dimension === dimension)
  if (found === undefined) throw new Error(`no ${dimension}`)
  return found
}

/** One request a second that asks for a minute rate of generated tokens; says how many were refused. */
function drive(limiter: RateLimiter, from: number, duration: number, perMinute: (elapsed: number) => number): number {
  let refused = 0
  for (let elapsed = 0; elapsed < duration; elapsed += SECOND) {
    const tokens = Math.round(perMinute(elapsed) / 60)
    if (limiter.admit(generated(tokens), from + elapsed).verdict === 'refused') refused += 1
  }
  return refused
}

describe('constants', () => {
  it('each carries a value, a unit, a source and a mark', () => {
    for (const table of [ADAPTIVE, DYNAMIC, SERVERLESS, ACCOUNT]) {
      for (const [name, constant] of Object.entries(table)) {
        expect([name, typeof constant.value]).toEqual([name, 'number'])
        expect([name, constant.unit.length > 0, constant.source.length > 10]).toEqual([name, true, true])
        expect(['documented', 'observed', 'assumed']).toContain(constant.mark)
      }
    }
  })

  it('starts and ends where the documents say', () => {
    const limiter = new AdaptiveLimiter(ADAPTIVE_DEFAULTS, 18, START)
    expect(limiter.levels(START).map(level => level.limit)).toEqual([3_600_000, 900_000, 36_000])
    const highest = {...ADAPTIVE_DEFAULTS, openingScale: 1_000}
    const upper = (model: Partial<CatalogueModel>): number[] => {
      const scale = new ModelLimits({kind: 'adaptive'}, START).upperScale({...CATALOGUE[0]!, ...model}, 4)
      return new AdaptiveLimiter(highest, scale, START).levels(START).map(level => level.limit)
    }
    expect(upper({billionParameters: 399})).toEqual([64_800_000, 16_200_000, 648_000])
    expect(upper({billionParameters: 400})).toEqual([43_200_000, 10_800_000, 432_000])
    expect(upper({billionParameters: 1_600})).toEqual([21_600_000, 5_400_000, 216_000])
    expect(upper({billionParameters: undefined})).toEqual([21_600_000, 5_400_000, 216_000])
  })
})

describe('adaptive limits', () => {
  const doubling = (elapsed: number): number => 36_000 * 2 ** (elapsed / HOUR)

  it('lets traffic through that doubles within an hour, and refuses the same traffic as one step', () => {
    const gradual = new AdaptiveLimiter(ADAPTIVE_DEFAULTS, 8, START)
    expect(drive(gradual, START, HOUR, doubling)).toBe(0)
    const step = new AdaptiveLimiter(ADAPTIVE_DEFAULTS, 8, START)
    expect(drive(step, START, HOUR, () => doubling(HOUR))).toBeGreaterThan(100)
  })

  it('shrinks in an idle hour, never below the lower bound', () => {
    const limiter = new AdaptiveLimiter({...ADAPTIVE_DEFAULTS, openingScale: 8}, 8, START)
    limiter.admit(generated(1), START)
    const after = levelOf(limiter, 'generated', START + HOUR)
    expect(after.limit).toBeLessThan(72_000)
    expect(after.limit).toBeGreaterThanOrEqual(36_000)
    expect(after.remaining).toBe(after.limit)
    expect(levelOf(limiter, 'generated', START + 48 * HOUR).limit).toBe(36_000)
    const lower = new AdaptiveLimiter({...ADAPTIVE_DEFAULTS, lowerScale: 0.5}, 8, START)
    expect(levelOf(lower, 'generated', START + 48 * HOUR).limit).toBe(18_000)
  })

  it('keeps its limits under steady moderate use', () => {
    const limiter = new AdaptiveLimiter({...ADAPTIVE_DEFAULTS, openingScale: 4}, 8, START)
    drive(limiter, START, MINUTE, () => 72_000)
    const before = levelOf(limiter, 'generated', START + MINUTE).limit
    drive(limiter, START + MINUTE, HOUR, () => 72_000)
    expect(levelOf(limiter, 'generated', START + MINUTE + HOUR).limit).toBe(before)
  })

  it('reaches a higher upper bound in a higher tier', () => {
    const model = {...CATALOGUE[0]!, billionParameters: 1_000}
    const reached = (['none', 1, 2, 3, 4, 'unlimited'] as Tier[]).map(tier => {
      const limiter = new ModelLimits({kind: 'adaptive'}, START).limiterOf(model, tier, START)
      let now = START
      for (; now < START + 3 * HOUR; now += 5 * SECOND) {
        limiter.admit(generated(Math.floor((levelOf(limiter, 'generated', now).limit * 0.95) / 12)), now)
      }
      return levelOf(limiter, 'generated', now).limit / 36_000
    })
    expect(reached).toEqual([4, 6, 8, 12, 12, 12])
  })

  it('shrinks at once after a burst, and only once for it', () => {
    const grown = {...ADAPTIVE_DEFAULTS, openingScale: 6, burstRequests: 100, burstShrink: 1 / 6}
    const limiter = new AdaptiveLimiter(grown, 8, START)
    for (let index = 0; index < 99; index++) limiter.admit(generated(1), START + index)
    expect(levelOf(limiter, 'generated', START + 99).limit).toBe(216_000)
    for (let index = 0; index < 101; index++) limiter.admit(generated(1), START + 100 + index)
    expect(levelOf(limiter, 'generated', START + 300).limit).toBe(36_000)
    const byTokens = new AdaptiveLimiter({...ADAPTIVE_DEFAULTS, openingScale: 6}, 8, START)
    for (let index = 0; index < 5; index++) byTokens.admit(generated(100_000), START + index)
    expect(levelOf(byTokens, 'generated', START + 5).limit).toBe(108_000)
  })

  it('refuses all or nothing, names what ran out, and refills continuously', () => {
    const limiter = new AdaptiveLimiter(ADAPTIVE_DEFAULTS, 8, START)
    expect(limiter.admit(generated(36_000), START).verdict).toBe('served')
    expect(limiter.admit({...generated(1), prompt: 1_000}, START)).toEqual({
      verdict: 'refused',
      exhausted: ['generated'],
    })
    expect(levelOf(limiter, 'prompt', START).remaining).toBe(3_600_000 - 1)
    expect(levelOf(limiter, 'generated', START + SECOND).remaining).toBe(600)
    expect(levelOf(limiter, 'generated', START + 2 * MINUTE).remaining).toBe(
      levelOf(limiter, 'generated', START + 2 * MINUTE).limit,
    )
  })

  it('holds its bounds under 1,000 random traffic patterns', () => {
    const traffic = fc.array(
      fc.record({
        gap: fc.oneof(fc.nat(50), fc.nat(5_000), fc.nat(7_200_000)),
        prompt: fc.oneof(fc.nat(2_000), fc.nat(8_000_000)),
        cached: fc.double({min: 0, max: 1, noNaN: true}),
        generated: fc.oneof(fc.nat(500), fc.nat(100_000)),
        upper: fc.constantFrom(undefined, 3, 8, 24),
      }),
      {minLength: 1, maxLength: 60},
    )
    const rules = fc.record({
      openingScale: fc.double({min: 0.1, max: 30, noNaN: true}),
      lowerScale: fc.constantFrom(0.5, 1, 2),
      growthDoublingMs: fc.constantFrom(1_000, 1_200_000),
      idleHalvingMs: fc.constantFrom(1_000, 1_200_000),
      burstRequests: fc.constantFrom(3, Infinity),
    })
    const competing = fc.constantFrom(undefined, {busyMs: 30_000, periodMs: 60_000})
    const starts: Record<string, number> = {prompt: 3_600_000, 'uncached-prompt': 900_000, generated: 36_000}
    fc.assert(
      fc.property(rules, traffic, competing, (changed, requests, other) => {
        const limiter = new AdaptiveLimiter({...ADAPTIVE_DEFAULTS, ...changed}, 8, START, other)
        let now = START
        for (const request of requests) {
          now += request.gap
          if (request.upper !== undefined) limiter.setUpperScale(request.upper)
          const before = limiter.levels(now)
          const cached = Math.floor(request.prompt * request.cached)
          const use = {...request, requests: 1, uncachedPrompt: request.prompt - cached}
          const {verdict} = limiter.admit(use, now)
          const [lower, upper] = limiter.bounds
          const needs = [request.prompt, use.uncachedPrompt, request.generated]
          for (const [index, level] of limiter.levels(now).entries()) {
            const start = starts[level.dimension]!
            // Plain comparisons: a hundred thousand calls of expect() would take longer than the simulation.
            const holds =
              level.remaining >= 0 &&
              level.remaining <= level.limit &&
              level.limit >= Math.floor(start * lower) &&
              level.limit <= Math.ceil(start * upper) &&
              // What was served fitted into what was left.
              (verdict !== 'served' || needs[index]! <= before[index]!.remaining + 1)
            if (!holds) throw new Error(JSON.stringify({level, lower, upper, verdict, needs, before}))
          }
        }
      }),
      {numRuns: 1_000, seed: 20_261_121},
    )
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
      {numRuns: 300, seed: 7},
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

  it('of 86,400 requests runs in seconds, and the same seed gives the same bytes', () => {
    const begun = process.cpuUsage()
    const day = run(1, 86_400)
    // CPU time, so that a busy machine does not decide.
    const {user} = process.cpuUsage(begun)
    expect(user / 1e6).toBeLessThan(8)
    expect(day.statuses.get(200)).toBeGreaterThan(80_000)
    expect(day.statuses.get(503)).toBeGreaterThan(500)
    const first = run(1, 5_000)
    expect(run(1, 5_000).digest).toBe(first.digest)
    expect(run(2, 5_000).digest).not.toBe(first.digest)
  })
})
