import {afterEach, describe, expect, test} from '@jest/globals'
import OpenAI from 'openai'
import type {ProxyOptions, Proxy} from '../../src/lib/proxy/index.js'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {startTestProxy} from '../support/proxied.js'
import {scaledClock} from '../support/scaled-clock.js'

const SCALE = 30
const WORKERS = 8
const TOKENS = 3000
/** Output tokens a minute at the start. */
const LIMIT = 36_000

const open: {close(): Promise<void>}[] = []
afterEach(() => Promise.all(open.splice(0).map(one => one.close())))

interface Job {
  readonly proxy: Proxy
  readonly sandbox: Sandbox
  /** Milliseconds of simulated time. */
  readonly tookMs: number
  readonly failed: number
}

/** Eight workers of the official client do a piece of work, as people write such jobs. */
async function doWork(requests: number, options: Partial<ProxyOptions>, during?: (sandbox: Sandbox) => void) {
  const clock = scaledClock(SCALE)
  const sandbox = await createSandbox({scenario: 'tier2', timeScale: SCALE})
  const proxy = await startTestProxy(sandbox.url, {clock, ...options})
  open.push({close: () => proxy.close(0)}, sandbox)
  // Its retries wait in real seconds, which here are half a minute each.
  const client = new OpenAI({apiKey: 'fw_sandbox', baseURL: `${proxy.url}/inference/v1`, maxRetries: 0})
  const started = clock.now()
  let [left, failed] = [requests, 0]
  const worker = async (model: string) => {
    while (left-- > 0) {
      if (left === Math.floor(requests / 2)) during?.(sandbox)
      const messages = [{role: 'user' as const, content: 'a question of some words'}]
      await client.chat.completions.create({model, messages, max_tokens: TOKENS}).catch(() => failed++)
    }
  }
  const model = 'accounts/fireworks/models/kimi-k3'
  await Promise.all(Array.from({length: WORKERS}, () => worker(model)))
  const job: Job = {proxy, sandbox, tookMs: clock.now() - started, failed}
  return job
}

const pace = {target: 0.95, maxWaitMs: 600_000}
const of429 = ({proxy}: Job) => proxy.snapshot().traffic.reduce((sum, row) => sum + row.status429, 0)

describe('is it worth it', () => {
  test('the same work: unpaced meets 429 and fails, paced meets none, fails nothing and takes about the ideal time', async () => {
    // More than three minutes of the limit, so that the bucket that is full at the start does not decide.
    const requests = Math.ceil((LIMIT * 3.3) / TOKENS)
    const unpaced = await doWork(requests, {})
    expect(of429(unpaced)).toBeGreaterThan(8)
    expect(unpaced.failed).toBe(of429(unpaced))
    const paced = await doWork(requests, {pace})
    expect([of429(paced), paced.failed]).toEqual([0, 0])
    const ideal = ((requests * TOKENS) / LIMIT) * 60_000
    // The ideal and a tenth; and room for a busy machine, on which a simulated second is 33 ms.
    expect(paced.tookMs).toBeLessThan((ideal / 0.9) * 1.25)
    expect(paced.tookMs).toBeGreaterThan(ideal * 0.9)
    expect(paced.proxy.open).toBe(0)
  }, 60_000)

  test('load shedding in the middle is passed on and does not become 429', async () => {
    const job = await doWork(24, {pace}, sandbox => {
      sandbox.fault({route: '*', kind: '503', times: 3})
    })
    expect(of429(job)).toBe(0)
    expect(job.proxy.snapshot().traffic[0]!.status503).toBe(3)
    expect(job.failed).toBe(3)
  }, 60_000)
})
