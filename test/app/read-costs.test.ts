import {describe, expect, test} from '@jest/globals'
import {readCosts} from '../../src/lib/app/read-costs.js'
import type {UsageCosts, UsageCostsQuery} from '../../src/lib/app/ports.js'
import type {AppError} from '../../src/lib/domain/errors.js'
import {failureOf} from '../support/connection.js'
import {aFailure, answer, memoryGateway} from '../support/memory-gateway.js'
import {costsOf, usd} from '../support/rated-costs.js'

const DAY = 86_400_000
const NOW = Date.parse('2026-11-26T12:00:00Z')
const MONTH = {start: Date.parse('2026-11-01T00:00:00Z'), end: NOW}

const forbidden = aFailure('forbidden', 'the key may not', {httpStatus: 403})

/** Costs of the window asked for, by what it is grouped by; everything that was asked. */
function costsGateway(read: (query: UsageCostsQuery, call: number) => UsageCosts | AppError) {
  const asked: UsageCostsQuery[] = []
  const gateway = memoryGateway({
    usageCosts: (_, query) => {
      asked.push(query)
      return answer(read(query, asked.length))
    },
  })
  return {asked, gateway}
}

describe('rated costs', () => {
  test('are asked for by the names of the API, for the whole account', async () => {
    const {asked, gateway} = costsGateway(() => costsOf([usd(1)]))
    expect(await readCosts(gateway, 'acme', MONTH, ['day', 'model'], NOW)).toEqual({
      costs: [usd(1)],
      evaluatedAt: '2026-11-26T06:00:00Z',
      attribution: 'COMPLETE',
      scope: 'account',
      warnings: [],
    })
    expect(asked).toEqual([{...MONTH, scope: 'ACCOUNT', groupBy: ['DAY', 'MODEL']}])
    await readCosts(gateway, 'acme', MONTH, ['key', 'user'], NOW)
    expect(asked[1]!.groupBy).toEqual(['API_KEY', 'USER'])
  })

  test('are read to the last page, every page of the same question', async () => {
    const {asked, gateway} = costsGateway((_, call) =>
      costsOf([usd(call)], {nextPageToken: call < 3 ? `p${call}` : null}),
    )
    expect((await readCosts(gateway, 'acme', MONTH, [], NOW)).costs).toEqual([usd(1), usd(2), usd(3)])
    expect(asked.map(({pageToken}) => pageToken)).toEqual([undefined, 'p1', 'p2'])
    expect('pageToken' in asked[0]!).toBe(false)
  })

  test('of more than 31 days are asked for in parts, and are as complete as the least complete of them', async () => {
    const start = NOW - 70 * DAY
    const {asked, gateway} = costsGateway(({end}) =>
      costsOf([usd(1)], {
        attribution: end === start + 62 * DAY ? 'INCOMPLETE' : 'COMPLETE',
        evaluatedAt: new Date(end).toISOString(),
      }),
    )
    expect(await readCosts(gateway, 'acme', {start, end: NOW}, [], NOW)).toMatchObject({
      costs: [usd(1), usd(1), usd(1)],
      attribution: 'INCOMPLETE',
      evaluatedAt: new Date(NOW).toISOString(),
    })
    expect(asked.map(query => [query.start, query.end])).toEqual([
      [start, start + 31 * DAY],
      [start + 31 * DAY, start + 62 * DAY],
      [start + 62 * DAY, NOW],
    ])
  })

  test('of 100 days are read at once, and of older ones a day is asked for first', async () => {
    const {asked, gateway} = costsGateway(() => costsOf([]))
    await readCosts(gateway, 'acme', {start: NOW - 100 * DAY, end: NOW}, [], NOW)
    expect(asked.length).toBe(4)
    const start = NOW - 100 * DAY - 1
    await readCosts(gateway, 'acme', {start, end: NOW}, ['day'], NOW)
    expect(asked[4]).toEqual({start, end: start + DAY, scope: 'ACCOUNT', groupBy: ['DAY']})
    expect(asked.length).toBe(9)
  })

  test('that the API does not keep are a mistake of the window, with no further request', async () => {
    const {asked, gateway} = costsGateway(() => aFailure('bad-request', 'too old'))
    const failure = await failureOf(readCosts(gateway, 'acme', {start: NOW - 101 * DAY, end: NOW}, [], NOW))
    expect([failure.code, failure.hints]).toEqual(['usage', ['choose a later `--since`']])
    expect(failure.message).toMatch(/^costs go back 100 days, /)
    expect(asked.length).toBe(1)
  })

  test('are the own ones, with a warning, of a key that may not see the others', async () => {
    const {asked, gateway} = costsGateway(({scope}) => (scope === 'ACCOUNT' ? forbidden : costsOf([usd(2)])))
    expect(await readCosts(gateway, 'acme', MONTH, [], NOW)).toMatchObject({
      costs: [usd(2)],
      scope: 'self',
      warnings: [{code: 'own-costs-only', message: "only your own costs: this key may not see the account's"}],
    })
    expect(asked.map(({scope}) => scope)).toEqual(['ACCOUNT', 'SELF'])
  })

  test('fail with any other failure, asked for once', async () => {
    const {asked, gateway} = costsGateway(() => aFailure('server-error', 'oh'))
    expect((await failureOf(readCosts(gateway, 'acme', MONTH, [], NOW))).code).toBe('server-error')
    expect(asked.length).toBe(1)
    const bug = memoryGateway({usageCosts: () => Promise.reject(new TypeError('a bug'))})
    await expect(readCosts(bug, 'acme', MONTH, [], NOW)).rejects.toThrow(TypeError)
  })

  test('of a server whose pages never end are a bad answer', async () => {
    const again = costsGateway(() => costsOf([], {nextPageToken: 'p'}))
    expect((await failureOf(readCosts(again.gateway, 'acme', MONTH, [], NOW))).code).toBe('bad-response')
    expect(again.asked.length).toBe(2)
    const ever = costsGateway((_, call) => costsOf([], {nextPageToken: `p${call}`}))
    expect((await failureOf(readCosts(ever.gateway, 'acme', MONTH, [], NOW))).code).toBe('bad-response')
    expect(ever.asked.length).toBe(1001)
  })

  test('are refused above a hundred thousand rows', async () => {
    const page = Array.from({length: 50_000}, () => usd(1))
    const two = costsGateway((_, call) => costsOf(page, {nextPageToken: call < 2 ? 'p' : null}))
    expect((await readCosts(two.gateway, 'acme', MONTH, [], NOW)).costs.length).toBe(100_000)
    const more = costsGateway((_, call) => costsOf(call < 3 ? page : [usd(1)], {nextPageToken: `p${call}`}))
    const {code, message} = await failureOf(readCosts(more.gateway, 'acme', MONTH, [], NOW))
    expect([code, message]).toEqual(['refused', 'there are more than 100000 rows of costs'])
  })
})
