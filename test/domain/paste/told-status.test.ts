import {describe, expect, test} from '@jest/globals'
import {
  grpcCodes,
  isCaught,
  namedExceptions,
  statusOfType,
  toldStatuses,
} from '../../../src/lib/domain/paste/told-status.js'

const told = (text: string) => toldStatuses(text).map(({status}) => status)

describe('a status in words', () => {
  test.each([
    ['HTTP 429', 429],
    ['HTTP Error 402: x', 402],
    ['status client error (404 Not Found)', 404],
    ['"status_code": "429"', 429],
    ['error code: 429', 429],
    ['code 429', 429],
    ['code [429', 429],
    ['status<429>x', 429],
    ['returned a 429', 429],
    ['returns 429 always', 429],
    ['APIError: 412', 412],
    ['(429) Too Many Requests', 429],
    ['→ 429', 429],
    ['-> 200', 200],
    ['HTTP 200 OK', 200],
    ['HTTP 204', 204],
    ['HTTP 226', 226],
    ['HTTP 302', 302],
    ['HTTP 101', 101],
    ['HTTP 429;', 429],
    ['a "HTTP 429"', 429],
    ["Result: '429'", 429],
    ['too many 503 error responses', 503],
    ['handlebars HTTP 503', 503],
    ['we handle it, HTTP 503', 503],
    ['never mind: HTTP 503', 503],
    ['HTTP 503 demeans', 503],
    ['HTTP 200 unexpected', 200],
    ['HTTP 429, 12 times', 429],
    ['HTTP 429 or 3', 429],
    ['job_name HTTP 503;', 503],
    ['if a >= 1, HTTP 429', 429],
    ['upon 429 Too Many Requests', 429],
    ['HTTP 429 a,503', 429],
    ['HTTP 429 a or 503', 429],
    ['HTTP 429 or 50 more', 429],
    ['my_status 429 a;', 429],
    ['HTTP 429 x means', 429],
    ['returns 429 a if x', 429],
    ['it returns, HTTP 429 if x', 429],
    ['HTTP 200 but expected', 200],
    ['we expect x\nHTTP 200', 200],
  ])('%j tells %d', (text, status) => {
    expect(told(text)).toEqual([status])
  })

  test('every one of them with its place, in their order and once', () => {
    expect(toldStatuses('error code: 500\nHTTP 429 Too Many Requests, HTTP 503')).toEqual([
      {at: 12, status: 500, by: 'words'},
      {at: 21, status: 429, by: 'words'},
      {at: 49, status: 503, by: 'words'},
    ])
    expect(toldStatuses("code 4 or Result: '429'")).toEqual([{at: 19, status: 429, by: 'words'}])
  })

  test.each([
    'handle status 503',
    'handles HTTP 503',
    'handling HTTP 500',
    'handle "HTTP 429"',
    'handle   status 503',
    `handle status 503${' x'.repeat(40)}`,
    'retry on status 503',
    'retries on HTTP 503',
    'treat HTTP 404',
    'ignore HTTP 404',
    'never get a 429',
    'without any HTTP 503',
    'no more HTTP 503',
    'no longer HTTP 503',
    'HTTP 429 means slow',
    'HTTP 429 stands for',
    'returns 429 when slow',
    'returns 429 if slow',
    'returns 429 unless slow',
    'responds with 503 once up',
  ])('%j tells what would be', text => {
    expect(told(text)).toEqual([])
  })

  test.each([
    'status is 200',
    'status of 200',
    'status is "200',
    'expected status 200',
    'HTTP 200 expected',
    'HTTP 200, was expected',
    'HTTP 200 is wanted',
    'assert HTTP 200',
    'assertion HTTP 200',
    'should be HTTP 201',
    'I want an answer with HTTP 200',
  ])('%j tells what somebody hopes for', text => {
    expect(told(text)).toEqual([])
  })

  test.each([
    'status_code == 429',
    'status == "503"',
    'status >= 400',
    'status <= 400',
    'status != 500',
    'status = [429',
    'status in [429',
    'status codes [429, 500, 503]',
    'status (429, 503)',
    'error code in [503',
    'status 429 or 503',
    'status 429 and 503',
    'status 429, 503',
    'deny_status 403',
    'limit_req_status 429;',
    'limit_conn_status 429;',
    'my_code 503;',
    'my_status 429 ;',
    'HTTP ==429',
    'HTTP 429,503',
    'x ==429 Too Many Requests',
    'x == 429 Too Many Requests',
    'x ==  429 Too Many Requests',
    'x == "429 Too Many Requests"',
    'x <429 Too Many Requests',
    'x > 429 Too Many Requests',
    'x = [429 Too Many Requests',
    'x=[ 429 Too Many Requests',
    'in( [429 Too Many Requests',
    'on "429 Too Many Requests"',
    'in (429 Too Many Requests)',
    'deny_status 403 Forbidden',
    'my_status  "503";',
  ])('%j is a program', text => {
    expect(told(text)).toEqual([])
  })

  test.each([
    'HTTP 150',
    'HTTP 104',
    'HTTP 209',
    'HTTP 309',
    'HTTP 600',
    'exit code 128',
    'status=200 ms',
    'got 429 items',
    '<429>',
  ])('%j is none', text => {
    expect(told(text)).toEqual([])
  })
})

