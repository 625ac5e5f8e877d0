import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {runCli} from '../support/run-cli.js'
import {documentIn} from '../support/schema-check.js'

let sandbox: Sandbox
let connection: readonly string[]

beforeAll(async () => {
  sandbox = await createSandbox()
  connection = ['--base-url', sandbox.url, '--api-key', sandbox.apiKey]
})
afterAll(() => sandbox.close())

async function out(argv: readonly string[]): Promise<string> {
  const {stdout, code, stderr} = await runCli([...argv, ...connection])
  if (code !== 0) throw new Error(`${argv.join(' ')}: ${code} ${stderr}`)
  return stdout
}

describe('a list of rate limits', () => {
  const probe = ['limits', 'probe', 'gpt-oss-120b']

  test('is chosen from by row, and JSON keeps the probe around the limits that stay', async () => {
    const rows = ['--where', 'dimension=generated']
    const {data} = documentIn<{probes: {limits: {dimension: string}[]}[]}>(await out([...probe, ...rows, '--json']))
    expect(data.probes.map(({limits}) => limits.map(({dimension}) => dimension))).toEqual([['generated']])
    const csv = await out([...probe, ...rows, '-o', 'csv', '--columns', 'dimension,model'])
    expect(csv).toMatch(/^dimension,model\ngenerated,\S+\n$/)
    expect(await out([...probe, '-o', 'name'])).toMatch(/^\S+\n$/)
  })
})

describe('a name that a list does not have', () => {
  test.each([
    [['--columns', 'id,usge'], /no `usge` here\nhint: did you mean `usage`/],
    [['--sort', 'utilisation'], /no `utilisation` here\nhint: did you mean `utilization`/],
    [['--status', 'exeeded'], /no `exeeded` here\nhint: did you mean `exceeded`/],
    [['--group', 'gpu'], /no `gpu` here\nhint: choose from spend, serverless/],
    [['--where', 'usage'], /has no field and value/],
    [['--limit', 'few'], /not a whole number/],
  ])('%j is refused before anything is asked', async (flags, message) => {
    const before = sandbox.requests.length
    const {code, stderr} = await runCli(['quota', 'list', ...flags, ...connection])
    expect(stderr).toMatch(message)
    expect(code).toBe(2)
    expect(sandbox.requests.length).toBe(before)
  })

  test('in --where is refused with the nearest field of the document', async () => {
    const {code, stderr} = await runCli(['quota', 'list', '--where', 'headrom=1', ...connection])
    expect(stderr).toBe('error: no field `headrom` in this list\nhint: did you mean `headroom`?\n')
    expect(code).toBe(2)
  })
})

describe('--query', () => {
  const query = (expression: string) => runCli(['quota', 'list', '--query', expression, ...connection])

  test('prints a string bare, everything else as JSON, and null for nothing', async () => {
    expect((await query('data.account.id')).stdout).toBe(`${sandbox.accountId}\n`)
    expect((await query("data.quotas[?group=='spend'].[id,value]")).stdout).toBe('[["monthly-spend-usd",400]]\n')
    expect((await query('data.nothing.here')).stdout).toBe('null\n')
    const yaml = await runCli(['quota', 'list', '--query', 'data.account.id', '-o', 'yaml', ...connection])
    expect(yaml.stdout).toBe(`${sandbox.accountId}\n`)
  })

  test.each([
    ['data.quotas[?usage > 5].id', 21, /a number stands in back-ticks/],
    ['data.quotas[', 12, /JMESPath/],
    ['data quotas', 5, /JMESPath/],
    ['lenght(data.quotas)', 0, /did you mean `length`/],
  ])('`%s` is exit 2 with a caret under the place, before anything is asked', async (expression, at, hint) => {
    const before = sandbox.requests.length
    const {code, stderr} = await query(expression)
    expect(code).toBe(2)
    expect(stderr).toContain(`\n  ${expression}\n  ${' '.repeat(at)}^\n`)
    expect(stderr).toMatch(hint)
    expect(sandbox.requests.length).toBe(before)
  })

  test('that does not fit the document is exit 2 as well', async () => {
    const {code, stderr} = await query('sum(data.quotas)')
    expect(code).toBe(2)
    expect(stderr).toMatch(/does not fit the document: sum\(\) expected/)
  })

  test('with another format is refused', async () => {
    const {code, stderr, stdout} = await runCli(['quota', 'list', '--query', 'data', '-o', 'csv', ...connection])
    expect(code).toBe(2)
    expect(stdout + stderr).toMatch(/`--query` and `-o csv` cannot be used together/)
  })
})
