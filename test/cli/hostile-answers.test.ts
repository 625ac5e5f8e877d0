import {afterEach, describe, expect, test} from '@jest/globals'
import {startFaultServer, type FaultServer, type Reply, type Seen} from '../support/fault-server.js'
import {runCli} from '../support/run-cli.js'

const SUSPENDED =
  'Account acme is suspended, possibly due to reaching the monthly spending limit or failure to pay past invoices.'
const ACCOUNT = {name: 'accounts/acme', state: 'READY', suspendState: 'UNSUSPENDED'}
const SPEND = {name: 'accounts/acme/quotas/monthly-spend-usd', value: '400', maxValue: '500', usage: 10}

let server: FaultServer | null = null
afterEach(async () => {
  await server?.close()
  server = null
})

async function against(reply: (seen: Seen) => Reply) {
  server = await startFaultServer(reply)
  return {FIREWORKS_API_KEY: 'fw_NotARealKey0123456789', FIREWORKS_ACCOUNT_ID: 'acme', FIREWORKS_BASE_URL: server.url}
}

describe('a suspension under a 429', () => {
  test('is told as such by `status`, which asks each question once and exits 5', async () => {
    const env = await against(() => ({status: 429, body: {code: 8, message: SUSPENDED}}))
    const {code, stdout} = await runCli(['status', '--json'], {env})
    expect(code).toBe(5)
    expect(stdout).toContain('suspended')
    expect(stdout).not.toContain('backoff')
    const asked = server!.seen.map(({url}) => url)
    expect(new Set(asked).size).toBe(asked.length)
  })
})

describe('the answer about another quota', () => {
  test('leads to no change: nothing is sent', async () => {
    const wrong = {name: 'accounts/acme/quotas/global--h100-count', value: '8', maxValue: '500', usage: 1}
    const env = await against(({url}) => ({body: url.includes('/quotas/') ? wrong : ACCOUNT}))
    const {code, stderr} = await runCli(['quota', 'set', 'monthly-spend-usd', '10', '--yes'], {env})
    expect(code).toBe(7)
    expect(stderr).toContain('global--h100-count')
    expect(server!.seen.filter(({method}) => method === 'PATCH')).toEqual([])
  })
})

describe('a gateway that rejects the field mask', () => {
  test('and replaces the max without it is an error with the way out', async () => {
    let now = SPEND
    const env = await against(({method, url}) => {
      if (method !== 'PATCH') return {body: url.includes('/quotas/') ? now : ACCOUNT}
      if (url.includes('updateMask')) return {status: 400, body: {code: 3, message: 'unknown field: updateMask'}}
      now = {...SPEND, value: '450', maxValue: '450'}
      return {body: now}
    })
    const {code, stderr} = await runCli(['quota', 'set', 'monthly-spend-usd', '450', '--yes'], {env})
    expect(stderr).toContain('its max went from $500 to $450')
    expect(stderr).toContain('inquiries@fireworks.ai')
    expect(code).toBe(1)
  })

  test('and keeps the max is no more than a change', async () => {
    let now = SPEND
    const env = await against(({method, url}) => {
      if (method !== 'PATCH') return {body: url.includes('/quotas/') ? now : ACCOUNT}
      if (url.includes('updateMask')) return {status: 400, body: {code: 3, message: 'unknown field: updateMask'}}
      now = {...SPEND, value: '450'}
      return {body: now}
    })
    expect((await runCli(['quota', 'set', 'monthly-spend-usd', '450', '--yes'], {env})).code).toBe(0)
  })
})
