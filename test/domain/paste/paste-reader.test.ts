import {describe, expect, test} from '@jest/globals'
import type {FoundAnswer} from '../../../src/lib/domain/paste/found-answer.js'
import {DocumentTooLarge, LONGEST_DOCUMENT, PasteReader} from '../../../src/lib/domain/paste/paste-reader.js'
import {readPasted} from '../../../src/lib/domain/paste/read.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const KIB = 1024
const ERROR = {error: {message: 'rate limit exceeded, please try again later'}}

/** What it is read as, and the status and place of every answer, call by call; calls without any left out. */
async function read(pieces: Iterable<string>, pause = () => Promise.resolve()) {
  const calls: (readonly FoundAnswer[])[] = []
  const reader = new PasteReader(NOW, answers => calls.push(answers))
  for (const piece of pieces) reader.push(piece)
  const pasted = await reader.finish(pause)
  const places = calls.map(answers => answers.map(({status, place}) => [status, place]))
  return {pasted, calls: calls.length, places: places.filter(list => list.length > 0), answers: calls.flat()}
}

/** Lines of a kibibyte, each a record of its own, some of them replaced. */
function log(length: number, told: Readonly<Record<number, string>>, line = 'INFO all is well ') {
  return Array.from({length}, (_, at) => (told[at + 1] ?? line).padEnd(1023, '.')).join('\n')
}
function* cut(text: string, length: number) {
  for (let from = 0; from < text.length; from += length) yield text.slice(from, from + length)
}

describe('up to 256 KiB', () => {
  test('a paste is read as one, in however many pieces it comes', async () => {
    const text = 'HTTP/2 429\ndate: Sat, 21 Nov 2026 10:00:00 GMT\n\nslow down'
    const {pasted, answers, calls} = await read(cut(text, 7))
    expect({pasted, answers, calls}).toEqual({pasted: readPasted(text, NOW), answers: pasted.answers, calls: 1})
    expect(pasted).toMatchObject({form: 'http', answers: [{status: 429, body: 'slow down'}]})
  })

  test('a log is handed on once, a longer one block by block and without its answers in the end', async () => {
    const text = log(256, {3: 'ERROR HTTP 429 ', 250: 'ERROR HTTP 503 '})
    const whole = await read([`${text}\n`])
    expect([whole.calls, whole.places]).toEqual([1, [[[429, 3], [503, 250]]]]) // oxfmt-ignore
    const longer = await read([`${text}\n\n`])
    expect([longer.calls, longer.places]).toEqual([4, [[[429, 3]], [[503, 250]]]])
    expect(longer.pasted).toMatchObject({form: 'log', notes: [], excerpt: expect.stringMatching(/^INFO all is well/)})
    expect(longer.pasted.answers).toEqual([])
  })
})

describe('a long log', () => {
  const told = {3: 'ERROR HTTP 429 ', 290: 'ERROR HTTP 503 ', 640: 'ERROR HTTP 500 '}
  const places = [[[429, 3]], [[503, 290]], [[500, 640]]]

  test.each([10_000, 64 * KIB, 1024 * KIB])('tells every answer with its line, cut into pieces of %d', async length => {
    expect(await read(cut(log(640, told), length))).toMatchObject({places, calls: 10})
  })

  test('has the beginning of its text', async () => {
    const {pasted} = await read(cut(log(300, {1: 'INFO one '}), 100))
    expect(pasted.excerpt).toBe('INFO one '.padEnd(300, '.'))
  })

  test('is parted where a record begins, each block of 64 KiB or more', async () => {
    const split = {64: 'ERROR it failed: ', 65: '  with ', 66: '  HTTP 429 ', 67: '  slow down '}
    expect((await read([log(300, split)])).places).toEqual([[[429, 66]]])
    const exact = await read([log(325, {65: 'INFO HTTP 429 '})])
    expect([exact.calls, exact.places]).toEqual([6, [[[429, 65]]]])
  })

  test('is parted after four blocks where none begins', async () => {
    const {calls, places: found} = await read([log(514, {400: 'HTTP 429 ', 512: 'HTTP 503 '}, 'and on it goes ')])
    expect([calls, found]).toEqual([3, [[[429, 400], [503, 512]]]]) // oxfmt-ignore
  })

  test('may begin as JSON does, with an object on each line or with what is no JSON', async () => {
    const line = JSON.stringify({level: 'info', id: 'x'.repeat(1000)})
    const lines = (first: string) => [first, ...Array.from({length: 300}, () => line), '{"status":429}'].join('\n')
    expect((await read([lines('\uFEFF {"status":503} ')])).places).toEqual([[[503, 1]], [[429, 302]]])
    expect(await read([lines('{not JSON, status=503')])).toMatchObject({places: [[[503, 1]], [[429, 302]]], calls: 5})
  })

  test('has lines of which the beginning and the end are read', async () => {
    const access = '10.0.0.1 - - [21/Nov/2026:12:00:00 +0000] "POST /inference/v1/chat/completions HTTP/1.1" 429 12'
    const [begins, ends] = [`${access} ${'x'.repeat(700 * KIB)}`, `${'x'.repeat(700 * KIB)} HTTP 503`]
    for (const length of [64 * KIB, 2048 * KIB])
      expect((await read(cut(`${begins}\nINFO a\nINFO b\nINFO ${ends}\nINFO c`, length))).places).toEqual([
        [[429, 1]],
        [[503, 4]],
      ])
    const inTheMiddle = `${'x'.repeat(300 * KIB)} HTTP 503 ${'x'.repeat(300 * KIB)}`
    expect((await read([inTheMiddle])).places).toEqual([])
    const rather = `${'x'.repeat(240 * KIB)} HTTP 503 ${'x'.repeat(160 * KIB)}\nINFO a`
    expect((await read([rather])).places).toEqual([])
  })
})

