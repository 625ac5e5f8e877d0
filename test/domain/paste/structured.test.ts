import {describe, expect, test} from '@jest/globals'
import {NO_ANSWER, type FoundAnswer} from '../../../src/lib/domain/paste/found-answer.js'
import {answersInObjects, answersInValue, headersIn, type TextReader} from '../../../src/lib/domain/paste/structured.js'

type Told = Partial<FoundAnswer>
const SLOW = {error: {message: 'slow'}}
const BODY = JSON.stringify(SLOW)
const NOW = 1_795_262_400

/** What differs from an answer of which nothing is known. */
const told = (answers: readonly FoundAnswer[]): Told[] =>
  answers.map(answer =>
    Object.fromEntries(
      Object.entries(answer).filter(
        ([name, value]) => JSON.stringify(value) !== JSON.stringify(NO_ANSWER[name as keyof FoundAnswer]),
      ),
    ),
  )
/** Reads `HTTP 429` in a text and nothing else. */
const words: TextReader = text => {
  const status = /HTTP (\d{3})/.exec(text)?.[1]
  return status === undefined ? [] : [{...NO_ANSWER, status: Number(status), statusBy: 'words'}]
}
const read = (value: unknown, depth?: number) => told(answersInValue(value, words, depth))
const line = (status: number, more: Told = {}): Told => ({kind: 'body', status, statusBy: 'line', ...more})
const said = (status: number, more: Told = {}): Told => ({status, statusBy: 'words', ...more})

describe('an object', () => {
  test.each<[value: unknown, answers: Told[]]>([
    [SLOW, [{kind: 'body', body: BODY}]],
    [{status: 429}, [line(429)]],
    [{status: 200}, [line(200)]],
    [{status: 429, ...SLOW}, [line(429, {body: BODY})]],
    [{error: {code: 429}}, [{kind: 'body', status: 429, statusBy: 'code', body: '{"error":{"code":429}}'}]],
    [
      {error: {type: 'rate_limit_error'}},
      [{kind: 'body', status: 429, statusBy: 'class', body: '{"error":{"type":"rate_limit_error"}}'}],
    ],
    [
      {error: {type: 'rate_limit_error', code: 500}},
      [{kind: 'body', status: 500, statusBy: 'code', body: '{"error":{"type":"rate_limit_error","code":500}}'}],
    ],
    [{response: {status: 429}}, [line(429)]],
    [{http: {status: 429}}, [line(429)]],
    [{attributes: {'http.status_code': 429}}, [line(429)]],
    [{attributes: {http: {status_code: 429}}}, [line(429)]],
    [{httpRequest: {status: 429}}, [line(429)]],
    [{error: {status: 429}}, [line(429, {body: '{"error":{"status":429}}'})]],
    [{x: {error: {status: 429}}}, [{kind: 'body', body: '{"error":{"status":429}}'}]],
    ['HTTP 429', []],
    [null, []],
    [{}, []],
  ])('%j', (value, answers) => {
    expect(read(value)).toEqual(answers)
  })

  test.each(['headers', 'responseHeaders', 'response_headers'])('has the headers of its %s', name => {
    expect(read({status: 429, [name]: {a: 'b'}})).toEqual([line(429, {headers: [['a', 'b']]})])
    expect(read({status: 429, response: {headers: {a: 'b'}}})).toEqual([line(429, {headers: [['a', 'b']]})])
  })

  test.each<[object: object, more: Told]>([
    [
      {url: 'https://api.fireworks.ai/v1/x?y#z', method: 'POST'},
      {whose: 'fireworks', host: 'api.fireworks.ai', request: 'POST https://api.fireworks.ai/v1/x'},
    ],
    [{url: 'https://x.test/y#z'}, {host: 'x.test', request: 'https://x.test/y'}],
    [
      {url: 'https://api.openai.com/', note: 'fireworks.ai'},
      {whose: 'other', host: 'api.openai.com', request: 'https://api.openai.com/'},
    ],
    [{note: 'accounts/fireworks/models/x'}, {whose: 'fireworks'}],
    [{note: 'sentry.io'}, {whose: 'other'}],
    [
      {model: 'kimi-k3', time: NOW},
      {model: 'kimi-k3', at: NOW * 1000},
    ],
  ])('%j tells whose it is', (object, more) => {
    expect(read({status: 429, ...object})).toEqual([line(429, more)])
  })

  test('tells by its error whose it is, where its address does not', () => {
    const error = {message: 'accounts/fireworks/models/x'}
    const more = {body: JSON.stringify({error}), whose: 'fireworks' as const}
    expect(read({status: 429, error})).toEqual([line(429, more)])
    expect(read({status: 429, url: 'https://x.test/', error})).toEqual([
      line(429, {...more, host: 'x.test', request: 'https://x.test/'}),
    ])
  })
})

