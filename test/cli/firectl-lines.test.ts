import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {instantClock} from '../support/connection.js'
import {runCli, type RunOutcome} from '../support/run-cli.js'

// firectl's own lines, `firectl` left out, in both of its orders and with every flag its documentation lists. What is
// asked for is in the environment, as for firectl, so that the lines themselves are unchanged.

let sandbox: Sandbox
let home: string

beforeAll(async () => {
  sandbox = await createSandbox({scenario: 'tier2'})
  home = mkdtempSync(path.join(os.tmpdir(), 'fireq-firectl-'))
  const profile = path.join(home, '.fireworks/profiles/dev')
  mkdirSync(profile, {recursive: true, mode: 0o700})
  writeFileSync(path.join(profile, 'auth.ini'), `api_key = ${sandbox.apiKey}\naccount_id = acme\n`, {mode: 0o600})
})

afterAll(async () => {
  await sandbox.close()
  rmSync(home, {recursive: true})
})

function run(words: readonly string[], {key = true} = {}): Promise<RunOutcome> {
  const env = {
    HOME: home,
    FIREWORKS_BASE_URL: sandbox.url,
    ...(key ? {FIREWORKS_API_KEY: sandbox.apiKey} : {}),
  }
  return runCli(words, {env, clock: instantClock()})
}

const HEADER = /^NAME {2,}/
const QUOTA_LINES = /^Name: accounts\/acme\/quotas\/monthly-spend-usd\nValue: \$400\nMax Value: \$500\n/
const ACCOUNT_LINES = /^Name: accounts\/acme\nDisplay Name: Acme\n/
const REQUEST = /^GET http:\/\/127\.0\.0\.1:\d+\/v1\/accounts\/acme/

