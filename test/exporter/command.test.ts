import {expect, test} from '@jest/globals'
import {mkdtempSync, readdirSync, readFileSync} from 'node:fs'
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
