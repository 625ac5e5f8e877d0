import {describe, expect, test} from '@jest/globals'
import {lastFullDay, readSpend, type SpendRequest} from '../../src/lib/app/read-spend.js'
import type {Gateway, UsageCosts} from '../../src/lib/app/ports.js'
import type {SpendDimension} from '../../src/lib/domain/spend/costs.js'
import {aGpuDeployment} from '../support/gpu-records.js'
import {aFailure, answer, aReading, memoryGateway, pageOf} from '../support/memory-gateway.js'
import {costsOf, usd} from '../support/rated-costs.js'

const NOW = Date.parse('2026-11-26T12:00:00Z')
const MONTH = {start: Date.parse('2026-11-01T00:00:00Z'), end: NOW}

const forbidden = aFailure('forbidden', 'the key may not', {httpStatus: 403})

describe('the last full day', () => {
  test.each([
    ['2026-11-26T06:00:00Z', '2026-11-25'],
    ['2026-11-26T00:00:00Z', '2026-11-25'],
    ['2026-11-25T23:59:59Z', '2026-11-24'],
    [null, '2026-11-25'],
    ['2026-12-09T00:00:00Z', '2026-11-25'],
  ])('of what is rated until %p is %s', (evaluatedAt, day) => {
    expect(lastFullDay(evaluatedAt, NOW)).toBe(day)
  })
})

const WEEK = ['19', '20', '21', '22', '23', '24', '25'].map(day => usd(10, {day: `2026-11-${day}`}))

/** $260 of $400 used; $10 a day; two models; a deployment; two keys. */
function account(more: Partial<Gateway> = {}) {
  return memoryGateway({
    getQuota: () => answer(aReading('monthly-spend-usd', 400, 260, 500)),
    usageCosts: (_, {groupBy}) => {
      const isWeek = groupBy.length === 1 && groupBy[0] === 'DAY'
      const costs = isWeek
        ? [...WEEK, usd(99, {day: '2026-11-18'}), usd(99, {day: '2026-11-26'})]
        : [usd(30, {model: 'a', key: 'k1'}), usd(45, {model: 'b', key: 'k2'}), usd(5, {model: 'c', key: null})]
      return answer(costsOf(costs))
    },
    billingSummary: (_, __, ___, daily) =>
      answer([
        usd(80, {kind: 'serverless', day: daily ? '2026-11-25' : null}),
        usd(90, {kind: 'dedicated', day: daily ? '2026-11-24' : null}),
        usd(1, {kind: null, day: daily ? '2026-11-24' : null}),
      ]),
    listDeployments: () =>
      answer(pageOf([{...aGpuDeployment(), baseModel: null, minReplicaCount: null, replicaCount: 1}])),
    listApiKeys: () =>
      answer(pageOf([{id: 'k1', name: 'ci', owner: null, createdAt: null, expiresAt: null, lastUsedAt: null}])),
    ...more,
  })
}
const request = (
  dimensions: readonly SpendDimension[] = ['model'],
  more: Partial<SpendRequest> = {},
): SpendRequest => ({
  window: MONTH,
  dimensions,
  top: null,
  now: NOW,
  ...more,
})

