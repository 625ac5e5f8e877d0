import {afterEach, describe, expect, test} from '@jest/globals'
import {createSandbox, type Sandbox, type SandboxOptions} from '../../src/lib/sandbox/index.js'
import {startInferenceServer} from '../support/inference-server.js'
import {runCli} from '../support/run-cli.js'

const open: {close(): Promise<void>}[] = []
afterEach(() => Promise.all(open.splice(0).map(one => one.close())))

async function sandboxOf(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await createSandbox(options)
  open.push(sandbox)
  return sandbox
}

const check = ({url}: {url: string}, ...words: string[]) =>
  runCli(['limits', 'check', 'kimi-k3', ...words], {
    env: {FIREWORKS_BASE_URL: url, FIREWORKS_API_KEY: 'fw_sandbox'},
  })

interface Check {
  readonly dimension: string | null
  readonly rule: string
  readonly actual: number | null
  readonly severity: string
  readonly threshold: number | null
}
const checksIn = (stdout: string) => (JSON.parse(stdout) as {data: {checks: Check[]}}).data.checks

describe('limits check', () => {
  test('is critical when less remains than is needed, and says when it never will be enough', async () => {
    const sandbox = await sandboxOf()
    const {code} = await check(sandbox, '--need', 'generated=30000', '--need', 'requests=200')
    expect(code).toBe(0)
    const {stdout, code: short} = await check(sandbox, '--need', 'output=50000')
    expect(short).toBe(11)
    expect(stdout).toMatch(/of 36,000 output tokens per minute remaining, 50,000 needed: never at this limit/)
  })

  test('holds every limit against the defaults without a rule, and each dimension against a part used', async () => {
    const sandbox = await sandboxOf()
    const {stdout, code} = await check(sandbox, '--max-used', '90%', '--json')
    expect(code).toBe(0)
    expect(checksIn(stdout).map(({dimension}) => dimension)).toEqual(['prompt', 'uncached-prompt', 'generated'])
    const {stdout: defaults} = await check(sandbox)
    expect(defaults).toContain('rule: warn 80%, crit 95%')
  })

  test('warns and alarms from the parts used that are asked for', async () => {
    const sandbox = await sandboxOf({scenario: 'throttled'})
    const severities = async (...words: string[]) => {
      const {stdout, code} = await check(sandbox, ...words, '--json')
      const own = checksIn(stdout).filter(({dimension}) => dimension === 'prompt')
      return [code, ...own.map(({severity, threshold}) => [severity, threshold])]
    }
    const calm = await sandboxOf()
    const {stdout, code} = await check(calm, '--warn', '0%', '--crit', '99')
    expect([code, stdout]).toEqual([10, expect.stringContaining('warning from 0%')])
    expect((await check(calm, '--crit', '0%')).code).toBe(11)
    expect((await check(calm, '--warn', '50', '--need', 'generated=1')).code).toBe(0)
    expect(await severities('--warn', '90%')).toEqual([11, ['ok', 0.9]])
    const nagios = await check(calm, '--warn', '50%', '--crit', '75%', '--format', 'nagios')
    expect(nagios.stdout).toMatch(/generated'?=\d+;18000;27000;/)
    expect(await check(calm, '--warn', '90', '--crit', '80')).toMatchObject({code: 2})
  })

  test('judges a 429 by its headers: critical', async () => {
    const sandbox = await sandboxOf({scenario: 'throttled'})
    const {stdout, code} = await check(sandbox, '--need', 'generated=1', '--json')
    expect(code).toBe(11)
    expect(checksIn(stdout)).toMatchObject([{dimension: 'generated', severity: 'critical', actual: 0}])
    const {stdout: other, code: otherCode} = await check(sandbox, '--need', 'prompt=1', '--json')
    expect(otherCode).toBe(11)
    expect(checksIn(other).at(-1)).toMatchObject({dimension: null, rule: 'served', severity: 'critical'})
  })

  test('exits 6 for a 429 without headers', async () => {
    const server = await startInferenceServer({
      answer: ({method, path}) => {
        if (method === 'POST') return {status: 429, headers: [], body: '{"error":"rate limit exceeded"}'}
        const account = path === '/v1/accounts/acme' ? {name: 'accounts/acme', suspendState: 'UNSUSPENDED'} : {}
        return {status: 200, headers: [], body: JSON.stringify(account)}
      },
    })
    open.push(server)
    const {stdout, code} = await check(server, '-a', 'acme', '--need', 'generated=1', '--json')
    expect(code).toBe(6)
    expect(checksIn(stdout)).toMatchObject([{rule: 'answers', severity: 'unknown'}])
  })

  test('asks first whether the account is suspended', async () => {
    const sandbox = await sandboxOf({scenario: 'suspended-credits'})
    const {stdout, code} = await check(sandbox, '--need', 'generated=1')
    expect(code).toBe(5)
    expect(stdout).toContain('the account is suspended: credits are used up')
    const nagios = await check(sandbox, '--need', 'generated=1', '--format', 'nagios')
    expect(nagios.code).toBe(2)
  })

  test('cannot judge an answer without limits, and a model that is not there', async () => {
    const sandbox = await sandboxOf({scenario: 'no-headers'})
    expect((await check(sandbox, '--need', 'generated=1')).code).toBe(1)
    const {code} = await check(sandbox, '-m', 'a-model-of-nobody', '--need', 'generated=1')
    expect(code).toBe(3)
  })

  test.each([
    ['--need', '50000', 'it has no ='],
    ['--need', 'tokens=5', 'it names no dimension'],
    ['--max-used', '90', 'an amount needs a dimension'],
    ['--max-drop', 'generated=5', 'it is not a percentage'],
  ])('refuses %s %s', async (flag, value, why) => {
    const sandbox = await sandboxOf()
    const {stderr, code} = await check(sandbox, flag, value)
    expect([code, stderr]).toEqual([2, expect.stringContaining(why)])
  })
})
