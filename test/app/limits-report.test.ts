import {describe, expect, it} from '@jest/globals'
import {PRIORITY} from '../../src/lib/app/limits-report.js'
import {failureOf} from '../support/connection.js'
import {charged, limits, limitsWorld, PREFIX, targets} from '../support/limits-world.js'
import {aFailure, aModel} from '../support/memory-gateway.js'
import {COMPLETION} from '../support/scripted-inference.js'

const SUSPENDED = {status: 412, body: ''}

describe('each model once', () => {
  it('is a probe each, in the order asked', async () => {
    const {asked, inference, report} = limitsWorld({
      answers: id => ({headers: limits(36_000), body: charged(9, 1), takesMs: id === 'a' ? 200 : 100}),
      catalogue: [aModel('a', {parameterCount: 7e9})],
    })
    const {probes, ...rest} = await report({
      targets: [{model: `${PREFIX}a`}, {model: `${PREFIX}b`}],
      options: {maxTokens: 2, headers: {'x-route': 'r'}, serviceTier: 'flex'},
    })
    expect(probes.map(({result}) => [result.model, result.serviceTier, result.outcome, result.latencyMs])).toEqual([
      [`${PREFIX}a`, 'flex', 'ok', 200],
      [`${PREFIX}b`, 'flex', 'ok', 100],
    ])
    expect(probes[0]).toEqual({
      result: expect.objectContaining({promptTokens: 9}),
      outcome: expect.objectContaining({retryable: false, waitHint: null}),
      usage: {prompt: 9, generated: 1},
      notes: [],
    })
    expect(probes.map(({result}) => result.limits[0]!.upperBoundPerMinute)).toEqual([2_160_000, null])
    expect(rest).toEqual({comparisons: [], samples: [], warnings: [], interrupted: false, exitCode: 0})
    expect(inference.requests[0]).toMatchObject({maxTokens: 2, headers: {'x-route': 'r'}, serviceTier: 'flex'})
    expect(inference.mostUnderWay).toBe(2)
    // Nothing but the questions themselves and the catalogue.
    expect(asked).toEqual(['models fireworks'])
  })

  it('exits by the worst outcome', async () => {
    const statuses: Record<string, number> = {a: 429, b: 401, c: 200}
    const {report} = limitsWorld({answers: id => ({status: statuses[id]!, body: id === 'c' ? COMPLETION : ''})})
    expect(await report({targets: targets('a', 'b', 'c')})).toMatchObject({exitCode: 4})
    expect(await report({targets: targets('a', 'c')})).toMatchObject({exitCode: 6})
  })

  it('is nothing without models', async () => {
    expect(await limitsWorld().report({})).toEqual({
      probes: [],
      comparisons: [],
      samples: [],
      warnings: [],
      interrupted: false,
      exitCode: 0,
    })
  })

  it('fails when the request itself is wrong', async () => {
    const wrong = aFailure('usage', 'no such header')
    const {report} = limitsWorld({answers: () => ({fails: wrong})})
    expect(await failureOf(report({targets: targets('a')}))).toBe(wrong)
  })
})

describe('what could not be read in headers', () => {
  const odd = 'x-ratelimit-limit-tokens-odd'
  const note = `${odd} is not a header this version knows`

  it('is told once, with the models whose answers had it', async () => {
    const {report} = limitsWorld({answers: id => (id === 'b' ? {} : {headers: [[odd, '1']]})})
    const {warnings, probes} = await report({targets: targets('a', 'b', 'c', 'a')})
    expect(warnings).toEqual([{code: 'headers', message: `a, c: ${note}`}])
    expect(probes.map(({notes}) => notes)).toEqual([[note], [], [note], [note]])
  })

  it('is told of each thing', async () => {
    const {report} = limitsWorld({answers: id => ({headers: [[`${odd}-${id}`, '1']]})})
    expect((await report({targets: targets('a', 'b')})).warnings.map(({message}) => message)).toEqual([
      `a: ${odd}-a is not a header this version knows`,
      `b: ${odd}-b is not a header this version knows`,
    ])
  })
})

describe('an interruption', () => {
  it('leaves what had come by then, and says how much is missing', async () => {
    const {report} = limitsWorld({abortAfter: 2})
    const {probes, warnings} = await report({targets: targets('a', 'b', 'c', 'd'), options: {concurrency: 1}})
    expect(probes.map(({result}) => result.model)).toEqual([`${PREFIX}a`, `${PREFIX}b`])
    expect(warnings).toEqual([{code: 'interrupted', message: 'interrupted: 2 of 4 answers had come'}])
  })

  it('leaves samples, and no comparison of half a pair', async () => {
    const schedule = {requests: 3, intervalMs: 100}
    const sampled = await limitsWorld({abortAfter: 1}).report({targets: targets('a'), schedule})
    expect(sampled.warnings).toEqual([{code: 'interrupted', message: 'interrupted: 1 of 3 answers had come'}])
    expect(sampled.samples).toMatchObject([{summary: {requests: 1}}])

    const compared = await limitsWorld({abortAfter: 1}).report({
      targets: targets('a'),
      compareTiers: true,
      options: {concurrency: 1},
    })
    expect(compared.warnings).toEqual([{code: 'interrupted', message: 'interrupted: 1 of 2 answers had come'}])
    expect(compared.comparisons).toEqual([])
  })

  it('before the first answer leaves no samples', async () => {
    const schedule = {requests: 2, intervalMs: 0}
    expect(await limitsWorld({abortAfter: 0}).report({targets: targets('a', 'b'), schedule})).toEqual({
      probes: [],
      comparisons: [],
      samples: [],
      warnings: [{code: 'interrupted', message: 'interrupted: 0 of 4 answers had come'}],
      interrupted: true,
      exitCode: 0,
    })
  })

  it('guesses no name any more', async () => {
    const {asked, report} = limitsWorld({abortAfter: 1, answers: () => ({status: 404, body: ''})})
    const {probes} = await report({targets: targets('glm-5p9', 'b'), options: {concurrency: 1}})
    expect(probes.map(({result}) => result.outcome)).toEqual(['not-found'])
    expect(probes[0]!.result.message).not.toContain('Did you mean')
    expect(asked).toEqual(['models fireworks'])
  })
})

