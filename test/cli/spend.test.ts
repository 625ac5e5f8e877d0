import {afterAll, beforeAll, describe, expect, test} from '@jest/globals'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {systemClock} from '../../src/lib/cli/context.js'
import {createSandbox, ManualClock, type Sandbox} from '../../src/lib/sandbox/index.js'
import {startFaultServer} from '../support/fault-server.js'
import {someOf} from '../support/property-runs.js'
import {runCli} from '../support/run-cli.js'

/** Late in a month: what a scenario opens with is spread over the month so far. */
const THURSDAY = Date.parse('2026-11-26T09:00:00Z')
const DAY_MS = 86_400_000

let tier2: Sandbox
let jump: Sandbox
beforeAll(async () => {
  tier2 = await createSandbox({scenario: 'tier2', clock: new ManualClock(THURSDAY)})
  jump = await createSandbox({scenario: 'spend-jump', clock: new ManualClock(THURSDAY)})
})
afterAll(async () => {
  await tier2.close()
  await jump.close()
})

const fireq = (sandbox: Sandbox, argv: string[], key = 'fw_sandbox', now = THURSDAY) =>
  runCli(argv, {
    env: {FIREWORKS_BASE_URL: sandbox.url, FIREWORKS_API_KEY: key},
    clock: {...systemClock, now: () => now},
  })

interface Spend {
  readonly scope: string
  readonly used: number
  readonly rows: readonly {
    readonly usdExact: string
    readonly day?: string
    readonly user?: string | null
    readonly kind?: string
  }[]
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
  const two = one.flatMap(a => one.filter(b => b !== a).map(b => `${a},${b}`))

  test.each([...one, ...someOf(two, 1)])('by %s adds up to the same nano-dollar as the total of its kind', async by => {
    const window = ['--since', '40d', '--until', new Date(THURSDAY - 3_600_000).toISOString()]
    const {rows, total, kinds} = await spendOf(['--by', by, ...window])
    const serverless = kinds.find(({kind}) => kind === 'serverless')!
    expect(sum(rows)).toBe(nanos(total.usdExact))
    expect(nanos(total.usdExact)).toBe(nanos(serverless.usdExact))
  })

