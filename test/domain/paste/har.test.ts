import {describe, expect, test} from '@jest/globals'
import {chooseHarExchange, isHar} from '../../../src/lib/domain/paste/har.js'

const CHAT = 'https://api.fireworks.ai/inference/v1/chat/completions'
const entry = (status: unknown, url = CHAT, more: object = {}) => ({
  request: {method: 'POST', url},
  response: {status},
  ...more,
})
const choose = (...entries: unknown[]) => chooseHarExchange({log: {entries}})
const answered = (response: object, request: object = {}) =>
  choose({request: {url: CHAT, ...request}, response: {status: 429, ...response}})!

test.each<[unknown, boolean]>([
  [{log: {entries: []}}, true],
  [{log: {version: '1.2', entries: [1]}}, true],
  [{log: {entries: {}}}, false],
  [{log: {}}, false],
  [{log: [{entries: []}]}, false],
  [{log: null}, false],
  [{log: 'x'}, false],
  [[{log: {entries: []}}], false],
  [null, false],
  [undefined, false],
  ['log', false],
])('%j is a HAR file: %s', (value, is) => {
  expect(isHar(value)).toBe(is)
})

describe('the exchange that matters', () => {
  const OTHER = 'https://cdn.example/app.js'

  test.each<[string, unknown[], number, string]>([
    [
      'the last that failed',
      [entry(200), entry(404), entry(412), entry(200)],
      412,
      'entry 3 of 4, the last one of Fireworks that failed',
    ],
    [
      'the last, when none failed',
      [entry(200), entry(201), entry(204)],
      204,
      'entry 3 of 3, the last one of Fireworks; none failed',
    ],
    ['Fireworks’ own', [entry(200), entry(500, OTHER)], 200, 'entry 1 of 2, the last one of Fireworks; none failed'],
    [
      'one that can be read',
      [null, 5, {}, {request: {url: 7}}, entry(429)],
      429,
      'entry 5 of 5, the last one of Fireworks that failed',
    ],
  ])('%s', (_, entries, status, which) => {
    expect(choose(...entries)).toMatchObject({status, which, isFireworks: true})
  })

  test.each([
    ['that failed', [entry(404, OTHER), entry(200, OTHER)], 'entry 1 of 2, the last one that failed'],
    ['that did not', [entry(200, OTHER), entry(301, OTHER)], 'entry 2 of 2, the last one; none failed'],
  ])('is another server’s where none is Fireworks’, %s', (_, entries, which) => {
    expect(choose(...entries)).toMatchObject({which, isFireworks: false})
  })

  test.each([[[]], [[null]], [[{}]], [[{request: {}}]], [[{request: {url: null}}]]])('is none in %j', entries => {
    expect(choose(...entries)).toBeNull()
  })

  test.each<[unknown, boolean]>([
    [99, true],
    [100, false],
    [399, false],
    [400, true],
    [599, true],
    [0, true],
    ['200', true],
    [undefined, true],
  ])('a status of %j has failed: %s', (status, failed) => {
    expect(choose(entry(status), entry(200))!.which).toMatch(
      failed ? /^entry 1 of 2, .* that failed$/ : /^entry 2 of 2, .*; none failed$/,
    )
  })

  test('without an answer has failed', () => {
    expect(choose({request: {url: CHAT}}, entry(200))!.which).toMatch(/^entry 1 /)
  })

  test.each<[string, boolean]>([
    ['https://api.fireworks.ai/v1', true],
    ['https://fireworks.ai', true],
    ['http://API.FIREWORKS.AI:8080/x', true],
    ['https://app.fireworks.ai/', true],
    ['https://notfireworks.ai/', false],
    ['https://fireworks.ai.evil.test/', false],
    ['https://evil.test/fireworks.ai', false],
    ['https://gateway.test/inference/v1/models', true],
    ['https://gateway.test/llm/inference/v1/models', true],
    ['https://gateway.test/inference/v2/models', false],
    ['https://gateway.test/v1/accounts', true],
    ['https://gateway.test/v1/accounts/acme', true],
    ['https://gateway.test/v1/accountsx', false],
    ['https://gateway.test/?next=/v1/accounts', false],
    ['https://gateway.test#/v1/accounts', false],
    ['see https://fireworks.ai/', false],
    ['https://evil.test/?x=.fireworks.ai', false],
    ['fireworks.ai', false],
    ['', false],
  ])('%j is Fireworks’ own: %s', (url, ours) => {
    expect(choose(entry(200, url))!.isFireworks).toBe(ours)
  })
})

