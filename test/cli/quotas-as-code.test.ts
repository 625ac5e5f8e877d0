import {afterEach, beforeEach, describe, expect, test} from '@jest/globals'
import {writeFileSync} from 'node:fs'
import path from 'node:path'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {SCENARIOS} from '../../src/lib/sandbox/scenario-names.js'
import {newHome, writeProfile} from '../support/profile-home.js'
import {runCli, type RunOptions} from '../support/run-cli.js'
import {documentIn} from '../support/schema-check.js'

interface Accounts {
  readonly accounts: readonly {
    readonly account: string
    readonly changes: readonly {
      readonly quota: string
      readonly from: number | null
      readonly to: number | null
      readonly action: string
      readonly reason: string | null
      readonly applied: boolean
      readonly verified: boolean
    }[]
    readonly error: {readonly code: string} | null
  }[]
}

let home: string
let sandbox: Sandbox
let side: Sandbox

beforeEach(async () => {
  home = newHome()
  sandbox = await createSandbox()
  side = await createSandbox({overrides: {accountId: 'side'}})
})
afterEach(() => Promise.all([sandbox.close(), side.close()]))

function fileOf(text: string): string {
  const file = path.join(home, 'quotas.yaml')
  writeFileSync(file, text)
  return file
}

const acme = (...lines: string[]) =>
  fileOf(`fireq: quotas/v1\naccounts:\n  acme:\n    quotas:\n${lines.map(line => `      ${line}\n`).join('')}`)

const run = (words: readonly string[], options: RunOptions = {}) =>
  runCli(['quota', ...words, '--base-url', sandbox.url, '--api-key', sandbox.apiKey], {home, ...options})
const withProfiles = (words: readonly string[], options: RunOptions = {}) =>
  runCli(['quota', ...words], {home, ...options})

