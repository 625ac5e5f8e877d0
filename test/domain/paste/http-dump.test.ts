import {describe, expect, test} from '@jest/globals'
import {dateOf, dumpedAnswers, parseHeaderFile, parseHttpDump} from '../../../src/lib/domain/paste/http-dump.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const lines = (...all: string[]) => all.join('\n')
const dump = (...all: string[]) => parseHttpDump(lines(...all))

const HEADERS = [
  ['content-type', 'text/plain'],
  ['x-request-id', 'r-1'],
]
const ANSWER = ['HTTP/2 429', 'content-type: text/plain', 'x-request-id: r-1', '', 'slow', 'down']
const READ = {status: 429, headers: HEADERS, body: 'slow\ndown', request: null, host: null, answers: 1}

describe('an answer', () => {
  test.each([
    ['\n', 'LF'],
    ['\r\n', 'CRLF'],
    ['\r', 'CR'],
    [' \n', 'spaces at the end of its lines'],
  ])('with %j between its lines (%s)', end => {
    expect(parseHttpDump(ANSWER.join(end))).toEqual(READ)
  })

  test.each([
    ['HTTP/1.1 200 OK', 200],
    ['HTTP/1.0 404 Not Found', 404],
    ['HTTP/2 429', 429],
    ['HTTP/3  503   Service  Unavailable', 503],
    ['HTTP/2 100', 100],
    ['HTTP/2 999 ', 999],
  ])('begins with %j', (line, status) => {
    expect(dump(line)).toEqual({status, headers: [], body: '', request: null, host: null, answers: 1})
  })

  test.each([
    '',
    'HTTP/2',
    'HTTP/2 42',
    'HTTP/2 4290',
    'HTTP/2 099',
    'HTTP/2 429x',
    'HTTP/12 429',
    'HTTP/1.12 429',
    'http/2 429',
    'HTTP 429',
    'HTTP/2: 429',
    'answer: HTTP/2 429',
    'GET / HTTP/1.1 200',
  ])('does not begin with %j', line => {
    expect(dump(line)).toBeNull()
  })

  test('of several the last one counts', () => {
    const first = ['HTTP/1.1 100 Continue', '', 'HTTP/1.1 308', 'location: /x', 'x-request-id: not-this', '']
    expect(dump(...first, ...ANSWER)).toEqual({...READ, answers: 3})
  })

  test('may have lines before it', () => {
    expect(dump('$ curl -i https://x.test', ...ANSWER)).toEqual(READ)
  })

  test('ends its headers at the first blank line; what is around its body goes', () => {
    expect(dump('HTTP/2 400', 'a: b', '', '', '  c: d', '', 'e', '', ' ')).toMatchObject({
      headers: [['a', 'b']],
      body: 'c: d\n\ne',
    })
  })

  test('that lost its blank line has a body from what is no header on', () => {
    expect(dump('HTTP/2 400', 'a: b', '{"error": "x"}', 'c: d')).toMatchObject({
      headers: [['a', 'b']],
      body: '{"error": "x"}\nc: d',
    })
    expect(dump('HTTP/2 400', ' folded')).toMatchObject({headers: [], body: 'folded'})
  })
})

describe('a header line', () => {
  test.each([
    ['a:b', ['a', 'b']],
    ['a : b', ['a', 'b']],
    ['a:   b  c  ', ['a', 'b  c']],
    ['a:', ['a', '']],
    ['X-Request_Id.1!: b:c', ['X-Request_Id.1!', 'b:c']],
    [':status: 429', ['status', '429']],
    [`${'a'.repeat(200)}: b`, ['a'.repeat(200), 'b']],
  ])('%j', (line, header) => {
    expect(dump('HTTP/2 400', line)!.headers).toEqual([header])
  })

  test.each(['a', 'a b: c', '::a: b', ': b', '{"a": 1}', 'é: b', `${'a'.repeat(201)}: b`])('is not %j', line => {
    expect(dump('HTTP/2 400', line)).toMatchObject({headers: [], body: line})
  })

  test('may go on in the next, which begins with white space', () => {
    expect(dump('HTTP/2 400', 'a: b', '   c', '\td ', 'e: f')!.headers).toEqual([
      ['a', 'b c d'],
      ['e', 'f'],
    ])
  })
})

