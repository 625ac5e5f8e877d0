import {afterAll, describe, expect, test} from '@jest/globals'
import OpenAI, {APIError} from 'openai'
import type {ProxyOptions, Proxy} from '../../src/lib/proxy/index.js'
import {createSandbox, type Sandbox, type SandboxOptions} from '../../src/lib/sandbox/index.js'
import {startTestProxy} from '../support/proxied.js'
import {describeInLongRun, testInLongRun} from '../support/property-runs.js'
import {SharedTime} from '../support/shared-time.js'

const WORKERS = 8
const TOKENS = 3000
/** Output tokens a minute at the start. */
const LIMIT = 36_000
const MINUTE = 60_000
/** What a worker waits after a failure; simulated milliseconds. */
const PAUSE_MS = 10_000
const KIMI = 'accounts/fireworks/models/kimi-k3'
const GLM = 'accounts/fireworks/models/glm-5p3'
const messages = [{role: 'user' as const, content: 'a question of some words'}]

const open: {close(): Promise<void>}[] = []
afterAll(() => Promise.all(open.map(one => one.close())), 60_000)

interface Work {
  readonly proxied?: Partial<ProxyOptions>
  readonly overrides?: NonNullable<SandboxOptions['overrides']>
  /** The model of the n-th piece of work. */
  readonly model?: (piece: number) => string
  /** What happens before a piece of work, by its number. */
  readonly before?: Readonly<Record<number, (sandbox: Sandbox) => unknown>>
  /** Pieces of work. */
  readonly pieces?: number
  /** No new piece after that much simulated time, milliseconds. */
  readonly forMs?: number
  readonly tokens?: number
}

interface Job {
  readonly proxy: Proxy
  /** Milliseconds of simulated time. */
  readonly tookMs: number
  readonly done: number
  /** Failures that the client was told, by status. */
  readonly failed: Readonly<Record<number, number>>
}

/** Eight workers of the official client do one piece of work after the other, as people write such jobs. */
async function doWork({pieces = Infinity, forMs = Infinity, tokens = TOKENS, ...work}: Work): Promise<Job> {
  const time = new SharedTime()
  const sandbox = await createSandbox({scenario: 'tier2', clock: time, overrides: work.overrides ?? {}})
  const proxy = await startTestProxy(sandbox.url, {clock: time, ...work.proxied})
  open.push({close: () => proxy.close(0)}, sandbox)
  const client = new OpenAI({apiKey: 'fw_sandbox', baseURL: `${proxy.url}/inference/v1`, maxRetries: 0})
  const started = time.now()
  const failed: Record<number, number> = {}
  let [piece, done, working, pausing] = [0, 0, WORKERS, 0]
  const worker = async () => {
    while (piece < pieces && time.now() - started < forMs) {
      const number = piece++
      await work.before?.[number]?.(sandbox)
      const model = work.model?.(number) ?? KIMI
      const status = await client.chat.completions.create({model, messages, max_tokens: tokens}).then(
        () => 200,
        (error: unknown) => (error instanceof APIError ? Number(error.status ?? 0) : 0),
      )
      if (status === 200) {
        done++
        continue
      }
      failed[status] = (failed[status] ?? 0) + 1
      pausing++
      await time.sleep(PAUSE_MS)
      pausing--
    }
    working--
  }
  const waiting = () => proxy.snapshot().traffic.reduce((sum, row) => sum + row.waiting, 0)
  const quiet = () => waiting() + pausing === working && proxy.open === waiting()
  await time.run(Promise.all(Array.from({length: WORKERS}, worker)), quiet)
  return {proxy, tookMs: time.now() - started, done, failed}
}

const pace = {target: 0.95, maxWaitMs: 60 * MINUTE}
const of429 = ({proxy}: Job) => proxy.snapshot().traffic.reduce((sum, row) => sum + row.status429, 0)
const idealMs = (pieces: number) => ((pieces * TOKENS) / LIMIT) * MINUTE

function control(action: string, body: object) {
  return ({url}: Sandbox) => fetch(`${url}/_sandbox/${action}`, {method: 'POST', body: JSON.stringify(body)})
}

