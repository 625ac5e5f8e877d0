import {mkdtempSync, readdirSync, readFileSync, statSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {expect, test} from '@jest/globals'
import {startUpstream} from '../support/proxied.js'
import {withListening} from '../support/spawn-proxy.js'

/** Of no scheme that fireq knows, so that nothing can hide it by its looks. */
const KEY = 'sesame-Zq81Lw0vXk93-opens'

test('once its requests are over, no key is in the memory of the proxy, its history, metrics or output', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'fireq-heap-'))
  const gateway = await startUpstream((request, response) => {
    response.writeHead(/limited/.test(request.url!) ? 429 : 200, {'x-ratelimit-limit-tokens-generated': '36000'})
    response.end('{"usage":{"prompt_tokens":3,"completion_tokens":4}}')
  })
  const env = {NODE_OPTIONS: `--heapsnapshot-signal=SIGUSR1 --diagnostic-dir=${folder}`, XDG_STATE_HOME: folder}
  const words = ['proxy', '--advise', '--pace', '--record', '--port', '0', '--base-url', gateway.url]
  let shown = ''
  const run = await withListening(
    words,
    async (url, child) => {
      for (const name of ['authorization', 'x-api-key', 'authorization', 'x-api-key']) {
        for (const query of ['', '?limited']) {
          const headers = {[name]: name === 'authorization' ? `Bearer ${KEY}` : KEY, connection: 'close'}
          const body = JSON.stringify({model: 'kimi-k3', max_tokens: 4, messages: [{role: 'user', content: 'hi'}]})
          await (await fetch(`${url}/v1/chat/completions${query}`, {method: 'POST', headers, body})).text()
        }
      }
      for (const page of ['limits', 'metrics']) shown += await (await fetch(`${url}/_fireq/${page}`)).text()
      child.kill('SIGUSR1')
      const snapshot = () => readdirSync(folder).find(name => name.endsWith('.heapsnapshot'))
      let size = -1
      for (let round = 0; round < 300; round++) {
        await new Promise(resolve => setTimeout(resolve, 100))
        const name = snapshot()
        if (name === undefined) continue
        const now = statSync(path.join(folder, name)).size
        if (now === size && now > 0) break
        size = now
      }
    },
    {env},
  )
  await gateway.close()
  const files = readdirSync(folder, {recursive: true, encoding: 'utf8'}).map(name => path.join(folder, name))
  const texts = files
    .filter(name => statSync(name).isFile())
    .map(name => [path.basename(name), readFileSync(name, 'latin1')] as const)
  expect(texts.map(([name]) => path.extname(name)).sort()).toEqual(['.heapsnapshot', '.ndjson'])
  expect(shown).toContain('fireq_proxy_requests_total')
  // What a snapshot shows of strings is there at all.
  expect(texts.find(([name]) => name.endsWith('.heapsnapshot'))![1]).toContain('x-ratelimit-limit-tokens-generated')
  const leaks = [['output', run.stdout + run.stderr + shown] as const, ...texts].filter(([, text]) =>
    text.includes(KEY),
  )
  expect(leaks.map(([name]) => name)).toEqual([])
}, 60_000)
