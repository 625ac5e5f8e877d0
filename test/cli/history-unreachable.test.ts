import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {once} from 'node:events'
import fs from 'node:fs'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import os from 'node:os'
import path from 'node:path'
import {runCli} from '../support/run-cli.js'

// In an incident the API takes a connection and says nothing. What is recorded is at hand all the same.

const home = fs.mkdtempSync(path.join(os.tmpdir(), 'fireq-history-hangs-'))
const MOST_MS = 2500
let silent: Server
let asked = 0

beforeAll(async () => {
  silent = createServer(() => asked++).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const t = new Date().toISOString()
  const folder = path.join(home, '.local/state/fireq/history/acme')
  fs.mkdirSync(folder, {recursive: true})
  const known = {schema: 'fireq.reading/v1', t, account: 'acme', source: 'probe'}
  const model = 'accounts/fireworks/models/kimi-k3'
  fs.writeFileSync(
    path.join(folder, `${t.slice(0, 7)}.ndjson`),
    `${JSON.stringify({...known, kind: 'limit', model, dimension: 'generated', limit: 36_000})}\n` +
      `${JSON.stringify({...known, kind: 'quota', quota: 'monthly-spend-usd', limit: 400, usage: 376})}\n`,
  )
})
afterAll(() => {
  silent.close()
  silent.closeAllConnections()
  fs.rmSync(home, {recursive: true})
})

async function look(words: readonly string[]) {
  const {port} = silent.address() as AddressInfo
  const env = {FIREWORKS_BASE_URL: `http://127.0.0.1:${port}`, FIREWORKS_API_KEY: 'fw_sandbox', HOME: home}
  const start = performance.now()
  const {stdout, code} = await runCli([...words, '--json'], {env, home})
  expect(performance.now() - start).toBeLessThan(MOST_MS)
  const {account, data, warnings} = JSON.parse(stdout) as {
    account: string
    data: {series: {points: object[]}[]}
    warnings: {message: string}[]
  }
  expect([code, account, data.series.map(({points}) => points.length)]).toEqual([0, 'acme', [1]])
  return warnings.map(({message}) => message)
}

describe('a look back while the API does not answer', () => {
  test('shows what is recorded within a second or so, and says in one line what was not read', async () => {
    const before = asked
    expect(await look(['limits', 'history', 'kimi-k3', '-a', 'acme'])).toEqual([
      'what Fireworks itself keeps of the limits could not be read: no answer within 1 s',
    ])
    expect(asked).toBe(before + 1)
  })

  test.each([
    ['limits', 'history', 'kimi-k3'],
    ['quota', 'history', 'monthly-spend-usd'],
  ])('%s %s %s shows the only account that is recorded where the key cannot be asked for its own', async (...words) => {
    expect(await look(words)).toEqual([
      'the account of this key is not known (no answer within 1 s): this is `acme`, the only one recorded',
    ])
  })
})
