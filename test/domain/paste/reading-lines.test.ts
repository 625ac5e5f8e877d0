import {describe, expect, test} from '@jest/globals'
import {emptyReading, encodeReading, type Reading} from '../../../src/lib/domain/history/reading.js'
import {NO_ANSWER} from '../../../src/lib/domain/paste/found-answer.js'
import {answersInReadings} from '../../../src/lib/domain/paste/reading-lines.js'

const T = Date.parse('2026-11-21T12:00:00Z')
const MODEL = 'accounts/fireworks/models/kimi-k3'
const reading = (kind: Reading['kind'], more: Partial<Reading> = {}) =>
  encodeReading({...emptyReading({t: T, account: 'acme', source: 'proxy', kind}), model: MODEL, ...more})!
const outcome = (code: string, more: Partial<Reading> = {}) => reading('outcome', {outcome: code, ...more})
const limit = (more: Partial<Reading> = {}) =>
  reading('limit', {dimension: 'requests', limit: 60, remaining: 0, ...more})
const KNOWN = {...NO_ANSWER, kind: 'log', whose: 'fireworks', model: MODEL, at: T}

describe('an outcome of fireq’s own history', () => {
  test.each<[outcome: string, status: number, code?: string]>([
    ['ok', 200],
    ['over-limit', 200],
    ['rate-limited', 429],
    ['load-shed', 503],
    ['suspended', 412, 'Account is suspended'],
    ['user-cap', 402],
    ['quota-exceeded', 429, 'quota_exceeded'],
    ['tier-gate', 403, 'tier_required'],
    ['scaling-up', 503, 'DEPLOYMENT_SCALING_UP'],
    ['unauthorized', 401],
    ['forbidden', 403],
    ['policy', 403],
    ['not-found', 404],
    ['model-retired', 404],
    ['bad-request', 400],
    ['conflict', 409],
    ['not-offered', 501],
    ['server-error', 500],
  ])('%s is an answer of %d', (...row) => {
    const [name, status, code] = row
    const body = code === undefined ? '' : JSON.stringify({error: {code, message: code}})
    expect(answersInReadings([outcome(name)], 1)).toEqual([{...KNOWN, status, statusBy: 'words', body}])
  })

  test.each(['network', 'timeout'])('%s is no answer', name => {
    const unanswered = {code: name, detail: `recorded as ${name}`}
    expect(answersInReadings([outcome(name)], 1)).toEqual([{...KNOWN, unanswered}])
  })

  test.each(['bad-response', 'unknown', 'whatever'])('%s tells nothing', name => {
    expect(answersInReadings([outcome(name)], 1)).toEqual([])
  })
})

describe('the limits of an outcome', () => {
  const headers = (...lines: string[]) => answersInReadings(lines, 1)!.map(answer => answer.headers)

  test('are those read with it, of its model and moment', () => {
    expect(headers(limit(), limit({dimension: 'generated', remaining: 5}), outcome('rate-limited'))).toEqual([
      [
        ['x-ratelimit-limit-requests', '60'],
        ['x-ratelimit-remaining-requests', '0'],
        ['x-ratelimit-limit-tokens-generated', '60'],
        ['x-ratelimit-remaining-tokens-generated', '5'],
      ],
    ])
    const others = [limit({model: 'accounts/fireworks/models/glm-5p3'}), limit({t: T - 1})]
    expect(headers(...others, outcome('ok'))).toEqual([[]])
    expect(headers(limit(), outcome('ok'), outcome('ok'))).toEqual([expect.any(Array), []])
  })

  test('are told as far as they are known', () => {
    const [unknownLimit, unknownDimension] = [limit({limit: null}), limit({dimension: null})]
    expect(headers(limit({remaining: null}), unknownLimit, unknownDimension, outcome('ok'))).toEqual([
      [['x-ratelimit-limit-requests', '60']],
    ])
  })
})

describe('lines', () => {
  test('of anything else are none of the history', () => {
    expect(answersInReadings([], 1)).toBeNull()
    expect(answersInReadings(['', ' '], 1)).toBeNull()
    expect(answersInReadings(['x', outcome('ok')], 1)).toBeNull()
    expect(answersInReadings([`x${outcome('ok')}`], 1)).toBeNull()
  })

  test('have their numbers; empty and torn ones, and what tells no model, are passed over', () => {
    const lines = [
      '',
      outcome('ok', {model: null}),
      '{"schema":',
      reading('quota'),
      outcome('ok'),
      '',
      outcome('forbidden'),
    ]
    expect(answersInReadings(lines, 10)!.map(({status, place}) => [status, place])).toEqual([
      [200, 14],
      [403, 16],
    ])
  })
})
