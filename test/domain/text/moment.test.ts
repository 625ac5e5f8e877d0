import {describe, expect, test} from '@jest/globals'
import {describeMoment, formatMoment} from '../../../src/lib/domain/text/moment.js'

const NOW = Date.parse('2026-11-26T12:00:00Z')
const at = (text: string) => Date.parse(text)
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000] as const

describe('a moment to come', () => {
  test('is a day, a time and what is left until then', () => {
    expect(formatMoment(at('2026-01-04T09:05:59Z'))).toBe('Sun 4 Jan 09:05 UTC')
    expect(describeMoment(at('2026-11-28T00:00:00Z'), NOW)).toBe('Sat 28 Nov 00:00 UTC, in about 36 hours')
  })

  test.each([
    [-1, 'now'],
    [0, 'now'],
    [1, 'in less than a minute'],
    [MINUTE - 1, 'in less than a minute'],
    [MINUTE, 'in about 1 minute'],
    [2 * HOUR - 1, 'in about 119 minutes'],
    [2 * HOUR, 'in about 2 hours'],
    [2 * DAY - 1, 'in about 47 hours'],
    [2 * DAY, 'in about 2 days'],
    [2.5 * DAY, 'in about 2½ days'],
    [2.5 * DAY - 1, 'in about 2 days'],
    [9.5 * DAY, 'in about 9½ days'],
    [10.5 * DAY, 'in about 10 days'],
  ])('in %d ms is %s', (ms, text) => {
    expect(describeMoment(NOW + ms, NOW)).toBe(`${formatMoment(NOW + ms)}, ${text}`)
  })
})
