import {describe, expect, it, test} from '@jest/globals'
import {probeLimits, sampleLimits, type ProbeOptions} from '../../src/lib/app/probe-limits.js'
import {AppError} from '../../src/lib/domain/errors.js'
import {COMPLETION, ScriptedInference, type ScriptedAnswer} from '../support/scripted-inference.js'
import {VirtualClock} from '../support/virtual-clock.js'

const MODEL = 'accounts/fireworks/models/kimi-k3'
const LIMITS: [string, string][] = [
  ['X-RateLimit-Limit-Tokens-Generated', '36000'],
  ['X-RateLimit-Remaining-Tokens-Generated', '35999'],
  ['X-Request-Id', 'req-1'],
  ['Fireworks-Prompt-Tokens', '9'],
  ['Fireworks-Server-Time-To-First-Token', '0.1'],
]
const models = (count: number) => Array.from({length: count}, (_, i) => ({model: `accounts/fireworks/models/m${i}`}))

function scripted(answerFor: (model: string, index: number) => ScriptedAnswer = () => ({})) {
  const clock = new VirtualClock()
  const inference = new ScriptedInference(clock, (request, index) => answerFor(request.model, index))
  const probe = async (targets: Parameters<typeof probeLimits>[1], options: Partial<ProbeOptions> = {}) => {
    const probes = await clock.run(probeLimits(inference, targets, {clock, ...options}))
    return probes.map(({result}) => result)
  }
  return {clock, inference, probe}
}

describe('probeLimits', () => {
  it('gives the probe object of the document', async () => {
    const {probe, inference} = scripted(() => ({headers: LIMITS, takesMs: 250}))
    const results = await probe([{model: MODEL}], {
      sizeOf: () => ({inTime: () => Promise.resolve('medium' as const), retired: () => Promise.resolve(null)}),
      serviceTier: 'priority',
      headers: {'x-route': 'a'},
      maxTokens: 2,
    })
    expect(results).toEqual([
      {
        model: MODEL,
        serviceTier: 'priority',
        outcome: 'ok',
        httpStatus: 200,
        latencyMs: 250,
        ttftMs: 100,
        requestId: 'req-1',
        overLimit: null,
        retryAfterSeconds: null,
        promptTokens: 9,
        message: expect.stringMatching(/^There is room on kimi-k3/),
        limits: [expect.objectContaining({dimension: 'generated', perMinute: 36_000, upperBoundPerMinute: 432_000})],
        headers: {'x-ratelimit-limit-tokens-generated': '36000', 'x-ratelimit-remaining-tokens-generated': '35999'},
      },
    ])
    expect(inference.requests).toEqual([
      {model: MODEL, maxTokens: 2, serviceTier: 'priority', headers: {'x-route': 'a'}},
    ])
  })

  it('asks twenty models at once, each exactly one time', async () => {
    const {probe, inference, clock} = scripted(() => ({takesMs: 1000}))
    const started = clock.now()
    const results = await probe(models(20))
    expect(clock.now() - started).toBe(1000)
    expect(results.map(result => result.model)).toEqual(models(20).map(target => target.model))
    expect(new Set(inference.requests.map(request => request.model)).size).toBe(20)
    expect(inference.requests).toHaveLength(20)
  })

  it('keeps to its concurrency, and to the order of the targets', async () => {
    const {probe, inference} = scripted((_, index) => ({takesMs: 100 - index * 10}))
    const results = await probe(models(7), {concurrency: 3})
    expect(inference.mostUnderWay).toBe(3)
    expect(results.map(result => result.model)).toEqual(models(7).map(target => target.model))
  })

  it('never repeats a refusal', async () => {
    const {probe, inference} = scripted(() => ({
      status: 429,
      body: '{"error":"rate limit exceeded, please try again later"}',
      headers: [['Retry-After', '3']],
    }))
    expect(await probe([{model: MODEL}])).toMatchObject([
      {outcome: 'rate-limited', httpStatus: 429, retryAfterSeconds: 3},
    ])
    expect(inference.requests).toHaveLength(1)
  })

  it('takes a broken connection for that model’s outcome', async () => {
    const failures = [
      new AppError('network', 'the connection was closed before an answer came (ECONNRESET)'),
      new AppError('timeout', 'no complete answer within 30 s'),
      new AppError('bad-response', 'the answer is too large', {httpStatus: 200}),
    ]
    const {probe} = scripted((_, index) => ({takesMs: 40, fails: failures[index]}))
    const results = await probe(models(4))
    expect(results.map(result => [result.outcome, result.httpStatus, result.latencyMs])).toEqual([
      ['network', null, 40],
      ['timeout', null, 40],
      ['bad-response', 200, 40],
      ['ok', 200, 40],
    ])
    expect(results[0]!.message).toMatch(/ECONNRESET/)
  })

  it('does not take an error of its own for an outcome', async () => {
    const {probe} = scripted(() => ({fails: new AppError('usage', 'a header holds characters HTTP does not allow')}))
    await expect(probe([{model: MODEL}])).rejects.toMatchObject({code: 'usage'})
    const bug = scripted(() => ({fails: new TypeError('a bug')}))
    await expect(bug.probe([{model: MODEL}])).rejects.toThrow('a bug')
  })

  it('takes an unreadable 200 for a failure, and one without limit headers for a success', async () => {
    const {probe} = scripted((_, index) => (index === 0 ? {body: '<html></html>'} : {}))
    const results = await probe(models(2))
    expect(results.map(result => result.outcome)).toEqual(['bad-response', 'ok'])
    expect(results[1]!.message).toMatch(/No limit headers/)
  })

  it('compares tiers, and passes the unit on', async () => {
    const {probe, inference} = scripted(() => ({headers: [['x-ratelimit-limit-tokens-generated', '20000']]}))
    const results = await probe(
      [{model: MODEL, serviceTier: null}, {model: MODEL, serviceTier: 'priority'}, {model: MODEL}],
      {serviceTier: 'flex', unit: 'second'},
    )
    expect(results.map(result => result.serviceTier)).toEqual([null, 'priority', 'flex'])
    expect(inference.requests.map(request => request.serviceTier)).toEqual([null, 'priority', 'flex'])
    expect(results[0]!.limits[0]).toMatchObject({unit: 'per-second', unitSource: 'flag', perMinute: 1_200_000})
  })

  it('gives what it has when it is stopped, at once, and asks nothing more', async () => {
    const controller = new AbortController()
    const {probe, inference, clock} = scripted(model => ({takesMs: model.endsWith('m0') ? 10 : 60_000}))
    const started = clock.now()
    void clock.sleep(11).then(() => controller.abort())
    const results = await probe(models(5), {concurrency: 2, signal: controller.signal})
    expect(results.map(result => result.model)).toEqual(['accounts/fireworks/models/m0'])
    expect(clock.now() - started).toBe(11)
    expect(inference.requests).toHaveLength(3)
  })

  it('asks nothing when it is stopped before it begins, or when there is nothing to ask', async () => {
    const {probe, inference} = scripted()
    expect(await probe(models(3), {signal: AbortSignal.abort()})).toEqual([])
    expect(await probe([])).toEqual([])
    expect(inference.requests).toEqual([])
  })
})

