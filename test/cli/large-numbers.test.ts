import {afterAll, beforeAll, expect, test} from '@jest/globals'
import {instantClock} from '../support/connection.js'
import {EVERY_COMMAND} from '../support/every-command.js'
import {startFaultServer, type FaultServer, type Seen} from '../support/fault-server.js'
import {inTurn} from '../support/property-runs.js'
import {runCli} from '../support/run-cli.js'

/** One above what a number holds exactly. */
const EXACT = '9007199254740993'
let numbers: {value: unknown; maxValue: unknown; usage: unknown}
let server: FaultServer

beforeAll(async () => {
  server = await startFaultServer(({url}: Seen) => {
    const quota = {name: 'accounts/acme/quotas/monthly-spend-usd', ...numbers}
    if (url.endsWith('/quotas/monthly-spend-usd')) return {body: quota}
    if (url.includes('/quotas')) return {body: {quotas: [quota]}}
    return {body: {name: 'accounts/acme', state: 'READY', suspendState: 'UNSUSPENDED'}}
  })
})
afterAll(() => server.close())

const run = (...argv: string[]) =>
  runCli(argv, {
    clock: instantClock(),
    env: {FIREWORKS_API_KEY: 'plain-key', FIREWORKS_ACCOUNT_ID: 'acme', FIREWORKS_BASE_URL: server.url},
  })

test('an int64 beyond 2^53 keeps its digits wherever a machine reads it', async () => {
  numbers = {value: EXACT, maxValue: '9223372036854775807', usage: 1}
  expect(JSON.parse((await run('quota', 'list', '-o', 'json')).stdout)).toMatchObject([
    {value: EXACT, max_value: '9223372036854775807'},
  ])
  expect((await run('quota', 'get', 'monthly-spend-usd', '-o', 'flag')).stdout).toContain(`--value=${EXACT}\n`)
  for (const format of ['csv', 'tsv']) expect((await run('quota', 'list', '-o', format)).stdout).toContain(EXACT)
  const {stdout} = await run('quota', 'get', 'monthly-spend-usd', '--json')
  expect(JSON.parse(stdout)).toMatchObject({data: {quota: {exact: {value: EXACT, maxValue: '9223372036854775807'}}}})
})

test('a number that is held exactly has no second spelling', async () => {
  numbers = {value: '400', maxValue: '9007199254740991', usage: 1}
  expect((await run('quota', 'get', 'monthly-spend-usd', '--json')).stdout).not.toContain('exact')
})

test.each([
  {value: '1', maxValue: 1e308, usage: 1e308},
  {value: 1e-308, maxValue: '5', usage: 1e308},
  {value: '-1e308', maxValue: '-1', usage: -1e308},
  {value: 5e-324, maxValue: 5e-324, usage: 5e-324},
  {value: 'NaN', maxValue: 'Infinity', usage: '-Infinity'},
  {value: '9'.repeat(400), maxValue: '0x10', usage: ''},
])('%j is shown as a number or as unknown in every view', async absurd => {
  numbers = absurd
  for (const [at, {argv}] of EVERY_COMMAND.filter(({id, asks}) => asks && id !== 'api').entries()) {
    for (const form of inTurn([[], ['--json'], ['-o', 'csv']], 3, at)) {
      const {stdout, stderr, code} = await run(...argv, ...form, '--no-input')
      expect([argv, form, /NaN|Infinity|undefined|\$-|\[object/.exec(`${stdout}${stderr}`)?.[0]]).toEqual([
        argv,
        form,
        undefined,
      ])
      expect(code).not.toBe(70)
    }
  }
})
