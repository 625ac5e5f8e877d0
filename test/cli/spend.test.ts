import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {createSandbox, type Sandbox} from '../../src/lib/sandbox/index.js'
import {runCli} from '../support/run-cli.js'

let tier2: Sandbox
let jump: Sandbox
beforeAll(async () => {
  tier2 = await createSandbox({scenario: 'tier2'})
  jump = await createSandbox({scenario: 'spend-jump'})
})
afterAll(async () => {
  await tier2.close()
  await jump.close()
})

const fireq = (at: Sandbox, argv: string[], key = 'fw_sandbox') =>
  runCli(argv, {env: {FIREWORKS_BASE_URL: at.url, FIREWORKS_API_KEY: key}})

interface Spend {
  readonly scope: string
  readonly used: number
  readonly rows: readonly {readonly usdExact: string; readonly day?: string}[]
  readonly total: {readonly usdExact: string}
  readonly kinds: readonly {readonly kind: string; readonly usdExact: string}[]
  readonly other: {readonly rows: number} | null
}
const spendOf = async (argv: string[], key?: string) => {
  const {stdout} = await fireq(tier2, ['spend', ...argv, '--json'], key)
  return (JSON.parse(stdout) as {data: Spend}).data
}
const nanos = (exact: string) => {
  const [whole = '0', part = ''] = exact.split('.')
  return BigInt(whole) * 1_000_000_000n + BigInt(part.padEnd(9, '0'))
}
const sum = (rows: readonly {usdExact: string}[]) => rows.reduce((total, {usdExact}) => total + nanos(usdExact), 0n)

describe('spend', () => {
  const one = ['model', 'key', 'user', 'day']
  const two = one.flatMap((a, at) => one.slice(at + 1).map(b => `${a},${b}`))

  test.each([...one, ...two])('by %s adds up to the same nano-dollar as the total of its kind', async by => {
    const window = ['--since', '40d', '--until', new Date(Date.now() - 3_600_000).toISOString()]
    const {rows, total, kinds} = await spendOf(['--by', by, ...window])
    const serverless = kinds.find(({kind}) => kind === 'serverless')!
    expect(sum(rows)).toBe(nanos(total.usdExact))
    expect(nanos(total.usdExact)).toBe(nanos(serverless.usdExact))
  })

  test('of a month begins with the month, and counts no day of another', async () => {
    const {rows} = await spendOf(['--by', 'day'])
    const month = new Date().toISOString().slice(0, 7)
    expect(rows.map(({day}) => day!.slice(0, 7))).toEqual(rows.map(() => month))
  })

  test('puts what --top leaves out into one row of its own', async () => {
    const all = await spendOf(['--by', 'day,key'])
    const few = await spendOf(['--by', 'day,key', '--top', '4'])
    expect([few.rows.length, few.other!.rows]).toEqual([4, all.rows.length - 4])
    expect(few.total).toEqual(all.total)
  })

  test('falls back to the own costs of a key that may not see the others', async () => {
    const {stdout, stderr, code} = await fireq(tier2, ['spend'], 'fw_member')
    expect([code, stdout]).toEqual([0, expect.stringContaining('only your own costs')])
    expect(stderr).toContain('only your own costs')
  })

  test.each([
    ['three dimensions', ['--by', 'day,model,key']],
    ['an unknown dimension', ['--by', 'modell']],
    ['a window that ends before it starts', ['--since', '2026-11-02', '--until', '2026-11-01']],
    ['a moment that is none', ['--since', 'yesterday']],
  ])('refuses %s before anything is sent', async (_, argv) => {
    const before = tier2.requests.length
    expect((await fireq(tier2, ['spend', ...argv])).code).toBe(2)
    expect(tier2.requests).toHaveLength(before)
  })
})

describe('spend check', () => {
  test('fires on a planted jump, and not on an ordinary week', async () => {
    expect((await fireq(jump, ['spend', 'check', '--max-growth', '3x'])).code).toBe(11)
    expect((await fireq(tier2, ['spend', 'check', '--max-growth', '3x'])).code).toBe(0)
  })

  test.each([
    [['--max-month', '400'], 0],
    [['--max-month', '300'], 11],
    [['--max-per-day', '1'], 11],
    [[], 2],
    [['--max-growth', 'x'], 2],
  ])('%j exits %i', async (argv, code) => {
    expect((await fireq(tier2, ['spend', 'check', ...argv])).code).toBe(code)
  })

  test('asks for suspension first', async () => {
    const {code} = await runCli(['spend', 'check', '--max-month', '99999', '--sandbox=suspended-credits'], {})
    expect(code).toBe(5)
  })
})

test("firectl's export writes firectl's csv: nine decimals, no zero rows", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fireq-costs-'))
  const file = path.join(folder, 'costs.csv')
  const line = ['billing', 'export-usage-costs', '--group-by', 'api_key', '--filename', file]
  expect((await fireq(tier2, line)).code).toBe(0)
  const [header, ...rows] = fs.readFileSync(file, 'utf8').trim().split('\n')
  expect(header).toBe('account_id,date,group_by_dimension,group_by_value,subtotal_usd,currency')
  expect(rows.length).toBeGreaterThan(3)
  for (const row of rows) expect(row).toMatch(/^acme,\d{4}-\d\d-\d\d,api_key,key_\w+,\d+\.\d{9},USD$/)
  fs.rmSync(folder, {recursive: true})
})