describe('the spend of an account', () => {
  test('is what is used, what is rated and what runs, each by itself', async () => {
    expect(await readSpend(account(), 'acme', request())).toEqual({
      spend: {
        period: {start: '2026-11-01T00:00:00.000Z', end: '2026-11-26T12:00:00.000Z'},
        scope: 'account',
        used: 260,
        limit: 400,
        left: 140,
        kinds: [
          {kind: 'dedicated', usd: 90, usdExact: '90'},
          {kind: 'serverless', usd: 80, usdExact: '80'},
          {kind: 'other', usd: 1, usdExact: '1'},
        ],
        groupBy: ['model'],
        rows: [
          {model: 'b', currency: 'USD', usd: 45, usdExact: '45'},
          {model: 'a', currency: 'USD', usd: 30, usdExact: '30'},
          {model: 'c', currency: 'USD', usd: 5, usdExact: '5'},
        ],
        other: null,
        total: {usd: 80, usdExact: '80', currency: 'USD'},
        rated: {evaluatedAt: '2026-11-26T06:00:00Z', ageSeconds: 21_600, attribution: 'COMPLETE'},
        // $10 a day of the last seven full days, $10.20 of the month; four and a half days are left.
        forecast: {low: 305, high: expect.closeTo(305.88, 2), reachedAt: null},
        running: [{deployment: 'd', usdPerHour: 16, estimate: true, priceAsOf: '2026-09'}],
      },
      warnings: [],
      exitCode: 0,
    })
  })

  test('by key has the name of each key that has one', async () => {
    const {spend} = await readSpend(account(), 'acme', request(['key']))
    expect(spend.rows.map(({key}) => key)).toEqual([{id: 'k2', name: null}, {id: 'k1', name: 'ci'}, null])
  })

  test('asks for no keys where they are not shown', async () => {
    const gateway = account({listApiKeys: () => Promise.reject(new Error('must not be asked'))})
    expect((await readSpend(gateway, 'acme', request())).exitCode).toBe(0)
  })

  test('sums what --top leaves out, and the total stays whole', async () => {
    const {spend} = await readSpend(account(), 'acme', request(['model'], {top: 1}))
    expect([spend.rows.length, spend.other, spend.total!.usd]).toEqual([1, {usd: 35, rows: 2}, 80])
  })

  test('by kind and user has what the usage costs tell of serverless, and the rest of it without a user', async () => {
    const usageCosts = () => answer(costsOf([usd(50, {user: 'ana'})]))
    const {spend, warnings} = await readSpend(account({usageCosts}), 'acme', request(['kind', 'user']))
    expect(spend.rows.map(({kind, user, usd: amount}) => [kind, user, amount])).toEqual([
      ['dedicated', null, 90],
      ['serverless', 'ana', 50],
      ['serverless', null, 30],
      [null, null, 1],
    ])
    expect([spend.total!.usdExact, warnings]).toEqual(['171', []])
  })

  test('by kind and user says by how much the usage costs exceed the summary', async () => {
    const usageCosts = () => answer(costsOf([usd(80.5, {user: 'ana'})]))
    const {spend, warnings, exitCode} = await readSpend(account({usageCosts}), 'acme', request(['user', 'kind']))
    expect([spend.rows.length, spend.total!.usdExact, exitCode]).toEqual([3, '171.5', 0])
    expect(warnings).toEqual([
      {
        code: 'sources-differ',
        message: 'usage costs and billing summary differ by 0.5 USD: the usage costs have more serverless inference',
      },
    ])
  })

  test('by kind and user without usage costs is by kind, none of it with a user', async () => {
    const gateway = account({usageCosts: () => answer<UsageCosts>(forbidden)})
    const {spend, exitCode} = await readSpend(gateway, 'acme', request(['kind', 'user']))
    expect([spend.rows.map(({user}) => user), spend.total!.usdExact, exitCode]).toEqual([[null, null, null], '171', 0])
  })

  test('by kind is that of the billing summary, by day only where days are asked for', async () => {
    const asked: unknown[] = []
    const gateway = account({
      billingSummary: (...question) => {
        asked.push(question)
        return account().billingSummary(...question)
      },
    })
    const plain = await readSpend(gateway, 'acme', request(['kind']))
    expect(plain.spend.rows.map(({kind, usd: amount}) => [kind, amount])).toEqual([
      ['dedicated', 90],
      ['serverless', 80],
      [null, 1],
    ])
    expect(plain.spend.total!.usd).toBe(171)
    const daily = await readSpend(gateway, 'acme', request(['kind', 'day']))
    expect(daily.spend.rows.map(({day}) => day)).toEqual(['2026-11-24', '2026-11-24', '2026-11-25'])
    await readSpend(gateway, 'acme', request(['model', 'day']))
    expect(asked).toEqual([false, true, false].map(byDay => ['acme', MONTH.start, MONTH.end, byDay]))
  })

  test('has no limit and nothing left of an unlimited quota', async () => {
    const gateway = account({getQuota: () => answer(aReading('monthly-spend-usd', 9_999_999, 260))})
    expect((await readSpend(gateway, 'acme', request())).spend).toMatchObject({used: 260, limit: null, left: null})
  })

  test('has no forecast where the usage is not known, and one by the month where the week is not rated', async () => {
    const unknown = account({getQuota: () => answer(aReading('monthly-spend-usd', 400))})
    expect((await readSpend(unknown, 'acme', request())).spend.forecast).toBeNull()
    const lagging = account({
      usageCosts: async (id, query) => ({
        ...(await account().usageCosts(id, query)),
        evaluatedAt: '2026-11-20T23:00:00Z',
      }),
    })
    const late = (await readSpend(lagging, 'acme', request())).spend.forecast!
    expect(late.low).toBe(late.high)
    const lags5 = account({
      usageCosts: async (id, query) => ({
        ...(await account().usageCosts(id, query)),
        evaluatedAt: '2026-11-21T00:00:00Z',
      }),
    })
    const five = (await readSpend(lags5, 'acme', request())).spend.forecast!
    expect(five.low).toBeLessThan(five.high)
  })

  test('does not know the age of a rating without a time, nor is one of the future less than 0 old', async () => {
    const rated = async (evaluatedAt: string | null) => {
      const gateway = account({
        usageCosts: async (id, query) => ({...(await account().usageCosts(id, query)), evaluatedAt}),
      })
      return (await readSpend(gateway, 'acme', request())).spend.rated
    }
    expect(await rated(null)).toMatchObject({evaluatedAt: null, ageSeconds: null})
    expect(await rated('2026-11-26T13:00:00Z')).toMatchObject({ageSeconds: 0})
  })
})

