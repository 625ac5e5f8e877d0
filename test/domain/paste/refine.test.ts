import {describe, expect, test} from '@jest/globals'
import {NO_ANSWER, type FoundAnswer} from '../../../src/lib/domain/paste/found-answer.js'
import {parseJson, refined, settled} from '../../../src/lib/domain/paste/refine.js'

type Told = Partial<FoundAnswer>
type Pairs = [string, string][]
const SLOW = '{"error":{"message":"slow"}}'
const answer = (status: number | null, body: string, more: Told = {}): FoundAnswer => ({
  ...NO_ANSWER,
  kind: 'http',
  status,
  statusBy: status === null ? null : 'line',
  body,
  ...more,
})

describe('an answer that stays as it came', () => {
  test.each<[status: number | null, body: string]>([
    [200, '{"choices":[]}'],
    [200, 'data: {"choices":[]}\n\ndata: [DONE]'],
    [200, '{"choices": ['],
    [200, 'plain'],
    [200, ''],
    [200, ' '],
    [200, '<html>HTTP 429</html>'],
    [429, SLOW],
    [429, 'nothing here'],
    [429, ' HTTP/1.1 is old'],
    [503, 'it told us HTTP 429'],
    [null, SLOW],
    [429, ''],
    [429, ' '],
    [200, '{"msg":"rate limit exceeded"}'],
    [200, '{"x":{"status":500}}'],
    [200, '{"x":{"status":204,"error":{"message":"slow"}}}'],
    [200, '[1,'],
    [500, '{"error":{"message":"slow"},"x":{"status":200}}'],
  ])('%j %j', (status, body) => {
    expect(refined(answer(status, body))).toEqual(answer(status, body))
  })
})

describe('an answer by what stands inside its body', () => {
  const inside: readonly (readonly [number | null, string, Told])[] = [
    [200, SLOW, {status: null, statusBy: null, wire: 200, kind: 'stream'}],
    [204, SLOW, {status: null, statusBy: null, wire: 204, kind: 'stream'}],
    [200, '{"error":{"message":"slow","code":503}}', {status: 503, statusBy: 'line', wire: 200, kind: 'stream'}],
    [500, '{"error":{"message":"HTTP 429 from x"}}', {status: 429, wire: 500, body: 'HTTP 429 from x'}],
    [424, '{"status":429,"error":{"message":"slow"}}', {status: 429, wire: 424}],
    [502, 'Bad gateway: HTTP 429', {status: 429, statusBy: 'words', wire: 502, body: ''}],
    [502, 'it says {"error":{"code":429}}', {body: '{"error":{"code":429}}'}],
    [500, '{"message":"HTTP 429"}', {status: 429, statusBy: 'words', wire: 500, body: ''}],
    [500, '{"message":"m","x":{"detail":"slow"}}', {body: '{"detail":"slow"}'}],
    [500, '{"error":"m","x":{"detail":"slow"}}', {body: '{"detail":"slow"}'}],
    [500, '{"message":"m","x":{"message":"slow","code":1}}', {body: '{"message":"slow","code":1}'}],
    [503, '{"x":{"status":429,"error":{"message":"slow"}}}', {body: SLOW}],
    [null, 'HTTP 429', {status: 429, statusBy: 'words', body: ''}],
    [200, `${'{"choices": [],\n "id": "a b"}'} x`, {body: '{"choices":[],"id":"a b"}'}],
    [200, `x\ndata: ${SLOW}\n\n`, {status: null, statusBy: null, wire: 200, kind: 'stream', body: SLOW}],
    [
      400,
      '{"error":{"message":"RateLimitError: HTTP 429 {\\"error\\":{\\"message\\":\\"slow\\"}}"}}',
      {status: 429, wire: 400, body: SLOW},
    ],
  ]
  test.each(inside)('%j %j', (status, body, more) => {
    expect(refined(answer(status, body))).toEqual(answer(status, body, more))
  })

  test('has its model, and is of Fireworks where that is told inside', () => {
    const model = 'accounts/fireworks/models/x'
    expect(refined(answer(200, `{"error":{"message":"${model}"}}`, {whose: 'other'}))).toMatchObject({
      whose: 'fireworks',
    })
    expect(refined(answer(429, '{"error":{"message":"sentry.io"}}'))).toMatchObject({whose: 'unknown'})
    expect(refined(answer(500, '{"model":"kimi-k3","error":{"message":"slow"}}', {model: 'm'}))).toMatchObject({
      model: 'kimi-k3',
    })
    expect(refined(answer(500, SLOW, {model: 'm'}))).toMatchObject({model: 'm'})
  })

  test('is cut after 500 characters where it nests deeper than JSON is read', () => {
    expect(refined(answer(429, `${'['.repeat(201)}${'x'.repeat(600)}`)).body).toHaveLength(500)
    expect(refined(answer(429, `${'['.repeat(200)}${'x'.repeat(600)}`)).body).toHaveLength(800)
  })
})

