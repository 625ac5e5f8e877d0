import {spawn, spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import {describe, expect, test} from '@jest/globals'
import {startUpstream} from '../support/proxied.js'
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
