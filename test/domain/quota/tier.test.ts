import {describe, expect, it, test} from '@jest/globals'
import {SPENDING_TIERS} from '../../../src/lib/domain/facts/tiers.js'
import {likelyTier} from '../../../src/lib/domain/quota/tier.js'
import {formatUsd} from '../../../src/lib/domain/text/units.js'

const standing = (maxValue: number | null, accountType: string | null = null) => likelyTier({accountType}, {maxValue})
const OLD_PAGE = 'Fireworks documentation, account quotas page of 2025 (spend limits table)'
const NEW_PAGE = 'Fireworks documentation, tiers table of October 2026'

describe('the tier of a max of the spend limit', () => {
  test.each([
    [
      50,
      1,
      2,
      [`$50 spent or added in total (${NEW_PAGE}, 2026-10)`, `total historical spend of $100+ (${OLD_PAGE}, 2025)`],
    ],
    [
      500,
      2,
      3,
      [`$500 spent or added in total (${NEW_PAGE}, 2026-10)`, `total historical spend of $1,000+ (${OLD_PAGE}, 2025)`],
    ],
    [
      5000,
      3,
      4,
      [
        `$5,000 spent or added in total (${NEW_PAGE}, 2026-10)`,
        `total historical spend of $10,000+ (${OLD_PAGE}, 2025)`,
      ],
    ],
    // Both documents ask for the same: told once, and without a date.
    [50_000, 4, 'unlimited', ['by contact: inquiries@fireworks.ai']],
  ])('$%d: tier %s, and what the next one needs, the newest wording first', (maxUsd, likely, next, needs) => {
    expect(standing(maxUsd)).toEqual({
      likely,
      basis: `the max of monthly-spend-usd, ${formatUsd(maxUsd)}, is that of tier ${likely}, if this is a legacy postpaid account`,
      maxUsd,
      next: {tier: next, needs},
    })
  })

  test.each([0, 49, 51, 499, 501, 5001, 49_999, 50_001, 9_999_998])('$%d is no tier’s', maxUsd => {
    expect(standing(maxUsd)).toEqual({
      likely: null,
      basis: `the max of monthly-spend-usd, ${formatUsd(maxUsd)}, is no tier's: prepaid or agreed otherwise`,
      maxUsd,
      next: null,
    })
  })

  test.each([9_999_999, 10_000_000])('%d stands for no ceiling', ceiling => {
    expect(standing(ceiling)).toEqual({
      likely: 'unlimited',
      basis: `the max of monthly-spend-usd is ${ceiling}`,
      maxUsd: null,
      next: null,
    })
  })

  it('is not known without a ceiling', () => {
    const unknown = {likely: null, basis: 'no max of monthly-spend-usd is known', maxUsd: null, next: null}
    expect(standing(null)).toEqual(unknown)
    expect(likelyTier(null, null)).toEqual(unknown)
    expect(likelyTier({accountType: null}, null)).toEqual(unknown)
  })

  it('needs no account', () => {
    expect(likelyTier(null, {maxValue: 500}).likely).toBe(2)
  })
})

describe('the type of an account', () => {
  const enterprise = {likely: 'unlimited', basis: 'the account type is ENTERPRISE', maxUsd: null, next: null}

  test.each([50, 77, 9_999_999, null])('ENTERPRISE decides whatever the ceiling: %p', ceiling => {
    expect(standing(ceiling, 'ENTERPRISE')).toEqual(enterprise)
  })

  it('decides without a spend quota too', () => {
    expect(likelyTier({accountType: 'ENTERPRISE'}, null)).toEqual(enterprise)
  })

  test.each(['DEVELOPER', 'enterprise', ''])('%p does not', type => {
    expect(standing(500, type).likely).toBe(2)
  })
})

describe('the tiers of the documents', () => {
  it('are five, lowest first', () => {
    expect(SPENDING_TIERS.map(({tier, ceilingUsd}) => [tier, ceilingUsd])).toEqual([
      [1, 50],
      [2, 500],
      [3, 5000],
      [4, 50_000],
      ['unlimited', null],
    ])
  })

  it('each carry both wordings with date, source and amount', () => {
    expect(SPENDING_TIERS.map(({criteria}) => criteria)).toEqual(
      (
        [
          ['valid payment method added', null, 'payment method (and billing profile)', null],
          ['total historical spend of $100+', 100, '$50 spent or added in total', 50],
          ['total historical spend of $1,000+', 1000, '$500 spent or added in total', 500],
          ['total historical spend of $10,000+', 10_000, '$5,000 spent or added in total', 5000],
          ['by contact: inquiries@fireworks.ai', null, 'by contact: inquiries@fireworks.ai', null],
        ] as const
      ).map(([before, usdBefore, now, usdNow]) => [
        {asOf: '2025', source: OLD_PAGE, text: before, historicalSpendUsd: usdBefore},
        {asOf: '2026-10', source: NEW_PAGE, text: now, historicalSpendUsd: usdNow},
      ]),
    )
  })
})