describe('what a HAR file tells of an exchange', () => {
  test('everything', () => {
    const content = {size: 2, text: '{}'}
    const headers = [{name: 'X-Request-Id', value: 'r'}, {name: 'x'}, {value: 'y'}, null, {name: 5, value: 'z'}]
    const har = entry(429, `${CHAT}?key=1#here`, {startedDateTime: '2026-11-21T12:00:00.000Z'})
    const request = {...har.request, postData: {text: '{"model":"kimi-k2p6"}'}}
    expect(choose({...har, request, response: {status: 429, statusText: 'Too Many', headers, content}})).toEqual({
      status: 429,
      headers: [['X-Request-Id', 'r']],
      body: '{}',
      request: `POST ${CHAT}`,
      model: 'kimi-k2p6',
      at: Date.parse('2026-11-21T12:00:00Z'),
      failure: null,
      which: 'entry 1 of 1, the last one of Fireworks that failed',
      isFireworks: true,
    })
  })

  test('next to nothing', () => {
    expect(choose({request: {url: CHAT}})).toEqual({
      status: null,
      headers: [],
      body: '',
      request: `GET ${CHAT}`,
      model: null,
      at: null,
      failure: 'no answer came (status 0)',
      which: 'entry 1 of 1, the last one of Fireworks that failed',
      isFireworks: true,
    })
  })

  test.each<[unknown, number | null]>([
    [100, 100],
    [599, 599],
    [99, null],
    [600, null],
    [0, null],
    [-1, null],
    [429.5, null],
    ['429', null],
    [null, null],
  ])('a status of %j is %j, and a failure where it is none', (status, told) => {
    expect(answered({status}).status).toBe(told)
    expect(answered({status}).failure).toBe(told === null ? 'no answer came (status 0)' : null)
  })

  test.each<[object, object, string]>([
    [{_error: 'net::A', statusText: 'C'}, {_error: 'net::B'}, 'net::A'],
    [{statusText: 'C'}, {_error: 'net::B'}, 'net::B'],
    [{statusText: 'C'}, {}, 'C'],
    [{statusText: ''}, {}, 'no answer came (status 0)'],
    [{statusText: 5}, {}, 'no answer came (status 0)'],
  ])('why none came: %j %j → %s', (response, around, failure) => {
    expect(choose({request: {url: CHAT}, response: {status: 0, ...response}, ...around})!.failure).toBe(failure)
  })

  test.each<[object | null, string]>([
    [{text: 'abc'}, 'abc'],
    [{text: 'YWLDqQ==', encoding: 'base64'}, 'abé'],
    [{text: 'YWLDqQ==', encoding: 'BASE64'}, 'YWLDqQ=='],
    [{text: '*not base64*', encoding: 'base64'}, ''],
    [{text: 5}, ''],
    [{}, ''],
    [null, ''],
  ])('the body of %j is %j', (content, body) => {
    expect(answered({content}).body).toBe(body)
  })

  test.each<[unknown, string | null]>([
    [{text: '{"model":"a"}'}, 'a'],
    [{text: '{"model":""}'}, null],
    [{text: '{"model":5}'}, null],
    [{text: '["model"]'}, null],
    [{text: 'null'}, null],
    [{text: '{"model":'}, null],
    [{text: {model: 'a'}}, null],
    [{}, null],
    ['{"model":"a"}', null],
    [undefined, null],
  ])('the model of %j is %j', (postData, model) => {
    expect(answered({}, {postData}).model).toBe(model)
  })

  test.each<[unknown, number | null]>([
    ['1970-01-01T00:00:01Z', 1000],
    ['yesterday', null],
    [1000, null],
    [undefined, null],
  ])('the time of %j is %j', (startedDateTime, at) => {
    expect(choose(entry(200, CHAT, {startedDateTime}))!.at).toBe(at)
  })

  test.each([
    [CHAT, CHAT],
    [`${CHAT}?a=b?c#d`, CHAT],
    [`${CHAT}#d?a`, CHAT],
  ])('of the address %s only %s is told', (url, shown) => {
    expect(choose(entry(200, url))!.request).toBe(`POST ${shown}`)
  })

  test('a method that is no text is GET', () => {
    expect(answered({}, {method: 7}).request).toBe(`GET ${CHAT}`)
  })

  test('headers that are no list are none', () => {
    expect(answered({headers: {name: 'a', value: 'b'}}).headers).toEqual([])
  })
})
