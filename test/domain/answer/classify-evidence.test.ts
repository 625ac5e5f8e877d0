import {describe, expect, test} from '@jest/globals'
import {
  classifyAnswer,
  unansweredOutcome,
  type Answer,
  type ClassifyOptions,
} from '../../../src/lib/domain/answer/classify.js'
import type {OutcomeScope} from '../../../src/lib/domain/answer/outcome.js'
import {readRateLimitHeaders} from '../../../src/lib/domain/limits/headers.js'

// Whose limit it is, and what that rests on: the evidence of a verdict is cited to a support desk, so every line is exact.

const body = (message: string, code: string | null = null) => JSON.stringify({error: {message, code}})
const limit = (of: number, left: number | null, name = 'tokens-generated'): [string, string][] => [
  [`x-ratelimit-limit-${name}`, String(of)],
  ...(left === null ? [] : [[`x-ratelimit-remaining-${name}`, String(left)] as [string, string]]),
]
const SUSPENDED = 'Account acme is suspended'
const QUOTA = 'x-count for account acme, in use: 8, quota: 8'

const classify = (answer: Partial<Answer>, options?: ClassifyOptions) =>
  classifyAnswer({status: 200, headers: [], body: '', ...answer}, options)

describe('a status alone', () => {
  test.each<[number, string, OutcomeScope | null]>([
    [199, 'bad-response', null],
    [200, 'ok', null],
    [299, 'ok', null],
    ...[300, 301, 302, 303, 304, 307, 308, 399].map((status): [number, string, null] => [status, 'bad-response', null]),
    [400, 'bad-request', null],
    [401, 'unauthorized', null],
    [402, 'user-cap', 'user'],
    [403, 'forbidden', null],
    [404, 'not-found', null],
    [408, 'server-error', 'service'],
    [409, 'conflict', null],
    [410, 'not-found', null],
    [412, 'unknown', null],
    [429, 'rate-limited', null],
    [498, 'bad-request', null],
    [499, 'unknown', null],
    [500, 'server-error', 'service'],
    [501, 'not-offered', null],
    [503, 'load-shed', 'service'],
  ])('%i is %s of %s', (status, code, scope) => {
    expect(classify({status})).toMatchObject({code, scope, httpStatus: status, evidence: [`HTTP ${status}`]})
  })
})

describe('a suspension and a quota are told by words, whatever the status', () => {
  test.each([200, 400, 401, 402, 403, 404, 412, 429, 500, 503])('a suspension with status %i', status => {
    expect(classify({status, body: body(SUSPENDED)})).toMatchObject({code: 'suspended', retryable: false})
  })

  test.each([200, 400, 403, 404, 412, 429, 500])('a quota with status %i', status => {
    const {quotaRefusal, code} = classify({status, body: body(QUOTA)})
    expect([code, quotaRefusal?.quotaId]).toEqual(['quota-exceeded', 'x-count'])
  })

  test('the quota comes first: it says more', () => {
    expect(classify({status: 429, body: body(`${SUSPENDED}; ${QUOTA}`)}).code).toBe('quota-exceeded')
  })

  test('a message that stands deep in a long body is read', () => {
    const long = JSON.stringify({padding: 'x'.repeat(5000), error: {message: QUOTA}})
    expect(classify({status: 429, body: long}).code).toBe('quota-exceeded')
  })

  test('what a web page says is no word of Fireworks', () => {
    for (const text of [SUSPENDED, QUOTA])
      expect(classify({status: 403, body: `<html><body>${text}</body></html>`}).code).toBe('forbidden')
  })
})

describe('a 429', () => {
  test.each<[string, Partial<Answer>, OutcomeScope | null]>([
    ['with a limit used up is the model’s', {headers: limit(36_000, 0)}, 'model'],
    ['with room left is the account’s', {headers: limit(36_000, 1)}, 'account'],
    ['with a limit and nothing said of what is left is nobody’s', {headers: limit(36_000, null)}, null],
    [
      'with room left in one limit and nothing said of another is nobody’s',
      {headers: [...limit(36_000, 1), ...limit(3_600_000, null, 'tokens-prompt')]},
      null,
    ],
    ['that says "requests per minute" is the account’s', {body: body('6000 requests per minute')}, 'account'],
    ['that says "1 request per minute" is the account’s', {body: body('1 request per minute')}, 'account'],
    ['that says RPM is the account’s', {body: body('RPM limit reached')}, 'account'],
    ['that says "warpm" is nobody’s', {body: body('warpm')}, null],
    ['of a deployment is the deployment’s', {headers: limit(36_000, 0), dedicated: true}, 'deployment'],
    ['of a model with the name of a deployment, told otherwise, is not', {model: 'm#acme/d', dedicated: false}, null],
  ])('%s', (_, answer, scope) => {
    expect(classify({status: 429, ...answer}).scope).toBe(scope)
  })

  test('of a deployment names no dimension: none of the account is used up', () => {
    const {dimensions, evidence} = classify({status: 429, headers: limit(36_000, 0), dedicated: true})
    expect([dimensions, evidence]).toEqual([
      [],
      ['HTTP 429', 'output tokens: remaining 0 of 36,000 per minute (headers)'],
    ])
  })
})

