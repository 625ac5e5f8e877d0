import {afterEach, describe, expect, test} from '@jest/globals'
import {AppError} from '../../src/lib/domain/errors.js'
import {sparkline} from '../../src/lib/render/charts/sparkline.js'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {systemClock} from '../../src/lib/cli/context.js'
import {runCli, type RunOptions} from '../support/run-cli.js'

const open: Sandbox[] = []
afterEach(() => Promise.all(open.splice(0).map(one => one.close())))

/** Watches for so many rounds, then stops by SIGINT. */
async function watch(rounds: number, words: readonly string[], options: RunOptions = {}) {
  const sandbox = await createSandbox()
  open.push(sandbox)
  const controller = new AbortController()
  const slept: number[] = []
  const clock = {
    now: () => systemClock.now(),
    sleep: async (ms: number, signal?: AbortSignal) => {
      // Other waits, such as that for the catalogue, are short.
      if (ms < 2500) return systemClock.sleep(ms, signal)
      slept.push(ms)
      if (slept.length >= rounds) controller.abort(new AppError('unknown', 'interrupted by SIGINT', {exitCode: 130}))
      signal?.throwIfAborted()
    },
  }
  const env = {FIREWORKS_BASE_URL: sandbox.url, FIREWORKS_API_KEY: 'fw_sandbox'}
  const outcome = await runCli(words, {...options, env, clock, signal: controller.signal})
  return {...outcome, slept, sandbox}
}

describe('--watch', () => {
  test.each([
    [['status', '--watch', '--json'], 'fireq.status/v1'],
    [['quota', 'list', '--watch', '5', '--json'], 'fireq.quota.list/v1'],
    [['quota', 'check', '--watch', '--json'], 'fireq.quota.check/v1'],
    [['limits', 'check', 'kimi-k3', '--watch', '--json'], 'fireq.limits.check/v1'],
    [['limits', 'probe', 'kimi-k3', '--watch', '--json'], 'fireq.limits.probe/v1'],
  ])('of %j prints a document a round and ends with 130', async (words, schema) => {
    const {stdout, code, slept} = await watch(3, words)
    expect(code).toBe(130)
    const documents = stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as {schema: string})
    expect(documents.map(document => document.schema)).toEqual([schema, schema, schema])
    const seconds = words.includes('5') ? 5 : 10
    // The first round is due at the start: what it took is no part of the wait.
    expect(slept[0]).toBeLessThanOrEqual(seconds * 1000)
    expect(slept[1]).toBeGreaterThan(seconds * 1000)
  })

  test('appends blocks in a pipe, and follows spend on a terminal', async () => {
    const {stdout} = await watch(2, ['quota', 'list', '--watch'])
    expect(stdout.match(/^NAME /gm)).toHaveLength(2)
    const {stdout: screen} = await watch(2, ['status', '--watch', '--no-color'], {tty: true})
    expect(screen).toMatch(/spend +[▁▂▃▄▅▆▇█]{2} 94\.1%/)
  })
})

describe('a line of rounds', () => {
  test('has a sign a round, a blank for one that did not tell, and nothing but ASCII where asked', () => {
    expect(sparkline([0, 0.5, null, 1, 1.3], true)).toBe('▁▅ ██')
    expect(sparkline([0, 0.5, null, 1, 1.3], false)).toBe('_= ##')
  })
})