describe('sampleLimits', () => {
  function sampler(answerFor: (index: number) => ScriptedAnswer) {
    const clock = new VirtualClock()
    const inference = new ScriptedInference(clock, (_, index) => answerFor(index))
    const sample = (requests: number, intervalMs: number, options: Partial<ProbeOptions> = {}) =>
      clock.run(sampleLimits(inference, {model: MODEL}, {requests, intervalMs}, {clock, ...options}))
    return {clock, inference, sample}
  }

  it('keeps to its schedule while answers are slow', async () => {
    const {sample, inference, clock} = sampler(() => ({takesMs: 2500}))
    const started = clock.now()
    const samples = await sample(4, 1000)
    expect(inference.sentAt).toEqual([0, 1000, 2000, 3000])
    expect(samples.map(one => [one.scheduledMs, one.result.latencyMs])).toEqual([
      [0, 2500],
      [1000, 2500],
      [2000, 2500],
      [3000, 2500],
    ])
    expect(clock.now() - started).toBe(5500)
  })

  it('counts latency from the scheduled start when it falls behind', async () => {
    const {sample, inference} = sampler(() => ({takesMs: 2500}))
    const samples = await sample(3, 1000, {concurrency: 1})
    expect(inference.sentAt).toEqual([0, 2500, 5000])
    expect(samples.map(one => one.result.latencyMs)).toEqual([2500, 4000, 5500])
  })

  it('goes on after refusals and broken connections, each once', async () => {
    const {sample, inference} = sampler(index =>
      index === 0 ? {status: 429} : index === 1 ? {fails: new AppError('network', 'closed')} : {},
    )
    const samples = await sample(3, 10)
    expect(samples.map(one => one.result.outcome)).toEqual(['rate-limited', 'network', 'ok'])
    expect(inference.requests).toHaveLength(3)
  })

  it('gives what it has when it is stopped while it waits', async () => {
    const controller = new AbortController()
    const {sample, clock} = sampler(() => ({takesMs: 5}))
    const started = clock.now()
    void clock.sleep(60_010).then(() => controller.abort())
    const samples = await sample(10, 60_000, {signal: controller.signal})
    expect(samples.map(one => one.scheduledMs)).toEqual([0, 60_000])
    expect(clock.now() - started).toBe(60_010)
  })

  it('does not wait for its next turn with an error of its own', async () => {
    const {sample, clock} = sampler(() => ({takesMs: 5, fails: new AppError('usage', 'bad header')}))
    const started = clock.now()
    await expect(sample(10, 60_000)).rejects.toMatchObject({code: 'usage'})
    expect(clock.now() - started).toBe(5)
  })
})

/** An account of which nothing can be read. */
const UNKNOWN = {
  suspendState: () => Promise.resolve(null),
  requestCeiling: () => Promise.resolve(null),
  policySettings: () => Promise.resolve(new AppError('forbidden', 'no')),
}
const SUSPENDED = JSON.stringify({error: {code: 'PRECONDITION_FAILED', message: 'Account acme is suspended'}})

async function probeOne(answer: ScriptedAnswer, options: Partial<ProbeOptions> = {}) {
  const clock = new VirtualClock()
  const inference = new ScriptedInference(clock, () => answer)
  const probes = await clock.run(probeLimits(inference, [{model: MODEL}], {clock, ...options}))
  return probes[0]!.result
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