describe('a 503', () => {
  test.each<[string, Partial<Answer>, string, OutcomeScope]>([
    ['that was told is shed load', {status: 503}, 'load-shed', 'service'],
    ['of a page is a fault', {status: 503, body: '<html></html>'}, 'server-error', 'service'],
    ['of a starting deployment', {status: 503, body: body('x', 'deployment_scaling_up')}, 'scaling-up', 'deployment'],
    ['read from a text that says overloaded', {status: null, body: 'HTTP 503, Overloaded'}, 'load-shed', 'service'],
    ['read from a text that does not', {status: null, body: 'HTTP 503, no route'}, 'server-error', 'service'],
  ])('%s', (_, answer, code, scope) => {
    expect(classify(answer)).toMatchObject({code, scope})
  })
})

describe('the body of a success', () => {
  test.each([
    ['pong', 'ok'],
    ['{"id":1}', 'ok'],
    [' [1]', 'ok'],
    ['{"id":', 'bad-response'],
    ['[1', 'bad-response'],
    ['  <!doctype html>', 'bad-response'],
    ['[<html>', 'bad-response'],
  ])('%j is %s where no completion is expected', (text, code) => {
    expect(classify({body: text}).code).toBe(code)
  })

  test.each([
    ['{"choices":[]}', 'ok'],
    [' {"choices":[]} ', 'ok'],
    ['{"choices":{}}', 'bad-response'],
    ['{"choices":null}', 'bad-response'],
    ['{"id":1}', 'bad-response'],
    ['"choices"', 'bad-response'],
    ['pong', 'bad-response'],
  ])('%j is %s where one is', (text, code) => {
    expect(classify({body: text}, {completionExpected: true}).code).toBe(code)
  })

  test('is a web page by its content type too', () => {
    const answer = {body: '<p>Log in</p>', headers: [['Content-Type', 'text/html']] as [string, string][]}
    expect(classify(answer)).toMatchObject({code: 'bad-response', scope: 'service'})
    expect(classify({...answer, headers: []}).code).toBe('ok')
  })
})

describe('served over a limit', () => {
  test.each<[string, [string, string][], string, OutcomeScope | null]>([
    ['nothing remains', limit(36_000, 0), 'over-limit', 'model'],
    ['the flag says so', [['x-ratelimit-over-limit', 'yes']], 'over-limit', 'model'],
    ['the flag says no', [['x-ratelimit-over-limit', 'no']], 'ok', null],
    ['one remains', limit(36_000, 1), 'ok', null],
  ])('when %s', (_, headers, code, scope) => {
    expect(classify({headers})).toMatchObject({code, scope})
  })
})

describe('evidence', () => {
  const everything: [string, string][] = [
    ...limit(36_000, 0),
    ...limit(3_600_000, 5, 'tokens-prompt'),
    ['x-ratelimit-over-limit', 'no'],
    ['retry-after', '7'],
  ]

  test.each<[string, Partial<Answer>, readonly string[]]>([
    [
      'of a refusal',
      {status: 429, headers: everything, body: body('slow down', 'LIMITED')},
      [
        'HTTP 429',
        'body says: slow down',
        'body code: LIMITED',
        'output tokens: remaining 0 of 36,000 per minute (headers)',
        'x-ratelimit-over-limit: no; refusals were seen with `no` too',
        'retry-after: 7 s',
      ],
    ],
    [
      'of an answer served over a limit',
      {headers: everything, body: '{"message":"not cited"}'},
      [
        'HTTP 200',
        'output tokens: remaining 0 of 36,000 per minute (headers)',
        'x-ratelimit-over-limit: no',
        'retry-after: 7 s',
      ],
    ],
    ['of an answer served in full', {headers: limit(36_000, 5), body: '{"message":"not cited"}'}, ['HTTP 200']],
    [
      'of a flag that says yes',
      {status: 429, headers: [['x-ratelimit-over-limit', 'yes']]},
      ['HTTP 429', 'x-ratelimit-over-limit: yes'],
    ],
    [
      'of a page',
      {status: 502, body: '<html><title>Bad Gateway</title></html>'},
      ['HTTP 502', 'the body is a web page: a proxy answered, not the API', 'body says: Bad Gateway'],
    ],
    [
      'of a text, a gRPC number not cited twice',
      {status: null, body: '{"code":5,"message":"gone"}'},
      ['body code 5', 'body says: gone'],
    ],
    [
      'of a suspension that the account does not know of yet',
      {status: 412, body: body(SUSPENDED), suspendState: 'UNSUSPENDED'},
      ['HTTP 412', `body says: ${SUSPENDED}`, 'suspendState UNSUSPENDED, which lags behind a 412'],
    ],
    [
      'of a suspension that it knows of',
      {status: 412, body: body(SUSPENDED), suspendState: 'FAILED_PAYMENTS'},
      ['HTTP 412', `body says: ${SUSPENDED}`, 'suspendState FAILED_PAYMENTS'],
    ],
    [
      'of an account that is not suspended',
      {status: 429, suspendState: 'UNSUSPENDED'},
      ['HTTP 429', 'suspendState UNSUSPENDED'],
    ],
  ])('%s', (_, answer, evidence) => {
    expect(classify(answer).evidence).toEqual(evidence)
  })

  test('each line fits a screen', () => {
    const long = 'x'.repeat(1000)
    const {evidence} = classify({status: 400, body: body(long, long), suspendState: long})
    expect(evidence.map(line => line.length)).toEqual([8, 'body says: '.length + 300, 'body code: '.length + 80, 93])
  })
})

