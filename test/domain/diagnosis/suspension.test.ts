import {describe, expect, it, test} from '@jest/globals'
import {describeQuota} from '../../../src/lib/domain/quota/quota.js'
import {suspensionStanding} from '../../../src/lib/domain/diagnosis/suspension.js'
import {printed, withPrinted} from '../../support/printed-actions.js'

const spend = (value: number | null, usage: number | null, maxValue: number | null) =>
  describeQuota({id: 'monthly-spend-usd', value, maxValue, usage, updatedAt: null})

const BILLING = 'https://fireworks.ai/billing'
const SPEND_REMEDY =
  'raise monthly-spend-usd, and add credits if the balance is empty; a legacy postpaid account at its max needs a higher tier; it may take some minutes to show'

describe('nothing tells of a suspension', () => {
  test.each([null, '', 'UNSUSPENDED'])('suspend state %p, no request refused', state => {
    expect(suspensionStanding(state, spend(400, 400, 400), false)).toBeNull()
    expect(suspensionStanding(state, null, false)).toBeNull()
  })
})

describe('the account says that it is suspended', () => {
  test.each([
    ['FAILED_PAYMENTS', 'the payment of a past invoice failed', [BILLING]],
    ['CREDIT_DEPLETED', 'credits are used up', [BILLING]],
    [
      'MONTHLY_SPEND_LIMIT_EXCEEDED',
      'the monthly spend limit is reached',
      ['fireq quota get monthly-spend-usd', BILLING],
    ],
    ['BLOCKED_BY_ABUSE_RULE', 'an abuse rule blocked the account', ['write to inquiries@fireworks.ai']],
  ])('%s is known', (suspendState, cause, actions) => {
    expect(withPrinted(suspensionStanding(suspendState, null, false)!)).toEqual({
      suspendState,
      cause,
      remedy: expect.stringMatching(/^\w/),
      actions,
      known: true,
    })
  })

  it('counts a state it does not know, and says so', () => {
    expect(withPrinted(suspensionStanding('NEW_STATE', spend(400, 400, 500), true)!)).toEqual({
      suspendState: 'NEW_STATE',
      cause: 'suspend state NEW_STATE, which this version does not know',
      remedy: `see ${BILLING}, or contact inquiries@fireworks.ai`,
      actions: [BILLING],
      known: false,
    })
  })

  it('is told by its state, refused request or not', () => {
    const quota = spend(400, 401, 400)
    expect(suspensionStanding('FAILED_PAYMENTS', quota, true)).toEqual(
      suspensionStanding('FAILED_PAYMENTS', quota, false),
    )
  })
})

describe('the command that raises the limit', () => {
  const RAISE = (usd: string) => `fireq quota set monthly-spend-usd ${usd}`
  test.each([
    ['no spend quota is known', null, null],
    ['no max is known', spend(400, 400, null), null],
    ['the max is above limit and usage', spend(400, 401.5, 500), RAISE('500')],
    ['the usage is not told', spend(400, null, 500), RAISE('500')],
    ['the limit is the max', spend(500, 500, 500), 'fireq tier list'],
    ['the limit is the max, and less is used', spend(500, 400, 500), 'fireq tier list'],
    ['the limit is above the max', spend(600, 100, 500), 'fireq tier list'],
    ['the usage is the max', spend(400, 500, 500), 'fireq tier list'],
    ['the usage is above the max', spend(400, 500.01, 500), 'fireq tier list'],
    ['the limit is not told', spend(null, 400, 500), 'fireq tier list'],
    ['a max of 0', spend(-1, null, 0), 'fireq tier list'],
  ])('when %s', (_, quota, command) => {
    expect(printed(suspensionStanding('MONTHLY_SPEND_LIMIT_EXCEEDED', quota, false)!.actions)).toEqual([
      command ?? 'fireq quota get monthly-spend-usd',
      BILLING,
    ])
  })
})

describe('a request is refused, and the account does not say why', () => {
  test.each([
    [400, 400, '$400 of $400'],
    [400, 400.02, '$400.02 of $400'],
    [0, 0, '$0 of $0'],
  ])('likely for its money: limit %d, usage %d', (value, usage, amounts) => {
    expect(withPrinted(suspensionStanding(null, spend(value, usage, 500), true)!)).toEqual({
      suspendState: null,
      cause: `likely the monthly spend limit, as ${amounts} is spent`,
      remedy: SPEND_REMEDY,
      actions: [expect.stringMatching(/^fireq quota set monthly-spend-usd (500|1)$/), BILLING],
      known: false,
    })
  })

  test.each([
    ['some of the limit is left', spend(400, 399.99, 500)],
    ['the limit is not told', spend(null, 400, 500)],
    ['the usage is not told', spend(400, null, 500)],
    ['there is no limit', spend(9_999_999, 10_000_000, 9_999_999)],
    ['no quota is known', null],
  ])('unknown where %s', (_, quota) => {
    expect(withPrinted(suspensionStanding(null, quota, true)!)).toEqual({
      suspendState: null,
      cause: 'a request was refused as suspended, and why is not known yet',
      remedy: `look at ${BILLING} for a failed invoice or used-up credits, then ask again`,
      actions: ['fireq account get', 'fireq quota get monthly-spend-usd', BILLING],
      known: false,
    })
  })

  it('says that the state lags behind', () => {
    const lag = '; the account still says UNSUSPENDED, which lags behind'
    expect(suspensionStanding('UNSUSPENDED', spend(400, 400, 400), true)).toMatchObject({
      suspendState: null,
      cause: `likely the monthly spend limit, as $400 of $400 is spent${lag}`,
    })
    expect(suspensionStanding('UNSUSPENDED', null, true)).toMatchObject({
      suspendState: null,
      cause: `a request was refused as suspended, and why is not known yet${lag}`,
    })
  })
})
