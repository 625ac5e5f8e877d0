import {describe, expect, test} from '@jest/globals'
import {serverSentence} from '../../../src/lib/domain/paste/sentences.js'

const read = (text: string) => {
  const {status, body, at} = serverSentence(text)!
  return [status, (JSON.parse(body) as {error: unknown}).error, at]
}

describe('the server’s own sentence', () => {
  test.each<[text: string, status: number, error: object]>([
    ['rate limit exceeded', 429, {message: 'rate limit exceeded'}],
    ['rate limit\nexceeded', 429, {message: 'rate limit exceeded'}],
    ['rate limit exc\n  eeded', 429, {message: 'rate limit exceeded'}],
    ['service overloaded', 503, {message: 'service overloaded'}],
    ['tier_required', 403, {message: 'tier_required', code: 'tier_required'}],
    ['no capacity available', 503, {message: 'no capacity available'}],
    ['a rate limit excee-\nded', 429, {message: 'rate limit exceeded'}],
    [String.raw`rate limit exceeded, please\nTRY`, 429, {message: 'rate limit exceeded'}],
    ['│ rate limit │\n│ exceeded │', 429, {message: 'rate limit exceeded'}],
  ])('%j', (text, status, error) => {
    expect(read(text)).toEqual([status, error, expect.any(Number)])
  })

  test('is the most telling one, with its place', () => {
    expect(read('quota_exceeded then tier_required')).toEqual([
      403,
      {message: 'tier_required', code: 'tier_required'},
      20,
    ])
    expect(read('x Too Many\nRequests')).toEqual([429, {message: 'Too Many Requests'}, 2])
    expect(read('x too many re\nquests')).toEqual([429, {message: 'too many requests'}, 2])
  })

  test('is in the first 20,000 characters', () => {
    const after = (length: number) => serverSentence(`${'x'.repeat(length)} too many requests`)
    expect([after(19_982)?.at, after(19_983)]).toEqual([19_983, null])
  })

  test.each(['', 'x\nnothing', 'no capacity planning', 'exceeded', 'the account is suspended animation'])(
    'is not in %j',
    text => {
      expect(serverSentence(text)).toBeNull()
    },
  )
})