/** Lines that read: words as a shell splits them, and what stdout must look like. */
const LINES: readonly (readonly [line: string, shows: RegExp])[] = [
  ['list quotas', HEADER],
  ['quota list', HEADER],
  ['list quotas -a acme', HEADER],
  ['list quotas -a=acme', HEADER],
  ['list quotas --account-id acme', HEADER],
  ['list quotas --account-id=accounts/acme', HEADER],
  ['-a acme list quotas', HEADER],
  ['list -a acme quotas', HEADER],
  ['--page-size 5 list quotas', HEADER],
  ['list quotas -p dev', HEADER],
  ['quota list --profile dev', HEADER],
  ['--profile=dev quota list', HEADER],
  ['list quotas -o text', HEADER],
  ['list quotas -o json', /^\[\n {2}\{\n {4}"name": "accounts\/acme\/quotas\/\S+",?\n/],
  ['list quotas -ojson', /^\[/],
  ['list quotas -o=json', /^\[/],
  ['quota list --output json', /"max_value": "500"/],
  ['quota list --output=json', /"update_time": "/],
  ['quota list --page-size 5', HEADER],
  ['quota list --page-size=500', HEADER],
  ['quota list --page-size 0', HEADER],
  ['quota list --no-paginate', HEADER],
  ['quota list --no-paginate=true', HEADER],
  ['list quotas --no-paginate=false', HEADER],
  ['quota list --page-token=', HEADER],
  ['list quotas --filter name:monthly', /^NAME .*\nmonthly-spend-usd .*\n$/],
  ['quota list --filter=name:monthly -o json', /^\[\n {2}\{[^[]*\}\n\]\n$/],
  ['quota list --order-by name', HEADER],
  ['get quota monthly-spend-usd', QUOTA_LINES],
  ['quota get monthly-spend-usd', QUOTA_LINES],
  ['get quota accounts/acme/quotas/monthly-spend-usd', QUOTA_LINES],
  ['get quota monthly-spend-usd -o text', QUOTA_LINES],
  ['get quota monthly-spend-usd -o json', /^\{\n {2}"name": "accounts\/acme\/quotas\/monthly-spend-usd",\n/],
  ['quota get monthly-spend-usd -o flag', /^--name=accounts\/acme\/quotas\/monthly-spend-usd\n--value=400\n/],
  ['get quota --output flag monthly-spend-usd', /^--name=/],
  ['get quota monthly-spend-usd --dry-run', REQUEST],
  ['quota get monthly-spend-usd --dry-run=true -o json', /"requests":\[\{"method":"GET"/],
  ['get quota -p dev -a acme monthly-spend-usd --dry-run=false', QUOTA_LINES],
  ['list accounts', /^NAME .*\nacme {2,}Acme {2,}READY {2,}UNSUSPENDED /],
  ['account list', HEADER],
  ['account list -o json', /^\[\n {2}\{\n {4}"name": "accounts\/acme",\n {4}"display_name": "Acme",/],
  ['list accounts --page-size 10 --order-by name --no-paginate -o text', HEADER],
  ['list accounts --filter name:acme', HEADER],
  ['account list --page-token= -p dev', HEADER],
  ['get account', ACCOUNT_LINES],
  ['account get', ACCOUNT_LINES],
  ['get account acme', ACCOUNT_LINES],
  ['account get accounts/acme', ACCOUNT_LINES],
  ['get account -a acme', ACCOUNT_LINES],
  ['account get --account-id acme --profile dev', ACCOUNT_LINES],
  ['get account -o json', /^\{\n {2}"name": "accounts\/acme",\n/],
  ['get account -o flag', /^--name=accounts\/acme\n--display-name=Acme\n(?:--[a-z-]+=.+\n)+$/],
  ['account get --dry-run', REQUEST],
  ['whoami', /^Account: accounts\/acme\n/],
  ['whoami -p dev', /\nProfile: dev\n/],
  ['version', /^\d+\.\d+\.\d+\S*\n$/],
]

describe("firectl's lines that read", () => {
  test.each(LINES)('%s', async (line, shows) => {
    // A profile is asked with its own key, as it would be with firectl.
    const profiled = /(?:^| )(?:-p|--profile)[ =]/.test(line)
    const {stdout, stderr, code} = await run(line.split(' '), {key: !profiled})
    expect({stderr, code}).toEqual({stderr: '', code: 0})
    expect(stdout).toMatch(shows)
  })

  test('a dry run asks for nothing but the account', async () => {
    const before = sandbox.requests.length
    await run(['get', 'quota', 'monthly-spend-usd', '--dry-run', '-a', 'acme'])
    await run(['get', 'account', 'acme', '--dry-run'])
    expect(sandbox.requests.slice(before)).toEqual([])
  })

  test('both orders answer alike', async () => {
    for (const [one, other] of [
      ['list quotas', 'quota list'],
      ['get quota monthly-spend-usd -o json', 'quota get monthly-spend-usd -o json'],
      ['list accounts -o json', 'account list -o json'],
      ['get account', 'account get'],
    ] as const) {
      const both = [await run(one.split(' ')), await run(other.split(' '))]
      expect(both[0]).toEqual(both[1])
    }
  })
})

/** Lines that change a quota, as a script runs them: no terminal, no `--yes`. */
const UPDATES = [
  'update quota monthly-spend-usd --value 450',
  'quota update monthly-spend-usd --value 451',
  'update quota --value 452 monthly-spend-usd',
  'update quota accounts/acme/quotas/monthly-spend-usd --value=453',
  '-a acme update quota monthly-spend-usd --value 454',
  '--value 455 update quota monthly-spend-usd',
  'update quota monthly-spend-usd --value 456 -o json',
  'quota update monthly-spend-usd --value 457 -o flag',
  'quota update monthly-spend-usd --value 458 -o text',
]

describe("firectl's lines that change", () => {
  test.each(UPDATES)('%s', async line => {
    const {stderr, code} = await run(line.split(' '))
    expect({stderr: code === 0 ? '' : stderr, code}).toEqual({stderr: '', code: 0})
    const {stdout} = await run(['quota', 'get', 'monthly-spend-usd', '-o', 'csv'])
    expect(stdout).toContain(`monthly-spend-usd,spend,usd,${/4\d\d/.exec(line)![0]},500,`)
  })

  test('a dry run with firectl’s flag changes nothing', async () => {
    const patches = () => sandbox.requests.filter(({method}) => method === 'PATCH').length
    const before = patches()
    for (const line of [
      'update quota monthly-spend-usd --value 499 --dry-run',
      'quota update monthly-spend-usd --value=499 --dry-run=true',
    ]) {
      expect((await run(line.split(' '))).code).toBe(0)
    }
    expect(patches()).toBe(before)
  })
})

describe('set-api-key KEY', () => {
  test('verifies the key and keeps it in a profile of fireq, not in firectl’s files', async () => {
    const {stdout, code} = await run(['set-api-key', sandbox.apiKey], {key: false})
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Account: accounts\/acme\n/)
    expect(stdout).not.toContain(sandbox.apiKey)
    expect(readFileSync(path.join(home, '.config/fireq/profiles/default.json'), 'utf8')).toContain(sandbox.apiKey)
    expect((await run(['list', 'quotas'], {key: false})).code).toBe(0)
  })
})

describe('flags after an equals sign', () => {
  test('=false does not switch a flag on, and anything else is refused', async () => {
    const off = await run(['get', 'account', '--dry-run=false'])
    expect(off.stdout).toMatch(ACCOUNT_LINES)
    const strange = await run(['get', 'quota', 'monthly-spend-usd', '--dry-run=maybe'])
    expect(strange).toMatchObject({code: 2, stdout: ''})
    expect(strange.stderr).toContain('`--dry-run` is on or off')
  })

  test('after -- a word is a name, whatever it looks like', async () => {
    const {stderr, code} = await run(['get', 'quota', '--', '--dry-run=true'])
    expect(code).toBe(3)
    expect(stderr).toContain('no quota `--dry-run=true`')
  })
})
