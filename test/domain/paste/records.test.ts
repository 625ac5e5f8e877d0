import {describe, expect, test} from '@jest/globals'
import {NO_ANSWER, type FoundAnswer} from '../../../src/lib/domain/paste/found-answer.js'
import {answersInLines} from '../../../src/lib/domain/paste/records.js'

type Told = Partial<FoundAnswer>
const NOW = Date.parse('2026-11-21T12:00:00Z')
const TEN = Date.parse('2026-11-21T10:00:00Z')
const SLOW = '{"error":{"message":"slow"}}'

/** Every answer of the lines, as far as it differs from one of which nothing is known. */
const read = (lines: readonly string[], firstNo?: number): Told[] =>
  answersInLines(lines, NOW, firstNo).map(answer =>
    Object.fromEntries(
      Object.entries(answer).filter(
        ([name, value]) => JSON.stringify(value) !== JSON.stringify(NO_ANSWER[name as keyof FoundAnswer]),
      ),
    ),
  )
const http = (status: number, more: Told = {}): Told => ({kind: 'http', status, statusBy: 'line', ...more})
const words = (status: number, more: Told = {}): Told => ({status, statusBy: 'words', ...more})
const access = (status: number, more: Told = {}): Told => ({kind: 'log', ...words(status), ...more})

describe('a dump', () => {
  test.each<[lines: string[], answers: Told[]]>([
    [['HTTP/2 429', 'x-request-id: r', '', SLOW], [http(429, {headers: [['x-request-id', 'r']], body: SLOW})]],
    [
      ['* connected', '> POST /v1/x HTTP/2', '> Host: api.fireworks.ai', '< HTTP/2 429', '<', SLOW, '* HTTP 503'],
      [http(429, {body: `${SLOW}`, whose: 'fireworks', host: 'api.fireworks.ai', request: 'POST /v1/x', place: 4})],
    ],
    [
      ['> GET / HTTP/2', '< HTTP/2 429', 'x: fireworks.ai'],
      [http(429, {request: 'GET /', headers: [['x', 'fireworks.ai']], whose: 'fireworks', place: 2})],
    ],
    [['HTTP/2 429', '', 'at sentry.io'], [http(429, {body: 'at sentry.io', whose: 'other'})]],
    [['HTTP/1.1 100 Continue', '', 'HTTP/2 429'], [http(429, {place: 3})]],
    [['HTTP/1.1 302 Found', '', 'HTTP/2 200'], [http(200, {place: 3})]],
    [
      ['HTTP/1.1 302 Found', '', 'x', 'HTTP/2 429'],
      [http(302, {body: 'x'}), http(429, {place: 4})],
    ],
    [
      ['HTTP/2 200', '', '{"a":1}', 'HTTP/2 429'],
      [http(200, {body: '{"a":1}'}), http(429, {place: 4})],
    ],
    [
      ['HTTP/2 429', '', 'HTTP/2 503'],
      [http(429), http(503, {place: 3})],
    ],
    [['HTTP/2 302'], [http(302)]],
    [
      ['HTTP/2 400', '', 'HTTP/2 503'],
      [http(400), http(503, {place: 3})],
    ],
    [
      ['* HTTP 500', '} HTTP 500', '{ [HTTP 500 bytes data]', 'HTTP 501 >', '< HTTP/2 429', '*'],
      [words(501, {place: 4}), http(429, {place: 5})],
    ],
    [['HTTP/1.1 100 Continue'], []],
    [
      ['HTTP 503 before', 'HTTP/2 429', '', 'x', '$ echo HTTP 500'],
      [words(503), http(429, {body: 'x', place: 2}), words(500, {place: 5})],
    ],
    [['HTTP/2 429', 'Content-Encoding: gzip', '', '\ufffdx'], [http(429, {headers: [['Content-Encoding', 'gzip']]})]],
    [
      ['HTTP/2 429', 'content-encoding: gzip', '', 'x'],
      [http(429, {headers: [['content-encoding', 'gzip']], body: 'x'})],
    ],
    [
      ['HTTP/2 429', 'x-content-encoding: br', '', '\ufffdx'],
      [http(429, {headers: [['x-content-encoding', 'br']], body: '\ufffdx'})],
    ],
    [
      ['HTTP/2 429', 'content-encoding: none', '', '\ufffdx'],
      [http(429, {headers: [['content-encoding', 'none']], body: '\ufffdx'})],
    ],
    [['HTTP/2 429', '', SLOW, '{"model":"kimi-k3"}'], [http(429, {body: SLOW, model: 'kimi-k3'})]],
  ])('%j', (lines, answers) => {
    expect(read(lines)).toEqual(answers)
  })

  test('has the time of its date, else of its line', () => {
    expect(read(['HTTP/2 429', 'date: Sat, 21 Nov 2026 10:00:00 GMT'])).toMatchObject([{at: TEN}])
    expect(read(['2026-11-21T10:00:00Z INFO', 'HTTP/2 429', '', 'x'])).toMatchObject([{at: TEN, place: 2}])
  })
})

