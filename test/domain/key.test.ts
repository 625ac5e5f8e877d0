import {describe, expect, test} from '@jest/globals'
import {checkKeys, listedKey, type ListedKey} from '../../src/lib/domain/key.js'

const NOW = Date.parse('2026-11-26T12:00:00Z')
const key = (expiresAt: string | null, more: Partial<ListedKey> = {}) =>
  listedKey(
    {id: 'k1', name: 'ci', owner: null, createdAt: null, lastUsedAt: '2026-11-25T00:00:00Z', expiresAt, ...more},
    NOW,
  )
const check = (expiresAt: string | null, withinDays = 14, requireExpiry = false) =>
  checkKeys([key(expiresAt)], {withinDays, requireExpiry})[0]!

describe('a key', () => {
  test.each([
    ['2026-12-10T12:00:00Z', 14],
    ['2026-12-10T11:59:59Z', 13],
    ['2026-11-26T12:00:01Z', 0],
    ['2026-11-26T11:59:59Z', -1],
    ['soon', null],
    [null, null],
  ])('that expires at %p has %p whole days left', (expiresAt, daysLeft) => {
    expect(key(expiresAt)).toEqual({
      id: 'k1',
      name: 'ci',
      owner: null,
      createdAt: null,
      expiresAt,
      daysLeft,
      lastUsedAt: '2026-11-25T00:00:00Z',
    })
  })
})

describe('the gate on keys', () => {
  test.each([
    ['2026-11-26T11:00:00Z', 'critical', 'expired at 2026-11-26 11:00:00Z'],
    ['2026-11-26T13:00:00Z', 'warning', 'expires within a day, at 2026-11-26 13:00:00Z'],
    ['2026-11-27T13:00:00Z', 'warning', 'expires in 1 day, at 2026-11-27 13:00:00Z'],
    ['2026-12-10T11:00:00Z', 'warning', 'expires in 13 days, at 2026-12-10 11:00:00Z'],
    ['2026-12-10T13:00:00Z', 'ok', 'expires in 14 days, at 2026-12-10 13:00:00Z'],
    [null, 'ok', 'never expires'],
    ['soon', 'ok', 'never expires'],
  ])('of %p is %s within 14 days', (expiresAt, severity, detail) => {
    expect(check(expiresAt)).toMatchObject({severity, message: `ci: ${detail}`})
  })

  test('is critical without an expiry where one is required, and names it so', () => {
    expect(check(null, 14, true)).toEqual({
      name: 'ci',
      rule: 'expires in more than 14 days',
      severity: 'critical',
      message: 'ci: never expires, and an expiry is required',
      binding: true,
      document: {
        key: 'k1',
        expiresAt: null,
        daysLeft: null,
        severity: 'critical',
        message: 'ci: never expires, and an expiry is required',
      },
    })
    expect(check('2027-11-26T00:00:00Z', 14, true).severity).toBe('ok')
  })

  test('names the owner, and the id where there is no name, without what steers a terminal', () => {
    const [item] = checkKeys([key(null, {name: null, owner: 'ada\u001b[2J@example.com'})], {
      withinDays: 1,
      requireExpiry: false,
    })
    expect(item!.name).toBe('k1')
    expect(item!.message).toMatch(/^k1: never expires \(ada.*@example\.com\)$/)
    expect(item!.message).not.toContain('\u001b')
  })
})
