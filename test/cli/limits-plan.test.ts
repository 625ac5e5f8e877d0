import {afterEach, describe, expect, test} from '@jest/globals'
import type {ManualClock} from '../../src/lib/sandbox/index.js'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {movedClock} from '../support/moved-clock.js'
import {someOf} from '../support/property-runs.js'
import {runCli} from '../support/run-cli.js'

const open: Sandbox[] = []
afterEach(() => Promise.all(open.splice(0).map(one => one.close())))

interface Plan {
  readonly binding: string
  readonly costPerDayUsd: number | null
  readonly grows: boolean
  readonly reachable: boolean | null
  readonly needs: {dimension: string; needed: number; now: number; upperBound: number | null; fits: boolean}[]
  readonly steps: {step: number; atLeastMinutes: number; limit: number; load: number}[]
}
const plan = async (...words: string[]) => {
  const {stdout, code, stderr} = await runCli(['limits', 'plan', ...words])
  return {code, stdout, stderr}
}
const dataIn = (stdout: string) => (JSON.parse(stdout) as {data: Plan}).data
const LOAD = ['--requests', '500/m', '--prompt', '2000', '--cached', '0.5', '--generated', '300', '--model', 'kimi-k3']

describe('limits plan', () => {
  test('says what binds first, the least time by the rule, and the cost, without a key', async () => {
    const {stdout, stderr, code} = await plan(...LOAD)
    expect(code).toBe(0)
    expect(stdout.split('\n')[0]).toBe(
      'kimi-k3: output tokens bind first: at least 7 steps, 105 minutes; whether your tier reaches it is not known',
    )
    expect(stdout).toMatch(/72 hours without a request .*, documented \(2026-10\)/)
    expect(stdout).toMatch(/cost: \$[\d,.]+ a day by list prices, likely \(2026-10\)/)
    expect(stderr).toMatch(/the limits in effect are not known: .* documented \(2026-01\)/)
    const dedicated = await plan(...LOAD.slice(0, -1), 'kimi-k3#accounts/acme/deployments/x')
    expect([dedicated.code, dedicated.stderr]).toEqual([
      2,
      expect.stringContaining('serverless rate limits and prices do not apply'),
    ])
    const data = dataIn((await plan(...LOAD, '--json')).stdout)
    expect(data.needs.map(({dimension, needed, fits}) => [dimension, needed, fits])).toEqual([
      ['requests', 500, true],
      ['prompt', 1_000_000, true],
      ['uncached-prompt', 500_000, true],
      ['generated', 150_000, false],
    ])
    expect(data.steps.map(({atLeastMinutes}) => atLeastMinutes)).toEqual([15, 30, 45, 60, 75, 90, 105])
    // 500 × 1440 × (1000 × $3 + 1000 × $0.30 + 300 × $15) / 1M
    expect(data.costPerDayUsd).toBeCloseTo(5616, 6)
    expect(data.reachable).toBeNull()
  })

  test('does not promise what is beyond the upper bound or the requests of the account', async () => {
    const beyond = dataIn(
      (await plan('--requests', '1000/m', '--generated', '300', '--model', 'kimi-k3', '--json')).stdout,
    )
    expect([beyond.reachable, beyond.binding]).toEqual([false, 'generated'])
    const {stdout} = await plan('--requests', '101/s', '--generated', '1', '--model', 'kimi-k3')
    expect(stdout).toMatch(/^kimi-k3: not reachable: 6,060 requests per minute, the account may send 6,000/)
  })

  test('says that a limit below half used will not grow', async () => {
    const {stdout} = await plan('--requests', '10/m', '--generated', '300', '--model', 'kimi-k3')
    expect(stdout).toMatch(/^kimi-k3: fits now/)
    expect(stdout).toContain('you are below half used: it will not grow')
  })

  test('names the monthly spend limit when it binds first', async () => {
    const {stdout} = await runCli(['limits', 'plan', '--sandbox', ...LOAD.slice(0, -2), '--model', 'kimi-k3', '--json'])
    expect(dataIn(stdout).binding).toBe('monthly-spend')
  })

  test('gives load generators their input', async () => {
    const k6 = JSON.parse((await plan(...LOAD, '--schedule', 'k6')).stdout) as {
      scenarios: {ramp: {stages: {target: number; duration: string}[]}}
    }
    const {stages} = k6.scenarios.ramp
    expect(stages).toHaveLength(16)
    expect(stages.at(-1)).toEqual({target: 500, duration: '15m'})
    const vegeta = (await plan(...LOAD, '--schedule', 'vegeta')).stdout.trimEnd().split('\n')
    expect(vegeta).toHaveLength(8)
    expect(vegeta[0]).toMatch(/^vegeta attack .*-rate=108\/1m -duration=15m/)
  })

  test.each([
    [['--requests', '500'], 'is not a rate'],
    [['--requests', '5/m', '--cached', '2'], 'is not a part from 0 to 1'],
    [['--requests', '5/m'], 'no model is named'],
  ])('refuses %j', async (words, why) => {
    const {code, stderr} = await plan(...words)
    expect([code, stderr]).toEqual([2, expect.stringContaining(why)])
  })
})

