import {mkdtempSync, readFileSync} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import {describe, expect, test} from '@jest/globals'
import type {RunSummary} from '../../src/lib/domain/traffic/run-summary.js'
import {childEnvironment} from '../../src/lib/cli/run/environment.js'
import {parseTarget, parseWait} from '../../src/lib/cli/proxy/flags.js'
import {runCli} from '../support/run-cli.js'
import {documentIn} from '../support/schema-check.js'
import {startUpstream} from '../support/proxied.js'

/** A program that asks as OpenAI's clients do, so many times. */
const asking = (times: number, after = '') => [
  process.execPath,
  '-e',
  `const ask = () => fetch(process.env.OPENAI_BASE_URL + '/chat/completions', {method: 'POST',
     headers: {authorization: 'Bearer ' + process.env.OPENAI_API_KEY, 'content-type': 'application/json'},
     body: JSON.stringify({model: 'accounts/fireworks/models/kimi-k3', max_tokens: 5, messages: [{role: 'user', content: 'hi'}]})})
   ;(async () => { for (let i = 0; i < ${times}; i++) console.log((await ask()).status); ${after} })()`,
]
const env = {PATH: process.env['PATH'] ?? ''}

describe('fireq run', () => {
  test('runs the command behind a proxy, passes its output and exit code, and tells what it asked', async () => {
    const {stdout, stderr, code} = await runCli(['run', '--sandbox', '--', ...asking(3, 'process.exitCode = 37')], {
      env,
    })
    expect([stdout, code]).toEqual(['200\n200\n200\n', 37])
    expect(stderr).toContain('fireq run: 3 requests, 429: 0, ')
    expect(stderr).toContain('15 output tokens\n')
    expect(stderr).toContain('kimi-k3: limit of output tokens 36,000/min, unchanged')
  })

  test('writes the document to the report, and with --json to stdout after the command’s own output', async () => {
    const report = path.join(mkdtempSync(path.join(os.tmpdir(), 'fireq-run-')), 'run.json')
    const line = ['run', '--pace', '--sandbox', '--json', '--report', report, '-q', '--', ...asking(2)]
    const {stdout, stderr} = await runCli(line, {env})
    const [, , ...rest] = stdout.split('\n')
    const {data} = documentIn<RunSummary>(rest.join('\n'))
    expect(data).toMatchObject({requests: 2, outcomes: {ok: 2}, tokens: {generated: 10}, exitCode: 0})
    expect((JSON.parse(readFileSync(report, 'utf8')) as {data: unknown}).data).toEqual(data)
    expect(stderr).not.toContain('fireq run:')
  })

  test('says when the command did not use it', async () => {
    const {stderr, code} = await runCli(['run', '--sandbox', '--', 'sh', '-c', 'exit 3'], {env})
    expect(stderr).toContain('0 requests seen: does sh honour OPENAI_BASE_URL?\n')
    expect(code).toBe(3)
  })

  test('asks the gateway that the settings name, and the key of the command goes there as it is', async () => {
    const upstream = await startUpstream((_request, response) => response.end('{}'))
    const line = ['run', '--base-url', `${upstream.url}/inference/v1`, '--', ...asking(1)]
    await runCli(line, {env: {...env, OPENAI_API_KEY: 'sk-of-the-command'}})
    await upstream.close()
    expect(upstream.seen[0]!.head).toBe('POST /inference/v1/chat/completions')
    expect(upstream.seen[0]!.headers).toContain('authorization: Bearer sk-of-the-command')
  })

  test('a command that a signal ended gives 128 and its number, one that is not there 127, none at all 2', async () => {
    const run = async (...words: string[]) => (await runCli(['run', '--sandbox', '--', ...words], {env})).code
    expect(await run('sh', '-c', 'kill -TERM $$')).toBe(143)
    expect(await run('no-such-command-anywhere')).toBe(127)
    const none = await runCli(['run', '--sandbox', 'python', 'x.py'], {env})
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('fireq run -- python')])
  })

  test('a report that cannot be written is refused before the command runs', async () => {
    const line = ['run', '--sandbox', '--report', '/no/such/folder/run.json', '--', 'echo', 'ran']
    const {stdout, code} = await runCli(line, {env})
    expect([stdout, code]).toEqual(['', 2])
  })
})

describe('the command’s environment', () => {
  const url = 'http://127.0.0.1:4020'

  test('names the proxy to every client, and leaves the rest alone', () => {
    expect(childEnvironment({HOME: '/home/me', OPENAI_API_KEY: 'k'}, url, null)).toEqual({
      HOME: '/home/me',
      OPENAI_API_KEY: 'k',
      OPENAI_BASE_URL: `${url}/inference/v1`,
      OPENAI_API_BASE: `${url}/inference/v1`,
      ANTHROPIC_BASE_URL: `${url}/inference`,
      FIREWORKS_BASE_URL: url,
    })
  })

  test('goes past a company’s proxy for this machine', () => {
    const made = childEnvironment({HTTP_PROXY: 'http://proxy:3128', NO_PROXY: 'corp.example'}, url, null)
    expect([made['NO_PROXY'], made['no_proxy']]).toEqual(Array(2).fill('corp.example,127.0.0.1,localhost'))
  })

  test('against the sandbox holds no real key', () => {
    const made = childEnvironment({OPENAI_API_KEY: 'real', FIREWORKS_API_KEY: 'real'}, url, 'fw_sandbox')
    expect(Object.values(made)).not.toContain('real')
  })
})

describe('the flags of pacing', () => {
  test.each([
    ['30s', 30_000],
    ['500ms', 500],
    ['2m', 120_000],
    ['1.5', 1500],
  ])('--max-wait %s', (text, ms) => expect(parseWait('--max-wait', text)).toBe(ms))

  test.each(['', '0s', '-1', '2d', '1e3'])('--max-wait %j is refused', text => {
    expect(() => parseWait('--max-wait', text)).toThrow('not a time')
  })

  test('--target is a percentage above one half: below it limits would never grow', () => {
    expect([parseTarget('--target', '95%'), parseTarget('--target', '100')]).toEqual([0.95, 1])
    for (const text of ['50%', '40', '101%', '0.95', 'all']) expect(() => parseTarget('--target', text)).toThrow('50%')
  })

  test('a detail of pacing without --pace is refused', async () => {
    const {code, stderr} = await runCli(['proxy', '--max-wait', '5s'], {env})
    expect([code, stderr]).toEqual([2, expect.stringContaining('`--max-wait` needs `--pace`')])
  })

  test('a proxy in front of itself is refused', async () => {
    const {code, stderr} = await runCli(['proxy', '--port', '4077', '--base-url', 'http://localhost:4077/inference'], {
      env,
    })
    expect([code, stderr]).toEqual([2, expect.stringContaining('this proxy’s own address'.replace('’', "'"))])
  })
})
