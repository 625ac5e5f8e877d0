import {afterEach, describe, expect, test} from '@jest/globals'
import {mkdtempSync, readdirSync, readFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type {Reading} from '../../src/lib/domain/history/reading.js'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {targetAt, testExporter} from '../support/exported.js'
import {movedClock} from '../support/moved-clock.js'
import {runCli} from '../support/run-cli.js'

const opened: Sandbox[] = []
afterEach(() => Promise.all(opened.splice(0).map(sandbox => sandbox.close())))

const MODEL = 'accounts/fireworks/models/kimi-k3'
const MINUTE = 60_000

async function recorded() {
  const {sandbox: time, clock} = movedClock()
  const sandbox = await createSandbox({clock: time})
  opened.push(sandbox)
  const kept: Reading[] = []
  const record = (readings: readonly Reading[]) => void kept.push(...readings)
  const {exporter} = testExporter([targetAt(sandbox.url)], {clock, record, probeModels: [MODEL]})
  return {
    sandbox,
    time,
    /** What a round of every source keeps. */
    round: async () => {
      await exporter.refreshOnce()
      return kept.splice(0)
    },
  }
}
const count = (readings: readonly Reading[], of: Partial<Reading>) =>
  readings.filter(reading => Object.entries(of).every(([name, value]) => reading[name as keyof Reading] === value))
    .length

describe('what the exporter reads', () => {
  test('is kept: quotas, account, listed limits and probes, and not what it read in the history itself', async () => {
    const {round} = await recorded()
    const first = await round()
    expect(count(first, {kind: 'quota', quota: 'monthly-spend-usd', usage: 376.48, source: 'list'})).toBe(1)
    expect(count(first, {kind: 'outcome', model: null, outcome: 'UNSUSPENDED'})).toBe(1)
    expect(count(first, {kind: 'limit', source: 'free', model: MODEL, dimension: 'generated'})).toBe(1)
    expect(count(first, {kind: 'limit', source: 'probe', model: MODEL, dimension: 'generated'})).toBe(1)
    expect(count(first, {kind: 'outcome', source: 'probe', outcome: 'ok'})).toBe(1)
  })

  test('is kept again only where it changed, and after a quarter of an hour', async () => {
    const {round, time, sandbox} = await recorded()
    await round()
    time.move(MINUTE)
    // The probe is paid for.
    expect((await round()).filter(({kind}) => kind === 'quota').map(({quota}) => quota)).toEqual(['monthly-spend-usd'])
    const headers = {authorization: 'Bearer fw_sandbox', 'content-type': 'application/json'}
    const url = `${sandbox.url}/v1/accounts/acme/quotas/global--h100-count?updateMask=value`
    expect((await fetch(url, {method: 'PATCH', headers, body: '{"value":"4"}'})).status).toBe(200)
    time.move(MINUTE)
    const changed = await round()
    expect(changed.filter(({kind}) => kind === 'quota').map(({quota, limit}) => [quota, limit])).toContainEqual([
      'global--h100-count',
      4,
    ])
    time.move(15 * MINUTE)
    expect(count(await round(), {kind: 'quota'})).toBeGreaterThan(5)
  })

  test('goes to the store of fireq config set history on, and nowhere without it', async () => {
    const home = mkdtempSync(path.join(os.tmpdir(), 'fireq-exporter-record-'))
    const run = (...words: string[]) => runCli(words, {home})
    const stores = () => readdirSync(home, {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.ndjson'))
    const once = () => run('exporter', '--once', '--textfile', path.join(home, 'fireq.prom'), '--sandbox')
    expect((await once()).code).toBe(0)
    expect(stores()).toEqual([])
    await run('config', 'set', 'history', 'on')
    expect((await once()).code).toBe(0)
    const [file] = stores()
    expect(file).toContain(path.join('sandbox-history', 'acme'))
    const text = readFileSync(path.join(home, file!), 'utf8')
    expect(text).toContain('"quota":"monthly-spend-usd"')
    expect(text).toContain('"source":"free"')
    const {stdout} = await run('quota', 'history', 'monthly-spend-usd', '--sandbox', '-o', 'csv')
    expect(stdout.trimEnd().split('\n')).toHaveLength(2)
  })
})
