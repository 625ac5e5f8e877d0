import {afterEach, describe, expect, it} from '@jest/globals'
import {ManualClock, type Sandbox} from '../../src/lib/sandbox/index.js'
import {call, chat, closeAll, control, post, start, type Reply} from './http-call.js'

afterEach(closeAll)

interface Money {
  units: string
  nanos: number
}
interface Row {
  dimensions: {startTime?: string; model?: string; user?: string; apiKeyId?: string}
  subtotal: Money
}
type Query = Record<string, unknown>

const nanos = ({units, nanos: rest}: Money): bigint => BigInt(units) * 1_000_000_000n + BigInt(rest)
const sum = (rows: readonly Row[]): bigint => rows.reduce((total, row) => total + nanos(row.subtotal), 0n)
const MONTH = {startTime: '2026-11-01T00:00:00Z', endTime: '2026-11-30T00:00:00Z'}
const DIMENSIONS = ['HOUR', 'DAY', 'MODEL', 'USER', 'API_KEY']
const GROUPINGS = [
  [],
  ...DIMENSIONS.map(one => [one]),
  ...DIMENSIONS.flatMap((one, index) => DIMENSIONS.slice(index + 1).map(other => [one, other])),
].filter(pair => !(pair.includes('HOUR') && pair.includes('DAY')))

const ask = (sandbox: Sandbox, query: Query, key?: string): Promise<Reply> =>
  post(sandbox, '/v1/accounts/acme/usageCosts:query', query, key)

/** All rows, page after page, and the subtotal of everything. */
async function rowsOf(sandbox: Sandbox, query: Query, pageSize = 97): Promise<{rows: Row[]; total: bigint}> {
  const rows: Row[] = []
  let pageToken: unknown = ''
  let total: bigint
  do {
    const {status, body} = await ask(sandbox, {...query, pageSize, pageToken})
    if (status !== 200) throw new Error(JSON.stringify(body))
    rows.push(...(body['rows'] as Row[]))
    total = nanos(body['subtotal'] as Money)
    pageToken = body['nextPageToken']
  } while (pageToken !== undefined)
  return {rows, total}
}

interface Line {
  category: string
  totalCost: Money
}
interface Summary {
  lineItems: Line[]
  totalCost: Money
  usageBuckets: {startTime: string; lineItems: Line[]}[]
}
async function summary(sandbox: Sandbox, startTime: string, endTime: string, more = ''): Promise<Summary> {
  const path = `/v1/accounts/acme/billing/summary?startTime=${startTime}&endTime=${endTime}${more}`
  return (await call(sandbox, path)).body as unknown as Summary
}
const costs = (lines: readonly Line[], category = ''): bigint =>
  lines.filter(line => line.category.includes(category)).reduce((total, line) => total + nanos(line.totalCost), 0n)

const monthSpend = (sandbox: Sandbox): bigint =>
  BigInt(Math.round((sandbox.state() as {money: {monthSpendUsd: number}}).money.monthSpendUsd * 1e9))

/** Requests by two users with four keys, of three models, some with Priority, some cached. */
async function spendSome(sandbox: Sandbox): Promise<void> {
  for (const key of ['fw_sandbox', 'fw_sandbox_batch', 'fw_member', 'fw_member_ci']) {
    for (const name of ['kimi-k3', 'glm-5p3', 'gpt-oss-120b']) {
      const model = `accounts/fireworks/models/${name}`
      for (const extra of [{}, {service_tier: 'priority'}, {prompt_cache_key: key}]) {
        const reply = await chat(sandbox, {model, max_tokens: 7, ...extra}, key)
        if (reply.status !== 200) throw new Error(reply.text)
      }
    }
  }
}