describe('a part of the spend that cannot be read', () => {
  test.each([
    [
      'the spend quota',
      {getQuota: () => Promise.reject(forbidden)},
      {used: null, limit: null, left: null, forecast: null},
      0,
    ],
    [
      'rated costs',
      {usageCosts: () => Promise.reject(forbidden)},
      {rows: [], total: null, rated: null, scope: 'account'},
      4,
    ],
    ['the billing summary', {billingSummary: () => Promise.reject(forbidden)}, {kinds: []}, 0],
    ['deployments', {listDeployments: () => Promise.reject(forbidden)}, {running: []}, 0],
    [
      'names of keys',
      {listApiKeys: () => Promise.reject(forbidden)},
      {rows: [{}, {key: {id: 'k1', name: null}}, {}]},
      0,
    ],
  ] as const)('is a warning that names it: %s', async (what, more, spend, exitCode) => {
    const dimensions = what === 'names of keys' ? (['key'] as const) : (['model'] as const)
    const report = await readSpend(account(more), 'acme', request(dimensions))
    expect(report).toMatchObject({spend, exitCode})
    expect(report.warnings).toEqual([
      {code: 'not-readable', message: `${what}: not readable (HTTP 403): the key may not`},
    ])
  })

  test('fails the rows by kind where it is the billing summary', async () => {
    const gateway = account({
      billingSummary: () => Promise.reject(aFailure('not-offered', 'no such route', {httpStatus: 501})),
    })
    const report = await readSpend(gateway, 'acme', request(['kind']))
    expect([report.exitCode, report.spend.total, report.spend.rows]).toEqual([1, null, []])
  })

  test('has no HTTP status where no answer came, and a route that is not there is not offered', async () => {
    const gateway = account({
      usageCosts: () => Promise.reject(aFailure('not-found', 'no such page', {httpStatus: 404})),
    })
    expect((await readSpend(gateway, 'acme', request())).exitCode).toBe(1)
    const lost = account({listDeployments: () => Promise.reject(aFailure('network', 'lost'))})
    expect((await readSpend(lost, 'acme', request())).warnings).toEqual([
      {code: 'not-readable', message: 'deployments: not readable: lost'},
    ])
  })
})