describe('a line of an access log', () => {
  test.each<[line: string, answer: Told]>([
    [
      '1.2.3.4 - - [21/Nov/2026:10:00:00 +0000] "POST /v1/x?y HTTP/1.1" 429 12 "-"',
      access(429, {request: 'POST /v1/x', at: TEN}),
    ],
    [
      '[2026-11-21T10:00:00.000Z] "POST /inference/v1/x HTTP/2" 503 UF,URX 1',
      access(503, {request: 'POST /inference/v1/x', whose: 'fireworks', at: TEN}),
    ],
    [
      'INFO httpx HTTP Request: POST https://api.fireworks.ai/x?y "HTTP/1.1 429 Too Many Requests"',
      access(429, {request: 'POST https://api.fireworks.ai/x', whose: 'fireworks', host: 'api.fireworks.ai'}),
    ],
  ])('%s', (line, answer) => {
    expect(read([line])).toEqual([answer])
  })

  test('tells whose it is however often it comes', () => {
    const lines = [0, 1, 2].map(
      at => `1.2.3.4 - - [21/Nov/2026:10:00:00 +0000] "POST /inference/v1/x HTTP/1.1" 429 ${at}`,
    )
    expect(read(lines).map(({whose, place}) => [whose, place])).toEqual([['fireworks', undefined], ['fireworks', 2], ['fireworks', 3]]) // oxfmt-ignore
  })

  test('inside an object is a text of it', () => {
    const line = '1.2.3.4 - - [21/Nov/2026:10:00:00 +0000] \\"POST /v1/x HTTP/1.1\\" 429 12'
    expect(read([`{"a":"${line}"}`])).toEqual([words(429, {at: TEN})])
  })
})

describe('records', () => {
  test.each<[lines: string[], answers: Told[]]>([
    [
      ['INFO HTTP 429', '  more', 'INFO HTTP 503'],
      [words(429), words(503, {place: 3})],
    ],
    [['INFO it failed:', '  HTTP 429', `  ${SLOW}`], [words(429, {kind: 'body', body: SLOW, place: 2})]],
    [
      ['2026-11-21T10:00:00Z x', '  HTTP 429', '10:00:00 y', '  HTTP 503'],
      [words(429, {at: TEN, place: 2}), words(503, {place: 4})],
    ],
    [
      ['2026-11-21T10:00:00Z stdout F status 429 a', '2026-11-21T10:00:00Z stdout F status 429 b'],
      [words(429, {at: TEN}), words(429, {at: TEN, place: 2})],
    ],
    [
      [
        '2026-11-21T10:00:00Z stdout F HTTP/2 429',
        '2026-11-21T10:00:00Z stdout F ',
        `2026-11-21T10:00:00Z stdout F ${SLOW}`,
      ],
      [http(429, {body: SLOW, at: TEN})],
    ],
    [
      ['2026-11-21T10:00:00Z stdout F HTTP/2 429', '2026-11-21T10:00:00Z stdout F HTTP/2 503'],
      [http(429, {at: TEN}), http(503, {at: TEN, place: 2})],
    ],
    [
      ['HTTP/2 429', '', '{"error":{"message":"slow","code":429}}'].map(
        line => `2026-11-21T10:00:00Z stdout F ${line}`,
      ),
      [http(429, {body: '{"error":{"message":"slow","code":429}}', at: TEN})],
    ],
    [
      ['HTTP/1.1   302 Found', '', 'HTTP/2 200'].map(line => `2026-11-21T10:00:00Z stdout F ${line}`),
      [http(200, {at: TEN, place: 3})],
    ],
    [
      ['status 429 a', 'b', 'status 503 c'].map(line => `2026-11-21T10:00:00Z stdout F ${line}`),
      [words(429, {at: TEN}), words(503, {at: TEN, place: 3})],
    ],
    [['HTTP/2 429', '', '{"a":', '{"b":1}}'], [http(429, {body: '{"a":\n{"b":1}}'})]],
  ])('%j', (lines, answers) => {
    expect(read(lines)).toEqual(answers)
  })

  test('are counted from the first line on, and have 4,000 lines at most', () => {
    expect(read(['INFO HTTP 429', 'INFO HTTP 503'], 7).map(({place}) => place)).toEqual([7, 8])
    const after = (lines: number) =>
      read(['2026-11-21T10:00:00Z INFO a', ...Array.from({length: lines - 1}, () => ''), 'HTTP 503'])[0]!.at
    expect([after(3999), after(4000)]).toEqual([TEN, undefined])
  })
})