describe('usage costs', () => {
  it('add up to the ledger to the nano-dollar in every grouping, over pages', async () => {
    const sandbox = await start()
    await spendSome(sandbox)
    const bill = await summary(sandbox, MONTH.startTime, MONTH.endTime)
    expect(nanos(bill.totalCost)).toBe(monthSpend(sandbox))
    expect(costs(bill.lineItems)).toBe(monthSpend(sandbox))
    const serverless = costs(bill.lineItems, 'Serverless')
    for (const groupBy of GROUPINGS) {
      const {rows, total} = await rowsOf(sandbox, {...MONTH, scope: 'ACCOUNT', groupBy})
      expect([groupBy, total, sum(rows)]).toEqual([groupBy, serverless, serverless])
      expect(new Set(rows.map(row => JSON.stringify(row.dimensions))).size).toBe(rows.length)
    }
    const {rows} = await rowsOf(sandbox, {...MONTH, groupBy: ['MODEL', 'API_KEY']})
    expect(new Set(rows.map(row => row.dimensions.model)).size).toBe(3)
    expect(new Set(rows.map(row => row.dimensions.apiKeyId)).size).toBe(4)
  })

  it('of two adjoining windows add up to those of both, wherever the border lies', async () => {
    const sandbox = await start()
    await spendSome(sandbox)
    const whole = (await rowsOf(sandbox, MONTH)).total
    for (const border of [
      '2026-11-09T00:00:00Z',
      '2026-11-12T09:15:00Z',
      '2026-11-12T09:15:01Z',
      '2026-11-21T12:00:00Z',
    ]) {
      const before = await rowsOf(sandbox, {...MONTH, endTime: border})
      const after = await rowsOf(sandbox, {...MONTH, startTime: border})
      expect(before.total + after.total).toBe(whole)
    }
  })

  it('follow the turn of the month, with days that have no rows', async () => {
    const sandbox = await start({clock: new ManualClock(Date.UTC(2026, 10, 30, 23, 59, 58))})
    const november = monthSpend(sandbox)
    await chat(sandbox, {max_tokens: 9})
    const first = monthSpend(sandbox) - november
    expect(first).toBeGreaterThan(0n)
    await control(sandbox, 'advance', {seconds: 2 + 3 * 86_400})
    expect(monthSpend(sandbox)).toBe(0n)
    await chat(sandbox, {max_tokens: 90})
    const december = {startTime: '2026-12-01T00:00:00Z', endTime: '2026-12-31T00:00:00Z'}
    const {rows, total} = await rowsOf(sandbox, {...december, groupBy: ['DAY']})
    expect(rows.map(row => row.dimensions.startTime)).toEqual(['2026-12-04T00:00:00Z'])
    expect(total).toBe(monthSpend(sandbox))
    const bill = await summary(sandbox, '2026-11-01', '2026-12-05', '&granularity=DAILY')
    expect(bill.usageBuckets).toHaveLength(34)
    expect(bill.usageBuckets[31]).toMatchObject({startTime: '2026-12-02T00:00:00.000Z', lineItems: []})
    expect(bill.usageBuckets.reduce((sums, day) => sums + costs(day.lineItems), 0n)).toBe(november + first + total)
  })

  it('count requests for the user and the key that made them', async () => {
    const sandbox = await start({scenario: 'tier1-new'})
    await chat(sandbox, {max_tokens: 10}, 'fw_member')
    await chat(sandbox, {max_tokens: 20}, 'some-other-key')
    const {rows} = await rowsOf(sandbox, {...MONTH, groupBy: ['USER', 'API_KEY']})
    expect(rows.map(({dimensions, subtotal}) => [dimensions, nanos(subtotal)])).toEqual([
      [{user: 'dana', apiKeyId: 'key_production'}, 3n * 3_000n + 20n * 15_000n],
      [{user: 'lee', apiKeyId: 'key_laptop'}, 3n * 3_000n + 10n * 15_000n],
    ])
  })

  it('of scope ACCOUNT need an admin; SELF gives a member their own', async () => {
    const sandbox = await start()
    expect((await ask(sandbox, {...MONTH, scope: 'ACCOUNT'}, 'fw_member')).status).toBe(403)
    const own = await ask(sandbox, {...MONTH, scope: 'SELF', groupBy: ['USER']}, 'fw_member')
    expect((own.body['rows'] as Row[]).map(row => row.dimensions.user)).toEqual(['lee'])
    const filtered = await rowsOf(sandbox, {...MONTH, filter: {user: 'lee'}})
    expect(nanos(own.body['subtotal'] as Money)).toBe(filtered.total)
    expect(own.body).toMatchObject({attributionCompleteness: 'COMPLETE', evaluationTime: '2026-11-21T12:00:00.000Z'})
  })

  it.each<[string, Query]>([
    ['no times', {}],
    ['an end before its start', {startTime: MONTH.endTime, endTime: MONTH.startTime}],
    ['32 days', {startTime: '2026-10-01T00:00:00Z', endTime: '2026-11-02T00:00:00Z'}],
    ['a start 101 days ago', {startTime: '2026-08-12T00:00:00Z', endTime: '2026-08-13T00:00:00Z'}],
    ['three dimensions', {...MONTH, groupBy: ['DAY', 'MODEL', 'USER']}],
    ['HOUR with DAY', {...MONTH, groupBy: ['HOUR', 'DAY']}],
    ['an unknown dimension', {...MONTH, groupBy: ['REGION']}],
    ['a page token of another query', {...MONTH, pageToken: 'MS4x'}],
  ])('refuse %s with 400', async (_what, query) => {
    expect((await ask(await start(), query)).status).toBe(400)
  })

  it('without an account in the path are not offered', async () => {
    expect((await post(await start(), '/v1/usageCosts:query', MONTH)).status).toBe(501)
  })

  it('lag behind where a test wants them to, and say so', async () => {
    const sandbox = await start({scenario: 'tier1-new', overrides: {ratingLagMs: 86_400_000}})
    await chat(sandbox, {max_tokens: 10})
    expect((await rowsOf(sandbox, MONTH)).total).toBe(0n)
    await control(sandbox, 'advance', {seconds: 86_400})
    const reply = await ask(sandbox, MONTH)
    expect(nanos(reply.body['subtotal'] as Money)).toBe(monthSpend(sandbox))
    expect(reply.body['evaluationTime']).toBe('2026-11-21T12:00:00.000Z')
  })
})

