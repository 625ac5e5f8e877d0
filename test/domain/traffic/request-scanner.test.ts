import {describe, expect, test} from '@jest/globals'
import fc from 'fast-check'
import {RequestScanner} from '../../../src/lib/domain/traffic/request-scanner.js'
import {propertyRuns} from '../../support/property-runs.js'

function scan(...chunks: string[]) {
  const scanner = new RequestScanner()
  for (const chunk of chunks) scanner.push(new TextEncoder().encode(chunk))
  return scanner.facts()
}
const NOTHING = {model: null, maxTokens: null, choices: 1, promptTokens: 0}

describe('a request', () => {
  test.each([
    ['', {}],
    ['{}', {}],
    ['{"user":"ana"}', {}],
    ['{"model":""}', {}],
    ['{"model":{"id":"kimi-k3"}}', {}],
    ['{"metadata":{"model":"kimi-k3","n":3,"max_tokens":5}}', {}],
    ['["model","kimi-k3"]', {}],
    ['["n", 3]', {}],
    ['{"max_tokens":5}', {maxTokens: 5}],
    ['{"max_output_tokens":5,"model":"m"}', {maxTokens: 5, model: 'm'}],
    ['{"model":"m","max_tokens":[5]}', {model: 'm'}],
    ['{"max_tokens":["9"],"n":{"a":"9"}}', {}],
    ['{"max_tokens":null,"n":null}', {}],
    ['{"max_tokens":0,"n":0}', {}],
    ['{"max_tokens":-1,"n":-1}', {}],
    ['{"max_tokens":1.5,"n":1.5}', {}],
    ['{"max_tokens":1e999,"n":1e999}', {}],
    ['{"temperature":2,"top_k":50}', {}],
    ['{"n":2}', {choices: 2}],
    ['{"n":1000}', {choices: 128}],
    [`{"n":${' '.repeat(500)}\n\t3 }`, {choices: 3}],
  ])('%s is read at its top level, and a value that makes no sense is unknown', (text, told) => {
    expect(scan(text)).toEqual({...NOTHING, ...told})
  })

  test('has a model of 400 characters at most', () => {
    expect(scan(`{"model":"${'m'.repeat(401)}"}`).model).toBe('m'.repeat(400))
    expect(scan('{"model":"', 'm'.repeat(300), `${'m'.repeat(300)}"}`).model).toBe('m'.repeat(400))
  })
})

describe('the tokens of a prompt', () => {
  const tokens = (...chunks: string[]) => scan(...chunks).promptTokens

  test.each(['messages', 'prompt', 'input', 'system', 'instructions', 'tools', 'functions'])(
    'are those of the texts in %s, rounded up',
    field => {
      expect(tokens(`{"${field}":"12345"}`)).toBe(2)
    },
  )

  test('are of no other field, and an escaped character is one byte', () => {
    expect(tokens('{"user":"12345678","stop":["12345678"]}')).toBe(0)
    expect(tokens(`{"prompt":"${'\\n'.repeat(8)}"}`)).toBe(2)
    expect(tokens('{"prompt":"\\', 'n', '1234567"}')).toBe(2)
  })

  test('are a thousand for 4,096 bytes without a space, also where spaces stand around them', () => {
    const text = (length: number, more = '') => `{ "prompt" : "${'A'.repeat(length)}${more}" , "model" : "m" }`
    expect([tokens(text(4095)), tokens(text(4096)), tokens(text(4096, ' A'))]).toEqual([1024, 1000, 1025])
    expect(tokens('{"prompt":"', 'A'.repeat(3000), 'A A', `${'A'.repeat(3000)}"}`)).toBe(1501)
  })

  test('are a thousand for a data address, however short', () => {
    expect([tokens('{"prompt":"data:,x y"}'), tokens('{"prompt":"data: x"}')]).toEqual([1000, 1000])
    expect(tokens('{"prompt":"database"}')).toBe(2)
  })
})

test('a body tells the same however it is cut into chunks', () => {
  // Whether a long string is text hangs on where its first space stands, before the 4,096th byte or after it.
  const run = fc.tuple(fc.constantFrom(0, 1, 4000, 4095, 4096, 5000), fc.constantFrom('', ' ', '\\n', '\\" '))
  const prompt = fc
    .array(run, {maxLength: 3})
    .map(runs => runs.map(([length, end]) => 'A'.repeat(length) + end).join(''))
  const body = prompt.map(text => `{"prompt":"${text}","model":"m"}`)
  const cuts = fc.array(fc.constantFrom(1, 12, 100, 4000, 4096, 4108, 5000), {maxLength: 6})
  const property = fc.property(body, cuts, (text, lengths) => {
    const chunks = lengths.map((length, at) => {
      const from = lengths.slice(0, at).reduce((sum, one) => sum + one, 0)
      return text.slice(from, from + length)
    })
    const rest = text.slice(chunks.join('').length)
    expect(scan(...chunks, rest)).toEqual(scan(text))
  })
  fc.assert(property, propertyRuns())
})
