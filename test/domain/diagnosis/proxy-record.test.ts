import {expect, test} from '@jest/globals'
import {encodeReading, emptyReading, type Reading} from '../../../src/lib/domain/history/reading.js'

import {diagnosePasted, judgeAnswer} from '../../../src/lib/domain/diagnosis/pasted.js'
import {readPasted} from '../../../src/lib/domain/paste/read.js'

const NOW = Date.parse('2026-11-27T12:00:00Z')
const model = 'accounts/fireworks/models/kimi-k3'

/** What the proxy records of one answer. */
function recorded(t: number, outcome: string, limit: number, remaining: number): string[] {
  const common = {t, account: 'acme', source: 'proxy'} as const
  const readings: Reading[] = [
    {...emptyReading({...common, kind: 'limit'}), model, dimension: 'generated', limit, remaining, raw: limit},
    {...emptyReading({...common, kind: 'outcome'}), model, outcome},
  ]
  return readings.map(reading => encodeReading(reading)!)
}

test('the record of the proxy is read as a log: each outcome with its time, model and limits', () => {
  const text = [...recorded(NOW, 'ok', 36_000, 12_000), ...recorded(NOW + 5000, 'rate-limited', 28_800, 0)].join('\n')
  const {answers} = readPasted(text, NOW)
  expect(answers.map(({status, model: of, at, place}) => ({status, of, at, place}))).toEqual([
    {status: 200, of: model, at: NOW, place: 2},
    {status: 429, of: model, at: NOW + 5000, place: 4},
  ])
  expect(answers[1]!.headers).toContainEqual(['x-ratelimit-limit-tokens-generated', '28800'])
  expect(diagnosePasted(readPasted(text, NOW), null, NOW)).toMatchObject({cause: 'rate-limited', model: 'kimi-k3'})
})

test.each([
  'rate-limited',
  'load-shed',
  'suspended',
  'user-cap',
  'quota-exceeded',
  'tier-gate',
  'scaling-up',
  'unauthorized',
  'forbidden',
  'not-found',
  'bad-request',
  'conflict',
  'not-offered',
  'server-error',
  'network',
  'timeout',
])('an outcome is read as what it was recorded as: %s', outcome => {
  const [answer] = readPasted(recorded(NOW, outcome, 36_000, 0).join('\n'), NOW).answers
  expect(judgeAnswer(answer!, null, NOW).code).toBe(outcome)
})

test('a refusal of the proxy’s own says so, and what to do', () => {
  const text = `HTTP/1.1 429 Too Many Requests
content-type: application/json
retry-after: 33
x-fireq-refused: max-wait

{"error":{"message":"fireq proxy: no room within the rate limits in the time that --max-wait allows","type":"fireq_proxy"}}`
  const {message, actions} = diagnosePasted(readPasted(text, NOW), null, NOW)
  expect(message).toMatch(/^fireq proxy refused this request itself/)
  expect(JSON.stringify(actions)).toContain('--max-wait')
})