const patches = (of: Sandbox) => of.requests.filter(({method}) => method === 'PATCH')
const patchedIds = (of: Sandbox) => patches(of).map(({path: at}) => at.replace(/.*\/quotas\//, '').replace(/\?.*/, ''))

describe('quota export | quota diff', () => {
  test.each(SCENARIOS.map(({name}) => name))('is the same, exit 0, on %s', async scenario => {
    const exported = await runCli(['quota', 'export', `--sandbox=${scenario}`])
    expect(exported.code).toBe(0)
    expect(exported.stdout).toMatch(/^# yaml-language-server: \$schema=\S+\n/)
    const diff = await runCli(['quota', 'diff', '-f', '-', `--sandbox=${scenario}`], {stdin: exported.stdout})
    expect([diff.code, diff.stderr]).toEqual([0, expect.not.stringContaining('error')])
    expect(diff.stdout).toMatch(/: as the file says\n0 to change, \d+ unchanged\n$/)
    expect(diff.stderr).toBe(`sandbox ${scenario}: simulated data\n`)
  })

  test('in the sandbox says once that it is one, not in a document and not for CI', async () => {
    const {stdout} = await runCli(['quota', 'export', '--sandbox'])
    const said = async (...words: string[]) =>
      (await runCli(['quota', ...words, '-f', '-', '--sandbox'], {stdin: stdout})).stderr.match(/simulated data/g)
        ?.length ?? 0
    expect([await said('diff'), await said('apply')]).toEqual([1, 1])
    expect([
      await said('diff', '--json'),
      await said('diff', '--format', 'github'),
      await said('apply', '--json'),
    ]).toEqual([0, 0, 0])
  })

  test('is the same for two profiles, each account under its own', async () => {
    writeProfile(home, 'work', {url: sandbox.url})
    writeProfile(home, 'side', {url: side.url})
    const exported = await withProfiles(['export', '--all-profiles'])
    expect(exported.stdout).toMatch(/ {2}side:\n {4}profile: side\n/)
    const diff = await withProfiles(['diff', '-f', '-', '--json'], {stdin: exported.stdout})
    expect(diff.code).toBe(0)
    const {data} = documentIn<Accounts>(diff.stdout)
    expect(data.accounts.map(({account}) => account)).toEqual(['side', 'acme'])
  })
})

describe('quota diff', () => {
  test('is 10 on drift, 11 on drift that would be refused, and says what each change means', async () => {
    const drift = await run([
      'diff',
      '-f',
      acme('monthly-spend-usd: {exactly: 450}', 'global--h100-count: {atLeast: 4}'),
    ])
    expect(drift.code).toBe(10)
    expect(drift.stdout).toMatch(/^acme\n {2}~ monthly-spend-usd \$400 → \$450 {2}\(exactly 450\)\n {6}- /)
    expect(drift.stdout).toMatch(/\n1 to change, 1 unchanged\n$/)
    const refused = await run([
      'diff',
      '-f',
      acme('monthly-spend-usd: {exactly: 600}', 'globl--h100-count: {atMost: 1}'),
    ])
    expect(refused.code).toBe(11)
    expect(refused.stdout).toMatch(/! monthly-spend-usd: \$600 is above the max of/)
    expect(refused.stdout).toMatch(
      /! globl--h100-count: the account has no such quota; did you mean `global--h100-count`/,
    )
    expect(patches(sandbox)).toEqual([])
  })

  test('in the formats of a gate', async () => {
    const file = acme('monthly-spend-usd: {exactly: 450}')
    expect((await run(['diff', '-f', file, '--format', 'nagios'])).code).toBe(1)
    expect((await run(['diff', '-f', file, '--format', 'github'])).stdout).toMatch(
      /^fireq quota diff: warning \(1 warning\)\n::warning title=quota monthly-spend-usd%3A warning::monthly-spend-usd: \$400 → \$450\n$/,
    )
    expect((await run(['diff', '-f', file, '--format', 'junit'])).stdout).toContain('<failure type="warning"')
    expect((await run(['diff', '-f', file, '-o', 'csv'])).stdout).toMatch(/^account,quota,from,to,rule,action,/)
  })
})

describe('quota apply', () => {
  const FILE = [
    'monthly-spend-usd: {exactly: 450}',
    'global--a100-count: {atMost: 6}',
    'job-submission-count: {atLeast: 2}',
  ]

  test('changes what differs, each once, raises before cuts, reads it back, and the next diff is 0', async () => {
    const file = acme(
      'global--a100-count: {atMost: 6}',
      'monthly-spend-usd: {exactly: 450}',
      'job-submission-count: {atLeast: 2}',
    )
    const {code, stdout} = await run(['apply', '-f', file, '--yes', '--json'])
    expect(code).toBe(0)
    const {data} = documentIn<Accounts>(stdout)
    expect(
      data.accounts[0]!.changes.map(({quota, action, applied, verified}) => [quota, action, applied, verified]),
    ).toEqual([
      ['global--a100-count', 'lower', true, true],
      ['monthly-spend-usd', 'raise', true, true],
      ['job-submission-count', 'none', false, false],
    ])
    expect(patchedIds(sandbox)).toEqual(['monthly-spend-usd', 'global--a100-count'])
    expect((await run(['diff', '-f', file])).code).toBe(0)
    expect((await run(['apply', '-f', file])).stdout).toBe('0 changed, 3 as the file says\n')
    expect(patches(sandbox)).toHaveLength(2)
  })

  test('without a terminal and --yes sends nothing, exit 2', async () => {
    const {code, stderr} = await run(['apply', '-f', acme(...FILE)])
    expect(code).toBe(2)
    expect(stderr).toMatch(/hint: add `--yes`; nothing was sent\n$/)
    expect(patches(sandbox)).toEqual([])
  })

  test('with a severe change sends nothing of that account until it has its own consent', async () => {
    const severe = ['monthly-spend-usd: {exactly: 450}', 'global--h100-count: {exactly: 4}']
    const held = await run(['apply', '-f', acme(...severe), '--yes'])
    expect(held.code).toBe(2)
    expect(held.stdout).toContain('nothing of this account was sent')
    expect(patches(sandbox)).toEqual([])
    const confirmed = acme('monthly-spend-usd: {exactly: 450}', 'global--h100-count: {exactly: 4, confirm: true}')
    expect((await run(['apply', '-f', confirmed, '--yes'])).code).toBe(0)
    expect(patchedIds(sandbox)).toEqual(['monthly-spend-usd', 'global--h100-count'])
  })

  test('applies the rest when one change is refused or fails', async () => {
    sandbox.fault({route: 'PATCH /v1/accounts/*/quotas/monthly-spend-usd', kind: '403', times: 'always'})
    const {code, stdout} = await run(['apply', '-f', acme(...FILE, 'global--b200-count: {exactly: 99}'), '--yes'])
    expect(code).toBe(4)
    expect(stdout).toMatch(/monthly-spend-usd: not changed: /)
    expect(stdout).toMatch(/global--b200-count: not changed: 99 GPUs is above/)
    expect(stdout).toMatch(/global--a100-count: 8 GPUs → 6 GPUs\n/)
    expect(stdout).toMatch(/\n1 changed, 2 not changed, 1 as the file says\n$/)
  })

  test("in an AI agent's shell is refused before anything is asked", async () => {
    const file = acme(...FILE)
    const {code, stderr} = await runCli(['quota', 'apply', '-f', file, '--yes', '--api-key', 'fw_test_1'], {
      home,
      env: {CLAUDECODE: '1', FIREWORKS_BASE_URL: 'https://api.example.invalid'},
    })
    expect(code).toBe(1)
    expect(stderr).toMatch(/a person can run: `fireq quota apply -f \S+ -a acme/)
  })

  test('reaches each account by its profile, and one that fails does not stop the other', async () => {
    writeProfile(home, 'work', {url: sandbox.url})
    writeProfile(home, 'side', {url: side.url})
    const entry = (name: string, of: string) =>
      `  ${name}:\n    profile: ${of}\n    quotas:\n      global--a100-count: {exactly: 6}\n`
    const file = fileOf(
      `fireq: quotas/v1\naccounts:\n${entry('acme', 'work')}${entry('side', 'side')}${entry('gone', 'old')}`,
    )
    const {code, stdout} = await withProfiles(['apply', '-f', file, '--yes', '--json'])
    const {data} = documentIn<Accounts>(stdout)
    expect(data.accounts.map(({account, error}) => [account, error === null])).toEqual([
      ['acme', true],
      ['side', true],
      ['gone', false],
    ])
    expect(code).not.toBe(0)
    expect([patchedIds(sandbox), patchedIds(side)]).toEqual([['global--a100-count'], ['global--a100-count']])
  })
})
