import {describe, expect, test} from '@jest/globals'
import {parseQuotasFile, ruleText, valueToSet} from '../../../src/lib/domain/quota/quotas-file.js'

const file = (accounts: unknown) => parseQuotasFile({fireq: 'quotas/v1', accounts})
const ofQuota = (id: string, rule: unknown) => file({acme: {quotas: {[id]: rule}}})
/** The faults as `place: message`. */
function faultsOf(read: ReturnType<typeof parseQuotasFile>): string[] {
  if (!('faults' in read)) throw new Error('the file has no fault')
  return read.faults.map(({path, message}) => `${path.join('/')}: ${message}`)
}

describe('a file of quotas', () => {
  test('has accounts with what their quotas are to be', () => {
    const read = file({
      acme: {quotas: {'monthly-spend-usd': {exactly: 400, comment: 'as agreed'}, 'global--h100-count': {atLeast: 4}}},
      'accounts/other': {profile: 'work', quotas: {'deployed-model-count': {atMost: 0, confirm: true}}},
    })
    expect(read).toEqual({
      accounts: [
        {
          name: 'acme',
          profile: null,
          quotas: [
            {quota: 'monthly-spend-usd', rule: 'exactly', value: 400, confirmed: false},
            {quota: 'global--h100-count', rule: 'atLeast', value: 4, confirmed: false},
          ],
        },
        {
          name: 'other',
          profile: 'work',
          quotas: [{quota: 'deployed-model-count', rule: 'atMost', value: 0, confirmed: true}],
        },
      ],
    })
  })

  test('may hold the largest number that stays exact, and confirm nothing', () => {
    expect(ofQuota('x', {exactly: 2 ** 53 - 1, confirm: false})).toMatchObject({
      accounts: [{quotas: [{value: 2 ** 53 - 1, confirmed: false}]}],
    })
  })

  test('has the name of a quota as it is, to 200 characters', () => {
    const id = 'a'.repeat(200)
    expect(ofQuota(id, {exactly: 1})).toMatchObject({accounts: [{quotas: [{quota: id}]}]})
    expect(faultsOf(ofQuota(`${id}a`, {exactly: 1}))).toEqual([
      `accounts/acme/quotas/${id}a: expected a quota id such as \`monthly-spend-usd\``,
    ])
  })
})

describe('a fault of a file', () => {
  test.each([
    [null, ': expected a map with `fireq` and `accounts`'],
    [['fireq'], ': expected a map with `fireq` and `accounts`'],
    ['fireq: quotas/v1', ': expected a map with `fireq` and `accounts`'],
    [{fireq: 'quotas/v2', accounts: {}}, 'fireq: expected `fireq: quotas/v1`'],
    [{accounts: {}}, 'fireq: expected `fireq: quotas/v1`'],
    [{fireq: 'quotas/v1'}, 'accounts: expected `accounts`, a map of accounts'],
    [{fireq: 'quotas/v1', accounts: []}, 'accounts: expected `accounts`, a map of accounts'],
    [{fireq: 'quotas/v1', accounts: {}, acounts: {}}, 'acounts: `acounts` is not a key here; expected `accounts`'],
    [{fireq: 'quotas/v1', accounts: {}, z: 1}, 'z: `z` is not a key here; expected `fireq`, `accounts`'],
  ])('%j is one, told with its place', (content, fault) => {
    expect(faultsOf(parseQuotasFile(content))).toEqual([fault])
  })

  test.each([
    [{acme: null}, 'accounts/acme: expected a map with `quotas`'],
    [{acme: {}}, 'accounts/acme/quotas: expected `quotas`, a map of quotas'],
    [{acme: {quotas: {}, profile: ''}}, "accounts/acme/profile: expected a profile's name"],
    [{acme: {quotas: {}, profile: 7}}, "accounts/acme/profile: expected a profile's name"],
    [{'a b': {quotas: {}}}, "accounts/a b: expected an account's id or a profile's name"],
    [{'': {quotas: {}}}, "accounts/: expected an account's id or a profile's name"],
    [{'x/accounts/a': {quotas: {}}}, "accounts/x/accounts/a: expected an account's id or a profile's name"],
    [{acme: {quotas: {}, quota: 1}}, 'accounts/acme/quota: `quota` is not a key here; expected `quotas`'],
    [{acme: {quotas: {}}, 'accounts/acme': {quotas: {}}}, 'accounts/accounts/acme: `acme` is named twice'],
  ])('of an account: %j', (accounts, fault) => {
    expect(faultsOf(file(accounts))).toEqual([fault])
  })

  test.each([
    ['-x', {exactly: 1}, ': expected a quota id such as `monthly-spend-usd`'],
    ['x y', {exactly: 1}, ': expected a quota id such as `monthly-spend-usd`'],
    ['a/b', {exactly: 1}, ': expected a quota id such as `monthly-spend-usd`'],
    ['accounts/acme/quotas/x', {exactly: 1}, ': expected the id alone, `x`: the account stands above'],
    ['x', 400, ': expected a rule such as `{exactly: 400}`'],
    ['x', {}, ': expected one of `exactly`, `atLeast`, `atMost`'],
    ['x', {exactly: 1, atMost: 2}, ': expected one of `exactly`, `atLeast`, `atMost`'],
    ['x', {exactly: -1}, '/exactly: expected a whole number from 0 to 2^53-1'],
    ['x', {atLeast: 1.5}, '/atLeast: expected a whole number from 0 to 2^53-1'],
    ['x', {atMost: 2 ** 53}, '/atMost: expected a whole number from 0 to 2^53-1'],
    ['x', {exactly: '400'}, '/exactly: expected a whole number from 0 to 2^53-1'],
    ['x', {exactly: null}, '/exactly: expected a whole number from 0 to 2^53-1'],
    ['x', {exactly: 1, comment: 7}, '/comment: expected text'],
    ['x', {exactly: 1, confirm: 'yes'}, '/confirm: expected true or false'],
    ['x', {exactly: 1, atleast: 2}, '/atleast: `atleast` is not a key here; expected `atLeast`'],
  ])('of the quota %s: %j', (id, rule, fault) => {
    expect(faultsOf(ofQuota(id, rule))).toEqual([`accounts/acme/quotas/${id}${fault}`])
  })

  test('hides no other', () => {
    const read = file({acme: {quotas: {x: {exactly: -1}, y: {}}, profile: ''}, b: 1})
    expect(faultsOf(read)).toHaveLength(4)
  })
})

describe('the value to set', () => {
  test.each([
    ['exactly', 5, 5],
    ['atLeast', null, 5],
    ['atMost', 5, null],
  ] as const)('for %s 5 is %p where it is more, %p where it is less, none where it is that', (rule, more, less) => {
    expect(valueToSet({rule, value: 5}, 6)).toBe(more)
    expect(valueToSet({rule, value: 5}, 4)).toBe(less)
    expect(valueToSet({rule, value: 5}, 5)).toBeNull()
  })

  test('is told with its rule', () => {
    const texts = (['exactly', 'atLeast', 'atMost'] as const).map(rule => ruleText({rule, value: 4}))
    expect(texts).toEqual(['exactly 4', 'at least 4', 'at most 4'])
  })
})
