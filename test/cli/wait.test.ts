import {afterEach, describe, expect, test} from '@jest/globals'
import {createSandbox, type Sandbox, type SandboxOptions} from '../../src/lib/sandbox/index.js'
import {movedClock} from '../support/moved-clock.js'
import {runCli} from '../support/run-cli.js'

const open: Sandbox[] = []
afterEach(() => Promise.all(open.splice(0).map(one => one.close())))

const MODEL = 'accounts/fireworks/models/kimi-k3'

async function world(options: SandboxOptions = {}) {
  const {sandbox: time, clock} = movedClock()
  const sandbox = await createSandbox({...options, clock: time})
  open.push(sandbox)
  const env = {FIREWORKS_BASE_URL: sandbox.url, FIREWORKS_API_KEY: 'fw_sandbox'}
  return {
    sandbox,
    time,
    fireq: (...argv: string[]) => runCli(argv, {env, clock}),
    asked: () => sandbox.requests.filter(({path}) => path.endsWith('/chat/completions')).length,
    /** Generates so many tokens. */
    use: async (tokens: number) => {
      const {status} = await fetch(`${sandbox.url}/inference/v1/chat/completions`, {
        method: 'POST',
        headers: {authorization: 'Bearer fw_sandbox', 'content-type': 'application/json'},
        body: JSON.stringify({model: MODEL, max_tokens: tokens, messages: [{role: 'user', content: 'hi'}]}),
      })
      return status
    },
  }
}

const dataIn = (stdout: string) =>
  (JSON.parse(stdout) as {data: {met: boolean; waitedSeconds: number; reason: string | null; checks: object[]}}).data

describe('limits wait', () => {
  test('for 50,000 output tokens on an emptied bucket returns within one refill of when they are there, in at most 12 requests', async () => {
    const {sandbox, fireq, asked, use} = await world({overrides: {adaptive: {openingScale: 4}}})
    expect(await use(144_000)).toBe(200)
    const before = asked()
    const {stdout, stderr, code} = await fireq('limits', 'wait', 'kimi-k3', '--need', 'generated=50000', '--json')
    expect(code).toBe(0)
    const {met, waitedSeconds} = dataIn(stdout)
    // 50,000 of 144,000 a minute refill in 20.8 s.
    expect(met).toBe(true)
    expect(waitedSeconds).toBeGreaterThanOrEqual(20.8)
    expect(waitedSeconds).toBeLessThan(20.8 * 1.5)
    expect(asked() - before).toBeLessThanOrEqual(12)
    expect(stderr).toMatch(/^\S+ \S+Z {2}kimi-k3: .*50,000 needed; next look in \d+ s\n/)
    expect(sandbox.summary().status429).toBeLessThanOrEqual(1)
  })

  test('for all of the limit is met by a full bucket, which the look itself has taken from', async () => {
    const {fireq, asked} = await world()
    const {stdout, code} = await fireq('limits', 'wait', 'kimi-k3', '--need', 'generated=36000', '--json')
    expect([code, dataIn(stdout).met, asked()]).toEqual([0, true, 1])
  })

  test('for more than the limit ends at once with 11', async () => {
    const {fireq, asked} = await world()
    const {stdout, code} = await fireq('limits', 'wait', 'kimi-k3', '--need', 'generated=50000', '--json')
    expect(code).toBe(11)
    expect(dataIn(stdout)).toMatchObject({met: false, reason: expect.stringContaining('never at this limit')})
    expect(asked()).toBe(1)
  })

  test('ends with 5 when the account is suspended in the middle', async () => {
    const {sandbox, fireq, asked, use} = await world({overrides: {adaptive: {openingScale: 4}}})
    expect(await use(144_000)).toBe(200)
    const waiting = fireq('limits', 'wait', 'kimi-k3', '--need', 'generated=100000', '--every', '2')
    while (asked() < 4) await new Promise(resolve => setTimeout(resolve, 5))
    const headers = {'content-type': 'application/json'}
    await fetch(`${sandbox.url}/_sandbox/invoice`, {method: 'POST', headers, body: '{"status":"failed"}'})
    const {stdout, code} = await waiting
    expect(code).toBe(5)
    expect(stdout).toMatch(/^not met after [\d.]+ s, \d+ looks.*\n.*suspended/)
  })

  test('ends with 3 for a model that is not there and with 11 behind a tier gate', async () => {
    const {fireq} = await world({scenario: 'tier-gate'})
    expect((await fireq('limits', 'wait', 'a-model-of-nobody', '--need', 'generated=1')).code).toBe(3)
    expect((await fireq('limits', 'wait', 'kimi-k3', '--need', 'generated=1')).code).toBe(11)
  })

  test('runs out of time with 7 and the last reading, through failures that can pass', async () => {
    const {sandbox, fireq} = await world({scenario: 'overloaded', overrides: {serverless: {loadShedProbability: 1}}})
    sandbox.fault({route: '*', kind: '503', times: 2})
    const {stdout, code} = await fireq(
      'limits',
      'wait',
      'kimi-k3',
      '--need',
      'generated=1',
      '--timeout',
      '90s',
      '--json',
    )
    expect(code).toBe(7)
    expect(dataIn(stdout)).toMatchObject({met: false, waitedSeconds: 90, reason: 'the time is over'})
    expect(dataIn(stdout).checks).toHaveLength(1)
  })

  test('takes --timeout for the whole wait and says what a look costs', async () => {
    const {fireq} = await world()
    const {stderr, code} = await fireq('limits', 'wait', 'kimi-k3', '--timeout', '2h', '--probe-cost')
    expect(code).toBe(0)
    expect(stderr).toMatch(
      /each look sends one request of at most 100 prompt tokens and 1 output token: at most \$0\.000/,
    )
  })
})

describe('quota wait', () => {
  test('is met at once where there is headroom, and by a pattern only when all have it', async () => {
    const {fireq} = await world()
    expect((await fireq('quota', 'wait', 'global--a100-count', '--need', '1')).code).toBe(0)
    expect((await fireq('quota', 'wait', 'global--*-count', '--need', '1', '--timeout', '5')).code).toBe(7)
  })

  test('ends at once where the limit is smaller, and where there is no such quota', async () => {
    const {fireq} = await world()
    const never = await fireq('quota', 'wait', 'global--h100-count', '--need', '800')
    expect([never.code, never.stdout]).toEqual([11, expect.stringContaining('never at this limit')])
    expect((await fireq('quota', 'wait', 'no-such-quota', '--need', '1')).code).toBe(3)
  })

  test('ends with 5 when the account is suspended', async () => {
    const {fireq} = await world({scenario: 'suspended-spend'})
    expect((await fireq('quota', 'wait', 'global--a100-count', '--need', '1')).code).toBe(5)
  })

  test('looks again until there is headroom', async () => {
    const {fireq, sandbox} = await world()
    const waiting = fireq('quota', 'wait', 'global--h100-count', '--need', '4', '--json')
    await new Promise(resolve => setTimeout(resolve, 300))
    const raised = await fetch(`${sandbox.url}/v1/accounts/acme/quotas/global--h100-count?updateMask=value`, {
      method: 'PATCH',
      headers: {authorization: 'Bearer fw_sandbox', 'content-type': 'application/json'},
      body: '{"value":"0"}',
    })
    expect(raised.status).toBe(200)
    const {code, stdout} = await waiting
    expect(code).toBe(11)
    expect(dataIn(stdout).met).toBe(false)
  })
})
