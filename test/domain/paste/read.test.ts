import {describe, expect, test} from '@jest/globals'
import {answersInDocument, readPasted, readPastedParts, type PastedParts} from '../../../src/lib/domain/paste/read.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const DATE = 'Sat, 21 Nov 2026 10:00:00 GMT'
const ERROR = '{"error":{"message":"slow down"}}'
const read = (...lines: string[]) => readPasted(lines.join('\n'), NOW)
const parts = (given: Partial<PastedParts>) => readPastedParts({status: null, headers: null, body: null, ...given}, NOW)

describe('what a paste is taken for', () => {
  test.each(['', ' \n\t', '\uFEFF', '\u001b[1m\u001b[0m\n'])('nothing: %j', text => {
    expect(readPasted(text, NOW)).toMatchObject({form: 'empty', answers: []})
  })

  test('an HTTP answer', () => {
    const {form, answers} = read('HTTP/2 429', `date: ${DATE}`, '', ERROR)
    expect(form).toBe('http')
    expect(answers).toMatchObject([
      {
        kind: 'http',
        status: 429,
        statusBy: 'line',
        headers: [['date', DATE]],
        body: ERROR,
        at: Date.parse('2026-11-21T10:00:00Z'),
      },
    ])
  })

  test('an HTTP answer with its request, what led to it left out', () => {
    const text = ['> POST /v1/x HTTP/2', '< HTTP/1.1 100 Continue', '<', '< HTTP/2 429', '<', '{"model":"kimi-k3"}']
    expect(read(...text).answers).toMatchObject([{status: 429, model: 'kimi-k3', request: 'POST /v1/x'}])
  })

  test('a body', () => {
    expect(read(ERROR)).toMatchObject({form: 'body', answers: [{kind: 'body', status: null, body: ERROR}]})
    expect(readPasted(`\uFEFF \n${ERROR}`, NOW)).toMatchObject({form: 'body', answers: [{body: ERROR}]})
  })

  test.each(['lorem\n  ipsum', '{ "choices":\n  [] }', '"a JSON text"', '[{"a":1}]', '429', 'true', '{"error":'])(
    'a text without an answer: %j',
    text => {
      expect(readPasted(text, NOW).answers).toEqual([])
    },
  )

  test('a log, every answer of it with its line', () => {
    const found = read('HTTP 500', 'at accounts/fireworks/models/kimi-k3', 'HTTP 429 slow down')
    expect(found.form).toBe('log')
    expect(found.answers.map(({status, place}) => [status, place])).toEqual([
      [500, 1],
      [429, 3],
    ])
    expect(read('ECONNRESET').answers).toMatchObject([{unanswered: {code: 'network', detail: 'ECONNRESET'}}])
  })
})

test('a log in a quotation of a mail is read without what stands before its lines', () => {
  const log = ['HTTP/2 200', 'x-ratelimit-over-limit: yes', '', '{"choices":[]}']
  const quoted = log.map((line, at) => `> 2026-11-21T10:00:00.00000000${at}Z stderr F ${line}`)
  const {answers} = read('Thanks.', '', 'On Sat, Nov 21, 2026 Ada wrote:', ...quoted, '', '-- ', 'Bob')
  expect(answers).toMatchObject([
    {
      status: 200,
      headers: [['x-ratelimit-over-limit', 'yes']],
      body: expect.stringMatching(/^\{"choices":\[\]\}/),
      at: Date.parse('2026-11-21T10:00:00Z'),
      place: 4,
    },
  ])
})

describe('a HAR file', () => {
  const har = (response: object, url = 'https://api.fireworks.ai/v1', more: object = {}) =>
    readPasted(JSON.stringify({log: {entries: [{request: {method: 'POST', url, ...more}, response}]}}), NOW)

  test('with an answer', () => {
    const postData = {text: '{"model":"kimi-k3"}'}
    const response = {status: 429, headers: [{name: 'a', value: 'b'}], content: {text: ERROR}}
    expect(har(response, undefined, {postData})).toMatchObject({
      form: 'har',
      answers: [
        {
          status: 429,
          headers: [['a', 'b']],
          body: ERROR,
          model: 'kimi-k3',
          whose: 'fireworks',
          request: 'POST https://api.fireworks.ai/v1',
        },
      ],
    })
  })

  test.each([
    ['net::ERR_CONNECTION_REFUSED', 'network'],
    ['net::ERR_TIMED_OUT', 'timeout'],
    ['Timeout', 'timeout'],
    ['out of time', 'network'],
  ])('without one: %s is %s', (detail, code) => {
    expect(har({status: 0, _error: detail, content: {text: ERROR}}).answers).toMatchObject([
      {status: null, body: '', unanswered: {code, detail}},
    ])
  })

  test('of another server says so', () => {
    expect(har({status: 200}).notes).toEqual([])
    expect(har({status: 200}, 'https://x.test/').notes).toEqual([
      'no request of the HAR file goes to Fireworks, so another one was taken',
    ])
  })

  test('without a request holds no answer', () => {
    expect(read('{"log":{"entries":[]}}')).toMatchObject({form: 'har', answers: []})
  })
})

