import {expect, test} from '@jest/globals'
import {startFaultServer} from '../support/fault-server.js'
import {spawnFireq, TEST_KEY} from '../support/spawn-fireq.js'

const env = {FIREWORKS_API_KEY: TEST_KEY, FIREWORKS_ACCOUNT_ID: 'acme'}
const REFUSED = {status: 404, body: {code: 5, message: 'gone', details: []}}
const BUSY = {status: 503, headers: {'retry-after': '55'}, body: {code: 14, message: 'busy', details: []}}

/** Milliseconds in which a run must have ended: well below the 55 s that the other answer asks to wait. */
const SOON_MS = 30_000

test('once one question has failed, nobody waits for another one that was asked at the same time', async () => {
  const server = await startFaultServer(({url}) => (url.includes('/quotas') ? REFUSED : BUSY))
  const run = await spawnFireq(['quota', 'list', '--base-url', server.url], {env, killAfterMs: SOON_MS})
  await server.close()
  expect(run).toMatchObject({code: 3, stdout: ''})
  expect(run.stderr).toMatch(/hint: .*\n$/)
})

test('nothing is told after the error: a question that ends with the connection is no retry', async () => {
  const server = await startFaultServer(() => REFUSED)
  for (let attempt = 0; attempt < 3; attempt++) {
    const run = await spawnFireq(['auth', 'status', '--base-url', server.url], {env: {FIREWORKS_API_KEY: TEST_KEY}})
    expect(run.code).toBe(3)
    expect(run.stderr.trimEnd().split('\n').at(-1)).toMatch(/^hint: /)
  }
  await server.close()
})
