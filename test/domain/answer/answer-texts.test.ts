import {describe, expect, test} from '@jest/globals'
import {
  isSuspensionByName,
  isSuspensionText,
  parseQuotaRefusal,
  parseTierGate,
  says,
  wordsOf,
} from '../../../src/lib/domain/answer/answer-texts.js'

describe('of an answer the first 4,000 characters are looked at', () => {
  const QUOTA = 'global--h100-count for account acme, in use: 8, quota: 8'
  test.each([
    ['a suspension', 'Account acme is suspended.', isSuspensionByName],
    ['a suspension in the words of 2025', 'monthly usage exceeded', isSuspensionText],
    ['a refusal by a quota', QUOTA, (text: string) => parseQuotaRefusal(text) !== null],
    ['a tier', 'requires a Tier 2 account', (text: string) => parseTierGate(text) !== null],
    ['words', 'server overloaded', (text: string) => says(text, 'overloaded')],
  ] as const)('for %s', (_, words, isTold) => {
    // The full stop begins a sentence; the words end with the part that is looked at, or one character behind it.
    const before = (length: number) => `${' '.repeat(length - 2)}. `
    expect(isTold(before(4000 - words.length) + words)).toBe(true)
    expect(isTold(before(4000) + words)).toBe(false)
  })
})

test('the words of a body are its message and itself; a web page has none', () => {
  expect(wordsOf('{"error":{"message":"no capacity"}}', '')).toBe('no capacity\n{"error":{"message":"no capacity"}}')
  expect(wordsOf('{}', 'application/json')).toBe('\n{}')
  expect(wordsOf('<html><title>server overloaded</title></html>', 'text/html')).toBe('')
})
