import {describe, expect, test} from '@jest/globals'
import {foreignQuota, idsOf, missingQuota, noSuchQuota} from '../../src/lib/app/quota-names.js'
import {changeUnknown} from '../../src/lib/app/change-unknown.js'
import type {AppError} from '../../src/lib/domain/errors.js'
import {printedHints} from '../support/printed-actions.js'
import {aFailure} from '../support/memory-gateway.js'

const IDS = ['monthly-spend-usd', 'global--h100-count', 'training-h100-count', 'global--b200-count']
const SEE_LIST = 'see `fireq quota list` for the ids'

describe('names of quotas', () => {
  test.each([
    [['monthly-spend-usd'], ['monthly-spend-usd']],
    [['*h100*'], ['global--h100-count', 'training-h100-count']],
    [
      ['global--?200-count', 'monthly-spend-usd'],
      ['global--b200-count', 'monthly-spend-usd'],
    ],
    [
      ['global--h100-count', '*h100*'],
      ['global--h100-count', 'training-h100-count'],
    ],
    [[], []],
  ])('%j stand for %j, each once and in their order', (names, ids) => {
    expect(idsOf(names, 'acme', IDS)).toEqual(ids)
  })

  test('that no quota has are not found', () => {
    let thrown: AppError | undefined
    try {
      idsOf(['*h100*', 'monthly-spend'], 'acme', IDS)
    } catch (error) {
      thrown = error as AppError
    }
    expect([thrown?.code, thrown?.message, thrown?.hints]).toEqual([
      'not-found',
      'account `acme` has no quota `monthly-spend`',
      ['did you mean `monthly-spend-usd`?'],
    ])
  })

  test.each([
    ['*a100*', 'no quota of account `acme` matches `*a100*`', SEE_LIST],
    ['b200', 'account `acme` has no quota `b200`', 'did you mean `global--b200-count`?'],
    ['zzzz', 'account `acme` has no quota `zzzz`', SEE_LIST],
    [
      'h100',
      '`h100` fits several quotas of account `acme`: `global--h100-count`, `training-h100-count`',
      "give one of them, or the pattern `'*h100*'`",
    ],
  ])('%s is answered with what it may have meant', (name, message, hint) => {
    const missing = missingQuota(name, 'acme', IDS)
    expect([missing.message, printedHints([missing.hint])]).toEqual([message, [hint]])
    expect(noSuchQuota(name, 'acme', IDS)).toMatchObject({code: 'not-found', message, hints: [missing.hint]})
  })

  test('of another account ask nobody there', () => {
    expect(foreignQuota('accounts/o/quotas/x', 'o p', 'acme')).toMatchObject({
      code: 'usage',
      message: '`accounts/o/quotas/x` belongs to account `o p`, not to `acme`',
      hints: ["choose the account with `--account-id 'o p'`"],
    })
  })
})

test('a change of which nobody knows whether it was made says how to find out', () => {
  const failure = aFailure('timeout', 'no answer in 30 s', {httpStatus: 504, requestId: 'r'})
  const unknown = changeUnknown({id: 'x', to: 20}, failure)
  expect(unknown).toMatchObject({
    code: 'timeout',
    message: 'whether x was changed is unknown: no answer in 30 s',
    httpStatus: 504,
    requestId: 'r',
    exitCode: 7,
    cause: failure,
  })
  expect(printedHints(unknown.hints)).toEqual(['find out with `fireq quota get x`: 20 means that it was'])
})
