import {describe, expect, test} from '@jest/globals'
import {spendForecast} from '../../../src/lib/domain/spend/forecast.js'

const at = (text: string) => Date.parse(text)
/** Ten of thirty days are over. */
const NOW = at('2026-11-11T00:00:00Z')

describe('what the month may come to', () => {
  test('is a range from the pace of the month and that of the last seven days', () => {
    // $10 a day this month, $20 a day last week; twenty days are left.
    expect(spendForecast(100, 400, 140, NOW)).toEqual({
      low: 300,
      high: 500,
      reachedAt: {earliest: '2026-11-26T00:00:00.000Z', latest: null},
    })
  })

  test('has a latest day on which the limit is reached only where the slower pace reaches it too', () => {
    expect(spendForecast(100, 200, 35, NOW)).toMatchObject({
      low: 200,
      reachedAt: {earliest: '2026-11-21T00:00:00.000Z', latest: null},
    })
    expect(spendForecast(100, 200, 140, NOW)?.reachedAt).toEqual({
      earliest: '2026-11-16T00:00:00.000Z',
      latest: '2026-11-21T00:00:00.000Z',
    })
  })

  test.each([
    ['without a limit', 100, null],
    ['by a limit that the month ends before', 100, 501],
    ['by a limit reached as the month ends', 100, 500],
  ])('is not reached %s', (_, used, limit) => {
    expect(spendForecast(used, limit, 140, NOW)?.reachedAt).toBeNull()
  })

  test.each([[100], [120]])('of $120 against $%d is reached already', limit => {
    const now = new Date(NOW).toISOString()
    expect(spendForecast(120, limit, 7, NOW)?.reachedAt).toEqual({earliest: now, latest: now})
  })

  test('goes by the week alone in the first six hours of a month', () => {
    expect(spendForecast(6, null, 7, at('2026-11-01T05:59:59.999Z'))?.low).toBeCloseTo(6 + 29.75)
    const six = at('2026-11-01T06:00:00Z')
    expect(spendForecast(6, null, 7, six)).toMatchObject({low: 6 + 29.75, high: 6 + 24 * 29.75})
  })

  test('goes by the month alone where the week is not known', () => {
    expect(spendForecast(100, null, null, NOW)).toMatchObject({low: 300, high: 300})
  })

  test.each([
    ['nothing is spent', 0, 0, NOW],
    ['the month is too young and the week not known', 6, null, at('2026-11-01T01:00:00Z')],
  ])('is not told where %s', (_, used, week, now) => {
    expect(spendForecast(used, 400, week, now)).toBeNull()
  })

  test('goes by the pace there is where the other is none', () => {
    expect(spendForecast(0, null, 7, NOW)).toMatchObject({low: 20, high: 20})
  })
})
