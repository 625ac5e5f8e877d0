import {describe, expect, test} from '@jest/globals'
import {readErrorBody} from '../../../src/lib/domain/answer/error-body.js'
import {inferStatus, isRedirect} from '../../../src/lib/domain/answer/error-status.js'

const NO_ERROR = readErrorBody('')
const inText = (text: string) => inferStatus(NO_ERROR, text)
const byCode = (code: string | number | null) => inferStatus({...NO_ERROR, code}, '')

describe('a status that a text tells', () => {
  test.each([
    ['HTTP 429', 429],
    ['HTTP/1.1 503 Service Unavailable', 503],
    ['http/2 100', 100],
    ['HTTP: 599', 599],
    ['status 404', 404],
    ['status=404', 404],
    ['"status": 404,', 404],
    ["'status': 404", 404],
    ['status code: 500', 500],
    ['status_code=500', 500],
    ['status-code 500', 500],
    ['StatusCode: 500', 500],
    ['Error code: 429 - slow down', 429],
    ['status 401, then status 403', 401],
  ])('%j: %i', (text, status) => {
    expect(inText(text)).toEqual({status, evidence: `the text says status ${status}`})
  })

  test.each([
    '',
    '429',
    'HTTP 099',
    'HTTP 600',
    'HTTP 4290',
    'HTTP 42',
    'XHTTP 429',
    'thestatus 429',
    'status is 429',
    'status :: 429',
    'code 429',
    'errors code 429',
  ])('not in %j', text => {
    expect(inText(text)).toBeNull()
  })

  test('is looked for in the first 20,000 characters', () => {
    expect(inText(`${' '.repeat(19_992)}HTTP 429`)).toMatchObject({status: 429})
    expect(inText(`${' '.repeat(19_993)}HTTP 429`)).toBeNull()
  })
})

describe('the code of a body', () => {
  test.each([
    [1, 499],
    [2, 500],
    [3, 400],
    [4, 504],
    [5, 404],
    [6, 409],
    [7, 403],
    [8, 429],
    [9, 412],
    [10, 409],
    [11, 400],
    [12, 501],
    [13, 500],
    [14, 503],
    [15, 500],
    [16, 401],
    [400, 400],
    [429, 429],
    [599, 599],
    ['canceled', 499],
    ['CANCELLED', 499],
    ['INVALID_ARGUMENT', 400],
    ['BAD_REQUEST', 400],
    ['DEADLINE_EXCEEDED', 504],
    ['NOT_FOUND', 404],
    ['NotFound', 404],
    ['not found', 404],
    ['ALREADY_EXISTS', 409],
    ['PERMISSION_DENIED', 403],
    ['FORBIDDEN', 403],
    ['RESOURCE_EXHAUSTED', 429],
    ['rate_limit_exceeded', 429],
    ['TOO_MANY_REQUESTS', 429],
    ['FAILED_PRECONDITION', 412],
    ['PRECONDITION_FAILED', 412],
    ['ABORTED', 409],
    ['OUT_OF_RANGE', 400],
    ['UNIMPLEMENTED', 501],
    ['INTERNAL', 500],
    ['internal_server_error', 500],
    ['UNAVAILABLE', 503],
    ['SERVICE_UNAVAILABLE', 503],
    ['DEPLOYMENT_SCALING_UP', 503],
    ['DATA_LOSS', 500],
    ['UNAUTHENTICATED', 401],
    ['unauthorized', 401],
  ])('%j stands for %i', (code, status) => {
    expect(byCode(code)).toEqual({status, evidence: `body code ${code}`})
  })

  test.each([null, 0, 17, -1, 200, 399, 600, 429.5, Number.NaN, '', '429', 'SOME_CODE', 'NOT_FOUNDED', 'toString'])(
    '%j stands for none',
    code => {
      expect(byCode(code)).toBeNull()
    },
  )

  test('of a prototype stands for none', () => {
    expect(byCode('constructor')).toBeNull()
    expect(byCode('__proto__')).toBeNull()
  })
})

describe('a status that only words tell', () => {
  test.each([
    ['rpc error: code = NotFound desc = no such quota', 404, 'rpc code NotFound'],
    ['failed: rpc error: code = ResourceExhausted', 429, 'rpc code ResourceExhausted'],
    ['rate limit exceeded', 429, '"rate limit exceeded"'],
    ['Sorry: Rate Limit Exceeded, try later', 429, '"Rate Limit Exceeded"'],
    ['Too Many Requests', 429, '"Too Many Requests"'],
    ['Service Overloaded', 503, '"Service Overloaded"'],
    ['code deployment_scaling_up.', 503, '"deployment_scaling_up"'],
    ['service overloaded; too many requests', 429, '"too many requests"'],
  ])('%j: %i', (text, status, said) => {
    expect(inText(text)).toEqual({status, evidence: `the text says ${said}`})
  })

  test.each([
    'rpc error: code = Marvellous desc = x',
    'rpc error: code = 5',
    'harpc error: code = NotFound',
    'code = NotFound',
    'rate limits exceeded',
    'rate limit exceededly',
    'a separate limit exceeded',
    'too many requestors',
    'services overloaded',
    'DEPLOYMENT_SCALING_UPWARDS',
  ])('not in %j', text => {
    expect(inText(text)).toBeNull()
  })
})

describe('the title of a web page', () => {
  const page = (message: string | null, isHtml = true) => inferStatus({...NO_ERROR, isHtml, message}, '')
  test.each([
    ['502 Bad Gateway', 502],
    ['acme.example | 522: connection timed out', 522],
    ['acme.example: 403 Forbidden', 403],
    ['Error 404 (Not Found)', 404],
  ])('%j tells %i', (title, status) => {
    expect(page(title)).toEqual({status, evidence: `the page's title says ${status}`})
  })

  test.each(['200 OK', '5020 things', 'room 404', 'Terror 404', '', null])('%j tells none', title => {
    expect(page(title)).toBeNull()
  })

  test('is read of pages alone', () => {
    expect(page('502 Bad Gateway', false)).toBeNull()
  })
})

test('the type of a body tells a status where nothing else does', () => {
  const typed = (type: string, text = '') => inferStatus({...NO_ERROR, type}, text)
  expect(typed('overloaded_error')).toEqual({status: 503, evidence: 'body type overloaded_error'})
  expect(typed('overloaded_error', 'too many requests')).toMatchObject({status: 429})
  expect(typed('error')).toBeNull()
})

test('a status in the text goes before the code, the code before a gRPC code in the text, that before words', () => {
  const text = 'too many requests, rpc error: code = NotFound desc = x'
  expect(inferStatus({...NO_ERROR, code: 7}, `${text}, HTTP 500`)).toMatchObject({status: 500})
  expect(inferStatus({...NO_ERROR, code: 7}, text)).toMatchObject({status: 403})
  expect(inText(text)).toMatchObject({status: 404})
  expect(inText('too many requests, rpc error: code = Odd')).toMatchObject({status: 429})
})

test.each([
  [301, true],
  [302, true],
  [303, true],
  [307, true],
  [308, true],
  [200, false],
  [300, false],
  [304, false],
  [305, false],
  [309, false],
  [401, false],
])('%i sends a client elsewhere: %s', (status, redirect) => {
  expect(isRedirect(status)).toBe(redirect)
})