describe('what is known already is not read again', () => {
  test('a snapshot beats the headers', () => {
    const snapshot = readRateLimitHeaders(limit(36_000, 0))
    expect(classify({headers: limit(36_000, 9)}, {snapshot}).code).toBe('over-limit')
  })

  test('a model’s name is shown short and cut', () => {
    expect(classify({status: 404, model: 'accounts/fireworks/models/kimi-k3'}).message).toMatch(/^The model kimi-k3 /)
    expect(classify({status: 404, model: ''}).message).toMatch(/^What was asked for /)
    expect(classify({status: 404, model: `a ${'b'.repeat(200)}`}).message).toMatch(/^The model a b{117}… was/)
  })
})

describe('unansweredOutcome', () => {
  const NOTHING_KNOWN = {
    scope: null,
    dimensions: [],
    retryAfterSeconds: null,
    quotaRefusal: null,
    requestId: null,
    retryable: true,
  }

  test('cites what the client says, on one line and in reasonable length', () => {
    const outcome = unansweredOutcome('network', null, 'read\nECONNRESET')
    expect(outcome).toMatchObject({...NOTHING_KNOWN, code: 'network', httpStatus: null, evidence: ['read ECONNRESET']})
    expect(unansweredOutcome('timeout', null, 'x'.repeat(1000)).evidence[0]).toHaveLength(300)
  })

  test('has no evidence where the client says nothing', () => {
    expect(unansweredOutcome('timeout', null, ' ')).toMatchObject({...NOTHING_KNOWN, evidence: []})
  })

  test('keeps a status that had come', () => {
    const {httpStatus, message} = unansweredOutcome('bad-response', 'accounts/fireworks/models/m', 'broken', 200)
    expect([httpStatus, message]).toEqual([200, 'The answer of m (200) cannot be read.'])
  })
})

test.each<[status: number, body: string, evidence: string]>([
  [200, 'data: {"error":{"message":"slow","code":429}}', 'an event of the stream is an error, status 429'],
  [200, '{"error":{"message":"slow"}}', 'the body of the success is an error'],
  [500, '{"error":{"message":"HTTP 429 from x"}}', 'the body wraps the answer of another server, status 429'],
])('an answer inside a %d is evidence: %s', (status, text, evidence) => {
  expect(classify({status, body: text}).evidence.slice(0, 2)).toEqual([`HTTP ${status}`, evidence])
})

test.each(['', 'null', '5', '"choices"', '[]', '{}', '{"choices":1}', '{"choices":'])(
  'where a completion is expected %j is none',
  text => {
    expect(classify({body: text}, {completionExpected: true}).code).toBe('bad-response')
  },
)

test('where none is expected a 2xx is fine with any JSON, or with none', () => {
  const codes = ['', 'text', '{"a":1}', '[]', ' {"a":', '<html>'].map(text => classify({body: text}).code)
  expect(codes).toEqual(['ok', 'ok', 'ok', 'ok', 'bad-response', 'bad-response'])
})

test('a connection that failed has the client’s words, if any', () => {
  expect(unansweredOutcome('network', null, 'ECONNRESET').evidence).toEqual(['ECONNRESET'])
  expect(unansweredOutcome('network', null, '').evidence).toEqual([])
})
