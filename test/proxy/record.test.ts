import {mkdtempSync, readdirSync, readFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {expect, test} from '@jest/globals'
import {AppError} from '../../src/lib/domain/errors.js'
import {runCli} from '../support/run-cli.js'
import {until} from '../support/until.js'

test.each([
  ['--record', ['--record'], null],
  ['the setting `history`', [], 'on'],
] as const)('%s keeps the limits of real answers, few of them, and no key', async (_name, flags, history) => {
  const home = mkdtempSync(path.join(os.tmpdir(), 'fireq-record-'))
  if (history !== null) await runCli(['config', 'set', 'history', history], {env: {HOME: home}, home})
  const stop = new AbortController()
  const port = 20_000 + Math.floor(Math.random() * 20_000)
  const running = runCli(['proxy', '--sandbox', ...flags, '-q', '--port', String(port)], {
    env: {HOME: home},
    home,
    signal: stop.signal,
  })
  const url = `http://127.0.0.1:${port}`
  let up = false
  const look = setInterval(
    () =>
      void fetch(`${url}/_fireq/healthz`)
        .then(() => (up = true))
        .catch(() => undefined),
    50,
  )
  await until(() => up, 'it listens')
  clearInterval(look)
  const body = JSON.stringify({
    model: 'accounts/fireworks/models/kimi-k3',
    max_tokens: 3,
    messages: [{role: 'user', content: 'hi'}],
  })
  for (let count = 0; count < 5; count++) {
    const headers = {authorization: 'Bearer fw_sandbox', 'content-type': 'application/json'}
    await (await fetch(`${url}/v1/chat/completions`, {method: 'POST', body, headers})).text()
  }
  stop.abort(new AppError('unknown', 'interrupted by SIGINT', {exitCode: 130}))
  await running
  const files = readdirSync(home, {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.ndjson'))
  expect(files).toHaveLength(1)
  expect(files[0]).toContain(path.join('sandbox-history', 'acme'))
  const text = readFileSync(path.join(home, files[0]!), 'utf8')
  expect(text.trim().split('\n')).toHaveLength(4)
  expect(text).toContain('"source":"proxy"')
  expect(text).not.toContain('fw_sandbox')
})