describe('a text inside an object', () => {
  test.each<[value: unknown, answers: Told[]]>([
    [{message: 'x HTTP 429'}, [said(429)]],
    [{foo: 'x HTTP 429'}, [said(429)]],
    [{foo: 'HTTP 429'}, [said(429)]],
    [{msg: 'x HTTP 200'}, [said(200)]],
    [{_raw: 'x HTTP 200'}, [said(200)]],
    [{foo: 'x HTTP 200'}, []],
    [{messages: 'x HTTP 429'}, []],
    [{id: 'x HTTP 429'}, []],
    [{Request_Id: 'x HTTP 429'}, []],
    [{identity: 'x HTTP 429'}, [said(429)]],
    [{role: 'user', message: 'x HTTP 429'}, []],
    [{status: {code: 2, message: 'x HTTP 429'}, attributes: []}, [said(429)]],
    [{status: {code: 2, message: 42}, attributes: []}, []],
  ])('%j', (value, answers) => {
    expect(read(value)).toEqual(answers)
  })

  test('is read with its depth, and the shortest has eight characters', () => {
    const seen: [string, number][] = []
    const note: TextReader = (text, depth) => {
      seen.push([text, depth])
      return []
    }
    answersInValue({a: '12345678', b: '1234567', c: {d: 'abcdefgh'}, e: ['zyxwvuts'], f: [{g: 'ABCDEFGH'}]}, note)
    answersInValue(['1795262400', 'a line of a log'], note, 7)
    answersInValue({error: {detail: 'the detail', x: {y: 'the deeper'}}}, note)
    expect(seen).toEqual([
      ['12345678', 1],
      ['abcdefgh', 1.5],
      ['ABCDEFGH', 1.5],
      ['a line of a log', 4],
      ['the detail', 1.5],
      ['the deeper', 2],
    ])
  })

  test.each<[value: unknown, answers: Told[]]>([
    [['1795262400000000000', 'x HTTP 429'], [said(429, {at: NOW * 1000})]],
    [
      [
        ['1795262400', 'HTTP 429', 1],
        ['1795262400', 'HTTP 500'],
      ],
      [said(429, {at: NOW * 1000}), said(500, {at: NOW * 1000})],
    ],
    [['179526240', 'x HTTP 429'], []],
    [['17952624000000000000', 'x HTTP 429'], []],
    [['1795262400', 429], []],
    [[1_795_262_400, 'x HTTP 429'], []],
  ])('in the pairs of Loki: %j', (value, answers) => {
    expect(read(value)).toEqual(answers)
  })
})

