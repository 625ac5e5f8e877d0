import {describe, expect, test} from '@jest/globals'
import {checkAccountKeys, listKeys} from '../../src/lib/app/list-keys.js'
import type {ApiKey, Gateway} from '../../src/lib/app/ports.js'
import {failureOf} from '../support/connection.js'
import {printedHints} from '../support/printed-actions.js'
import {aFailure, anAccount, answer, memoryGateway, pageOf} from '../support/memory-gateway.js'

const NOW = Date.parse('2026-11-26T12:00:00Z')
const KEY: ApiKey = {
  id: 'k1',
  name: 'ci',
  owner: 'ada@example.com',
  createdAt: null,
  expiresAt: '2026-12-01T12:00:00Z',
  lastUsedAt: null,
}
const account = (more: Partial<Gateway> = {}) =>
  memoryGateway({
    getAccount: () => answer(anAccount()),
    listApiKeys: (_, page) => answer(page?.pageToken === 'p' ? pageOf([{...KEY, id: 'k2'}]) : pageOf([KEY], 'p')),
    ...more,
  })
const list = (more: Partial<Gateway> = {}) => listKeys(account(more), 'acme', NOW)
const check = (more: Partial<Gateway> = {}) =>
  checkAccountKeys(account(more), 'acme', {withinDays: 7, requireExpiry: false}, NOW)

describe('the keys of an account', () => {
  test('are listed to the last page, with their days', async () => {
    expect((await list()).keys.map(({id, daysLeft}) => [id, daysLeft])).toEqual([
      ['k1', 5],
      ['k2', 5],
    ])
  })

  test('are for an admin, and the refusal says whose key it was', async () => {
    const refusal = aFailure('forbidden', 'no', {httpStatus: 403, requestId: 'r'})
    const failure = await failureOf(list({listApiKeys: () => Promise.reject(refusal)}))
    expect(failure).toMatchObject({
      code: 'forbidden',
      message: 'this key may not read the API keys of account `acme` (HTTP 403)',
      httpStatus: 403,
      requestId: 'r',
    })
    expect(printedHints(failure.hints)).toEqual([
      'an admin may; use a key of one',
      'see `fireq auth status` for whose key this is',
    ])
    const bare = await failureOf(list({listApiKeys: () => Promise.reject(aFailure('forbidden', 'no'))}))
    expect(bare.message).toBe('this key may not read the API keys of account `acme`')
  })

  test('are not offered where only the route is missing, and not found with the account', async () => {
    const missing = aFailure('not-found', 'no page', {httpStatus: 404})
    const listApiKeys = () => Promise.reject(missing)
    expect((await failureOf(list({listApiKeys}))).code).toBe('not-offered')
    const nobody = aFailure('not-found', 'no account `acme`', {httpStatus: 404})
    expect(await failureOf(list({listApiKeys, getAccount: () => Promise.reject(nobody)}))).toBe(nobody)
    const unread = {listApiKeys, getAccount: () => Promise.reject(aFailure('network', 'lost'))}
    expect((await failureOf(list(unread))).code).toBe('not-offered')
  })

  test('fail as they fail', async () => {
    const lost = aFailure('network', 'lost')
    expect(await failureOf(list({listApiKeys: () => Promise.reject(lost)}))).toBe(lost)
    await expect(list({listApiKeys: () => Promise.reject(new TypeError('a bug'))})).rejects.toThrow(TypeError)
  })
})

describe('the gate on keys', () => {
  test('is that of its keys, and of its account first', async () => {
    expect((await check()).report).toMatchObject({severity: 'warning', exitCode: 10, warnings: []})
    const suspended = {getAccount: () => answer(anAccount({suspendState: 'CREDIT_DEPLETED'}))}
    expect((await check(suspended)).report.exitCode).toBe(5)
    const unread = {getAccount: () => Promise.reject(aFailure('network', 'lost'))}
    expect((await check(unread)).report).toMatchObject({severity: 'unknown', exitCode: 7})
  })

  test('says that it looked at nothing', async () => {
    const {report} = await check({listApiKeys: () => answer(pageOf([]))})
    expect(report).toMatchObject({
      severity: 'ok',
      warnings: [{code: 'nothing-checked', message: 'the account has no API keys'}],
    })
  })
})
