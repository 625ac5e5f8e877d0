import {describe, expect, test} from '@jest/globals'
import {findErrorBody, findLoggedError} from '../../../src/lib/domain/paste/log.js'

const BODY = '{"error":{"message":"slow down"}}'
const find = (...lines: string[]) => findLoggedError(lines.join('\n'))
const body = (text: string): unknown => {
  const found = findErrorBody(text)
  return found === null ? null : JSON.parse(found)
}

describe('a status that a line tells', () => {
  test.each([
    ['HTTP 429', 429],
    ['got HTTP/1.1 503 from upstream', 503],
    ['"GET /x HTTP/1.1" 500 2', 500],
    ['http: 404', 404],
    ['HTTP = 404', 404],
    ['status 404', 404],
    ['status=404', 404],
    ['status: "404"', 404],
    ['{"statusCode":404', 404],
    ['status_code is 404', 404],
    ['Status-Code was (404)', 404],
    ['Error code: 429 - x', 429],
    ['response code = 502', 502],
    ['openai.APIStatusError: 503', 503],
    ['ValueException: 400.', null],
    ['ValueException: 400', 400],
    ['Error: 200 things', null],
    ['429 Too Many Requests', 429],
    ['502 bad gateway', 502],
    ['504 Gateway Time-out', 504],
    ['400 Client Error: x', 400],
    ['200 Not Found', null],
    ['429 Too Many Things', null],
    ['1.429 Not Found', null],
    ['HTTP 4290', null],
    ['HTTP 429.5', null],
    ['HTTP 600', null],
    ['status 099', null],
    ['HTTP 500, then HTTP 404', 404],
    ['status 500, then 404 Not Found', 404],
    ['404 Not Found after status 500', 500],
    ['RateLimitError', 429],
    ['openai.AuthenticationError: no', 401],
    ['PermissionDeniedError', 403],
    ['NotFoundError', 404],
    ['BadRequestError', 400],
    ['InternalServerError', 500],
    ['RateLimitError with status 503', 503],
    ['MyRateLimitErrors', null],
    ['rate limit exceeded', null],
    ['429', null],
  ])('%j: %j', (line, status) => {
    expect(find(line)).toMatchObject({body: line, status, errors: 1})
    if (status !== null) expect(find('before', line, 'after')).toMatchObject({body: line, status, told: true})
  })

  test('is looked for at the end of a long line', () => {
    expect(find(`HTTP 429 ${'x'.repeat(39_991)}`)).toMatchObject({status: 429})
    expect(find(`HTTP 429 ${'x'.repeat(39_993)}`)).toMatchObject({status: null})
  })
})

describe('the last line that tells of an error', () => {
  test.each([
    ['an HTTP status', 'ERROR HTTP 429'],
    ['the words of one', 'ERROR rate limit exceeded'],
    ['a suspension', 'Account acme is suspended'],
    ['a quota', 'global--h100-count for account acme, in use: 8, quota: 8'],
    ['a gRPC code', 'rpc error: code = Unavailable desc = x'],
    ['a connection', 'ECONNREFUSED'],
  ])('counts: %s', (_, line) => {
    const found = find('starting', line, 'stopping', '')
    expect(found).toMatchObject({body: line, errors: 1, told: true})
    expect(find('HTTP 500', line, 'stopping')).toMatchObject({body: line, errors: 2, told: true})
  })

  test.each(['\n', '\r\n', '\r'])('whatever ends the lines: %j', end => {
    expect(findLoggedError(['HTTP 500', 'HTTP 404', 'bye'].join(end))).toEqual({
      body: 'HTTP 404',
      status: 404,
      unanswered: null,
      errors: 2,
      told: true,
    })
  })

  test('is the whole text, on one line, where none does', () => {
    expect(findLoggedError(' one\n  two\t\tthree \n')).toEqual({
      body: 'one two three',
      status: null,
      unanswered: null,
      errors: 1,
      told: false,
    })
    expect(find('')).toEqual({body: '', status: null, unanswered: null, errors: 1, told: false})
  })

  test('is looked for in the last 200,000 characters', () => {
    expect(findLoggedError(`HTTP 429\n${'x'.repeat(199_991)}`)).toMatchObject({status: 429})
    expect(findLoggedError(`HTTP 429\n${'x'.repeat(199_996)}`)).toMatchObject({told: false})
    expect(findLoggedError(`${'x'.repeat(300_000)}\nHTTP 429`)).toMatchObject({body: 'HTTP 429'})
  })
})

describe('a connection that failed', () => {
  test.each([
    'openai.APITimeoutError: Request timed out.',
    'httpx.ReadTimeout',
    'connect ETIMEDOUT 192.0.2.7:443',
    'UND_ERR_HEADERS_TIMEOUT',
    'curl: (28) Operation timed out',
    'the read timed out',
  ])('in time: %s', line => {
    expect(find(line)).toMatchObject({status: null, unanswered: {code: 'timeout', detail: line}, told: true})
  })

  test.each([
    'openai.APIConnectionError: Connection error.',
    'connect ECONNREFUSED 127.0.0.1:9',
    'read ECONNRESET',
    'getaddrinfo ENOTFOUND api.fireworks.ai',
    'curl: (6) Could not resolve host: api.fireworks.ai',
    'Error: socket hang up',
    'CERTIFICATE_VERIFY_FAILED',
    'dial tcp: lookup x: no such host',
  ])('for the network: %s', line => {
    expect(find(line)).toMatchObject({status: null, unanswered: {code: 'network', detail: line}, told: true})
  })

  test.each(['curl: (22) x', 'PRECONNRESETS', 'timeout of 5 s set', 'connected'])('is not in %j', line => {
    expect(find(line)).toMatchObject({unanswered: null, told: false})
  })

  test('counts for nothing where a status is told', () => {
    expect(find('ECONNRESET after HTTP 503')).toMatchObject({status: 503, unanswered: null})
  })
})