describe('an object inside an object', () => {
  const inner = [{kind: 'body' as const, body: BODY}]
  test.each<[value: unknown, answers: Told[]]>([
    [{a: SLOW}, inner],
    [{a: [SLOW, {b: 1}, null, 'x HTTP 429']}, inner],
    [{choices: [SLOW, {a: 1}, {error: null}]}, inner],
    [{choices: [{error: {}}]}, []],
    [{choices: SLOW}, []],
    [{content: [SLOW]}, inner],
    [{type: 'error', x: SLOW}, inner],
    [{type: 'xtext', x: SLOW}, inner],
    [{role: 'user', content: [SLOW]}, []],
    [{type: 'text', x: SLOW}, []],
    [{type: 'output_text', x: SLOW}, []],
    [{type: 'message', x: SLOW}, []],
    [{request: SLOW}, []],
    [{headers: SLOW}, []],
    [{a: {status: 200}, b: {status: 429}}, [line(200), line(429)]],
    [{status: 429, a: {status: 200}, b: {status: 500}}, [line(200), line(500)]],
    [{status: 429, a: {status: 502}, b: {status: 500}}, [line(502)]],
    [{status: 429, a: {status: 200}}, [line(429)]],
    [{status: 200, a: SLOW}, [{kind: 'stream', wire: 200, body: BODY}]],
  ])('%j', (value, answers) => {
    expect(read(value)).toEqual(answers)
  })

  test('takes from around it what it lacks', () => {
    const around = {url: 'https://api.fireworks.ai/x', model: 'm', time: NOW}
    expect(read({...around, msg: 'x HTTP 429'})).toEqual([said(429, {whose: 'fireworks', model: 'm', at: NOW * 1000})])
    expect(read({note: 'fireworks.ai', msg: 'x HTTP 429'})).toEqual([said(429, {whose: 'fireworks'})])
    const known = {url: 'https://api.openai.com/', model: 'n', time: NOW + 1, status: 429}
    expect(read({...around, a: known})).toMatchObject([{whose: 'other', model: 'n', at: (NOW + 1) * 1000}])
  })

  test('is read to ten levels, two objects each, lists being none', () => {
    const nested = (depth: number): unknown => (depth === 0 ? SLOW : {a: [[nested(depth - 1)]]})
    expect([20, 21].map(depth => read(nested(depth)).length)).toEqual([1, 0])
    expect([10, 10.5].map(depth => read(SLOW, depth).length)).toEqual([1, 0])
    expect([10, 10.5].map(depth => read({foo: 'x HTTP 429'}, depth).length)).toEqual([1, 0])
  })

  test('is one of 20,000 items of a list at most', () => {
    expect(read(Array.from({length: 20_001}, () => ({status: 429})))).toHaveLength(20_000)
  })
})

