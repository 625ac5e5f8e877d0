import {afterAll, beforeAll, beforeEach, describe, expect, test} from '@jest/globals'
import {mkdtempSync, mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {openPage} from '../../src/lib/cli/open-page.js'
import {runCli} from '../support/run-cli.js'

const KEY = 'fw_test_key_for_auth_0001'

describe('who am I', () => {
  let sandbox: Sandbox
  let home: string
  let gateway: string[]
  const run = (argv: string[], options: {stdin?: string; env?: Record<string, string>} = {}) =>
    runCli(argv, {home, stdin: options.stdin ?? '', env: {HOME: home, ...options.env}})
  const profileFile = (name: string) => path.join(home, '.config/fireq/profiles', `${name}.json`)

  beforeAll(async () => {
    sandbox = await createSandbox({scenario: 'tier2'})
    gateway = ['--base-url', sandbox.url]
  })

  beforeEach(() => {
    home = mkdtempSync(path.join(os.tmpdir(), 'fireq-auth-'))
  })

  afterAll(() => sandbox.close())

  test('login from stdin verifies the key, resolves the account, and keeps both for later', async () => {
    const login = await run(['auth', 'login', ...gateway], {stdin: `${KEY}\n`})
    expect(login).toMatchObject({code: 0, stderr: ''})
    expect(login.stdout).toContain('Account: accounts/acme\n')
    expect(statSync(profileFile('default')).mode & 0o777).toBe(0o600)
    expect(statSync(path.dirname(profileFile('default'))).mode & 0o777).toBe(0o700)

    const status = await run(['auth', 'status'])
    expect(status).toMatchObject({code: 0, stderr: ''})
    expect(status.stdout).toMatch(
      /^Account: accounts\/acme\n.*\nProfile: default\nKey From: profile \(.*default\.json\)\n/,
    )
    expect((await run(['whoami'])).stdout).toBe(status.stdout)
    expect((await run(['quota', 'get', 'monthly-spend-usd'])).code).toBe(0)
  })

  test("a profile of its own with -p, and firectl's `set-api-key KEY`", async () => {
    expect((await run(['auth', 'login', '-p', 'work', ...gateway], {stdin: KEY})).code).toBe(0)
    expect((await run(['set-api-key', KEY, ...gateway])).code).toBe(0)
    expect(JSON.parse(readFileSync(profileFile('work'), 'utf8'))).toMatchObject({apiKey: KEY, accountId: 'acme'})
    expect(JSON.parse(readFileSync(profileFile('default'), 'utf8'))).toMatchObject({apiKey: KEY})
  })

  test('a key that is refused is not kept', async () => {
    const login = await run(['auth', 'login', '--json', ...gateway], {stdin: 'fw_invalid'})
    expect(login.code).toBe(4)
    expect(JSON.parse(login.stdout)).toMatchObject({error: {code: 'unauthorized', exitCode: 4}})
    expect(() => statSync(profileFile('default'))).toThrow()
  })

  test('a key command is kept instead of the key, and run when a key is needed', async () => {
    const login = await run(['auth', 'login', '--key-command', `echo ${KEY}`, ...gateway])
    expect(login.code).toBe(0)
    expect(JSON.parse(readFileSync(profileFile('default'), 'utf8'))).toEqual({
      keyCommand: `echo ${KEY}`,
      accountId: 'acme',
      baseUrl: sandbox.url,
    })
    expect((await run(['auth', 'status'])).code).toBe(0)
  })

  test('nothing on stdin and nobody to ask is a usage error', async () => {
    const login = await run(['auth', 'login', ...gateway])
    expect(login).toMatchObject({code: 2, stdout: ''})
    expect(login.stderr).toMatch(/^error: .*\nhint: .*fireq auth login < key\.txt/)
  })

  test('logout removes the profile, and says so when there is none', async () => {
    await run(['auth', 'login', ...gateway], {stdin: KEY})
    expect(await run(['auth', 'logout'])).toMatchObject({code: 0, stdout: 'removed profile default\n'})
    expect(await run(['auth', 'logout'])).toMatchObject({
      code: 0,
      stdout: 'fireq has no profile default: nothing to remove\n',
    })
    expect((await run(['quota', 'list'])).code).toBe(4)
  })

  test("a key by flag with an auth.ini of another account: the account is the key's", async () => {
    mkdirSync(path.join(home, '.fireworks'))
    writeFileSync(path.join(home, '.fireworks/auth.ini'), 'api_key = fw_other_key\naccount_id = other\n')
    const before = readFileSync(path.join(home, '.fireworks/auth.ini'))
    const {stdout, code} = await run(['quota', 'get', 'monthly-spend-usd', '--json', '--api-key', KEY, ...gateway])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({account: 'acme'})
    expect(readFileSync(path.join(home, '.fireworks/auth.ini'))).toEqual(before)
  })

  test('a key that sees several accounts: exit 2, naming them', async () => {
    const two = await createSandbox({scenario: 'tier2', overrides: {otherAccounts: ['beta']}})
    // Where the gateway does not say whose key it is, the accounts it can see do.
    two.fault({route: '/verifyApiKey', kind: '404', times: 1})
    const {code, stderr} = await run(['quota', 'list', '--base-url', two.url, '--api-key', KEY])
    await two.close()
    expect(code).toBe(2)
    expect(stderr).toMatch(/`acme`, `beta`[\s\S]*--account-id/)
  })

  test('config list shows where each value comes from, and no key', async () => {
    await run(['auth', 'login', ...gateway], {stdin: KEY})
    await run(['config', 'set', 'timeout', '20'])
    const {stdout} = await run(['config', 'list', '-o', 'tsv', '-p', 'default'], {env: {FIREWORKS_ACCOUNT_ID: 'beta'}})
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map(line => line.split('\t').slice(0, 3))
    expect(rows).toEqual([
      ['key', 'value', 'origin'],
      ['api-key', 'set', 'profile'],
      ['account-id', 'beta', 'environment'],
      ['profile', 'default', 'flag'],
      ['base-url', sandbox.url, 'profile'],
      ['insecure-http', 'false', 'default'],
      ['timeout', '20', 'config'],
      ['model', '', 'default'],
      ['color', 'auto', 'default'],
      ['sandbox', '', 'default'],
      ['history', 'off', 'default'],
      ['history.days', '90', 'default'],
    ])
    expect(stdout).not.toContain(KEY)
    expect(await run(['config', 'get', 'timeout'])).toMatchObject({stdout: '20\n', code: 0})
    expect(await run(['config', 'unset', 'timeout'])).toMatchObject({stdout: 'removed timeout\n', code: 0})
    expect(await run(['config', 'set', 'api-key', KEY])).toMatchObject({code: 2, stdout: ''})
  })

  test('a real key is refused by --sandbox when it is given by flag, and never used from the environment', async () => {
    const real = 'fw_3ZlookslikeArealKEY99'
    expect(await run(['quota', 'list', '--sandbox', '--api-key', real])).toMatchObject({code: 2, stdout: ''})
    expect((await run(['quota', 'list', '--sandbox'], {env: {FIREWORKS_API_KEY: real}})).code).toBe(0)
  })

  test('login ends with who you are and one next step, for the profile it wrote', async () => {
    const {stdout} = await run(['auth', 'login', '-p', 'work', ...gateway], {stdin: KEY})
    expect(stdout.split('\n').slice(-3)).toEqual([
      expect.stringMatching(/^✓ signed in as \S+@\S+, account acme$/),
      '  fireq status -p work',
      '',
    ])
  })

  test('without a key and a terminal, login names the page on which keys are made', async () => {
    expect((await run(['auth', 'login'])).stderr).toContain('https://app.fireworks.ai/')
  })

  test('auth list shows every profile, whose it is and where its key is, and never a key', async () => {
    await run(['auth', 'login', ...gateway], {stdin: KEY})
    await run(['auth', 'login', '-p', 'vault', '--key-command', `echo ${KEY}`, ...gateway])
    mkdirSync(path.join(home, '.fireworks/profiles/old'), {recursive: true})
    writeFileSync(path.join(home, '.fireworks/profiles/old/auth.ini'), 'api_key = fw_old_key\naccount_id = beta\n')
    writeFileSync(profileFile('broken'), '{')
    const list = await run(['auth', 'list', '--json'])
    expect(list.code).toBe(0)
    const {profiles} = (JSON.parse(list.stdout) as {data: {profiles: unknown[]}}).data
    expect(profiles).toEqual([
      {name: 'broken', owner: 'fireq', account: null, key: 'unreadable', file: null, isDefault: false},
      {name: 'default', owner: 'fireq', account: 'acme', key: 'file', file: profileFile('default'), isDefault: true},
      {
        name: 'vault',
        owner: 'fireq',
        account: 'acme',
        key: 'key-command',
        file: profileFile('vault'),
        isDefault: false,
      },
      expect.objectContaining({name: 'old', owner: 'firectl', account: 'beta', key: 'file', isDefault: false}),
    ])
    const text = await run(['auth', 'list'], {env: {FIREWORKS_API_KEY: KEY}})
    expect(text.stdout).toMatch(/^NAME +DEFAULT +ACCOUNT/)
    expect(text.stderr).toContain('FIREWORKS_API_KEY is used instead')
    expect(list.stdout + text.stdout + text.stderr).not.toMatch(/fw_/)
  })

  test('auth switch makes a profile the default, its next steps name it, and an unknown one is refused', async () => {
    await run(['auth', 'login', ...gateway], {stdin: KEY})
    await run(['auth', 'login', '-p', 'work', ...gateway], {stdin: KEY})
    expect(await run(['auth', 'switch', 'wrok'])).toMatchObject({code: 2, stderr: expect.stringContaining('`work`')})
    expect(await run(['auth', 'switch', 'work'])).toMatchObject({code: 0, stdout: 'the default profile is now work\n'})
    expect((await run(['auth', 'status'])).stdout).toContain('Profile: work\n')
    const shadowed = await run(['auth', 'switch', 'default'], {env: {FIREWORKS_PROFILE: 'work'}})
    expect(shadowed.stderr).toContain('FIREWORKS_PROFILE is set')
  })

  test('logging out of the default profile leaves no default that does not exist', async () => {
    await run(['auth', 'login', '-p', 'work', ...gateway], {stdin: KEY})
    await run(['auth', 'switch', 'work'])
    await run(['auth', 'logout'])
    expect((await run(['quota', 'list', '--sandbox'])).code).toBe(0)
    expect((await run(['config', 'get', 'profile'])).stdout).not.toContain('work')
  })

  test('auth switch is refused in the sandbox', async () => {
    await run(['auth', 'login', ...gateway], {stdin: KEY})
    expect((await run(['auth', 'switch', 'default'], {env: {FIREQ_SANDBOX: 'tier2'}})).code).toBe(2)
    expect(() => statSync(path.join(home, '.config/fireq/config.json'))).toThrow()
  })
})

describe('fireq open', () => {
  test.each(['billing', 'keys', 'limits', 'status'])('%s prints its URL where there is no browser', async page => {
    const {code, stdout} = await runCli(['open', page])
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^https:\/\/[a-z.]*fireworks\.ai\S*\n$/)])
  })

  test('an unknown page is exit 2', async () => {
    expect((await runCli(['open', 'biling'])).stderr).toContain('did you mean `billing`?')
  })

  test.each([
    ['linux', {DISPLAY: ':0'}, 'xdg-open'],
    ['linux', {}, null],
    ['darwin', {}, 'open'],
    ['win32', {}, 'cmd'],
    ['darwin', {CI: '1'}, null],
  ] as const)('on %s with %j it starts %s', async (platform, env, program) => {
    const started: string[] = []
    const startDetached = (name: string) => Promise.resolve(started.push(name) > 0)
    const terminal = {isTTY: true}
    const io = {env, platform, stdin: terminal, stdout: terminal, stderr: terminal, startDetached}
    const opened = await openPage(io as never, {}, 'https://fireworks.ai/billing')
    expect([opened, started]).toEqual([program !== null, program === null ? [] : [program]])
  })
})
