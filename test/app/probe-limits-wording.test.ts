import {expect, test} from '@jest/globals'
import {probeLimits, type ProbeOptions} from '../../src/lib/app/probe-limits.js'
import {AppError} from '../../src/lib/domain/errors.js'
import {COMPLETION, ScriptedInference, type ScriptedAnswer} from '../support/scripted-inference.js'
import {VirtualClock} from '../support/virtual-clock.js'

const MODEL = 'accounts/fireworks/models/kimi-k3'
const SUSPENDED = JSON.stringify({error: {code: 'PRECONDITION_FAILED', message: 'Account acme is suspended'}})
/** An account of which nothing can be read. */
const UNKNOWN = {
  suspendState: () => Promise.resolve(null),
  requestCeiling: () => Promise.resolve(null),
  policySettings: () => Promise.resolve(new AppError('forbidden', 'no')),
}

async function probeOne(answer: ScriptedAnswer, options: Partial<ProbeOptions> = {}) {
  const clock = new VirtualClock()
  const inference = new ScriptedInference(clock, () => answer)
  const results = await clock.run(probeLimits(inference, [{model: MODEL}], {clock, ...options}))
  return results[0]!
}

test('only a 412 asks the account why, and its answer is in the message', async () => {
  let asked = 0
  const suspendState = () => {
    asked++
    return Promise.resolve('CREDIT_DEPLETED')
  }
  const questions = {...UNKNOWN, suspendState}
  const told = await probeOne({status: 412, body: SUSPENDED}, {questions})
  const untold = await probeOne({status: 412, body: SUSPENDED})
  expect([told.outcome, untold.outcome, asked]).toEqual(['suspended', 'suspended', 1])
  expect(told.message).not.toBe(untold.message)
  for (const status of [200, 402, 403, 429, 500]) await probeOne({status, body: SUSPENDED}, {questions})
  expect(asked).toBe(1)
})

test('an account that does not answer that leaves the 412 as it is', async () => {
  const refused = () => Promise.reject(new AppError('forbidden', 'no'))
  const result = await probeOne({status: 412, body: SUSPENDED}, {questions: {...UNKNOWN, suspendState: refused}})
  expect(result).toEqual(await probeOne({status: 412, body: SUSPENDED}))
})

test('tokens are read from a body that is a completion, never from a failure', async () => {
  const body = JSON.stringify({
    ...(JSON.parse(COMPLETION) as object),
    usage: {prompt_tokens: 11, total_tokens: 12, completion_tokens: 1},
  })
  expect((await probeOne({body})).promptTokens).toBe(11)
  expect((await probeOne({status: 500, body})).promptTokens).toBeNull()
  expect((await probeOne({body: COMPLETION})).promptTokens).toBeNull()
})

test.each([
  ['network', 'network'],
  ['timeout', 'timeout'],
  ['bad-response', 'bad-response'],
] as const)('a connection that fails with %s is the outcome %s, with its time and no limits', async (code, outcome) => {
  const result = await probeOne({takesMs: 70, fails: new AppError(code, 'it broke', {httpStatus: 200})})
  expect(result).toMatchObject({outcome, latencyMs: 70, limits: [], headers: {}, requestId: null, httpStatus: 200})
  if (code !== 'bad-response') expect(result.message).toContain('it broke')
})

test('what is no failure of the model ends the run', async () => {
  await expect(probeOne({fails: new AppError('unauthorized', 'bad key')})).rejects.toThrow('bad key')
  await expect(probeOne({fails: new TypeError('a bug')})).rejects.toThrow('a bug')
})

test('an abort ends the run although nobody on the other side listens, and leaves no listener behind', async () => {
  const controller = new AbortController()
  const {signal} = controller
  const counted = {added: 0, removed: 0}
  const add = signal.addEventListener.bind(signal)
  const remove = signal.removeEventListener.bind(signal)
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    counted.added++
    add(...args)
  }
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    counted.removed++
    remove(...args)
  }
  const clock = new VirtualClock()
  const inference = new ScriptedInference(clock, () => ({}))
  const targets = Array.from({length: 20}, () => ({model: MODEL}))
  expect(await clock.run(probeLimits(inference, targets, {clock, signal}))).toHaveLength(20)
  expect(counted).toEqual({added: 1, removed: 1})
  controller.abort()
  expect(await clock.run(probeLimits(inference, targets, {clock, signal}))).toEqual([])
})
