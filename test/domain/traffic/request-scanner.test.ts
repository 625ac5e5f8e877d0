import {describe, expect, test} from '@jest/globals'
import {RequestScanner} from '../../../src/lib/domain/traffic/request-scanner.js'

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
