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

/** Lines of 32 characters, each a record of its own, some of them replaced. */
function log(length: number, told: Readonly<Record<number, string>>, line = 'INFO all is well with this app.') {
  return Array.from({length}, (_, at) => (told[at + 1] ?? line).padEnd(31)).join('\n')
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
    const text = log(8 * KIB, {3: 'ERROR HTTP 429', 8000: 'ERROR HTTP 503'})
    expect(text.length).toBe(256 * KIB - 1)
    const whole = await read([`${text}\n`])
    expect([whole.calls, whole.places]).toEqual([1, [[[429, 3], [503, 8000]]]]) // prettier-ignore
    const longer = await read([`${text}\n\n`])
    expect([longer.calls, longer.places]).toEqual([4, [[[429, 3]], [[503, 8000]]]])
    expect(longer.pasted).toMatchObject({form: 'log', notes: [], excerpt: expect.stringMatching(/^INFO all is well/)})
  })
})

describe('a long log', () => {
  const told = {3: 'ERROR HTTP 429', 9000: 'ERROR HTTP 503', 20_000: 'ERROR HTTP 500'}
  const places = [[[429, 3]], [[503, 9000]], [[500, 20_000]]]

  test.each([10_000, 64 * KIB, 1024 * KIB])('tells every answer with its line, cut into pieces of %d', async length => {
    expect(await read(cut(log(20_000, told), length))).toMatchObject({places, calls: 10})
  })

  test('is parted where a record begins', async () => {
    const end = 64 * KIB / 32 // prettier-ignore
    const split = {[end]: 'ERROR it failed:', [end + 1]: '  with', [end + 2]: '  HTTP 429', [end + 3]: '  slow down'}
    expect((await read([log(9000, split)])).places).toEqual([[[429, end + 2]]])
  })

  test('is parted after four blocks where none begins', async () => {
    const {calls, places: found} = await read([log(20_000, {20_000: 'HTTP 429'}, 'and on it goes as it always did')])
    expect([calls, found]).toEqual([3, [[[429, 20_000]]]])
  })

  test('may begin as JSON does, with an object on each line or with what is no JSON', async () => {
    const line = JSON.stringify({level: 'info', msg: 'all is well'})
    const lines = (first: string) => [first, ...Array.from({length: 8000}, () => line), '{"status":429}'].join('\n')
    expect((await read([lines('\uFEFF {"status":503} ')])).places).toEqual([[[503, 1]], [[429, 8002]]])
    expect(await read([lines('{not JSON, status=503')])).toMatchObject({places: [[[503, 1]], [[429, 8002]]], calls: 5})
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
  })
})

describe('a large document', () => {
  const items = (count: number, more: Readonly<Record<number, object>> = {}) =>
    Array.from({length: count}, (_, at) => more[at] ?? {id: at, text: 'x'.repeat(1000)})
  const har = (url: string, count = 400) => ({
    log: {entries: items(count).map(item => ({request: {url, item}, response: {status: 429, content: {text: ''}}}))},
  })

  test.each([undefined, 1])('is read two hundred of its items at a time, indented by %p', async indent => {
    const text = JSON.stringify(items(450, {3: {status: 429, ...ERROR}, 440: {status: 503, ...ERROR}}), null, indent)
    let pauses = 0
    const found = await read(cut(text, 100 * KIB), () => Promise.resolve(void pauses++))
    expect(found).toMatchObject({places: [[[429, 1]], [[503, 1]]], calls: 3})
    expect(found.pasted).toMatchObject({form: 'body', answers: [], notes: []})
    expect(pauses).toBe(4)
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
    await expect(read([`[\n${log(20_000, {})}`], stop)).rejects.toThrow('stopped')
  })
})
