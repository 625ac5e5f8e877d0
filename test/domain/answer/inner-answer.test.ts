import {describe, expect, test} from '@jest/globals'
import {innerAnswer, isErrorObject, isEventStream} from '../../../src/lib/domain/answer/inner-answer.js'

const JSON_TYPE = 'application/json'
const inner = (body: unknown, status: number | null, type = JSON_TYPE) =>
  innerAnswer(typeof body === 'string' ? body : JSON.stringify(body), type, status)
const LIMITED = {error: {message: 'rate limit exceeded', code: 'RESOURCE_EXHAUSTED'}}
const SHOWN = JSON.stringify(LIMITED)

describe('an error that came as a success', () => {
  test.each([
    [{error: {message: 'no', code: 503}}, 503],
    [{error: {message: 'no', status: '429'}}, 429],
    [{error: {message: 'no', statusCode: 412}}, 412],
    [{error: {message: 'no', status_code: 402}}, 402],
    [{error: {message: 'no', http_status: 599}}, 599],
    [{error: {message: 'no'}, status: 400}, 400],
    [{error: {message: 'no', status: 399}}, null],
    [{error: {message: 'no', code: 600}}, null],
    [{error: {message: 'no', code: 429.5}}, null],
    [{error: {message: 'no', code: '4290'}}, null],
    [{error: {message: 'no', code: 'x429'}}, null],
    [{error: 'no'}, null],
    [{code: 8, message: 'no'}, null],
    [{response: {error: {message: 'no', code: 429}}}, 429],
  ])('%j has the status %p', (body, status) => {
    const found = inner(body, 200)
    expect([found?.status, found?.where]).toEqual([status, 'success'])
    expect(found!.body).toBe(JSON.stringify('response' in body ? body.response : body))
  })

  test.each([
    [{choices: [], code: 8, message: 'no'}],
    [{code: 0, message: 'ok'}],
    [{code: '8', message: 'no'}],
    [{error: ''}],
    [{error: ' '}],
    [{error: null}],
    ['no JSON'],
    ['{"error"'],
    [`${'['.repeat(300)}${']'.repeat(300)}`],
    ['7'],
  ])('is not %j', body => {
    expect(inner(body, 200)).toBeNull()
  })

  test('is the first of a list', () => {
    expect(inner([{error: {message: 'no', code: 429}}, {}], 299)).toMatchObject({status: 429, where: 'success'})
  })
})

