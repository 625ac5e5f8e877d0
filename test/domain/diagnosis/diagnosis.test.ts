import {advice} from '../../../src/lib/domain/action.js'
import {describe, expect, test} from '@jest/globals'
import {
  effectOf,
  finishDiagnosis,
  LONGEST_CHAIN,
  reasonOf,
  type Diagnosis,
} from '../../../src/lib/domain/diagnosis/diagnosis.js'
import {classifyAnswer, unansweredOutcome, type Answer} from '../../../src/lib/domain/answer/classify.js'
import {withPrinted} from '../../support/printed-actions.js'

const body = (message: string, code = 'X') => JSON.stringify({error: {message, code}})
const limit = (name: string, left: number): [string, string][] => [
  [`x-ratelimit-limit-${name}`, '3600000'],
  [`x-ratelimit-remaining-${name}`, String(left)],
]
const classify = (answer: Partial<Answer>) => classifyAnswer({status: 200, headers: [], body: '', ...answer})

describe('the reason names the limit or the cause, and says so where it is unknown', () => {
  test.each<[string, Partial<Answer>, string]>([
    ['served', {}, 'none: nothing is in the way'],
    [
      'over two limits',
      {headers: [...limit('tokens-prompt', 0), ...limit('tokens-cache-adjusted-prompt', 0)]},
      'the rate limit of prompt tokens and uncached prompt tokens',
    ],
    [
      'over a limit that is not told',
      {headers: [['x-ratelimit-over-limit', 'yes']]},
      'a rate limit; which one is unknown',
    ],
    [
      'a model’s limit',
      {status: 429, headers: limit('tokens-generated', 0)},
      'the rate limit of output tokens, of this account with this model',
    ],
    [
      'the account’s limit',
      {status: 429, headers: limit('tokens-generated', 9)},
      'likely the account-wide limit of 6,000 requests per minute by default, 10 with no payment method or no credits',
    ],
    ['some limit', {status: 429}, 'a rate limit; which one is unknown'],
    ['load shed', {status: 503}, "no limit of this account: Fireworks' own capacity"],
    [
      'suspended',
      {status: 412, body: body('Account acme is suspended')},
      'a suspension; why is unknown: the spend limit, credits used up, or a failed invoice',
    ],
    ['a user’s cap', {status: 402}, "this user's own usage cap, or no paid plan; which of them is unknown"],
    [
      'a quota',
      {status: 429, body: body('x-count for account acme, in use: 1500, quota: 2000')},
      'the quota x-count: 1,500 of 2,000 in use',
    ],
    ['a deployment', {status: 429, dedicated: true}, 'likely no account limit: the capacity of this one deployment'],
    [
      'a cold start',
      {status: 503, body: body('x', 'DEPLOYMENT_SCALING_UP')},
      'no limit: a cold start of a deployment that was scaled to zero',
    ],
    ['the key', {status: 401}, 'no limit: the key'],
    ['a right', {status: 403}, 'no limit: what this key may do'],
    ['a name', {status: 404}, 'no limit: the name'],
    ['the request', {status: 400}, 'no limit: the request itself'],
    ['a fault', {status: 500}, 'no limit: a fault on the other side'],
    ['nothing known', {status: null}, 'unknown'],
  ])('%s', (_, answer, reason) => {
    expect(reasonOf(classify(answer))).toBe(reason)
  })

  test.each(['network', 'timeout'] as const)('%s', code => {
    expect(reasonOf(unansweredOutcome(code, null, ''))).toBe('no limit: the way to Fireworks')
  })

  test('a quota that is not named', () => {
    const outcome = {...classify({status: 429}), code: 'quota-exceeded' as const}
    expect(reasonOf(outcome)).toBe('a quota; which one is unknown')
  })
})

describe('the effect is what a client sees', () => {
  test.each<[Partial<Answer>, string]>([
    [{}, 'a request: HTTP 200'],
    [{headers: [['x-request-id', 'r-1']]}, 'a request: HTTP 200, request id r-1'],
    [
      {
        headers: [
          ['x-ratelimit-over-limit', 'yes'],
          ['x-request-id', 'r-2'],
        ],
      },
      'a request: HTTP 200, at lower priority, request id r-2',
    ],
    [{status: null, body: 'HTTP 401'}, 'a request: unauthorized'],
  ])('%j: %s', (answer, effect) => {
    expect(effectOf(classify(answer), 'a request')).toBe(effect)
  })

  test('no answer, or the status that had come of one', () => {
    expect(effectOf(unansweredOutcome('network', null, ''), 'x')).toBe('x: no answer')
    expect(effectOf(unansweredOutcome('timeout', null, ''), 'x')).toBe('x: no answer')
    expect(effectOf(unansweredOutcome('network', null, '', 407), 'x')).toBe('x: HTTP 407')
  })
})

describe('a finished diagnosis may be shown and sent on', () => {
  const EMPTY: Omit<Diagnosis, 'retryable'> = {
    cause: 'unknown',
    message: '',
    reason: '',
    waitHint: null,
    retryAfterSeconds: null,
    actions: [],
    evidence: [],
    chain: [],
    httpStatus: null,
    requestId: null,
    model: null,
    observedAt: null,
  }
  const finish = ({actions = [], ...parts}: Partial<Omit<Diagnosis, 'actions'>> & {actions?: readonly string[]}) =>
    withPrinted(finishDiagnosis({...EMPTY, ...parts, actions: actions.map(advice)}))

  test('what is not known stays so', () => {
    expect(finish({})).toEqual({...EMPTY, retryable: false})
  })

  test('what is known stays as it is; only the cause tells whether a retry helps', () => {
    const whole = {
      cause: 'load-shed',
      message: 'm',
      reason: 'r',
      waitHint: 'w',
      retryAfterSeconds: 7,
      actions: ['a'],
      evidence: ['e'],
      chain: ['c'],
      httpStatus: 503,
      requestId: 'id',
      model: 'kimi-k3',
      observedAt: '2026-11-21T12:00:00.000Z',
    } as const
    expect(finish(whole)).toEqual({...whole, retryable: true})
  })

  const HOSTILE = '\u001b[31mred\nkey fw_3ZabcDEF456 '
  test('every text is one line without escape sequences and keys', () => {
    const texts = ['message', 'reason', 'waitHint', 'requestId', 'model'] as const
    const diagnosis = finish(Object.fromEntries(texts.map(name => [name, HOSTILE])))
    for (const name of texts) expect([name, diagnosis[name]]).toEqual([name, 'red key [redacted]'])
    const lists = ['actions', 'evidence', 'chain'] as const
    const listed = finish(Object.fromEntries(lists.map(name => [name, [HOSTILE]])))
    for (const name of lists) expect([name, listed[name]]).toEqual([name, ['red key [redacted]']])
  })

  test('a text of nothing visible counts as none', () => {
    expect(finish({waitHint: '\u001b[0m', requestId: ' ', model: '\n', actions: ['', ' ', 'x']})).toEqual({
      ...EMPTY,
      retryable: false,
      actions: ['x'],
    })
  })

  test('nothing is said twice', () => {
    expect(finish({actions: ['a', 'b', 'a', ' b']}).actions).toEqual(['a', 'b'])
  })

  test('a text is cut to 600 characters', () => {
    expect(finish({message: 'x'.repeat(1000)}).message).toHaveLength(600)
  })

  test('of a long chain the end stays: what the client sees', () => {
    expect(finish({chain: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']}).chain).toEqual(['c', 'd', 'e', 'f', 'g', 'h'])
    expect(LONGEST_CHAIN).toBe(6)
  })
})