function limitOf({proxy}: Job): number {
  const row = proxy.snapshot().traffic.find(({model}) => model === 'kimi-k3')!
  return row.limits.find(({dimension}) => dimension === 'generated')!.perMinute!
}

describe('is pacing worth it', () => {
  test('the same work: unpaced meets 429 and fails, paced meets none, fails nothing and takes the ideal time and a tenth at most', async () => {
    // Twelve minutes of the limit, so that the bucket that is full at the start does not decide.
    const pieces = (LIMIT * 12) / TOKENS
    const unpaced = await doWork({pieces})
    expect(of429(unpaced)).toBeGreaterThan(40)
    expect(unpaced.failed).toEqual({429: of429(unpaced)})
    const paced = await doWork({pieces, proxied: {pace}})
    expect([of429(paced), paced.failed, paced.done]).toEqual([0, {}, pieces])
    expect(paced.tookMs).toBeLessThan(idealMs(pieces) / 0.9)
    expect(paced.tookMs).toBeGreaterThan(idealMs(pieces) * 0.9)
    expect(paced.proxy.open).toBe(0)
  }, 60_000)

  test('the limit of a paced job grows at least as fast as that of one that hammers', async () => {
    // Every two minutes, where the rule says fifteen; growth.test.ts has the rule itself over hours.
    const work = {forMs: 7 * MINUTE, overrides: {adaptive: {growEveryMs: 2 * MINUTE}}}
    const [unpaced, paced] = [await doWork(work), await doWork({...work, proxied: {pace}})]
    expect(of429(unpaced)).toBeGreaterThan(100)
    expect(limitOf(unpaced)).toBeGreaterThanOrEqual(LIMIT * 1.25 ** 2)
    expect([of429(paced), limitOf(paced)]).toEqual([0, Math.max(limitOf(paced), limitOf(unpaced))])
  }, 60_000)

  testInLongRun(
    'one in ten requests shed: those pass on, and none becomes a 429',
    async () => {
      const job = await doWork({pieces: 120, proxied: {pace}, overrides: {serverless: {loadShedProbability: 0.1}}})
      const {status503} = job.proxy.snapshot().traffic[0]!
      expect(status503).toBeGreaterThan(4)
      expect([of429(job), job.failed]).toEqual([0, {503: status503}])
    },
    60_000,
  )

  testInLongRun(
    'a higher tier mid-way: the limit grows on beyond its old bound, without a 429',
    async () => {
      // At the old bound from the start: two thirds of 216,000 for a Tier 2 account and a large model.
      const overrides = {adaptive: {openingScale: 4, growEveryMs: MINUTE}, topUpDelayMs: 1000}
      const before = {60: control('credits', {usd: 5000})}
      const job = await doWork({forMs: 4 * MINUTE, proxied: {pace}, overrides, before})
      expect([of429(job), job.failed]).toEqual([0, {}])
      expect(limitOf(job)).toBeGreaterThanOrEqual(144_000 * 1.25)
    },
    60_000,
  )

  test('a lower tier mid-way: the limit falls to its bound with the next answer, and the pacer keeps below it', async () => {
    // From two thirds to half of 216,000. No more growth, so that nothing but the tier moves the limit.
    const overrides = {adaptive: {openingScale: 4, growEveryMs: 60 * MINUTE}}
    const pieces = 180
    const job = await doWork({pieces, proxied: {pace}, overrides, before: {60: control('tier', {tier: 1})}})
    expect(limitOf(job)).toBe(108_000)
    expect([of429(job), job.failed, job.done]).toEqual([0, {}, pieces])
    // What is left after the full bucket and the time before the change, at the new limit and not slower.
    expect(job.tookMs).toBeLessThan(((pieces * TOKENS) / 108_000 / 0.9) * MINUTE)
  }, 60_000)

  testInLongRun(
    'a limit cut to a quarter mid-way: the pacer keeps below the new one',
    async () => {
      const overrides = {adaptive: {openingScale: 4}}
      // After three days of silence, which pass for the sandbox alone, a limit is where it started.
      const before = {60: (sandbox: Sandbox) => sandbox.advance(73 * 60 * MINUTE)}
      const job = await doWork({pieces: 120, proxied: {pace}, overrides, before})
      expect(limitOf(job)).toBe(LIMIT)
      expect([of429(job), job.failed]).toEqual([0, {}])
    },
    60_000,
  )

  testInLongRun(
    'ten requests a minute for the whole account mid-way, which no header tells: a few 429, and no hammering',
    async () => {
      const before = {
        10: control('payment-method', {present: false}),
        40: control('payment-method', {present: true}),
      }
      const job = await doWork({pieces: 80, proxied: {pace}, before, tokens: 300})
      // What is on its way when it happens, and after each longer pause one.
      expect(of429(job)).toBeLessThan(3 * WORKERS)
      expect(job.done + of429(job)).toBe(80)
      expect(job.proxy.open).toBe(0)
    },
    60_000,
  )

  test('a suspension mid-way: every request gets its 412 at once, and afterwards the work goes on without a 429', async () => {
    const before = {12: control('invoice', {status: 'failed'}), 36: control('invoice', {status: 'paid'})}
    const overrides = {invoiceClearDelayMs: 1, suspendStateLagMs: 0}
    const job = await doWork({pieces: 72, proxied: {pace}, overrides, before})
    expect(Object.keys(job.failed)).toEqual(['412'])
    // What was asked in between, but for what was on its way at either end.
    expect(Math.abs(job.failed[412]! - 24)).toBeLessThanOrEqual(WORKERS)
    expect([of429(job), job.done + job.failed[412]!]).toEqual([0, 72])
    // A refused request takes nothing from the limit: the others are not slower for it.
    expect(job.tookMs).toBeLessThan(idealMs(72) / 0.9)
  }, 60_000)

  testInLongRun(
    'another model mid-way does not wait for the limit of the first, and neither meets a 429',
    async () => {
      const job = await doWork({pieces: 72, proxied: {pace}, model: piece => (piece < 36 ? KIMI : GLM)})
      expect([of429(job), job.failed]).toEqual([0, {}])
      const asked = job.proxy.snapshot().traffic.map(({model, requests}) => [model, requests])
      expect(asked).toEqual([
        ['kimi-k3', 36],
        ['glm-5p3', 36],
      ])
      expect(job.tookMs).toBeLessThan(idealMs(72) / 0.9)
    },
    60_000,
  )
})