describe('an answer that is told closer inside another', () => {
  /** What an object comes to whose text is read as these answers. */
  const merged = (own: object, ...inner: Told[]) =>
    told(answersInValue({...own, note: 'what is inside'}, () => inner.map(one => ({...NO_ANSWER, ...one}))))
  const sentence: Told = {kind: 'text', status: 429, statusBy: 'sentence', body: '{"a":1}'}

  test.each<[name: string, own: object, inner: Told[], answer: Told]>([
    ['words tell the status', {status: 500}, [said(429)], line(429, {statusBy: 'words'})],
    ['words leave the error', {status: 500, ...SLOW}, [said(429)], line(429, {statusBy: 'words', body: BODY})],
    [
      'an error that tells the status itself is a client’s',
      {status: 500, error: {message: 'got 429'}},
      [said(429)],
      line(429, {statusBy: 'words'}),
    ],
    [
      'a body beats words',
      {status: 500},
      [said(429), {kind: 'body', status: 503, statusBy: 'line', body: 'b'}],
      line(503, {body: 'b'}),
    ],
    [
      'words beat a connection',
      {status: 500},
      [{unanswered: {code: 'timeout', detail: ''}}, said(429)],
      line(429, {statusBy: 'words'}),
    ],
    [
      'a connection beats a class',
      {status: 500},
      [{status: 503, statusBy: 'class'}, {unanswered: {code: 'timeout', detail: ''}}],
      line(500),
    ],
    [
      'a class adds nothing to a status',
      {status: 500, ...SLOW},
      [{status: 429, statusBy: 'class'}],
      line(500, {body: BODY}),
    ],
    [
      'a class tells an error’s status',
      SLOW,
      [{status: 429, statusBy: 'class'}],
      {kind: 'body', status: 429, statusBy: 'class', body: BODY},
    ],
    [
      'a code tells itself',
      {error: {code: 500}},
      [{status: 429, statusBy: 'class'}],
      {kind: 'body', status: 500, statusBy: 'code', body: '{"error":{"code":500}}'},
    ],
    ['a sentence is outranked by a status', {status: 500}, [sentence], line(500, {body: '{"a":1}'})],
    ['a sentence leaves the error', {status: 500, ...SLOW}, [sentence], line(500, {body: BODY})],
    [
      'a sentence tells an error’s status',
      SLOW,
      [sentence],
      {kind: 'body', status: 429, statusBy: 'sentence', body: BODY},
    ],
    ['a sentence in a success is no stream', {status: 200}, [sentence], line(200, {body: '{"a":1}'})],
    [
      'an error in a success is its failure',
      {status: 200},
      [{kind: 'body', status: 503, statusBy: 'line', body: 'b'}],
      {kind: 'stream', wire: 200, status: 503, statusBy: 'line', body: 'b'},
    ],
    ['an error without a status has the outer one', {status: 500}, [{kind: 'body', body: 'b'}], line(500, {body: 'b'})],
    ['success inside leaves the failure', {status: 500}, [{status: 200, statusBy: 'line'}], line(500)],
    ['a connection has no status of its own', {status: 500}, [{unanswered: {code: 'timeout', detail: ''}}], line(500)],
  ])('%s', (_, own, inner, answer) => {
    expect(merged(own, ...inner)).toEqual([answer])
  })

  test('has the headers that are closer, and the origin of Fireworks wherever it is told', () => {
    const [near, far] = [[['a', 'near']], [['a', 'far']]] as [[string, string]][]
    const own = {status: 500, headers: {a: 'far'}}
    expect(merged(own, said(429, {headers: near}))).toEqual([line(429, {statusBy: 'words', headers: near})])
    expect(merged(own, said(429))).toEqual([line(429, {statusBy: 'words', headers: far})])
    const whose = (outer: string, inner: FoundAnswer['whose']) =>
      merged({status: 500, by: outer}, said(429, {whose: inner}))[0]!.whose
    expect(whose('fireworks.ai', 'other')).toBe('fireworks')
    expect(whose('sentry.io', 'fireworks')).toBe('fireworks')
    expect(whose('sentry.io', 'unknown')).toBe('other')
    expect(whose('nobody', 'other')).toBe('other')
    expect(whose('nobody', 'unknown')).toBeUndefined()
  })

  test('has its own host, model and time, else those inside', () => {
    const inner = said(429, {host: 'h.test', model: 'n', at: 5})
    expect(merged({status: 500}, inner)).toEqual([line(429, {statusBy: 'words', host: 'h.test', model: 'n', at: 5})])
    expect(merged({status: 500, url: 'https://x.test/', model: 'm', time: NOW}, inner)).toMatchObject([
      {host: 'x.test', model: 'm', at: NOW * 1000},
    ])
  })
})

describe('objects in a text', () => {
  const objects = (text: string) => answersInObjects(text, words, 0)

  test('are found with their places, answers and headers', () => {
    expect(objects('x {"status":429} y {"date":"d"}')).toMatchObject([
      {start: 2, end: 16, answers: [line(429)], headers: null, talk: false},
      {start: 19, end: 31, answers: [], headers: [['date', 'd']], talk: false},
    ])
    expect([headersIn([['date', 'x']]), headersIn(null), headersIn({a: 1}), headersIn('x')]).toEqual([
      null,
      null,
      null,
      null,
    ])
  })

  test.each([
    ['{"messages":[{"role":"user"}]}', true],
    ['{"choices":[{"delta":{}}]}', true],
    ['{"choices":[{"message":1}]}', true],
    ['{"content":[{"type":"x"}]}', true],
    ['{"output":[{"text":"x"}]}', true],
    ['{"model":"m","prompt":"x"}', true],
    ['{"model":"m","input":"x"}', true],
    ['{"choices":[{"message":1},{"a":1}]}', false],
    ['{"messages":[]}', false],
    ['{"messages":{"role":"user"}}', false],
    ['{"model":"m"}', false],
    ['{"prompt":"x"}', false],
  ])('%s is talk: %s', (text, talk) => {
    expect(objects(text)[0]!.talk).toBe(talk)
  })
})