describe('whose an address is', () => {
  const whose = (url: string) =>
    readPasted(JSON.stringify({log: {entries: [{request: {url}, response: {status: 200}}]}}), NOW).answers[0]!.whose

  test.each([
    ['https://api.fireworks.ai/v1', 'fireworks'],
    ['http://API.FIREWORKS.AI:8080/x', 'fireworks'],
    ['https://notfireworks.ai/', 'unknown'],
    ['https://fireworks.ai.evil.test/', 'unknown'],
    ['https://evil.test/fireworks.ai', 'unknown'],
    ['https://gateway.test/llm/inference/v1/models', 'fireworks'],
    ['https://gateway.test/v1/accounts/acme', 'fireworks'],
    ['https://gateway.test/v1/accountsx', 'unknown'],
    ['https://gateway.test/?next=/v1/accounts', 'unknown'],
    ['https://evil.test/?x=.fireworks.ai', 'unknown'],
    ['https://api.smith.langchain.com/runs', 'other'],
    ['https://o1.ingest.sentry.io/api/1/envelope/', 'other'],
  ])('%s: %s', (url, is) => {
    expect(whose(url)).toBe(is)
  })
})

describe('parts given one by one', () => {
  test('all of them', () => {
    expect(parts({status: 429, headers: `date: ${DATE}\n\u001b[1mx\u001b[0m: y`, body: ERROR})).toMatchObject({
      form: 'parts',
      given: 'a status, headers, a body',
      answers: [
        {
          status: 429,
          headers: [
            ['date', DATE],
            ['x', 'y'],
          ],
          body: ERROR,
          at: Date.parse('2026-11-21T10:00:00Z'),
        },
      ],
    })
  })

  test.each<[Partial<PastedParts>, number | null, string]>([
    [{status: 429}, 429, 'a status'],
    [{headers: 'a: b'}, null, 'headers'],
    [{headers: 'HTTP/2 503\na: b'}, 503, 'a status, headers'],
    [{status: 429, headers: 'HTTP/2 503'}, 429, 'a status, headers'],
    [{body: ERROR}, null, 'a body'],
    [{body: 'HTTP 401'}, 401, 'a body'],
    [{status: 429, body: 'HTTP 401'}, 429, 'a status, a body'],
  ])('%j: status %j, %s', (given, status, words) => {
    const found = parts(given)
    expect([found.answers[0]!.status, found.given]).toEqual([status, words])
  })
})

describe('what a reader should know of a paste', () => {
  const compressed = (...lines: string[]) => read('HTTP/2 429', ...lines, '', '\ufffdx').notes
  const NOTE = 'the body is compressed and was not read; repeat the request with `curl --compressed`'

  test.each(['content-encoding: gzip', 'Content-Encoding:br', 'content-encoding: zstd'])(
    'a body behind %j was not read',
    line => {
      expect(compressed(line)).toEqual([NOTE])
      expect(read('< HTTP/2 429', `< ${line}`, '<', '\ufffdx').notes).toEqual([NOTE])
    },
  )

  test('a readable one, or one that nobody compressed, was', () => {
    expect(read('HTTP/2 429', 'content-encoding: gzip', '', 'x').notes).toEqual([])
    expect([compressed('content-encoding: none'), compressed('x-content-encoding: gzip')]).toEqual([[], []])
    expect(read('content-encoding: gzip', 'HTTP 429 \ufffd').notes).toEqual([])
  })

  test('a limit that broken lines tell was not read, and then no success either', () => {
    const broken = read('HTTP/2 200', 'x-ratelimit-over-', 'limit: yes', '', '{"choices":[]}')
    expect([broken.notes, broken.answers]).toEqual([
      ['lines of the headers are broken: a limit that they tell was not read'],
      [],
    ])
  })

  test('its beginning is on one line, three hundred characters of it', () => {
    expect(readPasted('  a \n\t b', NOW).excerpt).toBe('a b')
    expect(readPasted(`${' '.repeat(1999)}ab`, NOW).excerpt).toBe('a')
    expect(readPasted('x'.repeat(400), NOW).excerpt).toHaveLength(300)
    expect(parts({body: ` a \n b${' '.repeat(2000)}c`}).excerpt).toBe('a b')
    expect(parts({status: 429, body: ` a\n${'x'.repeat(400)}`}).excerpt).toHaveLength(300)
  })

  test('an empty one tells nothing at all', () => {
    const nothing = {answers: [], excerpt: '', given: '', secrets: [], notes: []}
    expect(readPasted(' \n', NOW)).toEqual({form: 'empty', ...nothing})
    expect(readPasted('{"log":{"entries":[]}}', NOW)).toEqual({
      form: 'har',
      ...nothing,
      excerpt: '{"log":{"entries":[]}}',
    })
  })

  test('pieces of its keys are secrets', () => {
    const key = 'fw_3ZkQ9LmN7pRtX2\nvB8sWdYc4H'
    const pieces = ['vB8sWdYc4H', '3ZkQ9LmN7pRtX2']
    expect([readPasted(key, NOW).secrets, parts({body: key}).secrets, parts({status: 429, body: key}).secrets]).toEqual(
      [pieces, pieces, pieces],
    )
  })
})

