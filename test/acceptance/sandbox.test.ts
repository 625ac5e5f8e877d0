import {describe, expect, test} from '@jest/globals'
import type {ChildProcess} from 'node:child_process'
import {createServer, type AddressInfo} from 'node:net'
import {spawnFireq} from '../support/spawn-fireq.js'

/** Asks the sandbox once it is ready, then sends the signal. */
function askThenSignal(signal: NodeJS.Signals, answers: unknown[]) {
  return (child: ChildProcess) => {
    child.stdout!.once('data', (line: Buffer) => {
      const url = /^listening on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(line.toString())![1]!
      void fetch(`${url}/v1/accounts/acme/quotas/monthly-spend-usd`, {headers: {authorization: 'Bearer fw_sandbox'}})
        .then(answer => answer.json())
        .then(answer => answers.push(answer))
        .finally(() => child.kill(signal))
    })
  }
}

describe('fireq sandbox', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('says where it listens, logs each request, and on %s what it served: exit %i', async (signal, code) => {
    const answers: unknown[] = []
    const run = await spawnFireq(['sandbox', '--port', '0', '--scenario', 'tier2'], {
      during: askThenSignal(signal, answers),
    })
    expect(answers).toEqual([expect.objectContaining({value: '400', maxValue: '500', usage: 376.48})])
    expect(run.stdout).toMatch(/^listening on http:\/\/127\.0\.0\.1:\d+\n$/)
    const log = run.stderr.trimEnd().split('\n')
    const [, url] = /^listening on (\S+)\n$/.exec(run.stdout)!
    expect(log.slice(0, 3)).toEqual([
      'sandbox tier2: simulated data; docs/sandbox.md has its routes',
      'API key: fw_sandbox',
      `export OPENAI_BASE_URL=${url}/inference/v1 OPENAI_API_KEY=fw_sandbox`,
    ])
    expect(log[3]).toMatch(/GET .*\/quotas\/monthly-spend-usd.* 200/)
    expect(log.at(-1)).toMatch(/^served 1 request/)
    expect(run.code).toBe(code)
  })

  test('a port that is taken is a clear refusal', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise(resolve => other.once('listening', resolve))
    const {port} = other.address() as AddressInfo
    const run = await spawnFireq(['sandbox', '--port', String(port)])
    other.close()
    expect(run).toMatchObject({code: 1, stdout: ''})
    expect(run.stderr).toMatch(/^error: the port is not free: EADDRINUSE\nhint: /)
  })

  test('an unknown scenario names those there are', async () => {
    const run = await spawnFireq(['sandbox', '--scenario', 'nope'])
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('many-quotas')
  })
})