describe('an error body in a text', () => {
  test('is the last one, with the number of all', () => {
    expect(find('x', `a ${BODY} b {"error":"two"} c`, 'ECONNREFUSED')).toEqual({
      body: '{"error":"two"}',
      status: null,
      unanswered: null,
      errors: 2,
      told: true,
    })
  })

  test.each<[string, unknown]>([
    [BODY, {error: {message: 'slow down'}}],
    [`body=${BODY} end`, {error: {message: 'slow down'}}],
    ["429 - {'error': {'message': 'it\\'s', 'code': None}}", {error: {message: "it's", code: null}}],
    ['{"error":"text"}', {error: 'text'}],
    ['{"error":{}}', {error: {}}],
    ['{"detail":"text"}', {detail: 'text'}],
    ['{"message":"text","code":5}', {message: 'text', code: 5}],
    ['{"message":"text","code":null}', {message: 'text', code: null}],
    ['{ {"error":"x"}', {error: 'x'}],
    ['{"a": {"error":"x"}}', {error: 'x'}],
    ['{"a":[{"error":"x"}]}', {error: 'x'}],
    ['{"first":"no","body":"{\\"error\\":\\"x\\"}"}', {error: 'x'}],
    ['{"body":"  {\\"error\\":\\"x\\"}"}', {error: 'x'}],
    ['{"body":"\\n{\'error\': \'x\'}"}', {error: 'x'}],
    ['{"error":"outer","body":{"error":"inner"}}', {error: 'inner'}],
    ['{"error":{"message":"outer"},"body":{"error":"inner"}}', {error: {message: 'outer'}, body: {error: 'inner'}}],
    ['{"error":{"message":5},"detail":{"error":"inner"}}', {error: 'inner'}],
    ['{"a":"} \\" {","error":"x"}', {a: '} " {', error: 'x'}],
    ["{'a': '}\"{', 'error': 'x'}", {a: '}"{', error: 'x'}],
    ['{"a":{"b":{"c":{"d":{"error":"x"}}}}}', {error: 'x'}],
    ['{"a":{"b":{"c":{"d":{"e":{"error":"x"}}}}}}', {error: 'x'}],
  ])('%s', (text, found) => {
    expect(body(text)).toEqual(found)
  })

  test.each([
    '',
    'text',
    '{}',
    '{"a":1}',
    '{"error":null}',
    '{"error":5}',
    '{"message":"text"}',
    '{"message":5,"code":5}',
    '{"detail":5}',
    '{"error":"x"',
    '{"error":"x}',
    '{"body":"see {\\"error\\":\\"x\\"}"}',
    '{"a": undefined, "error": "x"}',
  ])('is not in %s', text => {
    expect(findErrorBody(text)).toBeNull()
  })

  test('is found in a text in a text, not deeper', () => {
    const logged = (text: string) => JSON.stringify({body: text})
    expect(body(logged(logged(BODY)))).toEqual({error: {message: 'slow down'}})
    expect(body(logged(logged(logged(BODY))))).toBeNull()
  })

  test('has at most 40,000 characters', () => {
    const of = (length: number) => `{"error":"${'x'.repeat(length - 12)}"}`
    expect(findErrorBody(of(40_000))).toHaveLength(40_000)
    expect(findErrorBody(of(40_001))).toBeNull()
  })

  test('is found behind 399 other braces, not behind 400', () => {
    expect(findErrorBody('{x '.repeat(399) + BODY)).toBe(BODY)
    expect(findErrorBody('{x '.repeat(400) + BODY)).toBeNull()
  })

  test('is looked for in the first 200,000 characters of a body', () => {
    expect(findErrorBody(' '.repeat(200_000 - BODY.length) + BODY)).toBe(BODY)
    expect(findErrorBody(' '.repeat(200_001 - BODY.length) + BODY)).toBeNull()
  })
})

describe('the status beside an error body', () => {
  test.each<[string, string[], number | null]>([
    ['before it', [`HTTP 429 ${BODY}`], 429],
    ['after it', [`${BODY} HTTP 429`, 'HTTP 500'], 429],
    ['inside it', ['{"error":"HTTP 404"}'], 404],
    ['beside it rather than inside it', ['HTTP 429 {"error":"HTTP 404"}'], 429],
    ['on the line before', ['HTTP 500', 'HTTP 429', BODY], 429],
    ['on the line before, blank ones between', ['HTTP 429', '', ' ', `  ${BODY}`], 429],
    ['not on a line before that', ['HTTP 429', 'x', BODY], null],
    ['not on the line before, where something is beside it', ['HTTP 429', `x ${BODY}`], null],
    ['not of a success on the line before', ['HTTP 200', BODY], null],
    ['of 400 on the line before', ['HTTP 400', BODY], 400],
    ['of 399 not', ['HTTP 399', BODY], null],
    ['of a success beside it', [`HTTP 200 ${BODY}`], 200],
    ['not on the line after', [BODY, 'HTTP 429'], null],
    ['nowhere', [BODY], null],
  ])('%s', (_, all, status) => {
    expect(find(...all)).toMatchObject({status, told: true, unanswered: null})
  })
})
