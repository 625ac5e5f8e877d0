import {expect, test} from '@jest/globals'
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {mkdtempSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import {setTimeout as sleep} from 'node:timers/promises'
import {createSandbox} from '../../src/lib/sandbox/index.js'
import {runCli} from '../support/run-cli.js'

test('quota apply that is killed in the middle leaves what the next diff shows', async () => {
  const home = mkdtempSync(path.join(os.tmpdir(), 'fireq-killed-'))
  const sandbox = await createSandbox()
  try {
    const file = path.join(home, 'quotas.yaml')
    const rules = [
      'monthly-spend-usd: {exactly: 450}',
      'global--a100-count: {exactly: 6}',
      'deployed-model-count: {exactly: 90}',
    ]
    writeFileSync(
      file,
      `fireq: quotas/v1\naccounts:\n  acme:\n    quotas:\n${rules.map(one => `      ${one}\n`).join('')}`,
    )
    sandbox.fault({route: 'PATCH /v1/accounts/*/quotas/global--a100-count', kind: 'slow-first-byte', seconds: 30})
    const connection = ['--base-url', sandbox.url, '--api-key', sandbox.apiKey]
    const child = spawn(process.execPath, ['bin/run.js', 'quota', 'apply', '-f', file, '--yes', ...connection], {
      env: {PATH: process.env['PATH'], HOME: home},
      stdio: 'ignore',
    })
    const patched = () => sandbox.requests.filter(({method}) => method === 'PATCH').length
    for (let waits = 0; patched() < 2 && waits < 200; waits++) await sleep(50)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const diff = await runCli(['quota', 'diff', '-f', file, '-o', 'csv', ...connection], {home})
    expect(diff.code).toBe(10)
    const actions = diff.stdout
      .split('\n')
      .slice(1, -1)
      .map(line => [line.split(',')[1], line.split(',')[5]])
    const {stdout} = await runCli(['quota', 'list', '-o', 'csv', '--columns', 'id,value', ...connection], {home})
    const values = new Map(stdout.split('\n').map(line => line.split(',') as [string, string]))
    expect(values.get('monthly-spend-usd')).toBe('450')
    for (const [quota, wanted] of [
      ['monthly-spend-usd', '450'],
      ['global--a100-count', '6'],
      ['deployed-model-count', '90'],
    ]) {
      const action = actions.find(([id]) => id === quota)![1]
      expect([quota, action === 'none']).toEqual([quota, values.get(quota!) === wanted])
    }
  } finally {
    await sandbox.close()
  }
}, 60_000)
