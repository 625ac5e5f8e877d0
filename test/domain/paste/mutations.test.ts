import {readdirSync, readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import path from 'node:path'
import {describe, expect, test} from '@jest/globals'
import fc from 'fast-check'
import {diagnosePasted} from '../../../src/lib/domain/diagnosis/pasted.js'
import {isRetryable, type OutcomeCode} from '../../../src/lib/domain/errors.js'
import {readPasted} from '../../../src/lib/domain/paste/read.js'
import {FORMS} from '../../support/pasted-forms.js'
import {PRINTED} from '../../support/printed-forms.js'
import {inTurn, PROPERTY_RUNS} from '../../support/property-runs.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const FOLDER = fileURLToPath(new URL('../../fixtures/pastes/', import.meta.url))
const FILES = readdirSync(FOLDER)
  .filter(file => file.endsWith('.txt'))
  .map(file => [file, readFileSync(path.join(FOLDER, file), 'utf8')] as const)
const PASTES = [
  ...FILES,
  ...FORMS.map(([form, text]) => [form, text] as const),
  ...PRINTED.map(({form, text}) => [form, text] as const),
]

/** In the short run half of them; `npm run test:deep` makes 10,000 of each kind. */
const RUNS = PROPERTY_RUNS >= 10_000 ? 10_000 : Math.ceil(PROPERTY_RUNS / 2)

const causeOf = (text: string): OutcomeCode => diagnosePasted(readPasted(text, NOW), null, NOW).cause
const everyLine = (prefix: (line: number) => string) => (text: string) =>
  text
    .split(/\r?\n/)
    .map((line, at) => prefix(at) + line)
    .join('\n')

/** What a terminal, a chat, a mail and a log system do to a text. */
const MUTATIONS = {
  indentation: fc.integer({min: 1, max: 12}).map(width => everyLine(() => ' '.repeat(width))),
  quotation: fc.integer({min: 1, max: 3}).map(levels => everyLine(() => '> '.repeat(levels))),
  'a container log': fc.constant(everyLine(at => `2026-11-21T12:00:00.${String(100_000_000 + at)}Z stderr F `)),
  'a compose log': fc.constantFrom('web-1  | ', 'worker_2 | ').map(prefix => everyLine(() => prefix)),
  'a tag': fc.constantFrom('[web-1] ', '[pod/llm-7f9c/app] ').map(prefix => everyLine(() => prefix)),
  'a time': fc.constant(everyLine(at => `2026-11-21 12:00:${String(at % 60).padStart(2, '0')} `)),
  syslog: fc.constant(everyLine(() => 'Nov 21 12:00:00 host app[123]: ')),
  'line numbers': fc.constant(everyLine(at => `${String(at + 1).padStart(6)}\t`)),
  'a fence': fc.constant((text: string) => `\`\`\`\n${text}\n\`\`\``),
  'Windows line ends': fc.constant((text: string) => text.replace(/\r?\n/g, '\r\n')),
  'a wrap': fc.integer({min: 50, max: 120}).map(columns => (text: string) => wrapped(text, columns)),
  colours: fc.constant(everyLine(() => '\u001b[31m')),
  'words around': fc.constant((text: string) => `Hi team, this is what we see:\n\n${text}\n\nThanks!`),
}

/** As a mail quotes what it answers. */
function mailed(text: string): string {
  return `Thanks, I will look at it.\n\nOn Sat, Nov 21, 2026 at 12:00 PM Ada <ada@example.com> wrote:\n${text}\n\n-- \nBob`
}

/** As a terminal breaks lines that are longer than it is wide: anywhere. */
function wrapped(text: string, columns: number): string {
  return text
    .split(/\r?\n/)
    .flatMap(line => (line.length <= columns ? [line] : (line.match(new RegExp(`.{1,${columns}}`, 'gu')) ?? [])))
    .join('\n')
}

const before = new Map(PASTES.map(([, text]) => [text, causeOf(text)]))

/** No worse: a retry, or an "ok", of what is none; or a suspension that is denied. */
function expectNoWorse(form: string, text: string, mutated: string): void {
  const [was, is] = [before.get(text)!, causeOf(mutated)]
  const worse = (isRetryable(is) && !isRetryable(was)) || (is === 'ok' && was !== 'ok')
  const denied = was === 'suspended' && is !== 'suspended' && is !== 'unknown'
  expect({form, was, is, worse, denied}).toMatchObject({worse: false, denied: false})
}

describe.each(Object.keys(MUTATIONS) as (keyof typeof MUTATIONS)[])('%s around a paste', name => {
  test('keeps the verdict or leaves it unknown, and never makes a retry or an "ok" of a refusal', () => {
    const property = fc.property(fc.constantFrom(...PASTES), MUTATIONS[name], ([form, text], mutate) =>
      expectNoWorse(form, text, mutate(text)),
    )
    fc.assert(property, {numRuns: RUNS})
  })
})

test('an answer that a terminal of any width breaks once neither', () => {
  const short = PASTES.filter(([, text]) => text.length < 400)
  const inCapitals = short.filter(([, text]) => text.includes('ERR_HTTP2_PROTOCOL_ERROR'))
  expect(inCapitals).not.toEqual([])
  for (const [form, text] of [...inTurn(short, 25, 2), ...inCapitals])
    for (let columns = 50; columns <= 120; columns++) expectNoWorse(form, text, wrapped(text, columns))
})

test('two of them, one around the other, neither: also what is broken twice, and a prefixed dump inside a mail', () => {
  const any = fc.oneof(...Object.values(MUTATIONS))
  const property = fc.property(fc.constantFrom(...PASTES), any, any, ([form, text], inner, outer) =>
    expectNoWorse(form, text, outer(inner(text))),
  )
  fc.assert(property, {numRuns: RUNS})
})

test('a log in a quotation of a mail neither', () => {
  const logs = fc.oneof(
    ...(['a container log', 'a compose log', 'a tag', 'a time', 'syslog', 'line numbers'] as const).map(
      name => MUTATIONS[name],
    ),
  )
  const property = fc.property(fc.constantFrom(...PASTES), logs, MUTATIONS.quotation, ([form, text], log, quote) =>
    expectNoWorse(form, text, mailed(quote(log(text)))),
  )
  fc.assert(property, {numRuns: RUNS})
})