  test('of a month begins with the month, and counts no day of another', async () => {
    const {rows} = await spendOf(['--by', 'day'])
    const month = '2026-11'
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

describe('costs of long ago', () => {
  test('are asked for, and what the API rejects is told with its ground', async () => {
    const before = tier2.requests.length
    const {stderr} = await fireq(tier2, ['spend', '--by', 'day', '--since', '200d'])
    expect(stderr).toMatch(/costs go back 100 days, likely \(2026\)/)
    const asked = tier2.requests.slice(before).filter(({path}) => path.includes('usageCosts:query'))
    // One for the window, one for the week of the forecast.
    expect(asked).toHaveLength(2)
  })

  test('are shown where the API has them after all', async () => {
    const answer = {
      rows: [],
      subtotal: {currencyCode: 'USD', units: '0', nanos: 0},
      attributionCompleteness: 'COMPLETE',
    }
    const server = await startFaultServer(({url}) => ({
      body: url.includes('usageCosts:query') ? answer : {name: 'accounts/acme/quotas/monthly-spend-usd', value: '400'},
    }))
    const line = ['spend', '--by', 'day', '--since', '200d', '--json', '-a', 'acme', '--base-url', server.url]
    const {stdout, code} = await runCli(line, {env: {FIREWORKS_API_KEY: 'fw_test'}})
    await server.close()
    expect([code, stdout]).toEqual([0, expect.stringContaining('"rated":{')])
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

describe('a simulated month', () => {
  const ledger = () => {
    const {money} = tier2.state() as {money: {monthSpendUsd: number}}
    return BigInt(Math.round(money.monthSpendUsd * 1e9))
  }
  const others = ['model', 'key', 'user', 'day']
  const withKind = ['kind', ...others.flatMap(other => [`kind,${other}`, `${other},kind`])]

  test('has three models, four keys and two users', async () => {
    const rows = async (by: string) => (await spendOf(['--by', by])).rows.length
    expect([await rows('model'), await rows('key'), await rows('user')]).toEqual([3, 4, 2])
  })

  test.each(withKind)('by %s adds up to the ledger to the nano-dollar', async by => {
    const {rows, total} = await spendOf(['--by', by])
    expect([sum(rows), nanos(total.usdExact)]).toEqual([ledger(), ledger()])
  })

  test('by kind and user: serverless by user as the rated costs have it, the other kinds without a user', async () => {
    const byUser = await spendOf(['--by', 'user'])
    const {rows, kinds} = await spendOf(['--by', 'kind,user'])
    const told = rows.filter(({user}) => user !== null)
    expect(told.map(({kind}) => kind)).toEqual(['serverless', 'serverless'])
    expect(told.map(({user, usdExact}) => [user, usdExact])).toEqual(
      byUser.rows.map(({user, usdExact}) => [user, usdExact]),
    )
    const untold = rows.filter(({user}) => user === null).map(({kind, usdExact}) => [kind, usdExact])
    expect(untold).toEqual(kinds.filter(({kind}) => kind !== 'serverless').map(({kind, usdExact}) => [kind, usdExact]))
  })

  test('by kind and user while the rating lags: what is not rated yet has no user, and all adds up', async () => {
    const sandbox = await createSandbox({
      scenario: 'tier2',
      clock: new ManualClock(THURSDAY),
      overrides: {ratingLagMs: 2 * DAY_MS},
    })
    const {stdout} = await fireq(sandbox, ['spend', '--by', 'user,kind', '--json'])
    const text = await fireq(sandbox, ['spend', '--by', 'user,kind'])
    await sandbox.close()
    const {rows, total} = (JSON.parse(stdout) as {data: Spend}).data
    expect(rows.filter(({user, kind}) => user === null && kind === 'serverless')).toHaveLength(1)
    expect([sum(rows), nanos(total.usdExact)]).toEqual([ledger(), ledger()])
    expect(text.stdout).toMatch(/No user:? +the API does not tell it of all costs: .*serverless/)
  })

  test.each(['model', 'key', 'user', 'day', 'model,key', 'day,user'])(
    'by %s two adjoining windows add up to both, over the turn of the month and an odd moment',
    async by => {
      const of = async (since: string, until: string) =>
        sum((await spendOf(['--by', by, '--since', since, '--until', until])).rows)
      const [from, border, to] = ['2026-10-20T07:13:11Z', '2026-11-01T00:00:00Z', '2026-11-26T08:59:59Z']
      const odd = '2026-11-07T11:47:03Z'
      const whole = await of(from, to)
      expect(whole).toBeGreaterThan(0n)
      expect((await of(from, border)) + (await of(border, to))).toBe(whole)
      expect((await of(from, odd)) + (await of(odd, to))).toBe(whole)
    },
  )

  test.each([0, 1, 2, 3, 4, 5, 6])(
    'spend check fires on a planted jump and not on a weekend, %i days before',
    async days => {
      const now = THURSDAY - days * DAY_MS
      const codes = []
      for (const scenario of ['tier2', 'spend-jump'] as const) {
        const sandbox = await createSandbox({scenario, clock: new ManualClock(now)})
        codes.push((await fireq(sandbox, ['spend', 'check', '--max-growth', '2x'], undefined, now)).code)
        await sandbox.close()
      }
      expect(codes).toEqual([0, 11])
    },
  )

  test('the forecast counts whole days only, however far the rating lags', async () => {
    const forecasts = []
    for (const hour of [1, 12, 23]) {
      const now = Date.parse('2026-11-26T00:30:00Z') + hour * 3_600_000
      const sandbox = await createSandbox({
        scenario: 'tier2',
        clock: new ManualClock(now),
        overrides: {ratingLagMs: 2 * DAY_MS},
      })
      const {stdout} = await fireq(sandbox, ['spend', '--json'], undefined, now)
      await sandbox.close()
      const first = sandbox.requests.flatMap(({body}) => {
        const query = body as {groupBy?: string[]; startTime?: string} | null
        return query?.groupBy?.join() === 'DAY' ? [query.startTime!] : []
      })
      expect(first).toEqual(['2026-11-14T00:00:00.000Z'])
      forecasts.push((JSON.parse(stdout) as {data: {forecast: {low: number; high: number}}}).data.forecast)
    }
    for (const {low, high} of forecasts) expect(high / low).toBeLessThan(1.3)
  })
})
