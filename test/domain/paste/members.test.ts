import {describe, expect, test} from '@jest/globals'
import {
  attributesOf,
  codeStatus,
  errorBodyOf,
  hostOf,
  isErrorMember,
  type Json,
  record,
  shallowText,
  statusOf,
  textOf,
  timeOf,
  typeStatus,
  urlOf,
} from '../../../src/lib/domain/paste/members.js'

describe('the error body in an object', () => {
  test.each<[object: Json, body: Json | null]>([
    [
      {error: {message: 'x'}, code: 1, type: 't', request_id: 'r', requestId: 'q', message: 'm', x: 1},
      {error: {message: 'x'}, code: 1, type: 't', request_id: 'r', requestId: 'q', message: 'm'},
    ],
    [
      {error: 'x', message: 'm', code: 2, request_id: 'r', type: 't', details: 'd', y: 1},
      {error: 'x', message: 'm', code: 2, request_id: 'r', type: 't', details: 'd'},
    ],
    [{fault: {faultstring: 'f', detail: {errorcode: 'e'}}}, {error: {message: 'f', code: 'e'}}],
    [{fault: {}}, {error: {message: 'fault', code: undefined}}],
    [{errors: [{message: 'a'}, {message: 'b'}]}, {error: {message: 'a'}}],
    [
      {message: 'm', code: 1, type: 't', param: 'p', request_id: 'r', object: 'o', x: 1},
      {message: 'm', code: 1, type: 't', param: 'p', request_id: 'r', object: 'o'},
    ],
    [
      {message: 'm', type: 'SomeError'},
      {message: 'm', type: 'SomeError'},
    ],
    [
      {message: 'm', object: 'error'},
      {message: 'm', object: 'error'},
    ],
    [
      {detail: 'd', code: 1, x: 1},
      {detail: 'd', code: 1},
    ],
    [{message: 'm'}, null],
    [{message: 'm', type: 'x'}, null],
    [{message: 'm', object: 'list'}, null],
    [{message: 1, code: 2}, null],
    [{error: {}}, null],
    [{error: null}, null],
    [{error: ''}, null],
    [{fault: null}, null],
    [{fault: 'f'}, null],
    [{errors: []}, null],
    [{errors: 'e'}, null],
    [{detail: {}}, null],
    [{}, null],
  ])('%j: %j', (object, body) => {
    expect(errorBodyOf(object)).toEqual(body)
  })

  test('is a member `error` or `fault` that is no list', () => {
    const are = [
      isErrorMember('error', {}),
      isErrorMember('fault', {}),
      isErrorMember('error', []),
      isErrorMember('x', {}),
    ]
    expect(are).toEqual([true, true, false, false])
  })
})

describe('a status', () => {
  test.each<[error: Json, status: number | null]>([
    [{error: {type: 'rate_limit_error'}}, 429],
    [{error: {type: 'invalid_request_error', kind: 'NotFound'}}, 404],
    [{error: {name: 'Conflict'}}, 409],
    [{type: 'Forbidden'}, 403],
    [{error: {code: 'PaymentRequired'}}, 402],
    [{error: {type: 'NotFound', code: 'Conflict'}, type: 'Forbidden'}, 404],
    [{error: 'x', type: 'overloaded_error'}, 503],
    [{error: {code: 'x'}}, null],
    [{error: {type: 5}}, null],
  ])('by the type of %j: %j', (error, status) => {
    expect(typeStatus(error)).toBe(status)
  })

  test.each<[error: Json, status: number | null]>([
    [{error: {code: 429}}, 429],
    [{error: {code: '503'}}, 503],
    [{error: {code: null}, code: 500}, 500],
    [{error: {code: 404}, code: 500}, 404],
    [{code: 404}, 404],
    [{code: 400}, 400],
    [{code: 599}, 599],
    [{code: 399}, null],
    [{code: 600}, null],
    [{code: 'x429'}, null],
    [{code: '4290'}, null],
    [{code: '299'}, null],
    [{error: {}}, null],
  ])('by the code of %j: %j', (error, status) => {
    expect(codeStatus(error)).toBe(status)
  })

  test.each<[object: Json, status: number | null]>([
    [{status: 429}, 429],
    [{status: '503'}, 503],
    [{status: '404 Not Found'}, 404],
    [{status: 200, status_code: 429}, 429],
    [{status_code: 429, status: 200}, 429],
    [{status_code: 'x', status: 429}, 429],
    [{StatusCode: 500, http_code: 501}, 501],
    [{status: '404 1'}, null],
    [{status: 'x404'}, null],
    [{status: '4040'}, null],
    [{status: `404 ${'N'.repeat(62)}`}, null],
    [{status: 600}, null],
    [{status: 99}, null],
    [{status: true}, null],
    [{states: 429}, null],
  ])('by the members of %j: %j', (object, status) => {
    expect(statusOf(object)).toBe(status)
  })
})

