import {expect, test} from '@jest/globals'
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {writeFileSync} from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import {setTimeout as sleep} from 'node:timers/promises'
import {createSandbox} from '../../src/lib/sandbox/index.js'
import {createManyAccounts, THIRTEEN_QUOTAS, writeQuotasFile} from '../support/many-accounts.js'
import {newHome, writeProfile} from '../support/profile-home.js'
import {runCli} from '../support/run-cli.js'
import {documentIn} from '../support/schema-check.js'

interface Accounts {
  readonly accounts: readonly {
    readonly account: string
    readonly changes: readonly {readonly quota: string; readonly from: number; readonly action: string}[]
  }[]
}

test('quota apply that is killed in the middle leaves what the next diff shows', async () => {
  const home = newHome()
  const many = await createManyAccounts(8)
  try {
    for (const name of many.names) writeProfile(home, name, many)
    const file = writeQuotasFile(home, many)
    const child = spawn(process.execPath, ['bin/run.js', 'quota', 'apply', '-f', file, '--yes'], {
      env: {PATH: process.env['PATH'], HOME: home},
      stdio: 'ignore',
    })
    for (let waits = 0; many.changes.length < 30 && waits < 4000; waits++) await sleep(10)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const {code, stdout} = await runCli(['quota', 'diff', '-f', file, '--json'], {home})
    expect(code).toBe(10)
    const shown = documentIn<Accounts>(stdout).data.accounts.flatMap(({account, changes}) =>
      changes.map(({quota, from, action}) => [account, quota, from, action !== 'none'] as const),
    )
    const actual = await Promise.all(
      many.names.map(async account => {
        const {url, apiKey} = many.sandbox(account)
        const answer = await fetch(`${url}/v1/accounts/${account}/quotas`, {
          headers: {authorization: `Bearer ${apiKey}`},
        })
        const {quotas} = (await answer.json()) as {quotas: {name: string; value: string}[]}
        const values = new Map(quotas.map(({name, value}) => [name.replace(/.*\//, ''), Number(value)]))
        return THIRTEEN_QUOTAS.map(({id, to}) => [account, id, values.get(id)!, values.get(id) !== to] as const)
      }),
    )
    expect(shown).toEqual(actual.flat())
    const open = shown.filter(([, , , differs]) => differs).length
    expect(open).toBeGreaterThan(0)
    expect(open).toBeLessThan(shown.length)
    // What was begun is ended by the next run, and nothing is sent twice.
    expect((await runCli(['quota', 'apply', '-f', file, '--yes', '-q'], {home})).code).toBe(0)
    expect(many.changes.length).toBeLessThanOrEqual(shown.length + 4)
    expect((await runCli(['quota', 'diff', '-f', file], {home})).code).toBe(0)
  } finally {
    await many.close()
  }
}, 120_000)

test.each(['SIGINT', 'SIGTERM'] as const)(
  'quota apply says at %s what was changed and what is unknown',
  async signal => {
    const home = newHome()
    const sandbox = await createSandbox()
    try {
      const file = path.join(home, 'quotas.yaml')
      const rules = [
        'monthly-spend-usd: {exactly: 450}',
        'global--a100-count: {exactly: 6}',
        'deployed-model-count: {exactly: 90}',
      ]
      const entry = rules.map(rule => `      ${rule}\n`).join('')
      writeFileSync(file, `fireq: quotas/v1\naccounts:\n  acme:\n    quotas:\n${entry}`)
      sandbox.fault({route: 'PATCH /v1/accounts/*/quotas/global--a100-count', kind: 'slow-first-byte', seconds: 30})
      const child = spawn(
        process.execPath,
        ['bin/run.js', 'quota', 'apply', '-f', file, '--yes', '--base-url', sandbox.url, '--api-key', sandbox.apiKey],
        {env: {PATH: process.env['PATH'], HOME: home}},
      )
      let stdout = ''
      child.stdout.on('data', chunk => (stdout += String(chunk)))
      const patched = () => sandbox.requests.filter(({method}) => method === 'PATCH').length
      for (let waits = 0; patched() < 2 && waits < 2000; waits++) await sleep(10)
      child.kill(signal)
      const [code] = (await once(child, 'close')) as [number]
      expect(code).toBe(signal === 'SIGINT' ? 130 : 143)
      expect(stdout).toMatch(/monthly-spend-usd: \$400 → \$450\n {4}undo: fireq quota set monthly-spend-usd 400 /)
      expect(stdout).toContain(`  whether global--a100-count was changed is unknown: interrupted by ${signal}\n`.trim())
      expect(stdout).toMatch(/deployed-model-count: not changed: not sent\n/)
      expect(stdout).toMatch(
        /\n1 changed, 1 not changed, 1 unknown \(a diff of the same file shows it\), 0 as the file says\n$/,
      )
    } finally {
      await sandbox.close()
    }
  },
)