describe('what is too long to be read as one', () => {
  const callsBefore = (start: string) => {
    let calls = 0
    const reader = new PasteReader(NOW, () => void calls++)
    reader.push(`${start}${log(300, {})}`)
    return calls
  }

  test.each(['', 'x [\n', '{"a":1}\n', '[1]\n', '\uFEFF {"a":1} \n', ' \n\n{"a":1}\n', 'a\uFEFF[\n'])(
    'is a log where it begins with %j: it is handed on as it comes',
    start => {
      expect(callsBefore(start)).toBeGreaterThan(3)
    },
  )

  test.each(['[\n', '{\n', '\uFEFF[\n', ' [1,\n', '{"a":\n', '{"a":1} x\n'])(
    'may be a document where it begins with %j: it is kept',
    start => {
      expect(callsBefore(start)).toBe(0)
    },
  )

  test('is a document where all of it is one line that begins so', () => {
    let calls = 0
    const reader = new PasteReader(NOW, () => void calls++)
    reader.push(` [${' '.repeat(300 * KIB)}]`)
    reader.push('\n'.repeat(300 * KIB))
    expect(calls).toBe(0)
  })

  test('has a line of any length, of which no more than its ends is held', async () => {
    const line = ['HTTP 429 ', 'x'.repeat(LONGEST_DOCUMENT), ' HTTP 503']
    expect((await read(['INFO a\n', ...line, '\nINFO b'])).places).toEqual([[[503, 2]]])
  })
})

describe('a large document', () => {
  const items = (count: number, more: Readonly<Record<number, object>> = {}) =>
    Array.from({length: count}, (_, at) => more[at] ?? {id: at, text: 'x'.repeat(1000)})
  const har = (url: string, count = 400) => ({
    log: {entries: items(count).map(item => ({request: {url, item}, response: {status: 429, content: {text: ''}}}))},
  })

  test.each([undefined, 1])('is read two hundred of its items at a time, indented by %p', async indent => {
    const text = JSON.stringify(items(401, {3: {status: 429, ...ERROR}, 400: {status: 503, ...ERROR}}), null, indent)
    let pauses = 0
    const found = await read(cut(text, 100 * KIB), () => Promise.resolve(void pauses++))
    expect(found).toMatchObject({places: [[[429, 1]], [[503, 1]]], calls: 3})
    expect(found.pasted).toMatchObject({form: 'body', answers: [], notes: []})
    expect(pauses).toBe(4)
  })

  test('of others that is no HAR file says nothing of it', async () => {
    const others = items(300, {3: {status: 429, error: {message: 'slow'}}})
    expect((await read([JSON.stringify(others)])).pasted).toMatchObject({form: 'body', notes: []})
  })

  test('that is a HAR file without a request to Fireworks says so', async () => {
    const ours = await read([JSON.stringify(har('https://api.fireworks.ai/inference/v1/chat/completions'))])
    expect(ours.pasted).toMatchObject({form: 'har', notes: []})
    expect(ours.answers).toHaveLength(400)
    const others = await read([JSON.stringify(har('https://x.test/'))])
    expect(others.pasted).toMatchObject({
      form: 'har',
      notes: ['no request of the HAR file goes to Fireworks, so another one was taken'],
    })
    const mixed = har('https://x.test/')
    mixed.log.entries[300]!.request.url = 'https://api.fireworks.ai/'
    expect((await read([JSON.stringify(mixed)])).pasted.notes).toEqual([])
    const none = {log: {entries: [], comment: 'x'.repeat(300 * KIB)}}
    expect((await read([JSON.stringify(none)])).pasted).toMatchObject({form: 'har', answers: [], notes: []})
  })

  test('that is none, but only begins so, is read as a log', async () => {
    const lines = items(400).map(item => JSON.stringify(item))
    const {pasted, places} = await read(['[\n', ...lines.map(line => `${line}\n`), 'ERROR HTTP 429'])
    expect([pasted.form, places]).toEqual(['log', [[[429, 402]]]])
  })

  test('is too large above 32 MiB, a log is not', () => {
    const reader = new PasteReader(NOW, () => undefined)
    reader.push(`[\n${' '.repeat(300 * KIB)}`)
    reader.push(' '.repeat(LONGEST_DOCUMENT - 300 * KIB - 2))
    expect(() => reader.push(' ')).toThrow(DocumentTooLarge)
    expect(LONGEST_DOCUMENT).toBe(33_554_432)
  })

  test('is no longer read when the pause ends it', async () => {
    const stop = () => Promise.reject(new Error('stopped'))
    await expect(read([JSON.stringify(items(400))], stop)).rejects.toThrow('stopped')
    await expect(read([`[\n${log(300, {})}`], stop)).rejects.toThrow('stopped')
  })
})
