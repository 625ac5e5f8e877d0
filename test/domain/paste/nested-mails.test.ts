import {expect, test} from '@jest/globals'
import {diagnosePasted} from '../../../src/lib/domain/diagnosis/pasted.js'
import {readPasted} from '../../../src/lib/domain/paste/read.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const causeOf = (text: string) => diagnosePasted(readPasted(text, NOW), null, NOW).cause

const URL = 'https://api.fireworks.ai/inference/v1/chat/completions'
const OVER_LIMIT: Readonly<Record<string, string>> = {
  dump: `HTTP/2 200\nx-ratelimit-limit-tokens-generated: 36000\nx-ratelimit-remaining-tokens-generated: 0\nx-ratelimit-over-limit: yes\n\n{"choices":[]}`,
  'curl -v': `> POST /inference/v1/chat/completions HTTP/2\n> Host: api.fireworks.ai\n>\n< HTTP/2 200\n< x-ratelimit-over-limit: yes\n<\n{"choices":[]}`,
  log: `2026-11-21T12:00:00Z INFO POST ${URL} 200 x-ratelimit-over-limit=yes\n2026-11-21T12:00:01Z INFO POST ${URL} 200 x-ratelimit-over-limit: yes`,
  'JSON log': `{"time":"2026-11-21T12:00:00Z","status":200,"headers":{"x-ratelimit-over-limit":"yes","x-ratelimit-remaining-tokens-generated":"0"}}`,
}

const lines = (change: (line: string) => string) => (text: string) => text.split('\n').map(change).join('\n')
const wrapped = (width: number) => lines(line => line.replace(new RegExp(`(.{1,${width}})`, 'g'), '$1\n').trimEnd())
const wrappedAtWords = (width: number) => lines(line => line.replace(new RegExp(`(.{1,${width}}) `, 'g'), '$1\n'))
const quoted = lines(line => (line.startsWith('>') ? `>${line}` : `> ${line}`))
const mail = (text: string) => `Hi,\n\nOn Fri, 21 Nov 2026 at 12:00, Bob <bob@acme.com> wrote:\n${quoted(text)}\n\nBob`
const STEPS = [(text: string) => text, mail, quoted, wrapped(40), wrapped(62), wrappedAtWords(45)]

test.each(Object.entries(OVER_LIMIT))('a request served over a limit is no "ok" in mails in mails: %s', (_, text) => {
  const causes = new Set<string>()
  for (const first of STEPS)
    for (const second of STEPS) for (const third of STEPS) causes.add(causeOf(third(second(first(text)))))
  expect([...causes].sort()).toEqual(['over-limit', 'unknown'])
  expect(causeOf(text)).toBe('over-limit')
  expect(causeOf(mail(text))).toBe('over-limit')
})

const page = (text: string) => `<blockquote><pre>${text.replaceAll('<', '&lt;')}</pre></blockquote>`
const quotedPrintable = (text: string) => text.replaceAll('=', '=3D').replace(/(.{60})/g, '$1=\n')
const brs = (text: string) => text.split('\n').join('<br>\n')
const escaped = (text: string) => JSON.stringify({text})

test.each(Object.entries(OVER_LIMIT))('nor is it in pages, tables and escapes of mails: %s', (_, text) => {
  const steps = [page, quotedPrintable, brs, escaped, lines(line => `| ${line}`), wrapped(40), mail]
  const causes = steps.flatMap(first => steps.map(second => causeOf(second(first(text)))))
  expect(causes.filter(cause => cause !== 'over-limit' && cause !== 'unknown')).toEqual([])
})

const cells = (text: string) =>
  `<table>${text
    .split('\n')
    .map(line => `<tr>${line.replaceAll('<', '&lt;').replace(/[^:]+/g, '<td>$&</td>')}</tr>`)
    .join('\n')}</table>`
const stamped = lines(line => `2026-11-21T12:00:00.000000000Z stdout F ${line}`)
const numbered = (text: string) =>
  text
    .split('\n')
    .map((line, at) => `${String(at + 1).padStart(4)}  ${line}`)
    .join('\n')
const unicode = (text: string) => text.replace(/["<>&]/g, mark => `\\u00${mark.charCodeAt(0).toString(16)}`)
const inCsv = (text: string) => `"${text.replaceAll('"', '""')}"`

test.each([
  ...Object.entries(OVER_LIMIT),
  ['overdrawn', 'HTTP/2 200\nx-ratelimit-remaining-tokens-generated: -120\n\n{"choices":[]}'],
  ['a fraction', 'HTTP/2 200\nx-ratelimit-remaining-tokens-generated: 0.0\n\n{"choices":[]}'],
])('nor behind the marks of logs, in cells, in escapes twice, or between the dashes of Word: %s', (_, text) => {
  const before = [cells, unicode, wrapped(30), (plain: string) => plain.replaceAll('-', '\u2011'), inCsv]
  const after = [cells, stamped, numbered, page, unicode, lines(line => `web-1  | ${line}`)]
  const causes = before.flatMap(first => [causeOf(first(text)), ...after.map(second => causeOf(second(first(text))))])
  expect(causes.filter(cause => cause !== 'over-limit' && cause !== 'unknown')).toEqual([])
})

test.each([
  `receive_response_headers.complete return_value=(b'HTTP/1.1', 200, b'OK', [(b'x-ratelimit-over-limit', b'yes')])`,
  `2026-11-21T12:00:00Z INFO POST ${URL} status=200 x_ratelimit_over_limit=yes`,
])('a limit told in a form that is not read is no "ok": %s', text => {
  expect(causeOf(text)).toBe('unknown')
})

test('a success within its limits stays one, in a mail too', () => {
  const served = 'HTTP/2 200\nx-ratelimit-remaining-tokens-generated: 10\nx-ratelimit-over-limit: no\n\n{"choices":[]}'
  expect([causeOf(served), causeOf(mail(served)), causeOf(wrapped(40)(served))]).toEqual(['ok', 'ok', 'ok'])
})

test('names of headers that a browser may read tell no limit', () => {
  const exposed = 'access-control-expose-headers: x-ratelimit-over-limit, x-ratelimit-remaining-requests'
  expect(causeOf(`HTTP/2 200\n${exposed}\n\n{"choices":[]}`)).toBe('ok')
})

test('a header that line ends break is said to be unread', () => {
  const {answers, notes} = readPasted(wrapped(40)(mail(wrapped(30)(OVER_LIMIT['dump']!))), NOW)
  expect([answers, notes]).toEqual([[], ['lines of the headers are broken: a limit that they tell was not read']])
})
