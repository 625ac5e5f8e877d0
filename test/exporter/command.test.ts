import {expect, test} from '@jest/globals'
import {mkdtempSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {createSandbox} from '../../src/lib/sandbox/index.js'
import {readExposition, valueOf} from '../support/exported.js'
import {runCli} from '../support/run-cli.js'

const folder = () => mkdtempSync(path.join(os.tmpdir(), 'fireq-exporter-'))

test('exporter --once writes the file whole and prints nothing', async () => {
  const home = folder()
  const file = path.join(home, 'fireq.prom')
  const {stdout, code} = await runCli(['exporter', '--once', '--textfile', file, '--sandbox'], {home})
  expect([stdout, code]).toEqual(['', 0])
  expect(valueOf(readExposition(readFileSync(file, 'utf8')), 'fireworks_spend_limit_dollars')).toBe(400)
  expect(readdirSync(home)).toEqual(['fireq.prom'])
})

test('exporter --once says in the file and by its exit code what could not be read', async () => {
  const sandbox = await createSandbox()
  const file = path.join(folder(), 'fireq.prom')
  const flags = ['--base-url', sandbox.url, '--api-key', 'fw_invalid', '-a', 'acme']
  const {code, stderr} = await runCli(['exporter', '--once', '--textfile', file, ...flags])
  await sandbox.close()
  expect(code).toBe(4)
  expect(stderr).toMatch(/Z acme: quotas cannot be read: /)
  expect(valueOf(readExposition(readFileSync(file, 'utf8')), 'fireworks_up', {source: 'quotas'})).toBe(0)
})

test('exporter --once that cannot write leaves the last file, and nothing beside it', async () => {
  const home = folder()
  const file = path.join(home, 'fireq.prom')
  writeFileSync(file, 'before\n')
  const partial = mkdtempSync(path.join(home, 'sub-'))
  const inFolder = await runCli(['exporter', '--once', '--textfile', partial, '--sandbox'], {home})
  expect([inFolder.code, inFolder.stderr]).toEqual([1, expect.stringContaining('cannot write')])
  expect((await runCli(['exporter', '--once', '--textfile', '/nowhere/x.prom', '--sandbox'])).code).toBe(1)
  expect(readdirSync(home).sort()).toEqual(['fireq.prom', path.basename(partial)])
  expect(readFileSync(file, 'utf8')).toBe('before\n')
})

test('a file that is being replaced is never half', async () => {
  const home = folder()
  const file = path.join(home, 'fireq.prom')
  const write = () => runCli(['exporter', '--once', '--textfile', file, '--sandbox=many-quotas'], {home})
  await write()
  let reading = true
  let reads = 0
  const reader = (async () => {
    while (reading) {
      const text = readFileSync(file, 'utf8')
      expect(text.trimEnd().split('\n').at(-1)).toMatch(/^fireq_build_info\{version="/)
      reads++
      await new Promise(resolve => setImmediate(resolve))
    }
  })()
  await Promise.all([write(), write()])
  reading = false
  await reader
  expect(reads).toBeGreaterThan(3)
})

test('no key is in a metric, a label or the log, also when a server echoes it', async () => {
  const sandbox = await createSandbox({overrides: {accountId: 'acme'}})
  const file = path.join(folder(), 'fireq.prom')
  const key = 'fw_3ZnotAKeyOfAnybody7Qx'
  try {
    for (const kind of ['echo-key', '401', '500'] as const) {
      sandbox.fault({route: '*', kind, times: 'always'})
      const flags = ['--base-url', sandbox.url, '--api-key', key, '-a', 'acme', '--debug', '--probe-model', 'kimi-k3']
      const {stdout, stderr} = await runCli(['exporter', '--once', '--textfile', file, ...flags])
      const text = readFileSync(file, 'utf8')
      expect(text).toContain('fireworks_up')
      expect([kind, (stdout + stderr + text).includes(key)]).toEqual([kind, false])
    }
  } finally {
    await sandbox.close()
  }
})

test('what a history keeps of a probe is exported as what is left', async () => {
  const home = folder()
  const run = (...words: string[]) => runCli([...words], {home})
  await run('config', 'set', 'history', 'on')
  await run('limits', 'probe', 'kimi-k3', '--sandbox')
  const file = path.join(home, 'fireq.prom')
  await run('exporter', '--once', '--textfile', file, '--sandbox')
  const left = {model: 'kimi-k3', dimension: 'generated'}
  const series = readExposition(readFileSync(file, 'utf8'))
  expect(valueOf(series, 'fireworks_rate_limit_remaining_tokens', left)).toBeGreaterThan(0)
})

test.each([
  [['--once'], 'need each other'],
  [['--interval', '0'], 'is not a time'],
  [['--listen', 'somewhere'], 'is not an address and a port'],
  [['--probe-model', 'a#b#c'], 'is not a model name'],
])('exporter %j is refused', async (words, message) => {
  const {code, stderr} = await runCli(['exporter', ...words, '--sandbox'])
  expect(code).toBe(2)
  expect(stderr).toContain(message)
})
