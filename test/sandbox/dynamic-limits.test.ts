import {afterEach, describe, expect, it} from '@jest/globals'
import {someOf} from '../support/property-runs.js'
import {DynamicLimiter} from '../../src/lib/sandbox/limits/dynamic-limiter.js'
import {DYNAMIC, settings} from '../../src/lib/sandbox/limits/limit-constants.js'
import {chat, closeAll, start} from './http-call.js'

afterEach(closeAll)

const SECOND = 1_000
const MINUTE = 60 * SECOND
const RULES = settings(DYNAMIC)
/** Of a request: `n` counts as several. */
const COMPLETIONS = 12
/** The second seed's table: minutes of sustained use, and requests a minute. */
const TABLE: readonly (readonly [minutes: number, limit: number])[] = [
  [10, 120],
  [60, 720],
  [120, 1_440],
]

const requests = (limiter: DynamicLimiter, now: number): number => limiter.levels(now)[0]!.limit

/** Traffic in lumps, each what the share of the limit allows for its period; the limits at the times of the table. */
function lumps(period: number, share: number, offset: number): number[] {
  const limiter = new DynamicLimiter(RULES, offset)
  const found: number[] = []
  let owed = 0
  let [next] = TABLE
  for (let now = offset; next !== undefined; now += period) {
    while (next !== undefined && now - offset >= next[0] * MINUTE) {
      found.push(requests(limiter, offset + next[0] * MINUTE))
      next = TABLE[found.length]
    }
    owed += (requests(limiter, now) * share * period) / MINUTE
    const count = Math.floor(owed)
    owed -= count
    // Requests of one lump, a few completions each, one after the other.
    for (let left = count; left > 0; left -= COMPLETIONS) {
      const size = Math.min(COMPLETIONS, left)
      limiter.admit({requests: size, prompt: size, uncachedPrompt: size, generated: size}, now)
    }
  }
  return found
}

describe("the second seed's table, over HTTP", () => {
  const LUMP_MS = 10 * SECOND

  it('is in the headers at 10, 60 and 120 minutes, requests, prompt and generated tokens, to the number', async () => {
    const sandbox = await start({scenario: 'dynamic', overrides: {serverless: {largestN: 2000}}})
    const limits = async (n: number) => {
      const reply = await chat(sandbox, {n, max_tokens: 1})
      if (reply.status !== 200) throw new Error(reply.text)
      const of = (name: string) => Number(reply.headers.get(`x-ratelimit-limit-${name}`))
      return [of('requests'), of('tokens-prompt'), of('tokens-generated')] as const
    }
    const rows = []
    let [perMinute] = await limits(1)
    expect(perMinute).toBe(60)
    for (let lump = 1; lump <= 720; lump++) {
      sandbox.advance(LUMP_MS)
      const row = await limits(Math.floor((perMinute * 0.95 * LUMP_MS) / MINUTE))
      if (TABLE.some(([minutes]) => minutes * MINUTE === lump * LUMP_MS)) rows.push(row)
      perMinute = row[0]
    }
    expect(rows).toEqual([
      [120, 120_000, 12_000],
      [720, 720_000, 72_000],
      [1_440, 1_440_000, 144_000],
    ])
  }, 60_000)
})

describe('dynamic limits', () => {
  it.each([1, 0.9, 0.8])('follow the table exactly under smooth traffic at %d of the limit', share => {
    expect(lumps(SECOND, share, 0)).toEqual([120, 720, 1_440])
  })

  const cases: [seconds: number, share: number, offset: number][] = []
  for (const seconds of [1, 2, 3, 5, 7, 10, 13, 15, 17, 19, 20, 23, 25, 29, 30]) {
    for (const share of [0.8, 0.9, 1]) {
      for (const offset of [0, 7_301, 31_000, 59_999]) cases.push([seconds, share, Date.UTC(2026, 10, 21) + offset])
    }
  }
  it('follow it within 1 % when traffic comes in lumps of 1 to 30 seconds, at whatever offset', () => {
    const wrong = someOf(cases, 15).flatMap(([seconds, share, offset]) =>
      lumps(seconds * SECOND, share, offset).flatMap((limit, index) => {
        const wanted = TABLE[index]![1]
        return Math.abs(limit - wanted) <= wanted * 0.01 ? [] : [{seconds, share, offset, limit, wanted}]
      }),
    )
    expect(wrong).toEqual([])
  })

  it('stay where they are under moderate use, and go back when it ends', () => {
    const limiter = new DynamicLimiter(RULES, 0)
    let now = 0
    for (; now < 20 * MINUTE; now += 5 * SECOND) {
      limiter.admit(
        {requests: Math.floor(requests(limiter, now) / 12), prompt: 1, uncachedPrompt: 1, generated: 1},
        now,
      )
    }
    const grown = requests(limiter, now)
    expect(grown).toBeGreaterThan(120)
    const half = Math.round(grown / 4)
    for (; now < 40 * MINUTE; now += 30 * SECOND) {
      limiter.admit({requests: half, prompt: 1, uncachedPrompt: 1, generated: 1}, now)
    }
    expect(requests(limiter, now) / grown).toBeGreaterThan(0.95)
    expect(requests(limiter, now + 5 * MINUTE)).toBeLessThan(grown)
    expect(requests(limiter, now + 40 * 60 * MINUTE)).toBe(60)
  })
})
