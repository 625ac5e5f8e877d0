import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, test} from '@jest/globals'
import {startFaultServer} from '../support/fault-server.js'
import {runCli} from '../support/run-cli.js'

// A name that resolves nowhere: whatever is sent comes to nothing, exit 7; what is refused before, exit 2.
const GATEWAY = 'http://gateway.invalid'
const KEY = {FIREWORKS_API_KEY: 'fw_NotARealKey0123456789', FIREWORKS_ACCOUNT_ID: 'acme'}

function homeWith(path: string, content: object): string {
  const home = mkdtempSync(join(tmpdir(), 'fireq-http-'))
  const file = join(home, '.config', 'fireq', path)
  mkdirSync(join(file, '..'), {recursive: true, mode: 0o700})
  writeFileSync(file, JSON.stringify(content), {mode: 0o600})
  return home
}

describe('plain http to a host that is not this machine', () => {
  test.each([
    ['by flag', ['--base-url', GATEWAY], KEY, null],
    ['by variable', [], {...KEY, FIREWORKS_BASE_URL: GATEWAY}, null],
    ['by setting', [], KEY, homeWith('config.json', {'base-url': GATEWAY})],
    [
      'by profile',
      ['-p', 'work'],
      {FIREWORKS_ACCOUNT_ID: 'acme'},
      homeWith('profiles/work.json', {apiKey: KEY.FIREWORKS_API_KEY, baseUrl: GATEWAY}),
    ],
  ])('is refused before anything is sent: %s', async (_, flags, env, home) => {
    const {code, stderr} = await runCli(['quota', 'list', ...flags], {env, home})
    expect(stderr).toContain('would send the key unencrypted')
    expect(stderr).toContain('--insecure-http')
    expect(code).toBe(2)
  })

  test('is allowed by flag, and by setting', async () => {
    const flags = ['--base-url', GATEWAY]
    expect((await runCli(['quota', 'list', ...flags, '--insecure-http'], {env: KEY})).code).toBe(7)
    const home = homeWith('config.json', {'insecure-http': 'true'})
    expect((await runCli(['quota', 'list', ...flags], {env: KEY, home})).code).toBe(7)
  })

  test('to this machine needs no leave', async () => {
    const server = await startFaultServer(({url}) => ({
      body: url.includes('/quotas') ? {quotas: [], totalSize: 0} : {name: 'accounts/acme'},
    }))
    const {code} = await runCli(['quota', 'list', '--base-url', server.url], {env: KEY})
    await server.close()
    expect(code).toBe(0)
  })
})