describe('a model that was not found', () => {
  const answers = (id: string) => (id === 'glm-5p3' ? {} : {status: 404, body: ''})

  it('may be meant to be one of the catalogue, which is read once', async () => {
    const {asked, report} = limitsWorld({answers})
    const {probes, exitCode} = await report({targets: targets('kimi-k4', 'glm-5p3', 'zzzzzzzzzz', 'glm-5p9')})
    const messages = probes.map(({result}) => result.message)
    expect(messages.map(message => /Did you mean .*$/.exec(message)?.[0] ?? null)).toEqual([
      'Did you mean kimi-k3?',
      null,
      null,
      'Did you mean glm-5p3?',
    ])
    expect(messages[0]).toMatch(/^\S.*\. Did you mean kimi-k3\?$/)
    expect(messages[2]).toMatch(/\.$/)
    expect(asked).toEqual(['models fireworks'])
    expect(exitCode).toBe(3)
  })

  it('is the only one that gets a suggestion', async () => {
    const {report} = limitsWorld({answers: id => ({status: id === 'glm-5p9' ? 403 : 404, body: ''})})
    const {probes} = await report({targets: targets('kimi-k4', 'glm-5p9')})
    expect(probes.map(({result}) => /Did you mean .*$/.exec(result.message)?.[0] ?? null)).toEqual([
      'Did you mean kimi-k3?',
      null,
    ])
  })

  it('may be anything to a catalogue that cannot be read', async () => {
    const {report} = limitsWorld({answers, catalogue: aFailure('forbidden', 'no')})
    const {probes, warnings} = await report({targets: targets('kimi-k4')})
    expect(probes[0]!.result).toMatchObject({outcome: 'not-found'})
    expect(probes[0]!.result.message).not.toContain('Did you mean')
    expect(warnings).toEqual([])
  })
})

describe('a suspended account', () => {
  it('is asked once why, however many models say so', async () => {
    const {asked, report} = limitsWorld({answers: () => SUSPENDED, suspendState: 'CREDIT_DEPLETED'})
    const {probes, exitCode} = await report({targets: targets('a', 'b', 'c')})
    expect(asked).toEqual(['models fireworks', 'account acme'])
    expect(probes.map(({result}) => result.outcome)).toEqual(['suspended', 'suspended', 'suspended'])
    expect(probes[0]!.result.message).toContain('credits are used up')
    expect(exitCode).toBe(5)
  })

  it('is told as the answers tell it where the account cannot be asked', async () => {
    const {asked, report} = limitsWorld({answers: () => SUSPENDED, account: aFailure('forbidden', 'no')})
    expect((await report({targets: targets('a')})).probes[0]!.result.outcome).toBe('unknown')
    expect(asked).toEqual(['models fireworks'])
  })
})

describe('both service tiers', () => {
  it('of a model are asked at the same time and compared', async () => {
    const {inference, report} = limitsWorld({
      answers: (id, _, {serviceTier}) => {
        if (id === 'b') return {takesMs: serviceTier === PRIORITY ? 1500 : 210}
        return serviceTier === PRIORITY ? {} : {status: 503, body: ''}
      },
    })
    const {probes, comparisons} = await report({targets: targets('a', 'b'), compareTiers: true})
    expect(inference.requests.map(({model, serviceTier}) => [model, serviceTier])).toEqual([
      [`${PREFIX}a`, null],
      [`${PREFIX}a`, 'priority'],
      [`${PREFIX}b`, null],
      [`${PREFIX}b`, 'priority'],
    ])
    expect(probes).toHaveLength(4)
    expect(comparisons).toEqual([
      {
        model: `${PREFIX}a`,
        verdict: 'them',
        message:
          'Them: standard requests to a are turned away by the service while Priority gets through. Ask with service_tier "priority" until it is over.',
      },
      {
        model: `${PREFIX}b`,
        verdict: 'neither',
        message: 'No fault on either side: both tiers of b answered: standard in 210 ms, Priority in 1.5 s.',
      },
    ])
  })

  it('of a model named twice are two comparisons', async () => {
    const {comparisons} = await limitsWorld().report({targets: targets('a', 'a'), compareTiers: true})
    expect(comparisons.map(({model}) => model)).toEqual([`${PREFIX}a`, `${PREFIX}a`])
  })

  it('are not compared where nobody asks for it', async () => {
    const same = [null, PRIORITY].map(serviceTier => ({model: `${PREFIX}a`, serviceTier}))
    expect((await limitsWorld().report({targets: same})).comparisons).toEqual([])
  })

  it('of different models are not compared where an interruption took half of each pair', async () => {
    const {clock, controller, report} = limitsWorld({
      answers: (id, _, {serviceTier}) => ({takesMs: (id === 'a') === (serviceTier === null) ? 10 : 1000}),
    })
    void clock.sleep(500).then(() => controller.abort(new Error('stop')))
    const {probes, comparisons} = await report({targets: targets('a', 'b'), compareTiers: true})
    expect(probes.map(({result}) => [result.model, result.serviceTier])).toEqual([
      [`${PREFIX}a`, null],
      [`${PREFIX}b`, 'priority'],
    ])
    expect(comparisons).toEqual([])
  })
})
