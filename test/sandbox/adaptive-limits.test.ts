import {afterEach, describe, expect, it} from '@jest/globals'
import fc from 'fast-check'
import {AdaptiveLimiter, type LimiterBounds} from '../../src/lib/sandbox/limits/adaptive-limiter.js'
import {ADAPTIVE, settings} from '../../src/lib/sandbox/limits/limit-constants.js'
import {ModelLimits} from '../../src/lib/sandbox/limits/model-limits.js'
import type {RequestedUse} from '../../src/lib/sandbox/limits/rate-limiter.js'
import {CATALOGUE, type CatalogueModel} from '../../src/lib/sandbox/model-catalogue.js'
import type {Tier} from '../../src/lib/sandbox/account/tiers.js'
import type {Sandbox, SandboxOptions} from '../../src/lib/sandbox/index.js'
import {call, chat, closeAll, control, post, start} from './http-call.js'
import {propertyRuns} from '../support/property-runs.js'

afterEach(closeAll)

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const START = Date.UTC(2026, 10, 21)
const RULES = settings(ADAPTIVE)
const GPT = 'accounts/fireworks/models/gpt-oss-120b'

const generated = (tokens: number): RequestedUse => ({requests: 1, prompt: 1, uncachedPrompt: 1, generated: tokens})
const boundsOf = (model: Partial<CatalogueModel>, tier: Tier): LimiterBounds =>
  new ModelLimits({kind: 'adaptive'}, START).boundsOf({...CATALOGUE[0]!, ...model}, tier)
const SMALL = boundsOf({billionParameters: 120}, 3)
const limitsOf = (limiter: AdaptiveLimiter, now: number): number[] => limiter.levels(now).map(({limit}) => limit)
const generatedLimit = (limiter: AdaptiveLimiter, now: number): number => limitsOf(limiter, now)[2]!

/** One request a second that asks for a minute rate of generated tokens; says how many were refused. */
function drive(
  limiter: AdaptiveLimiter,
  from: number,
  duration: number,
  perMinute: (elapsed: number) => number,
): number {
  let refused = 0
  for (let elapsed = 0; elapsed < duration; elapsed += SECOND) {
    const tokens = Math.round(perMinute(elapsed) / 60)
    if (limiter.admit(generated(tokens), from + elapsed).verdict === 'refused') refused += 1
  }
  return refused
}

describe('the published examples, over HTTP', () => {
  const unlimited: SandboxOptions = {scenario: 'enterprise'}

  /** The prompt limit of an answer to a request of so many prompt tokens. */
  async function promptLimit(sandbox: Sandbox, tokens: number): Promise<number> {
    const body = {model: GPT, messages: [{role: 'user', content: 'a '.repeat(tokens)}], max_tokens: 1}
    const reply = await post(sandbox, '/inference/v1/chat/completions', body)
    if (reply.status !== 200) throw new Error(reply.text)
    return Number(reply.headers.get('x-ratelimit-limit-tokens-prompt'))
  }

  it('10,000,000 falls to 2,621,440 on days 3 to 8', async () => {
    const sandbox = await start({...unlimited, overrides: {adaptive: {openingScale: 10_000_000 / 3_600_000}}})
    const days = [await promptLimit(sandbox, 10)]
    for (let day = 1; day <= 8; day++) {
      await control(sandbox, 'advance', {seconds: 86_400})
      days.push(await promptLimit(sandbox, 10))
    }
    expect(days).toEqual([
      10_000_000, 10_000_000, 10_000_000, 8_000_000, 6_400_000, 5_120_000, 4_096_000, 3_276_800, 2_621_440,
    ])
  })

  it('1,000,000 rises to 1,250,000 after 15 minutes with more than half of it used in one', async () => {
    const overrides = {adaptive: {startPrompt: 1_000_000}}
    const sandbox = await start({...unlimited, overrides})
    expect(await promptLimit(sandbox, 500_001)).toBe(1_000_000)
    await control(sandbox, 'advance', {seconds: 899})
    expect(await promptLimit(sandbox, 500_001)).toBe(1_000_000)
    await control(sandbox, 'advance', {seconds: 1})
    expect(await promptLimit(sandbox, 1)).toBe(1_250_000)
    await control(sandbox, 'advance', {seconds: 900})
    expect(await promptLimit(sandbox, 500_000)).toBe(1_250_000)
  })

  it('each metric moves by itself', async () => {
    const sandbox = await start(unlimited)
    await chat(sandbox, {model: GPT, max_tokens: 20_000})
    await control(sandbox, 'advance', {seconds: 900})
    const {headers} = await chat(sandbox, {model: GPT, max_tokens: 20_000})
    const limit = (name: string): string | null => headers.get(`x-ratelimit-limit-tokens-${name}`)
    expect([limit('prompt'), limit('cache-adjusted-prompt'), limit('generated')]).toEqual([
      '3600000',
      '900000',
      '45000',
    ])
  })

  it('the server’s own series shows where the limits were', async () => {
    const sandbox = await start({scenario: 'ramp'})
    await chat(sandbox, {max_tokens: 10_000})
    await control(sandbox, 'advance', {seconds: 15})
    await chat(sandbox, {max_tokens: 10_000})
    const {body} = await call(sandbox, '/v1/accounts/acme/serverlessRateLimits')
    expect(body['series']).toContainEqual({
      labels: {deployment: 'accounts/fireworks/deployments/kimi-k3', metric: 'TOKENS_GENERATED'},
      values: [
        {timestamp: '2026-11-21T12:00:00.000Z', value: '36000'},
        {timestamp: '2026-11-21T12:00:15.000Z', value: '45000'},
      ],
    })
  })

  it('ramp counts 15 seconds where the rule says 15 minutes', async () => {
    const sandbox = await start({scenario: 'ramp'})
    const limits: (string | null)[] = []
    for (const tokens of [10_000, 10_000, 10_000]) {
      limits.push((await chat(sandbox, {max_tokens: tokens})).headers.get('x-ratelimit-limit-tokens-generated'))
      await control(sandbox, 'advance', {seconds: 15})
    }
    expect(limits).toEqual(['36000', '45000', '56250'])
  })
})

