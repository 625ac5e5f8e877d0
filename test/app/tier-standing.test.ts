import {describe, expect, it, test} from '@jest/globals'
import {STANDING_UNKNOWN, tierStanding} from '../../src/lib/app/tier-standing.js'
import type {AppError} from '../../src/lib/domain/errors.js'
import {likelyTier} from '../../src/lib/domain/quota/tier.js'
import {aFailure, anAccount, answer, aReading, memoryGateway} from '../support/memory-gateway.js'
import {withPrintedWarnings} from '../support/printed-actions.js'

const ACCOUNT = anAccount()
const SPEND = aReading('monthly-spend-usd', 400, 10, 500)

function standing(account: typeof ACCOUNT | AppError, spend: typeof SPEND | AppError) {
  const asked: string[] = []
  const gateway = memoryGateway({
    getAccount: id => {
      asked.push(id)
      return answer(account)
    },
    getQuota: (id, quota) => {
      asked.push(`${id} ${quota}`)
      return answer(spend)
    },
  })
  return {asked, told: tierStanding(() => Promise.resolve({gateway, accountId: 'acme'})).then(withPrintedWarnings)}
}

describe('where an account stands', () => {
  it('follows from the account and its spend quota', async () => {
    const {asked, told} = standing(ACCOUNT, SPEND)
    expect(await told).toEqual({
      standing: likelyTier(ACCOUNT, SPEND),
      accountId: 'acme',
      warnings: [],
      exitCode: 0,
    })
    expect(asked).toEqual(['acme', 'acme monthly-spend-usd'])
    expect((await told).standing!.likely).toBe(2)
  })

  it('is guessed without the account', async () => {
    expect(await standing(aFailure('forbidden', 'not allowed', {hints: ['one', 'two']}), SPEND).told).toEqual({
      standing: likelyTier(null, SPEND),
      accountId: 'acme',
      warnings: [{code: 'forbidden', message: 'the account could not be read: not allowed; one; two'}],
      exitCode: 4,
    })
  })

  it('is guessed without the spend quota', async () => {
    const enterprise = anAccount({accountType: 'ENTERPRISE'})
    expect(await standing(enterprise, aFailure('not-found', 'no such quota')).told).toEqual({
      standing: likelyTier(enterprise, null),
      accountId: 'acme',
      warnings: [{code: 'not-found', message: 'monthly-spend-usd could not be read: no such quota'}],
      exitCode: 3,
    })
  })

  it('is not known when neither can be read', async () => {
    expect(await standing(aFailure('timeout', 'slow'), aFailure('forbidden', 'not allowed')).told).toEqual({
      standing: null,
      accountId: 'acme',
      warnings: [
        {code: 'timeout', message: 'the account could not be read: slow'},
        {code: 'forbidden', message: 'monthly-spend-usd could not be read: not allowed'},
      ],
      exitCode: 4,
    })
  })
})

describe('nobody to ask', () => {
  it('is no failure of itself', () => {
    expect(STANDING_UNKNOWN).toEqual({standing: null, accountId: null, warnings: [], exitCode: 0})
  })

  test.each([
    [aFailure('unauthorized', 'no key', {hints: ['log in']}), 'no account could be asked: no key; log in', 4],
    [aFailure('usage', 'several accounts'), 'no account could be asked: several accounts', 2],
  ])('is a warning: %s', async (failure, message, exitCode) => {
    expect(withPrintedWarnings(await tierStanding(() => Promise.reject(failure)))).toEqual({
      standing: null,
      accountId: null,
      warnings: [{code: failure.code, message}],
      exitCode,
    })
  })

  it('does not hide a bug', async () => {
    await expect(tierStanding(() => Promise.reject(new TypeError('a bug')))).rejects.toThrow(new TypeError('a bug'))
  })
})
