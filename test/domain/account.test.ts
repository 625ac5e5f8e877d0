import {describe, expect, it, test} from '@jest/globals'
import {BILLING_URL, CONTACT, isSuspended, suspensionCause} from '../../src/lib/domain/account.js'
import {withPrinted} from '../support/printed-actions.js'

describe('whether a suspend state stops the account', () => {
  test.each([
    [null, false],
    ['', false],
    ['UNSUSPENDED', false],
    ['FAILED_PAYMENTS', true],
    ['CREDIT_DEPLETED', true],
    ['MONTHLY_SPEND_LIMIT_EXCEEDED', true],
    ['BLOCKED_BY_ABUSE_RULE', true],
    // Not heard of: taken for the worse.
    ['NEW_STATE', true],
    ['unsuspended', true],
  ])('%p: %p', (state, stopped) => {
    expect(isSuspended(state)).toBe(stopped)
  })
})

describe('what is behind a suspend state', () => {
  test.each([null, '', 'UNSUSPENDED'])('%p is no suspension', state => {
    expect(suspensionCause(state)).toBeNull()
  })

  test.each([
    [
      'MONTHLY_SPEND_LIMIT_EXCEEDED',
      'the monthly spend limit is reached',
      'raise monthly-spend-usd, and add credits if the balance is empty; a legacy postpaid account at its max needs a higher tier; it may take some minutes to show',
      ['fireq quota get monthly-spend-usd', 'fireq tier list', BILLING_URL],
    ],
    [
      'CREDIT_DEPLETED',
      'credits are used up',
      'add credits; a payment method alone helps a legacy postpaid account, or with Auto Reload; it may take some minutes to show',
      [BILLING_URL],
    ],
    [
      'FAILED_PAYMENTS',
      'the payment of a past invoice failed',
      'pay all failed invoices; the account is unsuspended by itself, if not within an hour contact Fireworks',
      [BILLING_URL],
    ],
    [
      'BLOCKED_BY_ABUSE_RULE',
      'an abuse rule blocked the account',
      'contact Fireworks at inquiries@fireworks.ai',
      ['write to inquiries@fireworks.ai'],
    ],
    [
      'NEW_STATE',
      'suspend state NEW_STATE, which this version does not know',
      'see https://fireworks.ai/billing, or contact inquiries@fireworks.ai',
      [BILLING_URL],
    ],
  ])('%s: %s', (state, cause, remedy, actions) => {
    expect(withPrinted(suspensionCause(state)!)).toEqual({cause, remedy, actions})
  })

  it('sends people to the documented places', () => {
    expect([BILLING_URL, CONTACT]).toEqual(['https://fireworks.ai/billing', 'inquiries@fireworks.ai'])
  })

  test.each(['constructor', '__proto__', 'toString'])('a state called %s is one that is not known', state => {
    expect(suspensionCause(state)!.cause).toBe(`suspend state ${state}, which this version does not know`)
  })
})