describe('what a program or a chat put around an answer goes:', () => {
  test('what `curl -v` prints', () => {
    const verbose = [
      '*   Trying 192.0.2.7:443...',
      '*',
      '> CONNECT proxy.test:443 HTTP/1.1',
      '> POST /inference/v1/chat/completions?key=1 HTTP/2',
      '> Host: api.fireworks.ai',
      '> ',
      '>',
      '} [120 bytes data]',
      '< HTTP/2 429 ',
      '< content-type: text/plain',
      '< x-request-id: r-1',
      '< ',
      '{ [98 bytes data]',
      '* Connection #0 to host api.fireworks.ai left intact',
      'slow',
      'down',
    ]
    const bare = verbose.filter(line => !/^> (?:POST|CONNECT)/.test(line))
    expect(dump(...bare)).toEqual(READ)
    expect(dump(...bare.slice(0, 3), verbose[3]!, ...bare.slice(3))).toEqual({
      ...READ,
      host: 'api.fireworks.ai',
      request: 'POST /inference/v1/chat/completions',
    })
  })

  test.each([
    ['> GET /v1/accounts HTTP/1.1', 'GET /v1/accounts'],
    ['> GET /v1?a?b HTTP/1.1', 'GET /v1'],
    ['> get /v1 HTTP/1.1', null],
    ['> GET /v1', null],
    ['> GE /v1 HTTP/1.1', null],
    ['> x GET /v1 HTTP/1.1', null],
    ['> GET /v1 HTTP/1.1 x', null],
    ['GET /v1 HTTP/1.1', null],
  ])('the request of %j is %j', (line, request) => {
    expect(dump(line, '< HTTP/2 429')!.request).toBe(request)
  })

  test('and a body that looks like it stays', () => {
    const body = ['>quoted', '*starred', '{ [98 bytes data] }', 'x } [1 bytes data]', 'x < y', '<html>']
    expect(dump('< HTTP/2 429', '<', ...body)!.body).toBe(lines(...body))
    expect(dump('< HTTP/2 429', '<', '{ [x bytes data]', '{ [1 bytes data]')!.body).toBe('{ [x bytes data]')
    expect(dump('HTTP/2 429', '', '> a', '* b')!.body).toBe('> a\n* b')
  })

  test.each([
    ['code fences', ['```http', ...ANSWER, '```']],
    ['indented fences', ['  ~~~', ...ANSWER, '  ~~~']],
    ['quotation marks', ANSWER.map(line => `> ${line}`)],
    ['quotation marks without spaces', ANSWER.map(line => `>${line}`)],
    ['quotation marks, but not on blank lines', ANSWER.map(line => (line === '' ? '' : `> ${line}`))],
    ['four spaces', ANSWER.map(line => `    ${line}`)],
    ['a tab', ANSWER.map(line => `\t${line}`)],
    ['spaces, some more', ['at first', ...ANSWER.map(line => `  ${line}`)]],
    [
      'spaces around what `curl -v` prints',
      ['  < HTTP/2 429', ...ANSWER.slice(1, 4).map(line => `  < ${line}`), '  slow', '  down'],
    ],
  ])('%s', (_, all) => {
    expect(dump(...all)).toEqual(READ)
  })

  test('but nothing that only some lines have', () => {
    expect(dump('> HTTP/2 429', 'x')).toBeNull()
    expect(dump('> a', '> b')).toBeNull()
    expect(dump('  HTTP/2 429', '', 'slow', '   down')).toMatchObject({body: 'slow\n down'})
    expect(dump('HTTP/2 429', 'a: b', '', 'see ``` here')).toMatchObject({body: 'see ``` here'})
  })
})

