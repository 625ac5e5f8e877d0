import {afterEach, beforeEach, describe, expect, test} from '@jest/globals'
import {Ajv2020} from 'ajv/dist/2020.js'
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {newHome, writeProfile} from '../support/profile-home.js'
import {runCli} from '../support/run-cli.js'

const ajv = new Ajv2020({strict: false, validateFormats: false})
ajv.addSchema(JSON.parse(readFileSync('schemas/fireq.common.v1.json', 'utf8')) as object)
const schema = ajv.compile(JSON.parse(readFileSync('schemas/fireq.status.profiles.v1.json', 'utf8')) as object)

interface Profiles {
  readonly data: {
    readonly profiles: readonly {
      readonly profile: string | null
      readonly owner: string
      readonly account: {readonly id: string} | null
      readonly verdict: {readonly state: string; readonly actions: readonly string[]} | null
      readonly error: {readonly code: string} | null
      readonly exitCode: number
    }[]
  }
}

let home: string
let running: Sandbox
let stopped: Sandbox

beforeEach(async () => {
  home = newHome()
  running = await createSandbox()
  stopped = await createSandbox({scenario: 'suspended-payment', overrides: {accountId: 'side'}})
})
afterEach(() => Promise.all([running.close(), stopped.close()]))

/** How far depends on the day of the month. */
const RAISE = 'fireq quota set monthly-spend-usd \\d+'

describe('status --all-profiles', () => {
  test('is one line for each, whatever became of it, and exits with the worst', async () => {
    writeProfile(home, 'work', {url: running.url})
    writeProfile(home, 'side', {url: stopped.url})
    writeProfile(home, 'old', {url: running.url, apiKey: 'fw_invalid'})
    const env = {FIREWORKS_API_KEY: 'fw_invalid', FIREWORKS_ACCOUNT_ID: 'elsewhere', FIREWORKS_PROFILE: 'nobody'}
    const {stdout, stderr, code} = await runCli(['status', '--all-profiles'], {home, env})
    const rows = stdout.trimEnd().split('\n')
    expect(code).toBe(4)
    expect(rows).toHaveLength(4)
    expect(rows.find(row => row.startsWith('work '))).toMatch(/acme +2 +\$376\.48 +\$400 +94\.1% +warning +94\.1% of/)
    expect(rows.find(row => row.startsWith('side '))).toMatch(/side .*suspended +the payment of a past invoice failed$/)
    expect(rows.find(row => row.startsWith('old '))).toMatch(/^old +– .* unauthorized +\S/)
    expect(stderr).toMatch(/^warning: old: /m)
    expect(running.requests.some(({path}) => path.includes('elsewhere'))).toBe(false)
  })

  test('in JSON keeps to its schema, and its commands name the profile', async () => {
    writeProfile(home, 'work', {url: running.url})
    writeProfile(home, 'old', {url: running.url, apiKey: 'fw_invalid'})
    const {stdout} = await runCli(['status', '--all-profiles', '--json', '--exit-zero'], {home})
    const document = JSON.parse(stdout) as Profiles
    expect(schema(document) === true ? null : schema.errors).toBeNull()
    const [old, work] = document.data.profiles
    expect(old).toMatchObject({
      profile: 'old',
      account: null,
      verdict: null,
      error: {code: 'unauthorized'},
      exitCode: 4,
    })
    expect(work).toMatchObject({profile: 'work', owner: 'fireq', account: {id: 'acme'}, error: null, exitCode: 0})
    expect(work!.verdict!.actions[0]).toMatch(new RegExp(`^${RAISE} -a acme -p work --base-url ${running.url}$`))
  })

  test("shows firectl's profiles and its sign-in outside any", async () => {
    const folder = path.join(home, '.fireworks')
    mkdirSync(path.join(folder, 'profiles', 'lab'), {recursive: true})
    writeFileSync(path.join(folder, 'auth.ini'), 'api_key = fw_test_default\n')
    writeFileSync(path.join(folder, 'profiles', 'lab', 'auth.ini'), 'api_key = fw_test_lab\n')
    const asked = ['status', '--all-profiles', '--base-url', running.url, '-o', 'csv']
    const {stdout, code} = await runCli(asked, {home})
    expect(code).toBe(0)
    const rows = stdout.trimEnd().split('\n')
    expect(rows[0]).toBe('profile,owner,account,suspendState,likelyTier,usage,limit,utilization,state,message,exitCode')
    expect(rows[1]).toMatch(/^lab,firectl,acme,UNSUSPENDED,2,376\.48,400,0\.9412,warning,/)
    expect(rows[2]).toMatch(/^,firectl,acme,/)
  })

  test.each([
    [['-p', 'work'], '`--profile`'],
    [['--api-key', 'fw_test_x'], '`--api-key`'],
    [['-a', 'acme'], '`--account-id`'],
    [['--sandbox'], '`--sandbox`'],
  ])('refuses %j, which names one', async (argv, named) => {
    const {code, stderr} = await runCli(['status', '--all-profiles', ...argv], {home})
    expect(code).toBe(2)
    expect(stderr).toContain(`${named} cannot be used together`)
  })

  test('without any profile says how to make one', async () => {
    const {code, stderr} = await runCli(['status', '--all-profiles'], {home})
    expect(code).toBe(4)
    expect(stderr).toContain('fireq auth login -p NAME')
  })
})

describe('commands to copy', () => {
  test('ask the same account as this one did, never with its key', async () => {
    writeProfile(home, 'work', {url: running.url})
    const named = await runCli(['status', '-p', 'work', '-a', 'acme'], {home})
    expect(named.stdout).toMatch(new RegExp(`^Next steps: ${RAISE} -a acme -p work --base-url ${running.url}$`, 'm'))
    const given = await runCli(['status', '--api-key', 'fw_test_given', '--base-url', running.url], {home})
    expect(given.stdout).toMatch(new RegExp(`^Next steps: ${RAISE} -a acme --base-url ${running.url}$`, 'm'))
    expect(given.stdout).not.toContain('fw_test_given')
    const sandbox = await runCli(['diagnose', '--sandbox=suspended-spend'], {home})
    expect(sandbox.stdout).toMatch(new RegExp(`^Next steps: ${RAISE} -a acme --sandbox=suspended-spend$`, 'm'))
  })
})
