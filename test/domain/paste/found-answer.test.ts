import {expect, test} from '@jest/globals'
import {isFailure, NO_ANSWER, type FoundAnswer} from '../../../src/lib/domain/paste/found-answer.js'

test.each<[string, Partial<FoundAnswer>, boolean]>([
  ['nothing', {}, false],
  ['a body without a status', {body: '{"error":"x"}'}, true],
  ['a status that could not be read', {statusBy: 'line'}, true],
  ['a success', {status: 200, statusBy: 'line', body: 'text'}, false],
  ['a redirect', {status: 399, statusBy: 'line', body: 'text'}, false],
  ['a refusal', {status: 400, statusBy: 'line'}, true],
  [
    'a connection that failed',
    {status: 200, unanswered: {code: 'network'} as unknown as FoundAnswer['unanswered']},
    true,
  ],
])('of what was found %s is a failure or not', (_, found, failed) => {
  expect(isFailure({...NO_ANSWER, body: '', ...found})).toBe(failed)
})