describe('a body ends', () => {
  test.each([
    '$ ls',
    '% ls',
    '❯ ls',
    '➜ ~',
    'PS C:\\Users\\ada> ls',
    '# curl -i https://x.test',
    '# fireq status',
    '# firectl get',
    '# http x.test',
    '# https x.test',
    '# wget x',
    'curl: (28) timed out',
    'ada@host:~$ ls',
    'a_b-c@h-1.test ~ # ls',
    '2026-11-21T10:00 x',
    '2026/11/21 10:00 x',
    'POST /v1/x HTTP/1.1',
  ])('where %j follows it', line => {
    expect(dump(...ANSWER, line, 'more')!.body).toBe('slow\ndown')
  })

  test.each([
    '$',
    'x $ ls',
    '$ls',
    'PS x> ls',
    'x PS C:\\> ls',
    '# title',
    'x # curl',
    '# curly',
    'curl: (x)',
    'x curl: (2)',
    'Ada@host:~$ ls',
    'x ada@host:~$ ls',
    'ada@host',
    'ada@ho_st/x$ ls',
    'x 2026-11-21T10:00',
    '2026-11-21',
    'POST /v1/x',
  ])('not at %j', line => {
    expect(dump(...ANSWER, line, 'more')!.body).toBe(`slow\ndown\n${line}\nmore`)
  })
})

describe('of several answers', () => {
  const requests = (...all: string[]) => dumpedAnswers(all).map(({request}) => request)

  test('each has the request before it', () => {
    expect(requests('> GET /a HTTP/2', '< HTTP/2 302', '> GET /b HTTP/2', '< HTTP/2 429')).toEqual(['GET /a', 'GET /b'])
    expect(requests('GET /a?x HTTP/1.1', '', 'HTTP/2 302', '', 'GET /b HTTP/1.1', '', 'HTTP/2 429')).toEqual([
      'GET /a',
      'GET /b',
    ])
    expect(requests('HTTP/2 429', '', 'GET /b HTTP/1.1')).toEqual([null])
  })

  test('each has its lines', () => {
    const all = ['x', 'HTTP/2 302', 'a: b', '', 'HTTP/2 429', '', 'slow', '$ ls', 'x']
    expect(dumpedAnswers(all).map(({from, to}) => [from, to])).toEqual([[1, 4], [4, 7]]) // oxfmt-ignore
    expect(dumpedAnswers(['HTTP/2 429', '', 'x']).map(({from, to}) => [from, to])).toEqual([[0, 3]])
  })
})

test('an answer has two thousand headers at most, each of some four thousand characters', () => {
  const many = Array.from({length: 2001}, (_, at) => `h${at}: x`)
  expect(dump('HTTP/2 429', ...many)!.headers).toHaveLength(2000)
  expect(dump('HTTP/2 429', `a: ${'x'.repeat(4001)}`)!.headers[0]![1]).toHaveLength(4000)
  const folded = (length: number) => dump('HTTP/2 429', `a: ${'x'.repeat(length)}`, ' y')!
  expect([folded(3999).headers[0]![1].length, folded(4000).body]).toEqual([4001, 'y'])
})

describe('a file of headers', () => {
  test('may begin with a status line', () => {
    expect(parseHeaderFile('HTTP/2 429\na: b\n')).toMatchObject({status: 429, headers: [['a', 'b']]})
  })

  test('needs none', () => {
    expect(parseHeaderFile('a: b\r\nc: d\r\n')).toEqual({
      status: null,
      headers: [
        ['a', 'b'],
        ['c', 'd'],
      ],
    })
    expect(parseHeaderFile('')).toEqual({status: null, headers: []})
    expect(parseHeaderFile('```\n  a: b\n')).toEqual({status: null, headers: []})
  })
})

test.each<[[string, string][], number | null]>([
  [[['Date', ' Sat, 21 Nov 2026 12:00:00 GMT ']], NOW],
  [
    [
      ['x', 'y'],
      ['date', 'Sat, 21 Nov 2026 12:00:00 GMT'],
      ['date', 'Sat, 21 Nov 2026 13:00:00 GMT'],
    ],
    NOW,
  ],
  [[['date', 'today']], null],
  [[['x-date', 'Sat, 21 Nov 2026 12:00:00 GMT']], null],
  [[], null],
])('the date of %j is %j', (headers, at) => {
  expect(dateOf(headers, NOW)).toBe(at)
})
