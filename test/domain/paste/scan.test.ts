import {describe, expect, test} from '@jest/globals'
import {NO_ANSWER, type FoundAnswer} from '../../../src/lib/domain/paste/found-answer.js'
import {answersInRecord} from '../../../src/lib/domain/paste/scan.js'

type Told = Partial<FoundAnswer>
const SLOW = '{"error":{"message":"slow"}}'
const OTHER = '{"error":{"message":"other"}}'
const CODED = '{"error":{"message":"slow","code":503}}'

/** Every answer of a record, as far as it differs from one of which nothing is known. */
const read = (text: string, depth?: number): Told[] =>
  answersInRecord(text, depth).map(answer =>
    Object.fromEntries(
      Object.entries(answer).filter(
        ([name, value]) => JSON.stringify(value) !== JSON.stringify(NO_ANSWER[name as keyof FoundAnswer]),
      ),
    ),
  )
const words = (status: number, more: Told = {}): Told => ({status, statusBy: 'words', ...more})
const body = (text: string, more: Told = {}): Told => ({kind: 'body', body: text, ...more})
const sentence = (message: string): Told => ({statusBy: 'sentence', body: JSON.stringify({error: {message}})})
const network = (detail: string): Told => ({unanswered: {code: 'network', detail}})

describe('what is told of one answer', () => {
  test.each<[text: string, answer: Told]>([
    ['HTTP 429', words(429)],
    [`HTTP 429 ${SLOW}`, body(SLOW, words(429))],
    [`HTTP 429\n${SLOW}`, body(SLOW, words(429))],
    [`${SLOW} HTTP 429`, body(SLOW, words(429))],
    ['HTTP 429 HTTP 429', words(429)],
    ['HTTP 429\nHTTP 429', words(429)],
    [`HTTP 429 ${SLOW} HTTP 429`, body(SLOW, words(429))],
    [`HTTP 429 ${SLOW}${SLOW}`, body(SLOW, words(429))],
    ['RateLimitError: HTTP 503', words(503)],
    ['RateLimitError: x', {status: 429, statusBy: 'class'}],
    ['HTTP 503 RateLimitError: x', words(503)],
    ['rate limit exceeded', {status: 429, ...sentence('rate limit exceeded')}],
    ['HTTP 503 rate limit exceeded', {...sentence('rate limit exceeded'), ...words(503)}],
    ['RateLimitError: too many requests', {status: 429, ...sentence('too many requests')}],
    ['NotFoundError: too many requests', {status: 429, ...sentence('too many requests')}],
    [`HTTP 503 ${SLOW} too many requests`, body(SLOW, words(503))],
    ['ECONNRESET HTTP 200', network('ECONNRESET HTTP 200')],
    ['ECONNRESET HTTP 429', words(429)],
    ['HTTP 429 ECONNRESET', words(429)],
    ['a\n ECONNRESET ', {...network('ECONNRESET'), place: 2}],
    ['ECONNRESET RateLimitError: x', network('ECONNRESET RateLimitError: x')],
    [`HTTP 200 ${SLOW}`, body(SLOW, words(200))],
    [`${CODED} HTTP 429`, body(CODED, words(429))],
    [`HTTP 429 ${CODED}`, body(CODED, words(429))],
    [`RateLimitError: ${CODED}`, body(CODED, {status: 503, statusBy: 'code'})],
    [`RateLimitError: ${SLOW}`, body(SLOW, {status: 429, statusBy: 'class'})],
    ['HTTP 429 {"status":503,"error":{"message":"slow"}}', body(SLOW, {status: 503, statusBy: 'line'})],
    ['HTTP 503 {"status":200,"error":{"message":"slow"}}', body(SLOW, words(503))],
    ['x {a: "HTTP 429"} y', words(429)],
    ['{"a": bad HTTP 429}', words(429)],
    ['{"a":"HTTP 429 x"} ', words(429)],
    ['{"status":429} {"date":"x"}', {kind: 'body', status: 429, statusBy: 'line', headers: [['date', 'x']]}],
    [`HTTP 429${' '.repeat(1490)} RateLimitError: x`, words(429)],
  ])('%j', (text, answer) => {
    expect(read(text)).toEqual([answer])
  })
})

