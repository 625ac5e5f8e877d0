import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import {parse} from 'yaml'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {runCli} from '../support/run-cli.js'
import {documentIn} from '../support/schema-check.js'

type Item = Readonly<Record<string, unknown>>

/** A list, and one use of each shaping flag on it. */
interface ListCase {
  readonly argv: readonly string[]
  /** Its rows in `data`. */
  readonly key: string
  readonly id: string
  readonly columns: readonly string[]
  readonly sort: string
  readonly where: readonly [field: string, value: string]
  readonly short?: Readonly<Record<string, string>>
}

const LISTS: readonly ListCase[] = [
  {
    argv: ['quota', 'list'],
    key: 'quotas',
    id: 'id',
    columns: ['usage', 'id', 'updatedAt'],
    sort: 'utilization',
    where: ['group', 'on-demand-gpu'],
    short: {status: 'ok', group: 'spend'},
  },
  {
    argv: ['account', 'list'],
    key: 'accounts',
    id: 'id',
    columns: ['suspendState', 'id'],
    sort: 'id',
    where: ['state', 'READY'],
  },
]

let sandbox: Sandbox
let connection: readonly string[]

beforeAll(async () => {
  sandbox = await createSandbox()
  connection = ['--base-url', sandbox.url, '--api-key', sandbox.apiKey]
})
afterAll(() => sandbox.close())

/** Every flag, with a value. */
function flagsOf(list: ListCase): (readonly string[])[] {
  return [
    ['--columns', list.columns.join(',')],
    ['--no-headers'],
    ['--sort', `${list.sort}:desc`],
    ['--limit', '2'],
    ['--where', list.where.join('=')],
    ['--where', `${list.id}=nothing-of-this-name`],
    ...Object.entries(list.short ?? {}).map(([flag, value]) => [`--${flag}`, value]),
  ]
}

/** The rows that a line chooses, worked out apart from the program. */
function expectedRows(list: ListCase, items: readonly Item[], flags: readonly string[]): Item[] {
  let rows = [...items]
  for (const [at, flag] of flags.entries()) {
    const value = flags[at + 1] ?? ''
    const [field, wanted] = flag === '--where' ? value.split('=') : [flag.slice(2), value]
    if (flag === '--where' || (list.short ?? {})[flag.slice(2)] !== undefined) {
      rows = rows.filter(row => row[field!] === wanted)
    }
  }
  if (flags.includes('--sort')) {
    const rank = (row: Item) => (row[list.sort] === null ? 1 : 0)
    rows.sort((a, b) => {
      if (rank(a) !== rank(b) || rank(a) === 1) return rank(a) - rank(b)
      return a[list.sort]! < b[list.sort]! ? 1 : a[list.sort]! > b[list.sort]! ? -1 : 0
    })
  }
  return flags.includes('--limit') ? rows.slice(0, 2) : rows
}

async function out(argv: readonly string[]): Promise<string> {
  const {stdout, code, stderr} = await runCli([...argv, ...connection])
  if (code !== 0) throw new Error(`${argv.join(' ')}: ${code} ${stderr}`)
  return stdout
}

describe.each(LISTS)('$argv', list => {
  test('takes every flag alone, and says the same in every format', async () => {
    const all = documentIn<Record<string, Item[]>>(await out([...list.argv, '--json'])).data[list.key]!
    expect(all.length).toBeGreaterThan(0)
    for (const flags of [[], ...flagsOf(list)]) {
      const line = [...list.argv, ...flags]
      const rows = expectedRows(list, all, flags)
      const document = documentIn<Record<string, Item[]>>(await out([...line, '--json']))
      expect([flags, document.data[list.key]]).toEqual([flags, rows])
      const yaml = parse(await out([...line, '-o', 'yaml'])) as Item
      expect({...yaml, generatedAt: ''}).toEqual({...document, generatedAt: ''})
      const names = rows.map(row => `${String(row[list.id])}\n`).join('')
      expect([flags, await out([...line, '-o', 'name'])]).toEqual([flags, names])
      const headed = !flags.includes('--no-headers')
      const records = (await out([...line, '-o', 'csv'])).split('\n').slice(0, -1)
      expect([flags, records.length]).toEqual([flags, rows.length + Number(headed)])
      if (headed && flags.includes('--columns')) expect(records[0]).toBe(list.columns.join(','))
      const text = (await out(line)).split('\n').slice(0, -1)
      expect([flags, text.length]).toEqual([flags, rows.length + Number(headed)])
      for (const row of rows) expect(text.join('\n')).toContain(String(row[list.id]))
    }
  })

  test('takes each flag with each: the document and the table have the same rows', async () => {
    const all = documentIn<Record<string, Item[]>>(await out([...list.argv, '--json'])).data[list.key]!
    const flags = flagsOf(list)
    for (const pair of flags.flatMap((one, at) => flags.slice(at + 1).map(other => [...one, ...other]))) {
      const rows = expectedRows(list, all, pair)
      const document = documentIn<Record<string, Item[]>>(await out([...list.argv, ...pair, '--json']))
      expect([pair, document.data[list.key]]).toEqual([pair, rows])
      const records = (await out([...list.argv, ...pair, '-o', 'csv'])).split('\n').slice(0, -1)
      expect([pair, records.length]).toEqual([pair, rows.length + Number(!pair.includes('--no-headers'))])
    }
  })
})

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