describe('an error that a wrapper carries', () => {
  test.each([
    ['metadata.raw', {metadata: {raw: SHOWN}}],
    ['raw', {raw: SHOWN}],
    ['body', {body: SHOWN}],
    ['responseBody', {responseBody: SHOWN}],
    ['message', {message: `Provider said: ${SHOWN} (again)`}],
    ['error', {error: SHOWN}],
  ])('in its %s is the innermost, with the status that its code means', (_, error) => {
    expect(inner({error: {message: 'provider failed', ...error}}, 502)).toEqual({
      status: 429,
      body: SHOWN,
      where: 'wrapper',
    })
  })

  test('is found some levels deep, and not for ever', () => {
    const wrapped = (levels: number): object =>
      levels === 0 ? LIMITED : {error: {message: 'failed', raw: JSON.stringify(wrapped(levels - 1))}}
    expect(inner(wrapped(6), 502)).toMatchObject({status: 429, body: SHOWN})
    expect(inner(wrapped(7), 502)?.body).not.toBe(SHOWN)
  })

  test.each([
    ['the inner one', {error: {code: 502, message: 'x', raw: '{"error":{"message":"no","code":412}}'}}, 412],
    ['the code of the inner one', {error: {code: 502, message: 'x', raw: SHOWN}}, 429],
    ['the sentence before it', {error: {code: 502, message: 'Error code: 412 - {"error":{"message":"no"}}'}}, 412],
    ['the wrapper', {error: {code: 502, message: 'x', raw: '{"error":{"message":"no"}}'}}, 502],
  ])('has the status of %s', (_, body, status) => {
    expect(inner(body, 500)).toMatchObject({status, where: 'wrapper'})
  })

  test('is none where the wrapper says no more than its own status', () => {
    expect(inner({error: {message: 'no', code: 502}}, 502)).toBeNull()
    expect(inner({error: {message: 'no'}}, 502)).toBeNull()
    const own = {error: {message: 'no', code: 429}}
    expect(inner(own, 502)).toEqual({status: 429, body: JSON.stringify(own), where: 'wrapper'})
    expect(inner(own, null)).toMatchObject({status: 429})
  })

  test.each([
    ['HTTP 429 from upstream', 429],
    ['HTTP/1.1 503', 503],
    ['status_code: 412', 412],
    ['status code=402', 402],
    ['Error code: 429', 429],
    ['API error (503)', 503],
    ['Provider(fireworks: 429)', 429],
    ['upstream: 429 Too Many Requests', 429],
    ['412 precondition failed', 412],
  ])('is told by the sentence %j', (message, status) => {
    expect(inner({error: {message}}, 500)).toEqual({status, body: message, where: 'wrapper'})
  })

  test.each([['took 429 ms'], ['HTTP 200'], ['HTTP 4290'], ['error 429'], ['429 tokens']])(
    'is not told by the sentence %j',
    message => {
      expect(inner({error: {message}}, 500)).toBeNull()
    },
  )

  test.each([
    'Failed to download image: 429 Too Many Requests from https://example.com/a.png',
    'status 503 in your prompt is not valid json',
    'messages[3].content: HTTP 429 is not a string',
  ])('is none where a refused request only speaks of what it holds: %s', message => {
    expect(innerAnswer(JSON.stringify({error: {message}}), '', 400)).toBeNull()
  })

  test("is a refusal that no retry ends within a gateway's own 5xx", () => {
    const body = (message: string) => JSON.stringify({error: {message, code: 502}})
    expect(innerAnswer(body('fireworks: 401 Unauthorized: invalid key'), '', 502)?.status).toBe(401)
    expect(innerAnswer(body('fireworks: 429 Too Many Requests'), '', 502)).toBeNull()
  })

  test('is told in a 4xx only by statuses that mean the account or the limit', () => {
    const said = (status: number, around: number) => inner({error: {message: `HTTP ${status} from upstream`}}, around)
    expect([402, 412, 429, 503].map(status => said(status, 400)?.status)).toEqual([402, 412, 429, 503])
    expect([said(404, 400), said(500, 499)]).toEqual([null, null])
    expect([said(404, 500)?.status, said(404, 399)?.status, said(404, 200)?.status]).toEqual([404, 404, 404])
  })

  test('has a status of its own before one that a sentence tells', () => {
    expect(inner({error: {message: 'HTTP 429 from upstream', code: 502}}, 500)).toMatchObject({status: 502})
  })

  test('is not looked for behind 40,000 characters', () => {
    expect(inner({error: {message: `${' '.repeat(39_992)}HTTP 429`}}, 500)?.status).toBe(429)
    expect(inner({error: {message: `${' '.repeat(39_993)}HTTP 429`}}, 500)).toBeNull()
  })
})

describe('an error event of a stream', () => {
  const stream = (...lines: string[]) => inner(lines.join('\n'), 200, 'text/event-stream; charset=utf-8')

  test.each([
    ['event: error', 'data: {"error":{"message":"no","code":503}}', 503],
    ['event: response.failed', 'data: {"response":{"error":{"message":"no","code":429}}}', 429],
    ['', 'data: {"error":{"message":"no","code":429}}', 429],
  ])('is read after %j: %s', (event, data, status) => {
    expect(stream('data: {"choices":[]}', '', event, data, '')).toMatchObject({status, where: 'stream'})
  })

  test('is the last of several', () => {
    expect(
      stream('data: {"error":{"message":"a","code":503}}', '', 'data: {"error":{"message":"b","code":429}}'),
    ).toEqual({status: 429, body: '{"error":{"message":"b","code":429}}', where: 'stream'})
  })

  test('is its text where that is no JSON, and nothing without one', () => {
    expect(stream('event: error', 'data: overloaded')).toEqual({status: null, body: 'overloaded', where: 'stream'})
    expect(stream('event: message', 'data: overloaded', 'data: [DONE]')).toBeNull()
    expect(stream('event: error', 'data: a', 'data: {"choices":[]}')).toMatchObject({body: 'a'})
    expect(stream('data: say "error" aloud')).toBeNull()
  })

  test.each([
    ['', 'text/event-stream', true],
    ['', 'Text/Event-Stream; charset=utf-8', true],
    ['data: {}', '', true],
    ['\n\nevent: error', JSON_TYPE, true],
    ['id: 1', '', true],
    ['retry: 3', '', true],
    ['{"data": 1}', '', false],
    ['some data: x', '', false],
    ['', 'text/event-streams', false],
    [`${' '.repeat(196)}data:`, '', false],
    [`${' '.repeat(195)}data:`, '', true],
  ])('%j of type %j is a stream: %p', (body, type, is) => {
    expect(isEventStream(body, type)).toBe(is)
  })
})

test('an error object is an error, a sentence, or a code and a message without choices', () => {
  expect([{error: {}}, {error: 'no'}, {code: 3, message: ''}].map(isErrorObject)).toEqual([true, true, true])
  const none = [null, [], 'error', {error: 7}, {code: 3}, {message: 'no'}, {error: []}]
  expect(none.map(isErrorObject)).toEqual(none.map(() => false))
})