describe('the opening month', () => {
  it.each(['tier2', 'near-spend-limit', 'suspended-credits', 'enterprise', 'prepaid', 'spend-jump', 'gpu-leak'])(
    'of %s adds up to its spend quota, on any day of a month',
    async scenario => {
      for (const day of [1, 2, 15, 28]) {
        const sandbox = await start({scenario, clock: new ManualClock(Date.UTC(2026, 1, day, day === 1 ? 0 : 7, 0, 1))})
        const bill = await summary(sandbox, '2026-02-01', '2026-03-01')
        expect([day, nanos(bill.totalCost)]).toEqual([day, monthSpend(sandbox)])
      }
    },
  )

  it('has working days and weekends, and a jump only in spend-jump', async () => {
    const daily = async (scenario: string): Promise<number[]> => {
      const sandbox = await start({scenario})
      const window = {startTime: '2026-11-13T00:00:00Z', endTime: '2026-11-21T00:00:00Z'}
      const {rows} = await rowsOf(sandbox, {...window, groupBy: ['DAY']})
      return rows.map(row => Number(nanos(row.subtotal)))
    }
    const growth = (days: number[]): number => days.at(-1)! / (days.slice(0, 7).reduce((a, b) => a + b, 0) / 7)
    const usual = await daily('tier2')
    expect(usual).toHaveLength(8)
    expect(usual[1]! / usual[0]!).toBeLessThan(0.7)
    expect(growth(usual)).toBeLessThan(1.5)
    expect(growth(await daily('spend-jump'))).toBeGreaterThan(3)
  })
})
