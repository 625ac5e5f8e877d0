import {describe, expect, it} from '@jest/globals'
import fc from 'fast-check'
import {
  formatCompact,
  formatDuration,
  formatNumber,
  formatPercent,
  formatTimeUtc,
  formatUsd,
  formatWholeNumber,
  parseRfc3339,
  parseWholeNumber,
} from '../../../src/lib/domain/text/units.js'
import {describeQuotaAmount, formatQuotaAmount} from '../../../src/lib/domain/quota/amount.js'
import {propertyRuns} from '../../support/property-runs.js'

describe('parseWholeNumber', () => {
  it.each([
    ['0', 0],
    ['200', 200],
    ['$200', 200],
    ['1,500', 1500],
    ['$1,500', 1500],
    ['1,234,567', 1_234_567],
    ['5k', 5000],
    ['5K', 5000],
    ['$5k', 5000],
    ['2m', 2_000_000],
    ['2M', 2_000_000],
    ['1,500k', 1_500_000],
    ['007', 7],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['9,007,199,254,740,991', Number.MAX_SAFE_INTEGER],
  ])('accepts %j', (text, value) => {
    expect(parseWholeNumber(text)).toEqual({ok: true, value})
  })

  it.each([
    '',
    ' ',
    '12abc',
    'abc',
    '1e3',
    '1E3',
    '-1',
    '−1',
    '+5',
    '-$5',
    '$-5',
    'NaN',
    'Infinity',
    '1.5',
    '1.0',
    '5.',
    '.5',
    '1.5k',
    '1,50',
    '1,5000',
    '15,00,000',
    '1,,500',
    ',500',
    '500,',
    '0,500',
    '1500,000',
    '0x10',
    '0b1',
    '1_000',
    "1'500",
    '1.500,00',
    '٣',
    '\uff12',
    '२',
    '1 500',
    '1\u00a0500',
    ' 200',
    '200 ',
    '200\n',
    '2\u200b00',
    '$',
    'k',
    '5kk',
    '5b',
    '5km',
    '$$5',
    '5$',
    '€5',
    '80%',
    '9007199254740992',
    '9007199254740991k',
    '99999999999999999999999999',
  ])('refuses %j with a reason', text => {
    const result = parseWholeNumber(text)
    expect(result.ok).toBe(false)
    expect(result.ok ? '' : result.reason).toMatch(/^its? /)
  })

  it('reads back what formatWholeNumber writes, for every whole number up to 2^53−1', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), value => {
        expect(parseWholeNumber(formatWholeNumber(value))).toEqual({ok: true, value})
        expect(parseWholeNumber(String(value))).toEqual({ok: true, value})
      }),
      propertyRuns(),
    )
  })

  it('never throws, and accepts nothing but digits, commas, $, k and m', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({unit: 'binary'}), fc.stringMatching(/^[$0-9,.kmKM +-]{0,12}$/)), text => {
        const result = parseWholeNumber(text)
        if (!result.ok) return
        expect(text).toMatch(/^\$?[0-9,]+[kKmM]?$/)
        expect(Number.isSafeInteger(result.value) && result.value >= 0).toBe(true)
        const scale = /k$/i.test(text) ? 1000 : /m$/i.test(text) ? 1_000_000 : 1
        expect(result.value).toBe(Number(text.replace(/[^0-9]/g, '')) * scale)
      }),
      propertyRuns(),
    )
  })
})

describe('numbers in text', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [36_000, '36,000'],
    [4.5, '4.5'],
    [1 / 3, '0.33'],
    [1234.567, '1,234.57'],
    [0.001, '0'],
    [-0.001, '0'],
    [999.999, '1,000'],
    [-1234.5, '-1,234.5'],
    [1e30, '1,000,000,000,000,000,019,884,624,838,656'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('formatNumber(%d) is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text)
  })

  it.each([
    [0, '0'],
    [36_000, '36,000'],
    [99_999, '99,999'],
    [100_000, '100k'],
    [900_000, '900k'],
    [216_000, '216k'],
    [999_999, '999.9k'],
    [3_600_000, '3.6M'],
    [3_599_999, '3.59M'],
    [64_800_000, '64.8M'],
    [1_080_000, '1.08M'],
    [1e9, '1B'],
    [-3_600_000, '-3.6M'],
    [Number.NaN, '–'],
  ])('formatCompact(%d) is %s', (value, text) => {
    expect(formatCompact(value)).toBe(text)
  })

  it('formatCompact never shows more than there is', () => {
    fc.assert(
      fc.property(fc.nat({max: 2_000_000_000}), value => {
        const text = formatCompact(value)
        const scale = {k: 1e3, M: 1e6, B: 1e9}[text.at(-1)!] ?? 1
        expect(Number(text.replace(/[,kMB]/g, '')) * scale).toBeLessThanOrEqual(value + 1e-6)
      }),
      propertyRuns(),
    )
  })

  it.each([
    [376.48, '$376.48'],
    [400, '$400'],
    [1234.5, '$1,234.50'],
    [0, '$0'],
    [-0, '$0'],
    [0.001, '<$0.01'],
    [0.29, '$0.29'],
    [399.999, '$399.999'],
    [-5, '-$5'],
    [-5.5, '-$5.50'],
    [9_999_999, '$9,999,999'],
    [Number.NaN, '–'],
  ])('formatUsd(%d) is %s', (value, text) => {
    expect(formatUsd(value)).toBe(text)
  })

  it('writes amounts in the unit of the quota', () => {
    expect(formatQuotaAmount(376.48, 'usd')).toBe('$376.48')
    expect(formatQuotaAmount(6000, 'request/min')).toBe('6,000')
    expect(formatQuotaAmount(8, 'gpu')).toBe('8')
    expect(describeQuotaAmount(200, 'usd')).toBe('$200')
    expect(describeQuotaAmount(1, 'gpu')).toBe('1 GPU')
    expect(describeQuotaAmount(0, 'gpu')).toBe('0 GPUs')
    expect(describeQuotaAmount(100, 'model')).toBe('100 deployed models')
    expect(describeQuotaAmount(6000, 'request/min')).toBe('6,000 requests per minute')
    expect(describeQuotaAmount(2, 'job')).toBe('2 jobs')
    expect(describeQuotaAmount(1500, 'count')).toBe('1,500')
  })
})

