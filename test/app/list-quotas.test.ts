import {describe, expect, it, test} from '@jest/globals'
import {accountHeader} from '../../src/lib/app/account-header.js'
import {listQuotas} from '../../src/lib/app/list-quotas.js'
import {settle} from '../../src/lib/app/settle.js'
import type {ListOptions} from '../../src/lib/app/ports.js'
import type {Account} from '../../src/lib/domain/account.js'
import type {AppError} from '../../src/lib/domain/errors.js'
import {describeQuota, type QuotaReading} from '../../src/lib/domain/quota/quota.js'
import {failureOf} from '../support/connection.js'
import {aFailure, anAccount, answer, aReading, memoryGateway, pageOf} from '../support/memory-gateway.js'

const SPEND = aReading('monthly-spend-usd', 400, 376.48, 500)
const GPUS = aReading('global--h100-count', 8, 2)

function gatewayOf(readings: readonly QuotaReading[], more: {account?: Account | AppError; next?: string} = {}) {
  const asked: unknown[] = []
  const gateway = memoryGateway({
    getAccount: id => {
      asked.push(id)
      return answer(more.account ?? anAccount())
    },
    listQuotas: (id: string, options?: ListOptions) => {
      asked.push([id, options])
      return Promise.resolve(pageOf(readings, more.next))
    },
  })
  return {asked, gateway}
}

describe('listing quotas', () => {
  it('tells the account and every quota, asked at the same time', async () => {
    const {asked, gateway} = gatewayOf([SPEND, GPUS])
    expect(await listQuotas(gateway, 'acme')).toEqual({
      list: {
        account: {id: 'acme', displayName: 'Acme', state: 'READY', suspendState: 'UNSUSPENDED', likelyTier: 2},
        quotas: [describeQuota(SPEND), describeQuota(GPUS)],
        nextPageToken: null,
      },
      warnings: [],
      exitCode: 0,
    })
    expect(asked).toEqual(['acme', ['acme', {pageSize: 200}]])
  })

  it('keeps what can be read when the account cannot', async () => {
    const account = aFailure('forbidden', 'the key may not')
    expect(await listQuotas(gatewayOf([SPEND], {account}).gateway, 'acme')).toEqual({
      list: {
        account: {id: 'acme', displayName: null, state: null, suspendState: null, likelyTier: 2},
        quotas: [describeQuota(SPEND)],
        nextPageToken: null,
      },
      warnings: [{code: 'forbidden', message: 'the account could not be read: the key may not'}],
      exitCode: 4,
    })
  })

  it('fails when the quotas cannot be read, whatever becomes of the account', async () => {
    const lost = aFailure('network', 'lost')
    const gateway = memoryGateway({
      getAccount: () => Promise.reject(aFailure('forbidden', 'the key may not')),
      listQuotas: () => Promise.reject(lost),
    })
    expect(await failureOf(listQuotas(gateway, 'acme'))).toBe(lost)
  })

  it('says of one page that there are more, after what failed', async () => {
    const account = aFailure('timeout', 'nothing in 60 s')
    const {asked, gateway} = gatewayOf([SPEND], {account, next: 'abc'})
    const {list, warnings, exitCode} = await listQuotas(gateway, 'acme', {onePage: true, filter: 'f'})
    expect(list.nextPageToken).toBe('abc')
    expect(warnings).toEqual([
      {code: 'timeout', message: 'the account could not be read: nothing in 60 s'},
      {code: 'more-pages', message: 'there are more: `--page-token abc`'},
    ])
    expect(exitCode).toBe(7)
    expect(asked[1]).toEqual(['acme', {filter: 'f'}])
  })
})

describe('the order of quotas', () => {
  const readings = [
    aReading('half', 10, 5),
    aReading('unknown-1', null, 5),
    aReading('full', 10, 10),
    aReading('idle', 10, 0),
    aReading('unknown-2', 10, null),
    aReading('half-too', 20, 10),
  ]
  const listed = async (orderBy?: string) => {
    const {asked, gateway} = gatewayOf(readings)
    const {list} = await listQuotas(gateway, 'acme', orderBy === undefined ? {} : {orderBy})
    return {ids: list.quotas.map(({id}) => id), asked: asked[1]}
  }
  const FALLING = ['full', 'half', 'half-too', 'idle', 'unknown-1', 'unknown-2']
  const RISING = ['idle', 'half', 'half-too', 'full', 'unknown-1', 'unknown-2']

  test.each([
    ['usage%', FALLING],
    ['usage% desc', FALLING],
    ['  USAGE%   DESC ', FALLING],
    ['usage% asc', RISING],
    ['Usage%\tAsc', RISING],
  ])('%j is by the share used, not known last, and no matter of the API', async (orderBy, ids) => {
    expect(await listed(orderBy)).toEqual({ids, asked: ['acme', {pageSize: 200}]})
  })

  test.each([
    'value desc',
    'usage',
    'usage%x',
    'xusage%',
    'usage%desc',
    'usage% up',
    'usage% desc,value',
    ' usage% asc b',
  ])('%j is the API’s', async orderBy => {
    const ids = readings.map(({id}) => id)
    expect(await listed(orderBy)).toEqual({ids, asked: ['acme', {pageSize: 200, orderBy}]})
  })

  it('is the API’s where none is asked for', async () => {
    expect((await listed()).ids).toEqual(readings.map(({id}) => id))
  })
})

describe('the line above a table', () => {
  it('has what is known', () => {
    const account = anAccount({displayName: null, state: 'UPDATING', suspendState: 'CREDIT_DEPLETED'})
    expect(accountHeader('acme', account, [GPUS])).toEqual({
      id: 'acme',
      displayName: null,
      state: 'UPDATING',
      suspendState: 'CREDIT_DEPLETED',
      likelyTier: null,
    })
  })

  it('takes the tier from the spend quota alone', () => {
    expect(accountHeader('acme', null, [aReading('global--h100-count', 8, 2, 50), SPEND]).likelyTier).toBe(2)
    expect(accountHeader('acme', null, [aReading('global--h100-count', 8, 2, 50)]).likelyTier).toBeNull()
    expect(accountHeader('acme', anAccount({accountType: 'ENTERPRISE'}), []).likelyTier).toBe('unlimited')
  })
})

describe('a question settled', () => {
  it('is its answer, or its failure as a value', async () => {
    const lost = aFailure('network', 'lost')
    expect(await settle(Promise.resolve(5))).toBe(5)
    expect(await settle(Promise.reject(lost))).toBe(lost)
  })

  it('does not hide a bug', async () => {
    await expect(settle(Promise.reject(new TypeError('a bug')))).rejects.toThrow(new TypeError('a bug'))
  })
})