describe('what is told of two', () => {
  test.each<[text: string, answers: Told[]]>([
    ['HTTP 200 HTTP 429', [words(200), words(429)]],
    ['HTTP 429 HTTP 503', [words(429), words(503)]],
    [`HTTP 429 ${SLOW}\nHTTP 429`, [body(SLOW, words(429)), words(429, {place: 2})]],
    [`HTTP 429 ${SLOW}${OTHER}`, [body(SLOW, words(429)), body(OTHER)]],
    ['HTTP 200 RateLimitError: x', [words(200), {status: 429, statusBy: 'class'}]],
    ['HTTP 200 rate limit exceeded', [words(200), {status: 429, ...sentence('rate limit exceeded')}]],
    ['ECONNRESET\nHTTP 200', [network('ECONNRESET'), words(200, {place: 2})]],
    ['HTTP 200 ECONNRESET', [words(200), network('HTTP 200 ECONNRESET')]],
    [`HTTP 200\n${SLOW}`, [words(200), body(SLOW, {place: 2})]],
    [`HTTP 429${' '.repeat(1501)} RateLimitError: x`, [words(429), {status: 429, statusBy: 'class'}]],
  ])('%j', (text, answers) => {
    expect(read(text)).toEqual(answers)
  })
})

describe('a gRPC error', () => {
  test.each<[text: string, answers: Told[]]>([
    [
      'rpc error: code = Unavailable desc = slow\n down',
      [{status: 503, statusBy: 'code', body: '{"code":"Unavailable","message":"slow down"}'}],
    ],
    [
      'error: 8 RESOURCE_EXHAUSTED: slow  down',
      [{status: 429, statusBy: 'code', body: '{"code":"RESOURCE_EXHAUSTED","message":"slow down"}'}],
    ],
    [
      'error Exception: UNAVAILABLE: slow',
      [{status: 503, statusBy: 'code', body: '{"code":"UNAVAILABLE","message":"slow"}'}],
    ],
    ['grpc-status: 8', [{status: 429, statusBy: 'code'}]],
    ['error Code: UNAVAILABLE: x', [{status: 503, statusBy: 'code'}]],
    ['rpc error: code = Nope desc = x', []],
  ])('%j', (text, answers) => {
    expect(read(text)).toEqual(answers)
  })

  test.each([
    ['rpc error: code = Unavailable desc = connection refused', 'network'],
    ['rpc error: code = DeadlineExceeded desc = context deadline exceeded', 'timeout'],
  ])('of a connection that failed is no answer: %s', (detail, code) => {
    expect(read(detail)).toEqual([{unanswered: {code, detail}}])
  })
})

describe('what stands beside an answer', () => {
  test('its headers, its model and whose it is', () => {
    expect(read('HTTP 429 fireworks.ai model=kimi-k3 x-request-id: r1')).toEqual([
      words(429, {headers: [['x-request-id', 'r1']], whose: 'fireworks', model: 'kimi-k3'}),
    ])
  })

  test('headers are of the last failure, else of the last answer', () => {
    const headers = (text: string) => read(`${text} x-request-id: r1`).map(answer => answer.headers?.length ?? 0)
    expect(headers('HTTP 429\nHTTP 200')).toEqual([1, 0])
    expect(headers('HTTP 200\nHTTP 429')).toEqual([0, 1])
    expect(headers('HTTP 200\nHTTP 204')).toEqual([0, 1])
  })

  test('an address is of the answer in its line', () => {
    expect(read('HTTP 503 https://api.openai.com/x\nHTTP 429 https://api.fireworks.ai/y')).toEqual([
      words(503, {whose: 'other', host: 'api.openai.com'}),
      words(429, {whose: 'fireworks', host: 'api.fireworks.ai', place: 2}),
    ])
    expect(read('sentry.io HTTP 503\nfireworks.ai HTTP 503')).toEqual([
      words(503, {whose: 'other'}),
      words(503, {whose: 'fireworks', place: 2}),
    ])
  })
})

test.each([
  'a plain line',
  '{"messages":[{"role":"user","content":"HTTP 429"}]} x',
  'raise X("HTTP 429")',
  '// HTTP 429',
  'What if HTTP 429?',
  'we never see HTTP 429',
  '',
])('%j tells nothing', text => {
  expect(read(text)).toEqual([])
})

test('a record is read five texts deep, and of a long one the last 200,000 characters', () => {
  expect([read('HTTP 429', 5).length, read('HTTP 429', 6).length]).toEqual([1, 0])
  const after = (length: number) => read(`HTTP 429 ${'x'.repeat(length)}`).length
  expect([after(199_991), after(199_996)]).toEqual([1, 0])
  expect(read(`a\n${'x'.repeat(200_000)}\nb\nHTTP 429`)).toEqual([words(429, {place: 4})])
})