describe('bounds', () => {
  it('follow the size class; Tier 3 and up reach all of it, lower tiers less', () => {
    const upper = (billionParameters: number | undefined, tier: Tier = 3): number[] =>
      boundsOf({billionParameters}, tier).map(bounds => Math.round(bounds.upper))
    expect(upper(599)).toEqual([216_000_000, 54_000_000, 2_160_000])
    expect(upper(600)).toEqual([43_200_000, 10_800_000, 432_000])
    expect(upper(1_600)).toEqual([21_600_000, 5_400_000, 216_000])
    expect(upper(undefined)).toEqual([21_600_000, 5_400_000, 216_000])
    const tiers: Tier[] = ['none', 1, 2, 3, 4, 'unlimited']
    expect(tiers.map(tier => upper(1_600, tier)[2])).toEqual([72_000, 108_000, 144_000, 216_000, 216_000, 216_000])
  })

  it('move with the tier that the control side sets, and the headers of the next answer with them', async () => {
    const sandbox = await start({overrides: {adaptive: {openingScale: 4, growEveryMs: DAY}}})
    const told = async () => (await chat(sandbox)).headers.get('x-ratelimit-limit-tokens-generated')
    expect(await told()).toBe('144000')
    expect(await control(sandbox, 'tier', {tier: 1})).toMatchObject({account: {tier: 1, suspendState: 'UNSUSPENDED'}})
    expect(await told()).toBe('108000')
    await control(sandbox, 'tier', {tier: 'none'})
    expect(await told()).toBe('72000')
    // A higher bound is room to grow, no gift.
    await control(sandbox, 'tier', {tier: 3})
    expect(await told()).toBe('72000')
  })

  it('are reached under full use and never left', () => {
    const limiter = new AdaptiveLimiter(RULES, boundsOf({billionParameters: 2_000}, 3), START)
    let now = START
    for (; now < START + 3 * HOUR; now += 5 * SECOND) {
      limiter.admit(generated(Math.floor((generatedLimit(limiter, now) * 0.9) / 12)), now)
    }
    expect(limitsOf(limiter, now)).toEqual([3_600_000, 900_000, 216_000])
  })

  it('hold under 500 random traffic patterns, with no more served than was left', () => {
    const traffic = fc.array(
      fc.record({
        gap: fc.oneof(fc.nat(50), fc.nat(5_000), fc.nat(7_200_000), fc.nat(5 * DAY)),
        prompt: fc.oneof(fc.nat(2_000), fc.nat(8_000_000)),
        cached: fc.double({min: 0, max: 1, noNaN: true}),
        generated: fc.oneof(fc.nat(500), fc.nat(100_000)),
        tier: fc.constantFrom<Tier | undefined>(undefined, 'none', 2, 4),
      }),
      {minLength: 1, maxLength: 60},
    )
    const rules = fc.record({
      openingScale: fc.double({min: 0.1, max: 30, noNaN: true}),
      lowerScale: fc.constantFrom(0.25, 0.5, 1),
      growEveryMs: fc.constantFrom(1_000, 900_000),
      burstRequests: fc.constantFrom(3, Infinity),
    })
    const competing = fc.constantFrom(undefined, {busyMs: 30_000, periodMs: 60_000})
    fc.assert(
      fc.property(rules, traffic, competing, (changed, requests, other) => {
        const limits = new ModelLimits({kind: 'adaptive', adaptive: changed}, START)
        const limiter = new AdaptiveLimiter({...RULES, ...changed}, limits.boundsOf(CATALOGUE[0]!, 2), START, other)
        let now = START
        for (const request of requests) {
          now += request.gap
          if (request.tier !== undefined) limiter.setBounds(limits.boundsOf(CATALOGUE[0]!, request.tier))
          const before = limiter.levels(now)
          const cached = Math.floor(request.prompt * request.cached)
          const use = {...request, requests: 1, uncachedPrompt: request.prompt - cached}
          const {verdict} = limiter.admit(use, now)
          const needs = [request.prompt, use.uncachedPrompt, request.generated]
          for (const [index, level] of limiter.levels(now).entries()) {
            const {lower, upper} = limiter.bounds[index]!
            // Plain comparisons: a hundred thousand calls of expect() would take longer than the simulation.
            const holds =
              level.remaining >= 0 &&
              level.remaining <= level.limit &&
              level.limit >= Math.floor(lower) &&
              level.limit <= Math.ceil(upper) &&
              (verdict !== 'served' || needs[index]! <= before[index]!.remaining + 1)
            if (!holds) throw new Error(JSON.stringify({level, lower, upper, verdict, needs, before}))
          }
        }
      }),
      {...propertyRuns(500), seed: 20_261_121},
    )
  })
})

