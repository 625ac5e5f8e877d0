import {beforeAll, expect, test} from '@jest/globals'
import {readRateLimitHeaders} from '../../src/lib/domain/limits/headers.js'
import {Pacer, type PacedRequest} from '../../src/lib/proxy/pacer.js'
import {AdaptiveLimiter} from '../../src/lib/sandbox/limits/adaptive-limiter.js'
import {ADAPTIVE, settings} from '../../src/lib/sandbox/limits/limit-constants.js'
import {describeInLongRun} from '../support/property-runs.js'
import type {LimitLevel} from '../../src/lib/sandbox/limits/rate-limiter.js'

const MINUTE = 60_000
const MODEL = 'accounts/fireworks/models/kimi-k3'
const WORKERS = 8
const TOKENS = 1500
/** On the way to the limiter, and until the answer has ended; milliseconds. */
const WAY_MS = 20
const ANSWER_MS = 1000
/** Retries of the `openai` client: twice, half a second and a second. Source: its version 6, 2026-10. */
const RETRY_MS = [500, 1000]

/** The documented limiter with the bounds of a large model at Tier 3. */
const limiter = () =>
  new AdaptiveLimiter(
    settings(ADAPTIVE),
    [
      {start: 3_600_000, lower: 1_800_000, upper: 21_600_000},
      {start: 900_000, lower: 450_000, upper: 5_400_000},
      {start: 36_000, lower: 18_000, upper: 216_000},
    ],
    0,
  )

interface Course {
  readonly done: number
  readonly refused: number
  /** When each piece of work was done. */
  readonly doneAt: readonly number[]
  /** The limit of output tokens at the end of each minute. */
  readonly limits: readonly number[]
}

/** Simulated time: what is due next happens next. */
class Simulation {
  readonly limiter = limiter()
  readonly limits: number[] = []
  readonly doneAt: number[] = []
  refused = 0
  now = 0
  #events: {at: number; run: () => void}[] = []

  after(ms: number, run: () => void): void {
    this.#events.push({at: this.now + ms, run})
  }

  run(until: number, due: () => {at: number; run: () => void} | null): Course {
    for (;;) {
      this.#events.sort((a, b) => a.at - b.at)
      const other = due()
      const takeOther = other !== null && other.at < (this.#events[0]?.at ?? Infinity)
      const event = takeOther ? other : this.#events.shift()
      if (event === undefined || event.at > until) break
      while ((this.limits.length + 1) * MINUTE <= event.at) this.limits.push(this.generated(event.at).limit)
      this.now = Math.max(this.now, event.at)
      event.run()
    }
    return {done: this.doneAt.length, refused: this.refused, doneAt: this.doneAt, limits: this.limits}
  }

  /** Whether the limiter lets a request in now. */
  admitted(): boolean {
    const use = {requests: 1, prompt: 10, uncachedPrompt: 10, generated: TOKENS}
    return this.limiter.admit(use, this.now).verdict === 'served'
  }

  generated(at: number): LimitLevel {
    return this.limiter.levels(at).find(({dimension}) => dimension === 'generated')!
  }

  headers() {
    const {limit, remaining} = this.generated(this.now)
    return readRateLimitHeaders([
      ['x-ratelimit-limit-tokens-prompt', '3600000'],
      ['x-ratelimit-limit-tokens-generated', String(limit)],
      ['x-ratelimit-remaining-tokens-generated', String(remaining)],
    ])
  }
}

/** Workers that ask again at once when they are done, with their client's retries. */
function unpaced(hours: number): Course {
  const world = new Simulation()
  const ask = (attempt: number) => {
    if (world.admitted()) {
      world.after(ANSWER_MS, () => {
        world.doneAt.push(world.now)
        world.after(WAY_MS, () => ask(0))
      })
      return
    }
    world.refused++
    const wait = RETRY_MS[attempt]
    world.after((wait ?? 0) + WAY_MS, () => ask(wait === undefined ? 0 : attempt + 1))
  }
  for (let worker = 0; worker < WORKERS; worker++) world.after(WAY_MS + worker, () => ask(0))
  return world.run(hours * 60 * MINUTE, () => null)
}

/** The same workers behind the pacer. */
function paced(hours: number): Course {
  const world = new Simulation()
  const pacer = new Pacer({target: 0.95, maxWaitMs: 10 * MINUTE})
  let ids = 0
  let nextAt: number | null = null
  const facts = {model: MODEL, maxTokens: TOKENS, choices: 1, promptTokens: 10}
  const submit = (client: number) => {
    pacer.submit({id: ++ids, account: 'acme', model: MODEL, client, facts, at: world.now})
    release()
  }
  const release = () => {
    const released = pacer.release(world.now)
    nextAt = released.nextAt
    for (const one of released.send) world.after(WAY_MS, () => arrive(one))
    expect(released.refuse).toEqual([])
  }
  const arrive = ({id, client}: PacedRequest) => {
    const served = world.admitted()
    const answer = {status: served ? 200 : 429, snapshot: world.headers(), refusedBy: served ? null : 'model'} as const
    if (!served) world.refused++
    world.after(WAY_MS, () => {
      pacer.answered(id, answer, world.now)
      release()
    })
    world.after(ANSWER_MS, () => {
      const usage = served ? {prompt: 10, cached: 0, generated: TOKENS} : null
      pacer.settled(id, usage, served, world.now)
      if (served) world.doneAt.push(world.now)
      submit(client)
    })
  }
  for (let worker = 0; worker < WORKERS; worker++) world.after(worker, () => submit(worker))
  return world.run(hours * 60 * MINUTE, () => (nextAt === null ? null : {at: nextAt, run: release}))
}

// Seconds of work; worth-it.test.ts has the like over minutes in each run.
describeInLongRun('by the published rule, over simulated hours', () => {
  const HOURS = 3
  let without: Course
  let withIt: Course
  beforeAll(() => {
    without = unpaced(HOURS)
    withIt = paced(HOURS)
  }, 120_000)

  test('the limit of a paced job grows at least as fast as that of one that hammers', () => {
    for (const [minute, limit] of withIt.limits.entries()) {
      expect([minute, limit]).toEqual([minute, Math.max(limit, without.limits[minute]!)])
    }
    // Up to the bound, a quarter more each time.
    expect([withIt.limits[0], withIt.limits.at(-1)]).toEqual([36_000, 216_000])
  })

  test('it meets no 429 where the other meets hundreds, and does nine tenths of what the limit allows', () => {
    expect(without.refused).toBeGreaterThan(300)
    expect(withIt.refused).toBe(0)
    const allowed = withIt.limits.slice(0, 60).reduce((sum, limit) => sum + limit, 0)
    const used = withIt.doneAt.filter(at => at <= 60 * MINUTE).length * TOKENS
    expect(used).toBeGreaterThan(0.9 * allowed)
  })
})