describe('a call of gRPC', () => {
  const grpc = (status: number, ...headers: Pairs) => {
    const {body, statusBy, wire, ...rest} = refined(answer(status, '', {headers}))
    return [rest.status, statusBy, wire, body]
  }

  test.each<[headers: Pairs, body: string]>([
    [[['grpc-status', '8'], ['grpc-message', 'slow%20down']], '{"code":8,"message":"slow down"}'], // oxfmt-ignore
    [[['Grpc-Status', ' 8 ']], '{"code":8,"message":""}'],
    [[['grpc-status', '8'], ['grpc-message', '%zz']], '{"code":8,"message":"%zz"}'], // oxfmt-ignore
  ])('that failed tells it in its trailers: %j', (headers, body) => {
    expect(grpc(200, ...headers)).toEqual([429, 'code', 200, body])
  })

  test('that did not, or that came with another status, tells nothing more', () => {
    expect(grpc(200, ['grpc-status', '0'])).toEqual([200, 'line', null, ''])
    expect(grpc(200, ['grpc-status', '99'])).toEqual([200, 'line', null, ''])
    expect(grpc(500, ['grpc-status', '8'])).toEqual([500, 'line', null, ''])
  })
})

describe('the server’s own sentence', () => {
  const LIMITED = '{"error":{"message":"rate limit exceeded"}}'
  const by = (status: number | null, statusBy: FoundAnswer['statusBy'], body = LIMITED, more: Told = {}) => {
    const {wire, ...rest} = settled(answer(status, body, {statusBy, ...more}))
    return [rest.status, rest.statusBy, wire, rest.body]
  }

  test.each<[status: number | null, by: FoundAnswer['statusBy'], wire: number | null]>([
    [null, null, null],
    [429, 'class', null],
    [500, 'class', null],
    [503, 'code', null],
    [500, 'line', 500],
    [500, 'words', 500],
    [400, 'line', 400],
    [424, 'line', 424],
    [502, 'line', 502],
  ])('tells the status, rather than %j by its %j', (status, statusBy, wire) => {
    expect(by(status, statusBy)).toEqual([429, 'sentence', wire, LIMITED])
  })

  test.each<[status: number, by: FoundAnswer['statusBy'], body: string]>([
    [429, 'line', LIMITED],
    [503, 'line', LIMITED],
    [404, 'words', LIMITED],
    [200, 'line', LIMITED],
    [200, 'class', LIMITED],
    [500, 'line', SLOW],
    [500, 'line', ''],
    [500, 'line', '<html>rate limit exceeded</html>'],
    [400, 'line', '{"error":"budget has been exceeded! x Max budget: 5"}'],
    [400, 'words', '{"error":"budget has been exceeded! x Max budget: 5"}'],
    [200, 'line', String.raw`{"error":"rate limit exc\needed"}`],
  ])('leaves a status of %d by its %s beside %s', (status, statusBy, body) => {
    expect(by(status, statusBy, body)).toEqual([status, statusBy, null, body])
  })

  test('is only quoted in a 400 that is about what was asked', () => {
    const about = (message: string) => JSON.stringify({error: {message, type: 'invalid_request_error'}})
    const [limited, overloaded, tier] = ['rate limit exceeded', 'service overloaded', 'tier_required'].map(about)
    expect([by(400, 'line', limited)[0], by(400, 'line', overloaded)[0]]).toEqual([400, 400])
    expect([by(400, 'line', tier)[0], by(500, 'line', limited)[0]]).toEqual([403, 429])
    expect(refined(answer(500, about('HTTP 429')))).toMatchObject({status: 429, wire: 500})
  })

  test('is put together where a terminal broke it, and a connection has none', () => {
    const broken = String.raw`{"error":"rate limit exc\needed"}`
    expect(by(500, 'line', broken)).toEqual([429, 'sentence', 500, LIMITED])
    expect(by(503, 'line', broken)).toEqual([503, 'line', null, LIMITED])
    const whole = String.raw`{"error":"rate limit exceeded\n"}`
    expect(by(503, 'line', whole)).toEqual([503, 'line', null, whole])
    expect(by(503, 'line', String.raw`{"error":"slow\n"}`)).toEqual([503, 'line', null, String.raw`{"error":"slow\n"}`])
    expect(by(500, 'line', LIMITED, {unanswered: {code: 'timeout', detail: ''}})[0]).toBe(500)
    expect(by(500, 'line', LIMITED, {wire: 502})).toEqual([429, 'sentence', 502, LIMITED])
  })
})

test.each([
  ['{"a":1}', {a: 1}],
  [' [1]', [1]],
  ['"x"', 'x'],
  ['x', undefined],
  ['x {}', undefined],
  ['{"a"', undefined],
  ['5', undefined],
  [`${' '.repeat(199)}{}`, {}],
  [`${' '.repeat(200)}{}`, undefined],
  [`${'['.repeat(201)}${']'.repeat(201)}`, undefined],
])('%j as JSON', (text, value) => {
  expect(parseJson(text)).toEqual(value)
})