describe('a page', () => {
  const PAGE = '<!DOCTYPE html><title>x | 522: Connection timed out</title>'

  test('is a body, with the status that it tells', () => {
    expect(read(PAGE)).toMatchObject({
      form: 'body',
      answers: [{kind: 'body', status: 522, body: PAGE, unanswered: null, headers: []}],
    })
    expect(read('<html>nothing</html>').answers).toMatchObject([{kind: 'body', status: null}])
    expect(readPasted(`<html>${'x'.repeat(50_000)}`, NOW).answers[0]!.body).toHaveLength(40_000)
  })
})

describe('a HAR entry', () => {
  const entry = (url: string, text: string) =>
    readPasted(JSON.stringify({log: {entries: [{request: {url}, response: {status: 429, content: {text}}}]}}), NOW)
      .answers[0]!

  test('has its host, and is of Fireworks where only its body says so', () => {
    expect(entry('https://API.x.test:80/y', '')).toMatchObject({host: 'api.x.test', whose: 'unknown'})
    expect(entry('y', '')).toMatchObject({host: null, whose: 'unknown'})
    expect(entry('https://x.test/', 'accounts/fireworks/models/x')).toMatchObject({whose: 'fireworks'})
    expect(entry('https://x.test/', `${'x'.repeat(4000)} fireworks.ai`)).toMatchObject({whose: 'unknown'})
    expect(entry('https://api.openai.com/', 'fireworks.ai')).toMatchObject({whose: 'other'})
  })
})

describe('the answers in a large document', () => {
  const lengths = (whole: unknown) => {
    const {form, batches} = answersInDocument(whole)
    return [form, ...[...batches].map(answers => answers.length)]
  }
  const items = (count: number) => Array.from({length: count}, () => ({status: 429}))

  test('come two hundred items at a time', () => {
    expect(lengths(items(400))).toEqual(['body', 200, 200])
    expect(lengths(items(401))).toEqual(['body', 200, 200, 1])
    expect(lengths({status: 429})).toEqual(['body', 1])
    expect(lengths([])).toEqual(['body'])
    const entries = items(201).map(response => ({request: {url: 'https://x.test'}, response}))
    expect(lengths({log: {entries}})).toEqual(['har', 200, 1])
  })

  test('are settled: a sentence tells the status', () => {
    const [answers] = [...answersInDocument([{error: {message: 'rate limit exceeded'}}]).batches]
    expect(answers).toMatchObject([{status: 429, statusBy: 'sentence'}])
  })
})

test('a body without its status is read as a paste, with the headers beside it', () => {
  const told = parts({headers: `date: ${DATE}`, body: '2026-11-21T09:00:00Z HTTP 429'})
  expect(told).toMatchObject({
    form: 'parts',
    given: 'headers, a body',
    answers: [{kind: 'parts', status: 429, headers: [['date', DATE]]}],
  })
  const at = (headers: string | null) => parts({headers, body: '2026-11-21T09:00:00Z HTTP 429'}).answers[0]!.at
  expect([at(`date: ${DATE}`), at('a: b'), at(null)]).toEqual(
    [10, 9, 9].map(hour => Date.parse('2026-11-21T00:00:00Z') + hour * 3_600_000),
  )
  expect(parts({status: 429, body: 'fireworks.ai "model":"kimi-k3"'}).answers).toMatchObject([
    {statusBy: 'line', whose: 'fireworks', model: 'kimi-k3'},
  ])
  expect(parts({status: 429}).answers).toMatchObject([{body: ''}])
  expect(parts({body: ' '}).answers).toMatchObject([{status: null, statusBy: 'line', body: ' '}])
})
