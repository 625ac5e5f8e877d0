import {describe, expect, test} from '@jest/globals'
import {amountOf, exactAmount, nanosOf, parseMoney} from '../../../src/lib/domain/spend/money.js'

describe('money as the API writes it', () => {
  test.each([
    [{currencyCode: 'USD', units: '12', nanos: 500_000_000}, 'USD', 12_500_000_000n],
    [{currencyCode: 'EUR', units: 3}, 'EUR', 3_000_000_000n],
    [{nanos: 1}, 'USD', 1n],
    [{units: '-1', nanos: -250_000_000}, 'USD', -1_250_000_000n],
    [{units: '9223372036854775807', nanos: '999999999'}, 'USD', 9_223_372_036_854_775_807_999_999_999n],
    [{nanos: -999_999_999}, 'USD', -999_999_999n],
    [{currencyCode: 'usd', units: 1}, 'USD', 1_000_000_000n],
    [{currencyCode: 'USDT', units: 1}, 'USD', 1_000_000_000n],
    [{currencyCode: '$USD', units: 1}, 'USD', 1_000_000_000n],
    [{currencyCode: 7, units: 1}, 'USD', 1_000_000_000n],
    [{currencyCode: ['EUR'], units: 1}, 'USD', 1_000_000_000n],
    [{}, 'USD', 0n],
  ])('%j is read to the last nano', (value, currency, nanos) => {
    expect(parseMoney(value)).toEqual({currency, nanos})
  })

  test.each([
    [null],
    ['12.50'],
    [undefined],
    [{units: 1.5}],
    [{units: 2 ** 53}],
    [{units: '1.5'}],
    [{units: ''}],
    [{units: 'x1'}],
    [{units: '1x'}],
    [{units: '12345678901234567890'}],
    [{units: ['1']}],
    [{units: null}],
    [{units: 1, nanos: 1_000_000_000}],
    [{units: -1, nanos: -1_000_000_000}],
    [{units: 1, nanos: 'many'}],
  ])('%j is no amount', value => {
    expect(parseMoney(value)).toBeNull()
  })
})

describe('an amount', () => {
  test.each([
    [0n, '0'],
    [12_500_000_000n, '12.5'],
    [1n, '0.000000001'],
    [-3_000_000_000n, '-3'],
    [-1n, '-0.000000001'],
    [100_000_000_000n, '100'],
    [10_010_000_000n, '10.01'],
    [9_007_199_254_740_993_000_000_001n, '9007199254740993.000000001'],
  ])('of %p nanos is written with every digit', (nanos, text) => {
    expect(exactAmount(nanos)).toBe(text)
    expect(amountOf(nanos)).toBe(Number(text))
  })

  test('that was a decimal number becomes its whole nanos', () => {
    expect([nanosOf(376.48), nanosOf(0.1 + 0.2), nanosOf(-0.000_000_001)]).toEqual([
      376_480_000_000n,
      300_000_000n,
      -1n,
    ])
  })
})