describeInLongRun('is advice worth it', () => {
  // Real time, as the waits of the client are; beside the others, which use none.
  test.concurrent('eight clients with their own default retries meet a fraction of the 429, and fail nothing', async () => {
    const course = async (advise: boolean) => {
      const sandbox = await createSandbox({scenario: 'tier2'})
      const proxy = await startTestProxy(sandbox.url, {advise})
      const client = new OpenAI({apiKey: 'fw_sandbox', baseURL: `${proxy.url}/inference/v1`})
      const until = Date.now() + 15_000
      let [done, failed] = [0, 0]
      const worker = async () => {
        while (Date.now() < until) {
          await client.chat.completions.create({model: KIMI, messages, max_tokens: 1200}).then(
            () => done++,
            () => failed++,
          )
        }
      }
      const working = Promise.all(Array.from({length: WORKERS}, worker))
      await new Promise(resolve => setTimeout(resolve, until - Date.now()))
      const {status429} = proxy.snapshot().traffic[0]!
      open.push({close: () => working.then(() => proxy.close(0))}, {close: () => working.then(() => sandbox.close())})
      return {status429, done, failed}
    }
    const [without, withIt] = await Promise.all([course(false), course(true)])
    // Dozens, where the machine has time for them.
    expect(without.failed).toBeGreaterThan(4)
    expect(withIt.failed).toBe(0)
    // A tenth, where the machine has time for the others' hammering; bench/proxy.js says how few.
    expect(withIt.status429).toBeLessThan(without.status429 / 5)
    expect(withIt.done).toBeGreaterThanOrEqual(without.done - 1)
  }, 60_000)
})
