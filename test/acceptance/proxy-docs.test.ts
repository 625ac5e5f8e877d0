import {spawn, spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import {describe, expect, test} from '@jest/globals'
import {ask, startTestProxy, startUpstream} from '../support/proxied.js'
import {withListening} from '../support/spawn-proxy.js'

const KEY = 'fw_of-the-docs'
const ADDRESS = 'http://127.0.0.1:4020'
const python = process.env['FIREQ_PYTHON'] ?? 'python3'

interface Snippet {
  /** The line above it. */
  readonly title: string
  readonly language: string
  readonly code: string
}

const text = readFileSync('docs/proxy.md', 'utf8')
const snippets: readonly Snippet[] = [...text.matchAll(/^([^\n]+):\n\n```(\w+)\n([^]*?)^```$/gm)].map(
  ([, title, language, code]) => ({title: title!, language: language!, code: code!}),
)

/** Why a snippet cannot run here; null where it can. */
function missing({language, code}: Snippet): string | null {
  if (language === 'sh') return spawnSync('curl', ['--version']).status === 0 ? null : 'no curl'
  if (language === 'js') {
    const lacking = [...code.matchAll(/ from '([^']+)'/g)].find(([, name]) => !existsSync(`node_modules/${name!}`))
    return lacking === undefined ? null : `no ${lacking[1]!}`
  }
  const modules = [...code.matchAll(/^(?:import|from) (\w+)/gm)].map(([, name]) => name!)
  const lacking = modules.find(name => spawnSync(python, ['-c', `import ${name}`]).status !== 0)
  return lacking === undefined ? null : `no ${lacking} for ${python}`
}

/** A program in a folder from which this project's packages are found. */
function commandOf({language, code}: Snippet, url: string): string[] {
  const there = code.replaceAll(ADDRESS, url)
  if (language === 'python') return [python, '-c', there]
  if (language === 'sh') return ['sh', '-c', there]
  mkdirSync('.cache', {recursive: true})
  const file = path.join(mkdtempSync(path.resolve('.cache/docs-')), 'snippet.mjs')
  writeFileSync(file, there)
  return [process.execPath, file]
}

function outputOf([program, ...words]: readonly string[]): Promise<string> {
  const env = {PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', FIREWORKS_API_KEY: KEY}
  const child = spawn(program!, words, {env})
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  return new Promise((resolve, reject) => child.on('error', reject).on('close', () => resolve(output)))
}

const CHAT = {
  id: 'c1',
  object: 'chat.completion',
  created: 1,
  model: 'kimi-k3',
  choices: [{index: 0, message: {role: 'assistant', content: 'Hello there'}, finish_reason: 'stop'}],
  usage: {prompt_tokens: 9, completion_tokens: 2, total_tokens: 11},
}
const MESSAGE = {
  id: 'm1',
  type: 'message',
  role: 'assistant',
  model: 'kimi-k3',
  content: [{type: 'text', text: 'Hello there'}],
  stop_reason: 'end_turn',
  usage: {input_tokens: 9, output_tokens: 2},
}

describe('the programs of docs/proxy.md run as they stand', () => {
  test('they are all found', () => {
    expect(snippets.map(({language}) => language)).toEqual(['python', 'js', 'js', 'python', 'js', 'python', 'sh'])
    for (const {code} of snippets) expect(code).toContain(ADDRESS)
  })

  for (const snippet of snippets) {
    const why = missing(snippet)
    const run = why === null ? test : test.skip
    run(
      `${snippet.title}${why === null ? '' : ` (${why})`}`,
      async () => {
        const upstream = await startUpstream((request, response) => {
          response.setHeader('content-type', 'application/json')
          response.end(JSON.stringify(request.url!.endsWith('/messages') ? MESSAGE : CHAT))
        })
        let traffic = ''
        await withListening(['proxy', '-q', '--pace', '--port', '0', '--base-url', upstream.url], async url => {
          expect(await outputOf(commandOf(snippet, url))).toContain('Hello there')
          traffic = await (await fetch(`${url}/_fireq/limits`)).text()
        })
        await upstream.close()
        const [seen] = upstream.seen
        expect(seen!.head).toMatch(/^POST \/inference\/v1\/(?:chat\/completions|messages)(?:\?|$)/)
        expect(seen!.headers.join('\n')).toContain(KEY)
        expect(JSON.parse(traffic)).toMatchObject({
          traffic: [{model: 'kimi-k3', requests: 1, tokens: {prompt: 9, generated: 2}}],
        })
        expect(traffic).not.toContain(KEY)
      },
      60_000,
    )
  }
})

/**
 * What the Python clients make of a snippet, for machines without them: where each appends its path, and which headers it
 * sends. litellm's `openai/` provider takes that prefix off and hands the rest to the client of `openai` (its source, 2026).
 */
const FORMS: Readonly<Record<string, {readonly path: string; readonly headers: readonly string[]}>> = {
  openai: {path: '/chat/completions', headers: ['Authorization', `Bearer ${KEY}`, 'User-Agent', 'OpenAI/Python 2.8.0']},
  anthropic: {
    path: '/v1/messages',
    headers: ['X-Api-Key', KEY, 'anthropic-version', '2023-06-01', 'User-Agent', 'Anthropic/Python 0.75.0'],
  },
  litellm: {
    path: '/chat/completions',
    headers: ['Authorization', `Bearer ${KEY}`, 'User-Agent', 'OpenAI/Python 2.8.0'],
  },
}

describe('the requests of the Python programs of docs/proxy.md, in the form in which their clients send them', () => {
  for (const {title, code} of snippets.filter(({language}) => language === 'python')) {
    const name = /`(\w+)`/.exec(title)![1]!
    test(`${name}: reach the upstream as they are, and count for their model`, async () => {
      const {path: appended, headers} = FORMS[name]!
      const base = /(?:base_url|api_base)="http:\/\/127\.0\.0\.1:4020([^"]*)"/.exec(code)![1]!
      const model = /model="(?:openai\/)?([^"]+)"/.exec(code)![1]!
      const maxTokens = Number(/max_tokens=(\d+)/.exec(code)![1])
      const body = {messages: [{role: 'user', content: 'Say hello'}], model, max_tokens: maxTokens}
      const upstream = await startUpstream((request, response) => {
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify(request.url!.endsWith('/messages') ? MESSAGE : CHAT))
      })
      const proxy = await startTestProxy(upstream.url, {pace: {target: 0.95, maxWaitMs: 30_000}})
      const stainless = [
        'X-Stainless-Lang',
        'python',
        'x-stainless-retry-count',
        '0',
        'x-stainless-read-timeout',
        '600',
      ]
      const answer = await ask(proxy.url, {
        method: 'POST',
        path: base + appended,
        headers: ['Accept', 'application/json', 'Content-Type', 'application/json', ...headers, ...stainless],
        chunks: [Buffer.from(JSON.stringify(body))],
        chunked: false,
        trailers: [],
      })
      const {traffic} = proxy.snapshot()
      await proxy.close(0)
      await upstream.close()
      expect(answer.body.toString()).toContain('Hello there')
      const [seen] = upstream.seen
      const route = name === 'anthropic' ? '/inference/v1/messages' : '/inference/v1/chat/completions'
      expect(seen!.head).toContain(`POST ${route}`)
      expect(JSON.parse(seen!.body.toString())).toEqual({...body, model: 'accounts/fireworks/models/kimi-k3'})
      expect(seen!.headers.join('\n')).toContain(KEY)
      expect(traffic).toMatchObject([{model: 'kimi-k3', requests: 1, tokens: {prompt: 9, generated: 2}}])
    })
  }
})
