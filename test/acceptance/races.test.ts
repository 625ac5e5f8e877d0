import {afterEach, beforeEach, expect, test} from '@jest/globals'
import {chmodSync, readFileSync} from 'node:fs'
import path from 'node:path'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {IS_LONG_RUN} from '../support/property-runs.js'
import {emptyHome, spawnFireq} from '../support/spawn-fireq.js'

const SPEND = 'monthly-spend-usd'
const VALUES = Array.from({length: IS_LONG_RUN ? 10 : 4}, (_, at) => 450 + at)
let sandbox: Sandbox

beforeEach(async () => {
  sandbox = await createSandbox()
})
afterEach(() => sandbox.close())

const patches = () => sandbox.requests.filter(({method}) => method === 'PATCH')

interface ErrorDocument {
  readonly error: {readonly code: string; readonly exitCode: number}
}

function set(value: number, home: string, words: readonly string[] = []) {
  const argv = ['quota', 'set', SPEND, String(value), '--yes', '--json', '--base-url', sandbox.url, ...words]
  return spawnFireq(argv, {env: {HOME: home, FIREWORKS_API_KEY: sandbox.apiKey}})
}

test('processes that each expect the current value: one wins, the others report the conflict with exit 1', async () => {
  const home = emptyHome()
  const runs = await Promise.all(
    VALUES.map(async value => ({value, ...(await set(value, home, ['--expect-current', '400']))})),
  )
  const winners = runs.filter(({code}) => code === 0)
  expect(runs.map(({code}) => code).sort()).toEqual(VALUES.map((_, at) => Math.min(at, 1)))
  for (const {stdout} of runs.filter(({code}) => code === 1)) {
    expect((JSON.parse(stdout) as ErrorDocument).error).toMatchObject({code: 'conflict', exitCode: 1})
  }
  expect(patches().map(({body}) => body)).toEqual([{value: String(winners[0]!.value)}])
}, 60_000)

test('processes that expect nothing: all are sent, one after the other, each once and each verified', async () => {
  const home = emptyHome()
  const runs = await Promise.all(VALUES.map(value => set(value, home)))
  expect(runs.map(({code}) => code)).toEqual(VALUES.map(() => 0))
  for (const {stdout} of runs) expect(JSON.parse(stdout)).toMatchObject({data: {applied: true, verified: true}})
  expect(
    patches()
      .map(({body}) => (body as {value: string}).value)
      .sort(),
  ).toEqual(VALUES.map(String))
}, 60_000)

test('a read-only home: done without the lock, with a warning where it matters', async () => {
  const home = emptyHome()
  chmodSync(home, 0o500)
  const blocked = {XDG_CONFIG_HOME: '/dev/null/nowhere'}
  const argv = ['quota', 'set', SPEND, '450', '--yes', '--base-url', sandbox.url, '--expect-current', '400']
  const {code, stderr} = await spawnFireq(argv, {env: {HOME: home, FIREWORKS_API_KEY: sandbox.apiKey, ...blocked}})
  expect(code).toBe(0)
  expect(stderr).toContain("warning: no lock could be kept in fireq's folder")
})

test('six settings stored at once are six settings', async () => {
  const home = emptyHome()
  const settings = {
    timeout: '10',
    model: 'kimi-k3',
    color: 'never',
    'account-id': 'acme',
    profile: 'work',
    sandbox: 'tier1',
  }
  const runs = await Promise.all(
    Object.entries(settings).map(([name, value]) => spawnFireq(['config', 'set', name, value], {env: {HOME: home}})),
  )
  expect(runs.map(({code, stderr}) => ({code, stderr}))).toEqual(runs.map(() => ({code: 0, stderr: ''})))
  const stored: unknown = JSON.parse(readFileSync(path.join(home, '.config', 'fireq', 'config.json'), 'utf8'))
  expect(Object.keys(stored as object).sort()).toEqual(Object.keys(settings).sort())
})
