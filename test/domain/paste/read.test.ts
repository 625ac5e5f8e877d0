import {describe, expect, test} from '@jest/globals'
import {readPasted, readPastedParts, type PastedParts} from '../../../src/lib/domain/paste/read.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const DATE = 'Sat, 21 Nov 2026 10:00:00 GMT'
const ERROR = '{"error":{"message":"slow down"}}'
const NOTHING = {status: null, headers: [], body: '', model: null, unanswered: null, at: null, notes: []}
const read = (...lines: string[]) => readPasted(lines.join('\n'), NOW)
const parts = (given: Partial<PastedParts>) => readPastedParts({status: null, headers: null, body: null, ...given}, NOW)

describe('what a paste is taken for', () => {
  test.each(['', ' \n\t', '\uFEFF', '\u001b[1m\u001b[0m\n'])('nothing: %j', text => {
    expect(readPasted(text, NOW)).toEqual({...NOTHING, form: 'empty', read: 'nothing: the input is empty'})
  })

  test('an HTTP answer', () => {
    expect(read('HTTP/2 429', `date: ${DATE}`, '', ERROR)).toEqual({
      ...NOTHING,
      form: 'http',
      status: 429,
      headers: [['date', DATE]],
      body: ERROR,
      at: Date.parse('2026-11-21T10:00:00Z'),
      read: 'an HTTP answer',
    })
  })

  test('an HTTP answer with its request, one of several', () => {
    const text = ['> POST /v1/x HTTP/2', '< HTTP/1.1 100 Continue', '<', '< HTTP/2 429', '<', '{"model":"kimi-k2p6"}']
    expect(read(...text)).toMatchObject({
      model: 'kimi-k2p6',
      at: null,
      read: 'an HTTP answer to POST /v1/x, the last of 2 answers',
    })
  })

  test('a body', () => {
    const found = {...NOTHING, form: 'body', body: ERROR, read: 'a body without status and headers'}
    expect(read(ERROR)).toEqual(found)
    expect(read(`\uFEFF \n${ERROR}`)).toMatchObject({form: 'body', body: ERROR})
  })

  test('a body that tells of no error stays as it came', () => {
    expect(read('{ "choices":', '  [] }')).toEqual({
      ...NOTHING,
      form: 'body',
      body: '{ "choices":\n  [] }',
      read: 'a body without status and headers',
    })
    expect(read('"a JSON text"')).toMatchObject({form: 'body', body: '"a JSON text"'})
    expect(read('[{"a":1}]')).toMatchObject({form: 'body', body: '[{"a":1}]'})
  })

  test('text', () => {
    expect(read('lorem', '  ipsum')).toEqual({
      ...NOTHING,
      form: 'log',
      body: 'lorem ipsum',
      read: 'text without an HTTP status line',
    })
  })

  test.each(['429', 'true', 'null', '{"error":', '\u001b[31mtext\u001b[0m'])('text, not a body: %j', text => {
    expect(readPasted(text, NOW).form).toBe('log')
  })

  test('a log, of which the last error counts', () => {
    expect(read('HTTP 500', 'at accounts/fireworks/models/kimi-k2p6', 'HTTP 429 slow down')).toEqual({
      ...NOTHING,
      form: 'log',
      status: 429,
      body: 'HTTP 429 slow down',
      model: 'accounts/fireworks/models/kimi-k2p6',
      read: 'text without an HTTP status line, the last of 2 errors in it',
    })
    expect(read('ECONNRESET')).toMatchObject({unanswered: {code: 'network', detail: 'ECONNRESET'}})
  })

  test('anything, also in colour and behind a byte order mark', () => {
    expect(read('\uFEFFHTTP/2 429', '\u001b[1mx-request-id\u001b[0m: r', '', 'x')).toMatchObject({
      form: 'http',
      headers: [['x-request-id', 'r']],
    })
    expect(read('a\uFEFFb').body).toBe('a b')
  })
})

describe('a HAR file', () => {
  const har = (response: object, url = 'https://api.fireworks.ai/v1', more: object = {}) =>
    readPasted(JSON.stringify({log: {entries: [{request: {method: 'POST', url, ...more}, response}]}}), NOW)

  test('with an answer', () => {
    const postData = {text: '{"model":"kimi-k2p6"}'}
    const response = {status: 429, headers: [{name: 'a', value: 'b'}], content: {text: ERROR}}
    expect(har(response, undefined, {postData})).toEqual({
      ...NOTHING,
      form: 'har',
      status: 429,
      headers: [['a', 'b']],
      body: ERROR,
      model: 'kimi-k2p6',
      read: 'a HAR file: entry 1 of 1, the last one of Fireworks that failed (POST https://api.fireworks.ai/v1)',
    })
  })

  test.each([
    ['net::ERR_CONNECTION_REFUSED', 'network'],
    ['net::ERR_TIMED_OUT', 'timeout'],
    ['net::ERR_CONNECTION_TIMEDOUT', 'timeout'],
    ['Timeout', 'timeout'],
    ['time out', 'timeout'],
    ['timed-out', 'timeout'],
    ['out of time', 'network'],
  ])('without one: %s is %s', (detail, code) => {
    const found = har({status: 0, _error: detail, content: {text: ERROR}})
    expect(found).toMatchObject({form: 'har', status: null, body: '', unanswered: {code, detail}})
  })

  test('of another server', () => {
    expect(har({status: 200}).notes).toEqual([])
    expect(har({status: 200}, 'https://x.test/')).toMatchObject({
      notes: ['no request of the HAR file goes to Fireworks, so another one was taken'],
    })
  })

  test('without a request', () => {
    expect(read('{"log":{"entries":[]}}')).toEqual({
      ...NOTHING,
      form: 'har',
      read: 'a HAR file without a request that can be read',
    })
  })
})

