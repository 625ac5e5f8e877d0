import process from 'node:process'
import {describe, expect, test} from '@jest/globals'
import fc from 'fast-check'
import {diagnosePasted} from '../../src/lib/domain/diagnosis/pasted.js'
import {OUTCOMES} from '../../src/lib/domain/errors.js'
import {readPasted, readPastedParts} from '../../src/lib/domain/paste/read.js'
import {readLoose} from '../../src/lib/domain/paste/loose-literal.js'
import {curlHttp1, har, isJson, logLine, pythonException, structuredLog} from '../support/paste-forms.js'
import {propertyRuns} from '../support/property-runs.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')

/** What pastes are made of, in any order: closer to real ones than random letters, and more hostile. */
const FRAGMENTS = [
  'HTTP/1.1 429 Too Many Requests\r\n',
  'HTTP/2 412 \n',
  'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/2',
  '< ',
  '> ',
  'x-request-id: abc\r\n',
  'retry-after: soon\r\n',
  '\r\n\r\n',
  '\n',
  '{"error":',
  '{"message":"x","code":5}',
  "{'error': {'message': 'it\\'s'}}",
  '{"log":{"entries":[',
  '{"request":{"url":"https://api.fireworks.ai/v1"},"response":{"status":0}}',
  ']}}',
  '}',
  '{',
  '"',
  "'",
  '\\',
  'rpc error: code = Unavailable desc = ',
  'Error code: 503 - ',
  'curl: (28) ',
  'Account acme is suspended',
  'rate limit exceeded',
  'global--h100-count for account a, in use: 8, quota: 8',
  '<!doctype html><title>x</title>',
  '```',
  '\u001b[1m',
  '\u0000',
  '\ud800',
  '\u202e',
]
const paste = fc.oneof(
  fc.string({unit: 'binary', maxLength: 400}),
  fc
    .array(fc.oneof({weight: 4, arbitrary: fc.constantFrom(...FRAGMENTS)}, fc.string({maxLength: 12})), {maxLength: 25})
    .map(parts => parts.join('')),
  fc.json(),
)

function check(text: string): void {
  const pasted = readPasted(text, NOW)
  const found = diagnosePasted(pasted, null, NOW)
  expect(OUTCOMES).toContain(found.cause)
  // The first piece of evidence is only what was read.
  if (found.cause !== 'unknown') expect(found.evidence.length).toBeGreaterThan(1)
  expect(found.actions.length > 0 || found.cause === 'ok').toBe(true)
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  expect(JSON.stringify(found)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\\u00[01]/)
}

describe('any text', () => {
  test('is diagnosed without a throw, and no cause is claimed without evidence', () => {
    fc.assert(fc.property(paste, check), propertyRuns(2000))
  })

  test('is read as headers and body too', () => {
    const status = fc.option(fc.integer({min: 100, max: 599}))
    fc.assert(
      fc.property(status, fc.option(paste), fc.option(paste), (told, headers, body) => {
        const found = diagnosePasted(readPastedParts({status: told, headers, body}, NOW), null, NOW)
        if (found.cause !== 'unknown') expect(found.evidence.length).toBeGreaterThan(1)
      }),
      propertyRuns(),
    )
  })

  test('of random letters is unknown', () => {
    const letters = fc.string({unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz  \n'), maxLength: 300})
    fc.assert(
      fc.property(letters, text => {
        expect(diagnosePasted(readPasted(text, NOW), null, NOW).cause).toBe('unknown')
      }),
      propertyRuns(),
    )
  })

  test.each([
    ['braces', '{'.repeat(1_000_000)],
    ['nested objects', '{"a":'.repeat(200_000)],
    ['quotes', '{"'.repeat(500_000)],
    ['status lines', 'HTTP/2 200 \n'.repeat(80_000)],
    ['words of a suspension', 'account is suspended '.repeat(50_000)],
    ['digits', '4 2 9 '.repeat(170_000)],
    ['spaces', 'status' + ' '.repeat(1_000_000)],
    ['angle brackets', '> '.repeat(500_000)],
    ['bearers', 'authorization: bearer '.repeat(45_000)],
  ])('of a megabyte of %s takes no long time', (_, text) => {
    const before = process.cpuUsage()
    check(text)
    const {user, system} = process.cpuUsage(before)
    expect((user + system) / 1e6).toBeLessThan(3)
  })
})

describe('one error', () => {
  const message = fc.stringMatching(/^[A-Za-z0-9 '"\\{}[\]:,.é東-]{1,60}$/).filter(text => text.trim() !== '')

  test('is found again in every form, whatever its message holds', () => {
    fc.assert(
      fc.property(message, fc.constantFrom(401, 403, 404, 500), (text, status) => {
        const body = JSON.stringify({error: {message: text, code: null, param: null}, request_id: 'r'})
        const answer = {status, headers: [], body}
        const causes = [curlHttp1, har, logLine, structuredLog, pythonException].map(
          form => diagnosePasted(readPasted(form(answer), NOW), null, NOW).cause,
        )
        expect(new Set(causes).size).toBe(1)
        expect(causes[0]).not.toBe('unknown')
      }),
      propertyRuns(),
    )
  })

  test('as Python prints it is the value that JSON has', () => {
    const value = {error: {message: `it's "so" \\ é`, code: null, n: [1, -2.5, true, false], empty: {}}, t: ''}
    const python = pythonException({status: 400, headers: [], body: JSON.stringify(value)}).split(' - ')[1]!
    expect(isJson(python)).toBe(false)
    const loose = (text: string) => readLoose(text, 0, 40_000)?.value
    expect(loose(python)).toEqual(value)
    expect(loose("{'a': ('x', 1,), 'u': '\\u00e9\\x41\\n'}")).toEqual({a: ['x', 1], u: 'éA\n'})
    expect(loose('{1 2}')).toBeUndefined()
    expect(loose('['.repeat(100))).toBeUndefined()
    expect(Object.getPrototypeOf(loose("{'__proto__': {'x': 1}}"))).toBe(Object.prototype)
  })
})