describe('growth', () => {
  it('lets traffic through that doubles within an hour, and refuses the same traffic as one step', () => {
    const doubling = (elapsed: number): number => 0.8 * 36_000 * 2 ** (elapsed / HOUR)
    expect(drive(new AdaptiveLimiter(RULES, SMALL, START), START, HOUR, doubling)).toBe(0)
    const step = new AdaptiveLimiter(RULES, SMALL, START)
    expect(drive(step, START, HOUR, () => doubling(HOUR))).toBeGreaterThan(100)
  })

  it('needs more than half of the limit within a minute, wherever the minute begins', () => {
    const at = (share: number, period: number, offset: number): number => {
      const limiter = new AdaptiveLimiter(RULES, SMALL, START + offset)
      for (let now = START + offset; now < START + offset + 16 * MINUTE; now += period) {
        limiter.admit(generated(Math.floor((36_000 * share * period) / MINUTE)), now)
      }
      return generatedLimit(limiter, START + offset + 16 * MINUTE)
    }
    for (const offset of [0, 17 * SECOND, 59 * SECOND]) {
      expect([offset, at(0.48, SECOND, offset)]).toEqual([offset, 36_000])
      expect([offset, at(0.48, 15 * SECOND, offset)]).toEqual([offset, 36_000])
      expect([offset, at(0.55, SECOND, offset)]).toEqual([offset, 45_000])
      expect([offset, at(0.6, 20 * SECOND, offset)]).toEqual([offset, 45_000])
    }
  })
})

