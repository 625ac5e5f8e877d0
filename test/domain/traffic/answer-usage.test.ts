import {describe, expect, test} from '@jest/globals'
import {readAnswerUsage} from '../../../src/lib/domain/traffic/answer-usage.js'

const read = (usage: object) => readAnswerUsage('', JSON.stringify({usage}))

describe('the usage of an answer', () => {
  test.each([
    ['of Chat Completions', {prompt_tokens: 12, completion_tokens: 5}, [12, 0, 5]],
    [
      'of Responses, whose input includes what was cached',
      {input_tokens: 100, input_tokens_details: {cached_tokens: 40}, output_tokens: 9},
      [100, 40, 9],
    ],
    [
      'of Anthropic, whose input leaves out what was read from the cache and written to it',
      {input_tokens: 10, cache_read_input_tokens: 90, cache_creation_input_tokens: 5, output_tokens: 1},
      [105, 90, 1],
    ],
    ['of Anthropic without a cache', {input_tokens: 10, output_tokens: 1}, [10, 0, 1]],
    [
      'that tells what was cached in both words',
      {input_tokens: 100, cache_read_input_tokens: 40, input_tokens_details: {cached_tokens: 40}},
      [100, 40, null],
    ],
    ['of output alone', {output_tokens: 3, cache_read_input_tokens: 7}, [null, 7, 3]],
    ['that is all zero', {prompt_tokens: 0, completion_tokens: 0}, [0, 0, 0]],
    ['in words or parts is unknown', {prompt_tokens: '12', completion_tokens: 1.5}, [null, 0, null]],
  ] as const)('%s', (_, usage, [prompt, cached, generated]) => {
    expect(read(usage)).toEqual({prompt, cached, generated})
  })

  test('is the last one that can be read, also with spaces around the colon', () => {
    const good = '{"usage" : {"prompt_tokens":1}}'
    expect(readAnswerUsage('', good)?.prompt).toBe(1)
    expect(readAnswerUsage('', `${good} "usage":{"prompt_tokens":2}`)?.prompt).toBe(2)
    expect(readAnswerUsage('', `${good} "usage":{nonsense}`)?.prompt).toBe(1)
    expect(readAnswerUsage('', `${good} "usage":null`)?.prompt).toBe(1)
  })

  test('is no name that only ends so', () => {
    expect(
      readAnswerUsage('', JSON.stringify({usage: {prompt_tokens: 1}, 'the "usage': {prompt_tokens: 9}}))?.prompt,
    ).toBe(1)
  })
})
