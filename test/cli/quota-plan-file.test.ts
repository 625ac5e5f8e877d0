import {afterEach, beforeEach, describe, expect, test} from '@jest/globals'
import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {newHome, writeProfile} from '../support/profile-home.js'
import {runCli} from '../support/run-cli.js'

let home: string
let sandbox: Sandbox
let other: Sandbox

beforeEach(async () => {
  home = newHome()
  sandbox = await createSandbox()
  other = await createSandbox()
})
afterEach(() => Promise.all([sandbox.close(), other.close()]))

const plan = () => path.join(home, 'plan.json')

function quotasFile(account: string): string {
  const file = path.join(home, 'quotas.yaml')
  const rules = ['monthly-spend-usd: {exactly: 450}', 'global--a100-count: {atMost: 6}']
  writeFileSync(
    file,
    `fireq: quotas/v1\naccounts:\n  ${account}:\n    quotas:\n${rules.map(rule => `      ${rule}\n`).join('')}`,
  )
  return file
}

const at = (of: Sandbox, ...words: string[]) =>
  runCli(['quota', ...words, '--base-url', of.url, '--api-key', of.apiKey], {home})
const save = () => at(sandbox, 'apply', '-f', quotasFile('acme'), '--plan-out', plan())
const patchedIds = (of: Sandbox) =>
  of.requests.filter(({method}) => method === 'PATCH').map(request => request.path.replace(/.*\/quotas\//, ''))

describe('a saved plan', () => {
  test('is written for its owner alone, sends nothing, exits as diff, and is applied once nothing has changed', async () => {
    expect((await save()).code).toBe(10)
    expect(patchedIds(sandbox)).toEqual([])
    expect(JSON.parse(readFileSync(plan(), 'utf8'))).toMatchObject({schema: 'fireq.quota.plan/v1'})
    expect(readFileSync(plan(), 'utf8')).not.toContain(sandbox.apiKey)
    expect(statSync(plan()).mode & 0o777).toBe(0o600)
    expect((await at(sandbox, 'apply', '--plan', plan(), '--yes')).code).toBe(0)
    expect(patchedIds(sandbox)).toEqual(['monthly-spend-usd', 'global--a100-count'])
  })

  test('refuses after a change by somebody else, and sends nothing', async () => {
    await save()
    await at(sandbox, 'set', 'global--a100-count', '7', '--yes')
    const {code, stderr} = await at(sandbox, 'apply', '--plan', plan(), '--yes')
    expect(code).toBe(1)
    expect(stderr).toMatch(/the plan is out of date: global--a100-count of acme: from was 8 and is 7 now/)
    expect(patchedIds(sandbox)).toEqual(['global--a100-count'])
  })

  test('refuses at another gateway, where an account of that name is alike', async () => {
    await save()
    const {code, stderr} = await at(other, 'apply', '--plan', plan(), '--yes')
    expect(code).toBe(1)
    expect(stderr).toContain(`the plan is out of date: acme was at ${sandbox.url} and is at ${other.url} now`)
    expect(patchedIds(other)).toEqual([])
  })

  test('of a sandbox is refused against a gateway, and in another scenario; in its own it is applied', async () => {
    const file = quotasFile('acme')
    await runCli(['quota', 'apply', '-f', file, '--plan-out', plan(), '--sandbox'], {home})
    const live = await at(sandbox, 'apply', '--plan', plan(), '--yes')
    expect([live.code, live.stderr]).toEqual([1, expect.stringContaining('was at sandbox tier2 and is at http')])
    const enterprise = await runCli(['quota', 'apply', '--plan', plan(), '--yes', '--sandbox=gpu-leak'], {home})
    expect([enterprise.code, enterprise.stderr]).toEqual([1, expect.stringContaining('is at sandbox gpu-leak now')])
    expect((await runCli(['quota', 'apply', '--plan', plan(), '--yes', '--sandbox'], {home})).code).toBe(0)
  })

  test('refuses when its profile leads to another account by now', async () => {
    const side = await createSandbox({overrides: {accountId: 'side'}})
    try {
      writeProfile(home, 'work', {url: sandbox.url})
      const words = (...more: string[]) => runCli(['quota', 'apply', ...more], {home})
      await words('-f', quotasFile('work'), '--plan-out', plan())
      writeProfile(home, 'work', {url: side.url})
      const {code, stderr} = await words('--plan', plan(), '--yes')
      expect(code).toBe(1)
      expect(stderr).toContain('the plan is out of date: work was account acme and is side now')
      expect(patchedIds(side)).toEqual([])
      writeProfile(home, 'work', {url: sandbox.url})
      expect((await words('--plan', plan(), '--yes')).code).toBe(0)
    } finally {
      await side.close()
    }
  })

  test.each([
    '{',
    '{}',
    'null',
    '{"schema":"fireq.quota.plan/v1","accounts":[null]}',
    '{"schema":"fireq.quota.plan/v1","accounts":[{"name":"a","quotas":[7]}]}',
    '{"schema":"fireq.quota.plan/v1","accounts":[{"name":"a","quotas":[{"quota":"x"}]}]}',
  ])('%j is not one: exit 2, and nothing is sent', async text => {
    writeFileSync(plan(), text)
    expect((await at(sandbox, 'apply', '--plan', plan(), '--yes')).code).toBe(2)
    expect(sandbox.requests).toEqual([])
    expect(existsSync(plan())).toBe(true)
  })

  test('without the gateway that it was made at is refused', async () => {
    await save()
    const saved = JSON.parse(readFileSync(plan(), 'utf8')) as {accounts: {gateway?: string}[]}
    delete saved.accounts[0]!.gateway
    writeFileSync(plan(), JSON.stringify(saved))
    const {code, stderr} = await at(sandbox, 'apply', '--plan', plan(), '--yes')
    expect([code, stderr]).toEqual([1, expect.stringContaining('acme was at unknown and is at')])
  })
})
