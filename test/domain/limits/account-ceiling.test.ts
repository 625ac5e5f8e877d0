import {describe, expect, test} from '@jest/globals'
import {
  accountCeilingPhrase,
  describeAccountCeiling,
  ownAccountCeiling,
} from '../../../src/lib/domain/limits/account-ceiling.js'

describe('the ceiling of the whole account', () => {
  test('is its quota of requests, and not known without it', () => {
    const requests = {id: 'serverless-inference-rpm', value: 600}
    expect(ownAccountCeiling([{id: 'monthly-spend-usd', value: 400}, requests])).toBe(600)
    expect(ownAccountCeiling([{...requests, value: null}])).toBeNull()
    expect(ownAccountCeiling([{id: 'monthly-spend-usd', value: 400}])).toBeNull()
  })

  test('is told as its own, else as the documented default, with what holds without a payment method', () => {
    const unpaid = '10 with no payment method or no credits'
    expect(accountCeilingPhrase(1600)).toBe(
      `1,600 requests per minute by its quota \`serverless-inference-rpm\`, ${unpaid}`,
    )
    expect(accountCeilingPhrase(null)).toBe(`6,000 requests per minute by default, ${unpaid}`)
  })

  test('is the likely reason of a refusal without an exhausted token limit', () => {
    expect(describeAccountCeiling('kimi-k3', null)).toBe(
      'Too many requests, and no token limit of kimi-k3 is shown exhausted: likely the account-wide limit of ' +
        '6,000 requests per minute by default, 10 with no payment method or no credits.',
    )
  })
})