describe('parts given one by one', () => {
  test('all of them', () => {
    expect(parts({status: 429, headers: `date: ${DATE}\n\u001b[1mx\u001b[0m: y`, body: ERROR})).toEqual({
      ...NOTHING,
      form: 'parts',
      status: 429,
      headers: [
        ['date', DATE],
        ['x', 'y'],
      ],
      body: ERROR,
      at: Date.parse('2026-11-21T10:00:00Z'),
      read: 'a status, headers, a body, as given',
    })
  })

  test.each<[Partial<PastedParts>, number | null, string]>([
    [{status: 429}, 429, 'a status, as given'],
    [{headers: 'a: b'}, null, 'headers, as given'],
    [{headers: ''}, null, 'headers, as given'],
    [{headers: 'HTTP/2 503\na: b'}, 503, 'a status, headers, as given'],
    [{status: 429, headers: 'HTTP/2 503'}, 429, 'a status, headers, as given'],
    [{status: 429, body: ''}, 429, 'a status, a body, as given'],
    [{body: ''}, null, 'a body, as given'],
    [{body: ERROR}, null, 'a body, as given'],
    [{body: 'HTTP 401'}, 401, 'a body, as given'],
    [{headers: 'a: b', body: 'HTTP 401'}, 401, 'headers, a body, as given'],
    [{status: 429, body: 'HTTP 401'}, 429, 'a status, a body, as given'],
  ])('%j: status %j, %s', (given, status, words) => {
    expect(parts(given)).toMatchObject({form: 'parts', status, read: words, notes: []})
  })

  test('a body without a status is read as text or JSON', () => {
    expect(parts({headers: `date: ${DATE}`, body: 'one\nECONNRESET\ntwo'})).toMatchObject({
      body: 'ECONNRESET',
      unanswered: {code: 'network', detail: 'ECONNRESET'},
      headers: [['date', DATE]],
      at: Date.parse('2026-11-21T10:00:00Z'),
    })
    expect(parts({body: '{"a":\n 1}'}).body).toBe('{"a":\n 1}')
    expect(parts({body: 'one\n  two'}).body).toBe('one two')
  })

  test('a body with a status names its model and loses what is around it', () => {
    expect(parts({status: 404, body: `\u0007 body: {"error":"x","model":"m"}`})).toMatchObject({
      body: '{"error":"x","model":"m"}',
      model: 'm',
    })
  })
})

describe('the body of an answer', () => {
  test.each<[number, string, string]>([
    [429, `upstream said ${ERROR} (end)`, ERROR],
    [400, `said ${ERROR}`, ERROR],
    [399, `said ${ERROR}`, `said ${ERROR}`],
    [200, `said ${ERROR}`, `said ${ERROR}`],
    [429, 'slow down', 'slow down'],
    [429, `[${ERROR}]`, `[${ERROR}]`],
    [429, `{"a":1,"b":${ERROR}}`, `{"a":1,"b":${ERROR}}`],
    [502, `<html>${ERROR}</html>`, `<html>${ERROR}</html>`],
    [502, `see <html>${ERROR}</html>`, ERROR],
  ])('of status %i, %j is %j', (status, text, body) => {
    expect(read(`HTTP/2 ${status}`, '', text).body).toBe(body)
    expect(parts({status, body: text}).body).toBe(body)
  })

  test('that begins with spaces may be a page too', () => {
    expect(parts({status: 502, body: ` \n<p>${ERROR}`}).body).toBe(` \n<p>${ERROR}`)
  })
})

describe('the model that a text names', () => {
  test.each<[string, string | null]>([
    ['{"model":"kimi-k2p6"}', 'kimi-k2p6'],
    ['{"model"  :\n "a/b#c"}', 'a/b#c'],
    ['{"model":    "kimi"}', null],
    ['{"model":""}', null],
    ['{"model":"a b"}', null],
    ['{"model":"a\\"b"}', null],
    [`{"model":"${'x'.repeat(300)}"}`, 'x'.repeat(300)],
    [`{"model":"${'x'.repeat(301)}"}`, null],
    ['no accounts/fireworks/models/kimi-k2p6, sorry', 'accounts/fireworks/models/kimi-k2p6'],
    ['accounts/a.b-c/routers/m@v1.2', 'accounts/a.b-c/routers/m@v1.2'],
    ['accounts/a/deployedModels/x', 'accounts/a/deployedModels/x'],
    ['accounts/a/models/m#accounts/a/deployments/d end', 'accounts/a/models/m#accounts/a/deployments/d'],
    ['accounts/a/deployments/x', null],
    ['accounts/a/quotas/x', null],
    ['myaccounts/a/models/x', null],
    ['accounts//models/x', null],
    ['accounts/a/models/', null],
    ['accounts/a/models/x and "model": "y"', 'y'],
    [`${' '.repeat(99_986)}"model":"kimi"`, 'kimi'],
    [`${' '.repeat(99_987)}"model":"kimi"`, null],
    ['nothing', null],
  ])('%j: %j', (text, model) => {
    expect(parts({status: 404, body: text}).model).toBe(model)
  })
})
