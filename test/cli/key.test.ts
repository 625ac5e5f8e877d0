import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {runCli} from '../support/run-cli.js'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await createSandbox({scenario: 'expiring-keys'})
})
afterAll(() => sandbox.close())

const fireq = (argv: string[], key = 'fw_sandbox') =>
  runCli(argv, {env: {FIREWORKS_BASE_URL: sandbox.url, FIREWORKS_API_KEY: key}})

describe('key list', () => {
  test('tells owner and expiry of every key, and no key', async () => {
    const {stdout} = await fireq(['key', 'list', '-o', 'csv'])
    expect(stdout.split('\n')[0]).toBe('id,name,owner,createdAt,expiresAt,daysLeft,lastUsedAt')
    expect(stdout).toMatch(/^key_notebook,notebook,lee@acme\.example,/m)
    expect(stdout).not.toMatch(/fw_/)
  })

  test('says whose key is needed when this one may not read them', async () => {
    const {stderr, code} = await fireq(['key', 'list'], 'fw_member')
    expect(code).toBe(4)
    expect(stderr).toContain('an admin may')
  })
})

describe('key check', () => {
  test('is critical for an expired key and warns of one that expires soon', async () => {
    const {stdout, code} = await fireq(['key', 'check', '--json'])
    const {checks} = (JSON.parse(stdout) as {data: {checks: {key: string; severity: string}[]}}).data
    const severities = Object.fromEntries(checks.map(({key, severity}) => [key, severity]))
    expect(severities).toEqual({
      key_production: 'warning',
      key_batch: 'warning',
      key_laptop: 'ok',
      key_ci: 'ok',
      key_notebook: 'critical',
    })
    expect(code).toBe(11)
  })

  test('takes a key that never expires for critical with --require-expiry alone', async () => {
    const {stdout} = await fireq(['key', 'check', '--require-expiry', '--expires-within', '1d', '--format', 'nagios'])
    expect(stdout).toMatch(/ci: never expires/)
  })
})
