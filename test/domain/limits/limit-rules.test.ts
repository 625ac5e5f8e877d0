import {describe, expect, test} from '@jest/globals'
import {
  parseLimitMaxDrop,
  parseLimitMaxUsed,
  parseLimitNeed,
  thresholdRule,
} from '../../../src/lib/domain/limits/limit-rules.js'

const unread = (reason: string) => ({ok: false, reason: expect.stringContaining(reason)})

describe('a rule about limits as a person writes it', () => {
  test.each([
    ['generated=50000', 'generated', 50_000],
    ['requests=200', 'requests', 200],
    ['Output=1,500', 'generated', 1500],
    [' uncached =1', 'uncached-prompt', 1],
    ['uncached-prompt=1', 'uncached-prompt', 1],
    ['request=1', 'requests', 1],
    ['prompt=1', 'prompt', 1],
  ])('--need %s', (text, dimension, amount) => {
    const value = {dimension, ask: {kind: 'need', amount}, text: `need ${text}`}
    expect(parseLimitNeed(text)).toEqual({ok: true, value})
  })

  test.each([
    ['90%', null, {kind: 'ratio', ratio: 0.9}],
    ['generated=90%', 'generated', {kind: 'ratio', ratio: 0.9}],
    ['generated=180000', 'generated', {kind: 'amount', amount: 180_000}],
  ])('--max-used %s', (text, dimension, allowance) => {
    const value = {dimension, ask: {kind: 'max-used', allowance}, text: `max-used ${text}`}
    expect(parseLimitMaxUsed(text)).toEqual({ok: true, value})
  })

  test.each([
    ['50%', null],
    ['generated=50%', 'generated'],
  ])('--max-drop %s', (text, dimension) => {
    const value = {dimension, ask: {kind: 'max-drop', ratio: 0.5}, text: `max-drop ${text}`}
    expect(parseLimitMaxDrop(text)).toEqual({ok: true, value})
  })

  test.each([
    [parseLimitNeed, '50000', 'write generated=50000 or requests=200'],
    [parseLimitNeed, 'constructor=5', 'choose from requests, prompt, uncached-prompt, generated'],
    [parseLimitNeed, '=5', 'names no dimension'],
    [parseLimitNeed, 'generated=half', 'number'],
    [parseLimitMaxUsed, '90', 'an amount needs a dimension; write 90%, or generated=180000'],
    [parseLimitMaxUsed, 'input=90%', 'names no dimension'],
    [parseLimitMaxUsed, 'generated=lots', 'number'],
    [parseLimitMaxUsed, 'generated=x%', 'percentage'],
    [parseLimitMaxDrop, '50', 'percentage'],
    [parseLimitMaxDrop, 'input=50%', 'names no dimension'],
  ])('%p refuses %s and says why', (parse, text, reason) => {
    expect(parse(text)).toEqual(unread(reason))
  })

  test('--warn and --crit are one rule of every dimension, with the defaults for what is left out', () => {
    expect(thresholdRule({warn: null, crit: null})).toEqual({
      dimension: null,
      ask: {kind: 'thresholds', warn: 0.8, crit: 0.95},
      text: 'warn 80%, crit 95%',
    })
    expect(thresholdRule({warn: 0.5, crit: 0.6}).text).toBe('warn 50%, crit 60%')
  })
})