describe('a load driven by the plan', () => {
  /** Sends requests evenly, so many a minute, for some minutes. @returns how many got a 429 */
  async function drive(sandbox: Sandbox, clock: ManualClock, load: {rate: number; minutes: number; body: string}) {
    const {rate, minutes, body} = load
    const headers = {authorization: 'Bearer fw_sandbox', 'content-type': 'application/json'}
    let refused = 0
    for (let sent = 0; sent < Math.floor(rate * minutes); sent++) {
      const answer = await fetch(`${sandbox.url}/inference/v1/chat/completions`, {method: 'POST', headers, body})
      await answer.arrayBuffer()
      if (answer.status !== 200) refused++
      clock.move(60_000 / rate)
    }
    return refused
  }

  const loads = [
    ['kimi-k3', 10, 15_000],
    ['kimi-k3', 12, 3700],
    ['gpt-oss-120b', 20, 9000],
  ] as const
  test.each(someOf(loads, 1))(
    'of %s at %d requests a minute of %d tokens gets no 429 and arrives within one step',
    async (model, rate, tokens) => {
      const {sandbox: time, clock} = movedClock()
      const sandbox = await createSandbox({scenario: 'enterprise', clock: time})
      open.push(sandbox)
      const env = {FIREWORKS_BASE_URL: sandbox.url, FIREWORKS_API_KEY: 'fw_sandbox'}
      const words = ['--requests', `${rate}/m`, '--generated', String(tokens), '--model', model]
      const {stdout} = await runCli(['limits', 'plan', ...words, '--json'], {env, clock})
      const {steps, reachable} = dataIn(stdout)
      expect(reachable).toBe(true)
      expect(steps.length).toBeGreaterThan(0)
      const {stdout: schedule} = await runCli(['limits', 'plan', ...words, '--schedule', 'vegeta'], {env, clock})
      const body = JSON.stringify({
        model: `accounts/fireworks/models/${model}`,
        max_tokens: tokens,
        messages: [{role: 'user', content: 'hi'}],
      })
      const stages = [...schedule.matchAll(/-rate=(\d+)\/(\d+)m -duration=(\d+)m/g)].map(match => ({
        rate: Number(match[1]) / Number(match[2]),
        minutes: Number(match[3]),
      }))
      // Each step at its load, then the whole load.
      expect(stages).toHaveLength(steps.length + 1)
      expect(stages.at(-1)!.rate).toBe(rate)
      let refused = 0
      const start = time.now()
      for (const stage of stages) refused += await drive(sandbox, time, {...stage, body})
      // The whole load ran for its stage: it was reached when the steps were over.
      expect((time.now() - start) / 60_000).toBeCloseTo(15 * stages.length, 0)
      expect(refused).toBe(0)
    },
  )
})
