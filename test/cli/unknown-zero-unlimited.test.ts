import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {XMLParser} from 'fast-xml-parser'
import {readFileSync} from 'node:fs'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import path from 'node:path'
import {readCsv} from '../render/delimited-reader.js'
import {readExposition, valueOf} from '../support/exported.js'
import {newHome} from '../support/profile-home.js'
import {runCli} from '../support/run-cli.js'
import {documentIn} from '../support/schema-check.js'

/** A usage that nobody reports, one of 0, a limit of 0, and no limit. */
const QUOTAS = [
  {id: 'usage-unknown-count', value: 8, maxValue: 8},
  {id: 'usage-zero-count', value: 8, maxValue: 8, usage: 0},
  {id: 'limit-zero-count', value: 0, maxValue: 0, usage: 0},
  {id: 'monthly-spend-usd', value: 9_999_999, maxValue: 9_999_999, usage: 12.5},
]

const home = newHome()
let server: Server
beforeAll(async () => {
  const quotas = QUOTAS.map(({id, value, maxValue, ...rest}) => ({
    name: `accounts/acme/quotas/${id}`,
    value: String(value),
    maxValue: String(maxValue),
    ...rest,
  }))
  server = createServer((request, response) => {
    request.resume()
    response.setHeader('content-type', 'application/json')
    const account = {name: 'accounts/acme', state: 'READY', suspendState: 'UNSUSPENDED'}
    const rest = {quotas, rateLimits: [], deployments: [], models: []}
    response.end(JSON.stringify({...account, ...rest}))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => void server.close())

function run(...words: string[]) {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return runCli([...words, '--base-url', url, '--api-key', 'fw_test_three', '-a', 'acme'], {home})
}

interface Listed {
  readonly quotas: readonly {
    readonly id: string
    readonly value: number | null
    readonly usage: number | null
    readonly unlimited: boolean
    readonly utilization: number | null
    readonly headroom: number | null
    readonly status: string
  }[]
}

describe('unknown, 0 and unlimited are three things', () => {
  test('in JSON and in csv', async () => {
    const {data} = documentIn<Listed>((await run('quota', 'list', '--json')).stdout)
    const told = [...data.quotas]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(({id, value, usage, unlimited, utilization, headroom, status}) => [
        id,
        ...[value, usage, unlimited, utilization, headroom, status],
      ])
    expect(told).toEqual([
      ['limit-zero-count', 0, 0, false, 0, 0, 'none'],
      ['monthly-spend-usd', 9_999_999, 12.5, true, null, null, 'unlimited'],
      ['usage-unknown-count', 8, null, false, null, null, 'unknown'],
      ['usage-zero-count', 8, 0, false, 0, 8, 'ok'],
    ])
    const columns = 'id,value,usage,unlimited,utilization,headroom,status'
    const csv = readCsv((await run('quota', 'list', '-o', 'csv', '--sort', 'id', '--columns', columns)).stdout)
    expect(csv.slice(1)).toEqual(told.map(row => row.map(cell => (cell === null ? '' : String(cell)))))
  })

  test('in the text for people', async () => {
    const {stdout} = await run('quota', 'list')
    expect(stdout).toMatch(/^usage-unknown-count +– +8 .* unknown$/m)
    expect(stdout).toMatch(/^usage-zero-count +0 +8 .* ok$/m)
    expect(stdout).toMatch(/^limit-zero-count +0 +0 .* none$/m)
    expect(stdout).toMatch(/^monthly-spend-usd +\$12\.50 +unlimited .* unlimited$/m)
  })

  test("in Nagios' performance data: 0 alone is a number", async () => {
    const {stdout} = await run('quota', 'check', '--format', 'nagios')
    const data = new Map(
      [
        ...stdout
          .split('\n')[0]!
          .split(' | ')[1]!
          .matchAll(/'([^']+)'=(\S+)/g),
      ].map(([, name, value]) => [name, value]),
    )
    // What is not known, and what cannot be reached, is no number of the check.
    expect([...data]).toEqual([
      ['usage-zero-count', '0;6.4;7.6;0;8'],
      ['limit-zero-count', '0;0;0;0;0'],
    ])
  })

  test('in JUnit: not known is skipped', async () => {
    const {stdout} = await run('quota', 'check', '--format', 'junit')
    const document = new XMLParser({ignoreAttributes: false, attributeNamePrefix: ''}).parse(stdout) as {
      testsuites: {testsuite: {testcase: {name: string; skipped?: unknown; failure?: unknown}[]}}
    }
    const cases = document.testsuites.testsuite.testcase
    expect(cases.filter(one => 'skipped' in one).map(({name}) => name.split(' ')[0])).toEqual(['usage-unknown-count'])
    expect(cases.filter(one => 'failure' in one)).toEqual([])
  })

  test('in the exporter: absent, 0, and absent with an info series', async () => {
    const file = path.join(home, 'fireq.prom')
    expect((await run('exporter', '--once', '--textfile', file)).stdout).toBe('')
    const series = readExposition(readFileSync(file, 'utf8'))
    const of = (metric: string, quota: string) => valueOf(series, `fireworks_quota_${metric}`, {quota})
    expect([of('usage', 'usage-unknown-count'), of('limit', 'usage-unknown-count')]).toEqual([null, 8])
    expect([of('usage', 'usage-zero-count'), of('limit', 'limit-zero-count')]).toEqual([0, 0])
    expect(valueOf(series, 'fireworks_spend_limit_dollars')).toBe(null)
    const unlimited = series.filter(
      ({name, labels}) => name === 'fireworks_quota_info' && labels['unlimited'] === 'true',
    )
    expect(unlimited.map(({labels}) => labels['quota'])).toEqual(['monthly-spend-usd'])
  })

  test('in the history', async () => {
    await run('history', 'record')
    const points = async (quota: string) => {
      const {stdout} = await run('quota', 'history', quota, '-o', 'csv', '--columns', 'limit,usage', '--no-headers')
      return readCsv(stdout)
    }
    expect(await points('usage-unknown-count')).toEqual([['8', '']])
    expect(await points('usage-zero-count')).toEqual([['8', '0']])
    expect(await points('limit-zero-count')).toEqual([['0', '0']])
    expect(await points('monthly-spend-usd')).toEqual([['', '12.5']])
  })
})