describe('shrinking', () => {
  const grown = {...RULES, openingScale: 4}
  /** The limit day by day, with so many tokens asked for once an hour. */
  const days = (count: number, tokens: number): number[] => {
    const limiter = new AdaptiveLimiter(grown, SMALL, START)
    const found: number[] = []
    for (let hour = 0; hour <= count * 24; hour++) {
      limiter.admit(generated(tokens), START + hour * HOUR)
      if (hour % 24 === 0) found.push(generatedLimit(limiter, START + hour * HOUR))
    }
    return found
  }

  it('takes a fifth a day from the third day on, down to the lower bound', () => {
    expect(days(12, 10)).toEqual([
      144_000, 144_000, 144_000, 115_200, 92_160, 73_728, 58_982, 47_186, 37_749, 30_199, 24_159, 19_327, 18_000,
    ])
  })

  it('does not happen while a quarter of an hour within three days used a third', () => {
    // 71,000 tokens within 15 minutes are half of a minute's 144,000 and too little for a third of 15 minutes.
    const limiter = new AdaptiveLimiter(grown, SMALL, START)
    for (let minute = 0; minute < 15; minute++) limiter.admit(generated(49_000), START + minute * MINUTE)
    const busyUntil = START + 15 * MINUTE
    for (let hour = 1; hour <= 70; hour++) limiter.admit(generated(1), START + hour * HOUR)
    limiter.admit(generated(1), START + 72 * HOUR)
    expect(generatedLimit(limiter, START + 72 * HOUR)).toBe(144_000)
    expect(generatedLimit(limiter, busyUntil + 3 * DAY)).toBe(115_200)
  })

  it('judges by a quarter of an hour, not by less of it', () => {
    // 41 % of the limit for ten minutes is 28 % of fifteen.
    const limiter = new AdaptiveLimiter(grown, SMALL, START)
    for (let minute = 0; minute < 10; minute++) limiter.admit(generated(60_000), START + minute * MINUTE)
    for (let hour = 1; hour <= 72; hour++) limiter.admit(generated(1), START + hour * HOUR)
    expect(generatedLimit(limiter, START + 72 * HOUR)).toBe(115_200)
  })

  it('does not happen while the last minutes used half of the lower limit', () => {
    const limiter = new AdaptiveLimiter(grown, SMALL, START)
    for (let hour = 0; hour < 72; hour++) limiter.admit(generated(1), START + hour * HOUR)
    limiter.admit(generated(60_000), START + 72 * HOUR - MINUTE)
    expect(generatedLimit(limiter, START + 72 * HOUR)).toBe(144_000)
    expect(generatedLimit(limiter, START + 72 * HOUR + 15 * MINUTE)).toBe(115_200)
  })

  it('gives way to the default after more than 72 hours of silence, up as well as down', () => {
    const high = new AdaptiveLimiter(grown, SMALL, START)
    high.admit(generated(1), START + HOUR)
    expect(generatedLimit(high, START + 73 * HOUR)).toBe(115_200)
    expect(generatedLimit(high, START + 73 * HOUR + 1)).toBe(36_000)
    expect(generatedLimit(high, START + 900 * HOUR)).toBe(36_000)
    const low = new AdaptiveLimiter({...RULES, openingScale: 0.5}, SMALL, START)
    low.admit(generated(1), START)
    expect(limitsOf(low, START + 73 * HOUR)).toEqual([3_600_000, 900_000, 36_000])
  })

  it('at once after a burst only where a scenario asks for it, and once for one burst', () => {
    const burst = (more: object): number => {
      const limiter = new AdaptiveLimiter({...RULES, openingScale: 6, ...more}, SMALL, START)
      for (let index = 0; index < 200; index++) limiter.admit(generated(1), START + index)
      return generatedLimit(limiter, START + 300)
    }
    expect(burst({})).toBe(216_000)
    expect(burst({burstRequests: 100, burstShrink: 1 / 6})).toBe(36_000)
    expect(burst({burstFactor: 0.0001, burstShrink: 0.5})).toBe(108_000)
  })
})

describe('a bucket', () => {
  it('refuses all or nothing, names what ran out, and refills continuously', () => {
    const limiter = new AdaptiveLimiter(RULES, SMALL, START)
    expect(limiter.admit(generated(36_000), START).verdict).toBe('served')
    expect(limiter.admit({...generated(1), prompt: 1_000}, START)).toEqual({
      verdict: 'refused',
      exhausted: ['generated'],
    })
    const left = (now: number): number[] => limiter.levels(now).map(({remaining}) => remaining)
    expect(left(START)).toEqual([3_600_000 - 1, 900_000 - 1, 0])
    expect(left(START + SECOND)[2]).toBe(600)
    expect(left(START + 2 * MINUTE)).toEqual([3_600_000, 900_000, 36_000])
  })
})
