import {expect, test} from '@jest/globals'
import {waitBehind, waitInBody, withoutWait} from '../../../src/lib/domain/answer/body-wait.js'

test.each([
  ['Please try again in 20s.', 20],
  ['Please try again in 7.66s. Visit the page', 7.66],
  ['Please try again in 1m30.5s', 90.5],
  ['try again in 6m0s', 360],
  ['try again in 2h 5m', 7500],
  ['Please retry in 120ms', 0.12],
  ['Please retry after 30 seconds.', 30],
  ['Retry after 12', 12],
  ['Retry after 12. Thanks', 12],
  ['retry-after: 15', 15],
  ['Request was throttled. Expected available in 32 seconds.', 32],
  ['the limit resets in 1 hour and 10 minutes', 4200],
  ['wait for at least 45 sec before the next request', 45],
  ['Try again later', null],
  ['it waited 30 seconds and failed', null],
  ['retrying in 4.0 seconds', null],
  ['try again in 400 days', null],
  ['retry after 3 attempts', null],
  ['try again in 50%', null],
])('"%s" asks to wait %s s', (message, seconds) => {
  expect(waitInBody(message, '')).toBe(seconds)
})

test.each([
  ['{"error":{"message":"slow","retry_after":12.5}}', 12.5],
  ['{"error":{"metadata":{"retry_after_seconds": "30"}}}', 30],
  ['{"retryAfterMs":1500}', 1.5],
  ['{"details":[{"retryDelay":"13s"}]}', 13],
  ['{"retry_after":null}', null],
])('the member of %s asks to wait %s s', (body, seconds) => {
  expect(waitInBody(null, body)).toBe(seconds)
})

test('of a sentence and a member the longer wait counts', () => {
  expect(waitInBody('try again in 20s', '{"retry_after": 30}')).toBe(30)
})

test('a wait that does not count is left out of the words', () => {
  expect(withoutWait('Rate limit reached. Please try again in 20s. Thanks')).toBe(
    'Rate limit reached. Please try again in …. Thanks',
  )
})

test('a wait is told behind a sentence at once, or by somebody else', () => {
  expect(waitBehind('. Please try again in 20s. More')).toBe('. Please try again in 20s')
  expect(waitBehind('. The job will try again in 20s')).toBe('')
})

test('no length of a text makes it slow', () => {
  const began = performance.now()
  for (const piece of ['try again in 1m', 'wait for ', '1m ', 'retry ', '"retry_after": ', '9'])
    waitInBody(piece.repeat(20_000), piece.repeat(20_000))
  expect(performance.now() - began).toBeLessThan(1000)
})
