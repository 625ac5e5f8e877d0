import {describe, expect, test} from '@jest/globals'
import {AGENT_VARIABLES} from '../../src/lib/config/agent-variables.js'
import {agentVariable} from '../../src/lib/cli/quota/set-agent-guard.js'
import {isLoopback} from '../../src/lib/fireworks/base-url.js'
import {runCli, type RunOptions} from '../support/run-cli.js'

/** Nobody listens here: whoever sends anything exits 7. `.invalid` never resolves (RFC 2606). */
const REAL = 'https://gateway.invalid'
const SET = ['quota', 'set', 'monthly-spend-usd', '450', '--yes']

function run(argv: readonly string[], env: Record<string, string>, options: RunOptions = {}) {
  const base = {FIREWORKS_BASE_URL: REAL, FIREWORKS_API_KEY: 'fw_sandbox'}
  return runCli([...argv, '--debug'], {...options, env: {...base, ...env}})
}

const sent = (stderr: string) => /debug: > (GET|PATCH) /.test(stderr)

describe("in an agent's shell", () => {
  test.each(AGENT_VARIABLES)(
    '%s: a change is refused before the first request, with the line for a person',
    async name => {
      const {code, stdout, stderr} = await run([...SET, '-a', 'acme', '--expect-current', '400'], {[name]: '1'})
      expect({code, stdout, sent: sent(stderr)}).toEqual({code: 1, stdout: '', sent: false})
      expect(stderr).toContain(`error: \`${name}\` is set`)
      expect(stderr).toContain(
        `hint: a person can run: \`fireq quota set monthly-spend-usd 450 --expect-current 400 -a acme --base-url ${REAL}\``,
      )
      expect(stderr).not.toContain('fw_sandbox')
    },
  )

  test("firectl's line too, also with --json", async () => {
    const line = ['update', 'quota', 'monthly-spend-usd', '--value', '450', '--json']
    const {code, stdout} = await run(line, {CLAUDECODE: '1'})
    expect({code, error: JSON.parse(stdout) as unknown}).toMatchObject({code: 1, error: {error: {code: 'refused'}}})
  })

  test('reading and dry runs are never blocked: they do send', async () => {
    for (const argv of [
      ['quota', 'list'],
      ['quota', 'check'],
      [...SET, '--dry-run'],
    ]) {
      const {code, stderr} = await run([...argv, '-a', 'acme', '--timeout', '1'], {CLAUDECODE: '1'})
      expect({code, sent: sent(stderr)}).toEqual({code: 7, sent: true})
    }
  })

  test.each([
    ['acme', true],
    ['other, accounts/acme', true],
    ['other', false],
    ['*', false],
    ['', false],
  ])('FIRECTL_AGENT_SAFE_ACCOUNTS=%j lets account acme through: %s', async (safe, through) => {
    const env = {CLAUDECODE: '1', FIRECTL_AGENT_SAFE_ACCOUNTS: safe, FIREWORKS_ACCOUNT_ID: 'acme'}
    const {code, stderr} = await run([...SET, '--timeout', '1'], env)
    expect({code, sent: sent(stderr)}).toEqual(through ? {code: 7, sent: true} : {code: 1, sent: false})
  })

  test('an account that only the key knows is looked up when accounts are named, and not otherwise', async () => {
    expect(sent((await run(SET, {CLAUDECODE: '1'})).stderr)).toBe(false)
    const {code, stderr} = await run([...SET, '--timeout', '1'], {CLAUDECODE: '1', FIRECTL_AGENT_SAFE_ACCOUNTS: 'acme'})
    expect(code).toBe(7)
    expect(stderr).not.toContain('> PATCH')
  })

  test('loopback and the sandbox are exempt', async () => {
    const sandbox = await runCli([...SET, '--sandbox'], {env: {CLAUDECODE: '1'}})
    expect(sandbox.code).toBe(0)
    const {createSandbox} = await import('../../src/lib/sandbox/index.js')
    const server = await createSandbox()
    const loopback = await run([...SET, '--base-url', server.url], {CLAUDECODE: '1'})
    await server.close()
    expect(loopback.code).toBe(0)
  })
})

test('an empty, 0 or false variable is no agent', () => {
  expect(agentVariable({CLAUDECODE: '', AI_AGENT: '0', GEMINI_CLI: 'false'})).toBeNull()
  expect(agentVariable({AI_AGENT: 'yes'})).toBe('AI_AGENT')
})

test.each([
  ['http://127.0.0.1:80', true],
  ['http://127.1', true],
  ['http://0x7f.1', true],
  ['http://[::1]:1', true],
  ['http://localhost', true],
  ['http://fireq.localhost', true],
  ['https://127.0.0.1.example.com', false],
  ['https://localhost.example.com', false],
  ['https://notlocalhost', false],
  ['https://api.fireworks.ai', false],
  ['http://10.0.0.1', false],
])('%s is this machine: %s', (url, expected) => {
  expect(isLoopback(url)).toBe(expected)
})
