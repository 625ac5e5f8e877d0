import {afterAll, beforeAll, beforeEach, describe, expect, test} from '@jest/globals'
import {mkdtempSync, mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
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
      ['timeout', '20', 'config'],
      ['model', '', 'default'],
      ['color', 'auto', 'default'],
      ['sandbox', '', 'default'],
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
})
