import {afterEach, describe, expect, test} from '@jest/globals'
import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {runCli} from '../support/run-cli.js'
import {overlap, startSlowServer, type SlowServer, type Span} from '../support/slow-server.js'

const KEY = {FIREWORKS_API_KEY: 'fw_test_at_once'}
const CHAT = '/inference/v1/chat/completions'
const MODELS = '/v1/accounts/fireworks/models'
const ACCOUNT = '/v1/accounts/acme'
const QUOTAS = '/v1/accounts/acme/quotas'
/** What the contract measures with; generous beside a busy machine's delays. */
const DELAY_MS = 200

function answer(asked: string): unknown {
  if (asked === QUOTAS)
    return {quotas: [{name: 'accounts/acme/quotas/monthly-spend-usd', value: '400', maxValue: '500', usage: 1}]}
  if (asked === MODELS) return {models: [{name: 'accounts/fireworks/models/small', supportsServerless: true}]}
  if (asked === CHAT) return {choices: [{message: {content: ''}}]}
  if (asked === '/v1/accounts') return {accounts: [{name: 'accounts/acme'}]}
  return {name: 'accounts/acme', state: 'READY', suspendState: 'UNSUSPENDED'}
}

let server: SlowServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

async function run(argv: readonly string[], env: Record<string, string> = KEY, home: string | null = null) {
  server = await startSlowServer(DELAY_MS, answer)
  const outcome = await runCli([...argv, '--base-url', server.url], {env, home})
  const span = (of: string): Span => {
    const found = server!.spans.find(one => one.path === of)
    if (!found) throw new Error(`${of} was not asked; ${outcome.stderr}`)
    return found
  }
  return {...outcome, span, spans: server.spans}
}

describe('status asks at the same time', () => {
  test('account and quotas', async () => {
    const {code, span, spans} = await run(['status', '-a', 'acme'])
    expect(code).toBe(0)
    expect(overlap([span(ACCOUNT), span(QUOTAS)])).toBe(true)
    expect(spans).toHaveLength(2)
  })

  test('with a named model, account, quotas and the probe, all three at once', async () => {
    const {code, span} = await run(['status', '-a', 'acme', '--probe', '-m', 'small'])
    expect(code).toBe(0)
    expect(overlap([span(ACCOUNT), span(QUOTAS), span(CHAT)])).toBe(true)
  })

  test('with a model of the catalogue, everything but the probe at once', async () => {
    const {code, span} = await run(['status', '-a', 'acme', '--probe'])
    expect(code).toBe(0)
    expect(overlap([span(ACCOUNT), span(QUOTAS), span(MODELS)])).toBe(true)
    expect(span(CHAT).from).toBeGreaterThan(span(MODELS).to)
  })

  test('an account that is not known yet and the catalogue', async () => {
    const {code, span} = await run(['status', '--probe'])
    expect(code).toBe(0)
    expect(overlap([span('/verifyApiKey'), span(MODELS)])).toBe(true)
  })

  test('every profile', async () => {
    const home = mkdtempSync(path.join(os.tmpdir(), 'fireq-profiles-'))
    for (const name of ['one', 'two', 'three']) {
      const folder = path.join(home, '.fireworks', 'profiles', name)
      mkdirSync(folder, {recursive: true})
      writeFileSync(path.join(folder, 'auth.ini'), `api_key = fw_test_${name}\naccount_id = acme\n`)
    }
    const {code, spans} = await run(['status', '--all-profiles'], {FIREWORKS_API_KEY: 'fw_test_not_this_one'}, home)
    expect(code).toBe(0)
    expect(spans).toHaveLength(6)
    expect(overlap(spans)).toBe(true)
    expect(new Set(spans.map(({authorization}) => authorization))).toEqual(
      new Set(['Bearer fw_test_one', 'Bearer fw_test_two', 'Bearer fw_test_three']),
    )
  })
})

describe('diagnose asks at the same time', () => {
  test('account, quotas, catalogue and a named model', async () => {
    const {code, span} = await run(['diagnose', '--live', '-a', 'acme', '-m', 'small'])
    expect(code).toBe(0)
    expect(overlap([span(ACCOUNT), span(QUOTAS), span(MODELS), span(CHAT)])).toBe(true)
  })
})
