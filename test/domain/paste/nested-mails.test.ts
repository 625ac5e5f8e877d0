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

test('a success within its limits stays one, in a mail too', () => {
  const served = 'HTTP/2 200\nx-ratelimit-remaining-tokens-generated: 10\nx-ratelimit-over-limit: no\n\n{"choices":[]}'
  expect([causeOf(served), causeOf(mail(served)), causeOf(wrapped(40)(served))]).toEqual(['ok', 'ok', 'ok'])
})

test('a header that line ends break is said to be unread', () => {
  const {answers, notes} = readPasted(wrapped(40)(mail(wrapped(30)(OVER_LIMIT['dump']!))), NOW)
  expect([answers, notes]).toEqual([[], ['lines of the headers are broken: a limit that they tell was not read']])
})