describe('the type of an error', () => {
  test.each([
    ['rate_limit_error', 429],
    ['overloaded_error', 503],
    ['timeout_error', 504],
    ['api_error', 500],
    ['invalid_request_error', 400],
    ['RateLimit', 429],
    ['RateLimitError', 429],
    ['AzureRateLimit_Error', 429],
    ['openai.RateLimitError', 429],
    ['errors.NotFoundException', 404],
    ['errors$Forbidden', 403],
    ['errors:Conflict', 409],
    ['Permission', 403],
    ['InternalServerError', 500],
    ['GatewayTimeout', 504],
  ])('%s stands for %d', (type, status) => {
    expect(statusOfType(type)).toBe(status)
  })

  test.each([
    '',
    'Error',
    'Timeout',
    'nope',
    'RateLimitErrorX',
    'ConflictX',
    'XConflict',
    'x.Conflict.y',
    'invalid_request',
  ])('%j stands for none', type => {
    expect(statusOfType(type)).toBeNull()
  })

  test('is read from its first sixty characters, behind eighty of a module', () => {
    const name = (length: number) => `${'a'.repeat(length)}RateLimit`
    expect([statusOfType(name(30)), statusOfType(name(31)), statusOfType(`${'m'.repeat(80)}.Conflict`)]).toEqual([
      429,
      null,
      409,
    ])
    expect([`Conflict${' '.repeat(60)}`, `${'m'.repeat(100)}.Conflict`, 'ErrorConflict'].map(statusOfType)).toEqual([
      null,
      null,
      null,
    ])
  })
})

describe('the name of an exception', () => {
  test.each<[string, [at: number, status: number][]]>([
    ['openai.RateLimitError: slow', [[6, 429]]],
    ['BadRequestError: x\nNotFoundError: y', [[0, 400], [18, 404]]], // oxfmt-ignore
    ['(ConflictError)', [[0, 409]]],
    ['app$TooManyRequests: x', [[3, 429]]],
    ['exceptions.Forbidden: x', [[10, 403]]],
    ['AuthenticationException: x', [[0, 401]]],
    ['rate_limit_error', [[0, 429]]],
    ['"type": "overloaded_error"', [[9, 503]]],
    ['authentication_error', [[0, 401]]],
    ['permission_error, not_found_error', [[0, 403], [18, 404]]], // oxfmt-ignore
    ['billing_error', [[0, 402]]],
    ['request_too_large is no request_too_large_error', [[0, 413]]],
  ])('in %j stands for its status', (text, found) => {
    expect(namedExceptions(text)).toEqual(found.map(([at, status]) => ({at, status, by: 'class'})))
  })

  test.each([
    'except RateLimitError:',
    'Unauthorized: x',
    'api_error and timeout_error',
    'invalid_request_error',
    'RateLimitErrors',
    'Security.Authentication.AuthenticationException: x',
    'request_too_large',
  ])('in %j stands for none', text => {
    expect(namedExceptions(text)).toEqual([])
  })

  test.each([
    ['except X', 7, true],
    ['except (openai.X', 15, true],
    ['raise X', 6, true],
    ['throw X', 6, true],
    ['throw new X', 10, true],
    ['catch (X', 7, true],
    ['import X', 7, true],
    ['rescue A::X', 10, true],
    ['instanceof X', 11, true],
    [`except X${' '.repeat(60)}`, 7, true],
    ['X except Y', 0, false],
    ['excepted X', 9, false],
    ['except that X', 12, false],
    [`import ${' '.repeat(40)}X`, 47, false],
  ])('in %j is caught: at %d %s', (text, at, caught) => {
    expect(isCaught(text, at)).toBe(caught)
  })
})

test.each<[string, [at: number, code: string][]]>([
  ['x rpc error: code = Unavailable desc = x', [[2, 'Unavailable']]],
  ['code = Unavailable  desc', [[0, 'Unavailable']]],
  ['ResourceExhausted desc = x', [[0, 'ResourceExhausted']]],
  ['StatusCode.UNAVAILABLE', [[0, 'UNAVAILABLE']]],
  ['"grpc-status": "14"', [[1, '14']]],
  ['status: RESOURCE_EXHAUSTED', [[0, 'RESOURCE_EXHAUSTED']]],
  ['Exception: UNAVAILABLE: x', [[0, 'UNAVAILABLE']]],
  ['8 RESOURCE_EXHAUSTED: x', [[0, 'RESOURCE_EXHAUSTED']]],
  ['Code: UNAVAILABLE', [[0, 'UNAVAILABLE']]],
  ['Unimplemented: a\nNotFound: b', [[0, 'Unimplemented'], [16, 'NotFound']]], // oxfmt-ignore
  ['code = Unavailable', []],
  ['a plain text', []],
])('the gRPC codes of %j', (text, found) => {
  expect(grpcCodes(text)).toEqual(found.map(([at, code]) => ({at, code})))
})
