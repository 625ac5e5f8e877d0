import {describe, expect, test} from '@jest/globals'
import {diagnosePasted} from '../../../src/lib/domain/diagnosis/pasted.js'
import {readPasted, readPastedParts} from '../../../src/lib/domain/paste/read.js'
import {withPrinted} from '../../support/printed-actions.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const pasted = (text: string, model: string | null = null) =>
  withPrinted(diagnosePasted(readPasted(text, NOW), model, NOW))

const HELP = [
  'paste the whole answer: repeat the request with `curl -i` and pipe it into `fireq diagnose`',
  'or give what you have with `--status`, `--headers FILE` and `--body FILE`',
  'fireq diagnose --live',
]
const dump = (status: string, ...lines: string[]) => [`HTTP/1.1 ${status}`, ...lines, '', ''].join('\r\n')
const SUSPENDED = '{"error":{"message":"Account acme is suspended","code":"PRECONDITION_FAILED"}}'

describe('what a paste means, from nothing but itself', () => {
  test('an answer to a request', () => {
    const text = dump(
      '429 Too Many Requests',
      'date: Sat, 21 Nov 2026 10:00:00 GMT',
      'x-request-id: r-1',
      'retry-after: Sat, 21 Nov 2026 10:00:30 GMT',
      'x-ratelimit-limit-tokens-generated: 36000',
      'x-ratelimit-remaining-tokens-generated: 0',
    )
    expect(pasted(text, 'kimi-k3')).toMatchObject({
      cause: 'rate-limited',
      reason: 'the rate limit of output tokens, of this account with this model',
      retryable: true,
      waitHint: '30 s, as the server asks',
      retryAfterSeconds: 30,
      evidence: [
        'read: an HTTP answer',
        'HTTP 429',
        'output tokens: remaining 0 of 36,000 per minute (headers)',
        'retry-after: 30 s',
      ],
      chain: [],
      httpStatus: 429,
      requestId: 'r-1',
      model: 'kimi-k3',
      observedAt: '2026-11-21T10:00:00.000Z',
    })
  })

  test('nothing', () => {
    expect(pasted(' \n')).toMatchObject({
      cause: 'unknown',
      message: 'There is nothing to diagnose: the input is empty.',
      reason: 'unknown',
      actions: HELP,
      evidence: ['read: nothing: the input is empty'],
      model: null,
      observedAt: null,
    })
  })

  test('a text that says nothing: what would help, and no advice that needs an answer', () => {
    const diagnosis = pasted('lorem ipsum')
    expect(diagnosis.actions).toEqual(HELP)
    expect(diagnosis.message).toMatch(/^What this answer means is not known/)
    expect(diagnosis.evidence[0]).toBe('read: text without an HTTP status line')
  })

  test('an answer that may be a suspension: the account is asked first, then what would help', () => {
    expect(pasted(dump('412 Precondition Failed')).actions).toEqual(['fireq account get', ...HELP])
  })

  test('a suspension is explained by the account', () => {
    const {actions, chain} = pasted(dump('412 Precondition Failed') + SUSPENDED)
    expect([actions[0], actions[1], chain]).toEqual(['fireq status', 'fireq account get', []])
    expect(pasted(dump('401 Unauthorized')).actions[0]).toBe('fireq auth status')
  })
})

describe('a status that only words tell is cited as such', () => {
  test.each([
    ['Error code: 429 - slow down', 'the text says HTTP 429'],
    ['{"status": 429, "title": "slow down"}', 'the text says HTTP 429'],
    [dump('429 Too Many Requests'), 'HTTP 429'],
  ])('%j: %s', (text, line) => {
    expect(pasted(text)).toMatchObject({cause: 'rate-limited'})
    expect(pasted(text).evidence).toContain(line)
  })

  test('one that was given is cited as it is', () => {
    const parts = readPastedParts({status: 503, headers: null, body: 'x'}, NOW)
    expect(diagnosePasted(parts, null, NOW).evidence).toEqual([
      'read: a status, a body, as given',
      'HTTP 503',
      'body says: x',
    ])
  })
})

describe('no answer of Fireworks', () => {
  test('a connection that failed', () => {
    const diagnosis = pasted('curl: (6) Could not resolve host: api.fireworks.ai', 'kimi-k3')
    expect(diagnosis).toMatchObject({cause: 'network', httpStatus: null, reason: 'no limit: the way to Fireworks'})
    expect(diagnosis.message).toMatch(/^No answer from kimi-k3 \(".*Could not resolve host/)
  })

  test('a proxy that wants a password', () => {
    expect(pasted(dump('407 Proxy Authentication Required'))).toMatchObject({
      cause: 'network',
      httpStatus: 407,
      message: expect.stringContaining('("the proxy wants user and password (HTTP 407)")') as unknown as string,
    })
  })
})

describe('the model', () => {
  const text = dump('404 Not Found') + '{"model":"accounts/fireworks/models/in-the-text"}'

  test('is the one in the text, unless a person names one', () => {
    expect(pasted(text).model).toBe('in-the-text')
    expect(pasted(text).message).toContain('The model in-the-text was')
    expect(pasted(text, 'named').model).toBe('named')
    expect(pasted(text, 'named').message).toContain('The model named was')
  })

  test('is told by its short name, as an account that is asked tells it, where it has one', () => {
    expect(pasted(text, 'accounts/fireworks/routers/kimi-k3-fast').model).toBe('kimi-k3-fast')
    expect(pasted(text, 'accounts/acme/models/tuned').model).toBe('acme/tuned')
    expect(pasted(text, 'no model name').model).toBe('no model name')
  })
})

describe('time', () => {
  const parts = (at: number | null) => {
    const pasted = readPasted(dump('429 x', 'retry-after: Sat, 21 Nov 2026 12:01:00 GMT'), NOW)
    return diagnosePasted({...pasted, answers: pasted.answers.map(answer => ({...answer, at}))}, null, NOW)
  }

  test('without a time of its own a date is counted from now', () => {
    expect(parts(null)).toMatchObject({retryAfterSeconds: 60, observedAt: null})
  })

  test('with one, from then', () => {
    const at = NOW - 60_000
    expect(parts(at)).toMatchObject({retryAfterSeconds: 120, observedAt: '2026-11-21T11:59:00.000Z'})
  })

  test('a time that no calendar has is none', () => {
    expect(parts(8.64e15).observedAt).toBe('+275760-09-13T00:00:00.000Z')
    for (const at of [8.64e15 + 1000, -8.64e15 - 1000, Number.NaN, Infinity]) expect(parts(at).observedAt).toBeNull()
  })
})
