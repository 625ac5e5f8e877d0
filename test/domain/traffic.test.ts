import {describe, expect, test} from '@jest/globals'
import fc from 'fast-check'
import {readAnswerUsage} from '../../src/lib/domain/traffic/answer-usage.js'
import {RequestScanner} from '../../src/lib/domain/traffic/request-scanner.js'
import {propertyRuns} from '../support/property-runs.js'

function scan(text: string, cuts: readonly number[] = []) {
  const scanner = new RequestScanner()
  const bytes = new TextEncoder().encode(text)
  let from = 0
  for (const cut of [...cuts, bytes.length]) {
    const to = Math.min(bytes.length, Math.max(from, cut))
    scanner.push(bytes.subarray(from, to))
    from = to
  }
  return scanner.facts()
}

describe('what a request asks for', () => {
  test('model, maximum and choices are read at the top level only, wherever they stand', () => {
    const messages = [
      {role: 'user', content: 'a "model": "no", {"max_tokens": 9} \\" text', model: 'no', max_tokens: 1},
    ]
    expect(scan(JSON.stringify({messages, max_tokens: 77, stream: true, n: 3, model: 'kimi-k3'}))).toMatchObject({
      model: 'kimi-k3',
      maxTokens: 77,
      choices: 3,
    })
    expect(scan('{"max_completion_tokens" : 12 , "model":"m"}')).toMatchObject({maxTokens: 12, model: 'm'})
  })

  test('the prompt is its text at four bytes a token; an image counts flat', () => {
    const content = 'x y '.repeat(1000)
    expect(scan(JSON.stringify({prompt: content})).promptTokens).toBe(1000)
    const image = {type: 'image_url', image_url: {url: `data:image/png;base64,${'A'.repeat(400_000)}`}}
    const anthropic = {source: {data: 'A'.repeat(400_000)}}
    const {promptTokens} = scan(JSON.stringify({messages: [{role: 'user', content: [image, anthropic]}]}))
    expect(promptTokens).toBeGreaterThan(2000)
    expect(promptTokens).toBeLessThan(2100)
  })

  test('cut anywhere into chunks it reads the same, and what is no JSON leaves everything unknown', () => {
    const body = fc.record(
      {
        model: fc.string(),
        max_tokens: fc.nat(100_000),
        messages: fc.array(fc.record({role: fc.string(), content: fc.string()})),
        extra: fc.jsonValue(),
      },
      {requiredKeys: []},
    )
    fc.assert(
      fc.property(body, fc.array(fc.nat(400)), (value, cuts) => {
        const text = JSON.stringify(value)
        const whole = scan(text)
        expect(
          scan(
            text,
            [...cuts].sort((a, b) => a - b),
          ),
        ).toEqual(whole)
        if (value.max_tokens) expect(whole.maxTokens).toBe(value.max_tokens)
      }),
      propertyRuns(),
    )
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 300}), bytes => void new RequestScanner().push(bytes)),
      propertyRuns(),
    )
    expect(scan('not json at all')).toMatchObject({model: null, maxTokens: null, choices: 1})
  })
})

describe('what an answer used', () => {
  const usage = {prompt_tokens: 12, completion_tokens: 5, prompt_tokens_details: {cached_tokens: 4}}

  test('OpenAI’s words, in JSON and in the last event that has any', () => {
    const expected = {prompt: 12, cached: 4, generated: 5}
    const json = JSON.stringify({choices: [{message: {content: 'the "usage": {"prompt_tokens": 1}'}}], usage})
    expect(readAnswerUsage(json, json)).toEqual(expected)
    const stream = `data: {"usage":null}\n\ndata: ${JSON.stringify({choices: [], usage})}\n\ndata: [DONE]\n\n`
    expect(readAnswerUsage('data: {"usage":null}', stream)).toEqual(expected)
  })

  test('Anthropic’s words: the prompt at the beginning of a stream, the output at its end, cached tokens apart', () => {
    const start =
      'data: {"type":"message_start","message":{"usage":{"input_tokens":10,"cache_read_input_tokens":90,"output_tokens":1}}}'
    const end = 'data: {"type":"message_delta","usage":{"output_tokens":33}}\n\n'
    expect(readAnswerUsage(start, end)).toEqual({prompt: 100, cached: 90, generated: 33})
  })

  test('none, or one that is no usage, is unknown', () => {
    for (const text of ['', '{}', '{"usage":3}', '{"usage":{', '"usage": {"a": nonsense}']) {
      expect(readAnswerUsage(text, text)).toBeNull()
    }
    expect(readAnswerUsage('', '{"usage":{"prompt_tokens":-1}}')).toEqual({prompt: null, cached: 0, generated: null})
  })
})
