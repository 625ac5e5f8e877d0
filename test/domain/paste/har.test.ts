import {describe, expect, test} from '@jest/globals'
import {harExchanges, isHar} from '../../../src/lib/domain/paste/har.js'

const CHAT = 'https://api.fireworks.ai/inference/v1/chat/completions'
const entry = (status: unknown, url = CHAT, more: object = {}) => ({
  request: {method: 'POST', url},
  response: {status},
  ...more,
})
const choose = (...entries: unknown[]) => harExchanges({log: {entries}}).at(-1)
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

describe('the exchanges of a HAR file', () => {
  test('are those that can be read, each with its number', () => {
    const found = harExchanges({log: {entries: [null, 5, {}, {request: {url: 7}}, entry(429), entry(200)]}})
    expect(found.map(({entry: number, status}) => [number, status])).toEqual([
      [5, 429],
      [6, 200],
    ])
  })

  test.each([[[]], [[null]], [[{}]], [[{request: {}}]], [[{request: {url: null}}]]])('are none in %j', entries => {
    expect(harExchanges({log: {entries}})).toEqual([])
  })
})

describe('what a HAR file tells of an exchange', () => {
  test('everything', () => {
    const content = {size: 2, text: '{}'}
    const headers = [{name: 'X-Request-Id', value: 'r'}, {name: 'x'}, {value: 'y'}, null, {name: 5, value: 'z'}]
    const har = entry(429, `${CHAT}?key=1#here`, {startedDateTime: '2026-11-21T12:00:00.000Z'})
    const request = {...har.request, postData: {text: '{"model":"kimi-k3"}'}}
    expect(choose({...har, request, response: {status: 429, statusText: 'Too Many', headers, content}})).toEqual({
      status: 429,
      headers: [['X-Request-Id', 'r']],
      body: '{}',
      request: `POST ${CHAT}`,
      model: 'kimi-k3',
      at: Date.parse('2026-11-21T12:00:00Z'),
      failure: null,
      entry: 1,
      url: `${CHAT}?key=1#here`,
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
      entry: 1,
      url: CHAT,
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
