import {readdirSync, readFileSync, writeFileSync} from 'node:fs'
import process from 'node:process'
import {fileURLToPath} from 'node:url'
import {describe, expect, test} from '@jest/globals'
import {diagnosePasted} from '../../../src/lib/domain/diagnosis/pasted.js'
import {NO_ANSWER, type FoundAnswer} from '../../../src/lib/domain/paste/found-answer.js'
import {readPasted} from '../../../src/lib/domain/paste/read.js'
import {FORMS} from '../../support/pasted-forms.js'
import {PRINTED} from '../../support/printed-forms.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const FOLDER = fileURLToPath(new URL('../../fixtures/pastes/', import.meta.url))
const FILES = readdirSync(FOLDER)
  .filter(file => file.endsWith('.txt'))
  .map(file => ({form: file, text: readFileSync(FOLDER + file, 'utf8')}))
const TABLE = FORMS.map(([form, text, causes]) => ({form, text, causes}))

type Fields = Readonly<Record<string, unknown>>
const differing = (value: object, usual: Fields) =>
  Object.fromEntries(Object.entries(value).filter(([name, field]) => field !== usual[name]))

/** An answer as far as the text tells it; of a long body the start and the length. */
function told(answer: FoundAnswer) {
  const {body, headers} = answer
  return {
    ...differing(answer, {...NO_ANSWER, body: '', headers}),
    ...(headers.length === 0 ? {} : {headers: headers.map(header => header.join(': ').slice(0, 100))}),
    ...(body === '' ? {} : {body: body.length > 60 ? `${body.slice(0, 50)}… ${body.length}` : body}),
  }
}

/** What a paste is read as, and the verdict with its evidence; what is null or empty is left out. */
function readingOf(text: string) {
  const pasted = readPasted(text, NOW)
  const {cause, reason, evidence, ...verdict} = diagnosePasted(pasted, null, NOW)
  const {retryable, retryAfterSeconds, httpStatus, requestId, model, observedAt} = verdict
  const facts = {retryAfterSeconds, httpStatus, requestId, model, observedAt}
  const nothing = Object.fromEntries(Object.keys(facts).map(name => [name, null]))
  const {form, answers, notes, secrets} = pasted
  const counts = differing({notes: notes.length, secrets: secrets.length}, {notes: 0, secrets: 0})
  return {cause, retryable, ...differing(facts, nothing), form, ...counts, answers: answers.map(told), reason, evidence}
}

/** One line a paste. `UPDATE_GOLDEN=1` writes it anew: read the diff as somebody whose paste it is. */
const GOLDEN = fileURLToPath(new URL('../../golden/diagnose/readings.ndjson', import.meta.url))
if (process.env['UPDATE_GOLDEN'] === '1') {
  const lines = [...FILES, ...TABLE, ...PRINTED].map(({form, text}) => JSON.stringify([form, readingOf(text)]))
  writeFileSync(GOLDEN, `${lines.join('\n')}\n`)
}
const golden = new Map(
  readFileSync(GOLDEN, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as [string, unknown]),
)

/** Read as it was, to the last field. */
function expectReading(form: string, text: string) {
  const reading = readingOf(text)
  expect(reading).toEqual(golden.get(form))
  return reading
}

describe('what clients, gateways, shells and log systems print', () => {
  test.each(TABLE)('$form is $causes', ({form, text, causes}) => {
    expect(causes.split('|')).toContain(expectReading(form, text).cause)
  })

  test.each(PRINTED)('$form is $causes, a retry helps: $retry', ({form, text, causes, retry}) => {
    const {cause, retryable} = expectReading(form, text)
    expect(causes).toContain(cause)
    if (retry !== '-') expect(retryable).toBe(retry === 'y')
  })

  test.each(FILES)('$form is read to the last field as it was', ({form, text}) => {
    expectReading(form, text)
  })
})