describe('formatPercent', () => {
  it.each([
    [0, '0%'],
    [0.0001, '<0.1%'],
    [0.001, '0.1%'],
    [1e308, '>1,000,000,000,000%'],
    [-1e308, '<-1,000,000,000,000%'],
    [0.29, '29%'],
    [0.57, '57%'],
    [376.48 / 400, '94.1%'],
    [0.79999, '79.9%'],
    [0.8, '80%'],
    [0.95, '95%'],
    [0.99999, '99.9%'],
    [1, '100%'],
    [1.001, '100.1%'],
    [0.11699999999999999, '11.6%'],
    [0.7999999999999999, '79.9%'],
    [0.9999999999999999, '99.9%'],
    [1.2345, '123.4%'],
    [12, '1,200%'],
    [Number.NaN, '–'],
  ])('%d is %s', (utilization, text) => {
    expect(formatPercent(utilization)).toBe(text)
  })

  it('never shows a threshold that is not reached, and always one that is', () => {
    fc.assert(
      fc.property(
        fc.nat({max: 1_000_000}),
        fc.integer({min: 1, max: 1_000_000}),
        fc.constantFrom(0.5, 0.8, 0.95, 1),
        (used, limit, threshold) => {
          const shown = Number(formatPercent(used / limit).replace(/[<,%]/g, '')) / 100
          expect(shown >= threshold).toBe(used / limit >= threshold)
        },
      ),
      propertyRuns(),
    )
  })
})

describe('times', () => {
  it.each([
    ['2026-11-21T12:00:05Z', '2026-11-21 12:00:05Z'],
    ['2026-11-21T12:00:05.123456789Z', '2026-11-21 12:00:05Z'],
    ['2026-11-21T12:00:05.999999999Z', '2026-11-21 12:00:05Z'],
    ['2026-11-21T23:30:00-02:00', '2026-11-22 01:30:00Z'],
    ['2026-11-21t12:00:05z', '2026-11-21 12:00:05Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29 00:00:00Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01 00:00:00Z'],
    [0, '1970-01-01 00:00:00Z'],
    [1_795_262_405_000, '2026-11-21 12:00:05Z'],
  ])('%p is %s', (time, text) => {
    expect(formatTimeUtc(time)).toBe(text)
  })

  it.each([
    '',
    'yesterday',
    '2026-11-21',
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-21T24:00:00Z',
    '2026-11-21T12:00:05',
    '2026-11-21T12:00:05+25:00',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    9e15,
    8.64e15,
  ])('%p is no time', time => {
    expect(formatTimeUtc(time)).toBeNull()
  })

  it('parseRfc3339 agrees with the platform on whole seconds', () => {
    fc.assert(
      fc.property(fc.date({min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true}), date => {
        expect(parseRfc3339(date.toISOString())).toBe(Math.floor(date.getTime() / 1000) * 1000)
      }),
      propertyRuns(),
    )
  })
})

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [0.0001, '0 s'],
    [0.35, '350 ms'],
    [0.9996, '1 s'],
    [1.5, '1.5 s'],
    [9.99, '10 s'],
    [12.4, '12 s'],
    [59.7, '1 min'],
    [125, '2 min 5 s'],
    [3600, '1 h'],
    [11_045, '3 h 4 min'],
    [86_400 * 2 + 3 * 3600, '2 d 3 h'],
    [-5, '-5 s'],
    [Number.NaN, '–'],
  ])('%d s is %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text)
  })
})