describe('an address', () => {
  test.each<[object: Json, url: string | null]>([
    [{url: 'https://a/b'}, 'https://a/b'],
    [{request: {url: 'https://a'}}, 'https://a'],
    [{http: {url: 'HTTP://a'}}, 'HTTP://a'],
    [{attributes: {'http.url': 'https://a'}}, 'https://a'],
    [{attributes: {http: {url: 'https://b'}}}, 'https://b'],
    [{httpRequest: {requestUrl: 'https://c'}}, 'https://c'],
    [{config: {url: 'https://d'}}, 'https://d'],
    [{url: '/a', uri: 'https://b'}, 'https://b'],
    [{url: '/a', request: {url: 'https://b'}}, 'https://b'],
    [{url: 'https://a', request: {url: 'https://b'}}, 'https://a'],
    [{tags: [{key: 'http.url', value: 'https://e'}]}, 'https://e'],
    [{meta: {uri: 'https://f'}}, 'https://f'],
    [{url: 'x https://a'}, null],
    [{url: 5}, null],
    [{}, null],
  ])('in %j: %j', (object, url) => {
    expect(urlOf(object)).toBe(url)
  })

  test.each([
    ['https://API.x.ai:80/a', 'api.x.ai'],
    ['wss://a?b', 'a'],
    ['x', null],
    ['x https://a', null],
  ])('%s is on host %j', (url, host) => {
    expect(hostOf(url)).toBe(host)
  })

  test('is among attributes: an object, or a list of 200 names and values at most', () => {
    const list = [
      {key: 'a', value: {intValue: 5}},
      {key: 'b', value: {stringValue: 's'}},
      {key: 'c', value: 7},
    ]
    expect(attributesOf({attributes: [...list, {key: 1, value: 2}, null, {value: 3}]})).toEqual({a: 5, b: 's', c: 7})
    expect([attributesOf({tags: {a: 1}}), attributesOf({attributes: 'x'}), attributesOf({})]).toEqual([{a: 1}, {}, {}])
    const many = Array.from({length: 201}, (_, at) => ({key: `k${at}`, value: at}))
    expect(Object.keys(attributesOf({meta: many}))).toHaveLength(200)
  })
})

describe('a moment', () => {
  test.each([
    [1_795_262_400, '2026-11-21T12:00:00Z'],
    [1_795_262_400_000, '2026-11-21T12:00:00Z'],
    [1_795_262_400_000_000, '2026-11-21T12:00:00Z'],
    [1_795_262_400_000_000_000, '2026-11-21T12:00:00Z'],
    ['1795262400', '2026-11-21T12:00:00Z'],
    ['1795262400.5', '2026-11-21T12:00:00.5Z'],
    ['1795262400000', '2026-11-21T12:00:00Z'],
    ['2026-11-21T10:00:00Z', '2026-11-21T10:00:00Z'],
    ['2026-11-21 10:00:00', '2026-11-21T10:00:00Z'],
    ['2026-11-21T10:00', '2026-11-21T10:00:00Z'],
    ['2026-11-21T10:00:00+01:00', '2026-11-21T09:00:00Z'],
    ['2026-11-21T10:00:00-0100', '2026-11-21T11:00:00Z'],
  ])('%j is %s', (time, at) => {
    expect(timeOf({time})).toBe(Date.parse(at))
  })

  test.each([
    '17952624',
    '2026-11-21',
    '2026-99-21T10:00Z',
    ' 2026-11-21T10:00Z',
    'x1795262400',
    '1795262400x',
    'x',
    null,
    true,
  ])('is not %j', time => {
    expect(timeOf({time})).toBeNull()
  })

  test('is in seconds from 3.2 years on, in milliseconds from 1e11, in micro- and nanoseconds from 1e14 and 1e17', () => {
    const times = [1e8, 1e8 + 1, 1e11, 1e11 + 1, 1e14, 1e14 + 1e3, 1e17, 1e17 + 1e7].map(time => timeOf({time}))
    expect(times).toEqual([null, 1e11 + 1e3, 1e14, 1e11 + 1, 1e14, 1e11 + 1, 1e14, 1e11 + 10])
  })

  test('is that of the best known member', () => {
    expect(timeOf({ts: 1_795_262_401, timestamp: 1_795_262_400})).toBe(1_795_262_400_000)
    expect(timeOf({ts: 1_795_262_401, timestamp: 'x'})).toBe(1_795_262_401_000)
  })
})

test('the texts of an object are forty of its own, none of them asked, 300 characters of each', () => {
  expect(shallowText({a: 'b', c: 1, messages: 'no', d: 'x'.repeat(301), e: ''})).toBe(`a=b d=${'x'.repeat(300)} e=`)
  const many = Object.fromEntries(Array.from({length: 41}, (_, at) => [`k${at}`, 'v']))
  expect(shallowText(many).split(' ')).toHaveLength(40)
})

test('a value is a record or a text, or none', () => {
  expect([record(null), record('x'), record({a: 1}), record([1])]).toEqual([{}, {}, {a: 1}, [1]])
  expect([textOf(''), textOf('a'), textOf(1)]).toEqual([null, 'a', null])
})
