import {describe, expect, it, test} from '@jest/globals'
import {freeLimits} from '../../src/lib/app/free-limits.js'
import type {ServerlessRateLimit} from '../../src/lib/app/ports.js'
import {parseModelNames} from '../../src/lib/domain/limits/model-name.js'
import {failureOf} from '../support/connection.js'
import {aFailure, aModel, answer, memoryGateway, pageOf} from '../support/memory-gateway.js'

const PREFIX = 'accounts/fireworks/'
const limit = (deployment: string, metric: string, effectiveLimit: number): ServerlessRateLimit => ({
  deployment: deployment.includes('/') ? deployment : `${PREFIX}deployments/${deployment}`,
  metric,
  effectiveLimit,
})
const LISTED = [
  limit('kimi-k3', 'TOKENS_PROMPT', 3_600_000),
  limit('glm-5p3', 'TOKENS_GENERATED', 600),
  limit('kimi-k3', 'TOKENS_UNCACHED_PROMPT', 900_000),
  limit('kimi-k3', 'TOKENS_GENERATED', 36_000),
]

function listing(
  limits: readonly ServerlessRateLimit[] | null,
  asked: readonly string[] = [],
  unit?: Parameters<typeof freeLimits>[3],
) {
  const gateway = memoryGateway({
    listModels: () => answer(pageOf([aModel('glm-5p3', {parameterCount: 744e9})])),
    serverlessRateLimits: id => answer(id === 'acme' ? limits : aFailure('not-found', id)),
  })
  return freeLimits(gateway, 'acme', parseModelNames(asked).models, unit)
}

describe('the limits that the account API lists', () => {
  it('are those of every model, in the order they came', async () => {
    const report = await listing(LISTED)
    expect(report.probes.map(({result}) => result.message)).toEqual([
      'kimi-k3 may use 3.6M prompt tokens, 900k uncached prompt tokens, 36,000 output tokens per minute (unit assumed); this list does not say how much of it remains.',
      'glm-5p3 may use 36,000 output tokens per minute; this list does not say how much of it remains.',
    ])
    expect(report).toMatchObject({comparisons: [], samples: [], warnings: [], exitCode: 0})
  })

  it('are probes for which nothing was sent', async () => {
    const [probe] = (await listing([limit('glm-5p3', 'TOKENS_GENERATED', 36_000)])).probes
    expect(probe).toEqual({
      result: {
        model: `${PREFIX}models/glm-5p3`,
        serviceTier: null,
        outcome: 'ok',
        httpStatus: null,
        latencyMs: null,
        ttftMs: null,
        requestId: null,
        overLimit: null,
        retryAfterSeconds: null,
        promptTokens: null,
        message: expect.stringMatching(/^glm-5p3 may use 36,000 output tokens per minute \(unit assumed\); /),
        limits: [
          expect.objectContaining({
            dimension: 'generated',
            raw: 36_000,
            rawRemaining: null,
            perMinute: 36_000,
            unitSource: 'documented',
          }),
        ],
        headers: {},
      },
      outcome: {retryable: false, waitHint: null, actions: []},
      usage: null,
      notes: [],
    })
  })

  test.each([
    ['TOKENS_PROMPT', 3_600_000, 'prompt'],
    ['TOKENS_UNCACHED_PROMPT', 900_000, 'uncached-prompt'],
    ['TOKENS_CACHE_ADJUSTED_PROMPT', 900_000, 'uncached-prompt'],
    ['TOKENS_GENERATED', 36_000, 'generated'],
  ])('%s of %d limits %s', async (metric, amount, dimension) => {
    const {probes, warnings} = await listing([limit('glm-5p3', metric, amount)])
    expect(probes[0]!.result.limits).toMatchObject([{dimension, raw: amount, perMinute: amount}])
    expect(warnings).toEqual([])
  })

  test.each([
    [undefined, 600, 36_000],
    ['auto', 600, 36_000],
    ['minute', 600, 600],
    ['second', 36_000, 2_160_000],
  ] as const)('are in the unit %p where it is wished: %d is %d per minute', async (unit, amount, perMinute) => {
    const {probes} = await listing([limit('glm-5p3', 'TOKENS_GENERATED', amount)], [], unit)
    expect(probes[0]!.result.limits[0]!.perMinute).toBe(perMinute)
  })

  it('have the upper bound of the size that the catalogue has', async () => {
    const {probes} = await listing([
      limit('glm-5p3', 'TOKENS_GENERATED', 20_000),
      limit('x', 'TOKENS_GENERATED', 20_000),
    ])
    expect(probes.map(({result}) => result.limits[0]!.upperBoundPerMinute)).toEqual([432_000, null])
  })

  it('are none for an account without any, which is said', async () => {
    expect(await listing([])).toEqual({
      probes: [],
      comparisons: [],
      samples: [],
      warnings: [{code: 'nothing-listed', message: 'the account API lists no rate limits for this account'}],
      interrupted: false,
      exitCode: 0,
    })
  })

  it('are refused where the API does not offer them', async () => {
    expect(await failureOf(listing(null))).toMatchObject({
      code: 'refused',
      message: 'the account API does not offer the list of rate limits to this key',
      hints: [['without `--free` one request of a few tokens reads them: ', {command: ['limits', 'probe']}]],
    })
  })
})

describe('the model of a deployment', () => {
  const modelOf = async (deployment: string) =>
    (await listing([limit(deployment, 'TOKENS_GENERATED', 36_000)])).probes[0]!.result.model
  test.each([
    [`${PREFIX}deployments/glm-5p3`, `${PREFIX}models/glm-5p3`],
    [`${PREFIX}deployments/kimi-k3-fast`, `${PREFIX}routers/kimi-k3-fast`],
    ['accounts/acme/deployments/mine', 'accounts/acme/deployments/mine'],
    [`x/${PREFIX}deployments/glm-5p3`, `x/${PREFIX}deployments/glm-5p3`],
    [`${PREFIX}deployments/glm-5p3#x`, `${PREFIX}deployments/glm-5p3#x`],
    [`${PREFIX}deployments/glm-5p3/x`, `${PREFIX}deployments/glm-5p3/x`],
    [`${PREFIX}deployments/-odd-`, `${PREFIX}deployments/-odd-`],
    [`${PREFIX}models/glm-5p3`, `${PREFIX}models/glm-5p3`],
  ])('%s: %s', async (deployment, model) => {
    expect(await modelOf(deployment)).toBe(model)
  })
})

describe('models asked for', () => {
  it('are told in the order asked, and the others are not', async () => {
    const {probes, exitCode} = await listing(LISTED, ['glm-5p3'])
    expect(probes.map(({result}) => result.model)).toEqual([`${PREFIX}models/glm-5p3`])
    expect(exitCode).toBe(0)
    expect((await listing(LISTED, ['glm-5p3,kimi-k3'])).probes.map(({result}) => result.model)).toEqual([
      `${PREFIX}models/glm-5p3`,
      `${PREFIX}models/kimi-k3`,
    ])
  })

  it('that are not listed are not found, with the name that was likely meant', async () => {
    const {probes, exitCode} = await listing(LISTED, ['kimi-k4', 'glm-5p3', 'something-else-entirely'])
    expect(probes.map(({result}) => [result.outcome, result.message.split(';')[0]])).toEqual([
      ['not-found', 'The account API lists no rate limits for kimi-k4. Did you mean kimi-k3?'],
      ['ok', 'glm-5p3 may use 36,000 output tokens per minute'],
      ['not-found', 'The account API lists no rate limits for something-else-entirely.'],
    ])
    expect(probes[0]!.result.limits).toEqual([])
    expect(exitCode).toBe(3)
  })

  it('are shown on one line', async () => {
    const long = 'm'.repeat(150)
    const {probes} = await listing([limit(`accounts/acme/x/\u001b[31m${long}`, 'TOKENS_GENERATED', 36_000)])
    expect(probes[0]!.result.message).toMatch(/^accounts\/acme\/x\/m{103}… may use /)
  })
})

describe('metrics of the list', () => {
  it('that are not known are told once, each on one line', async () => {
    const {warnings, probes} = await listing([
      limit('glm-5p3', 'REQUESTS', 60),
      limit('glm-5p3', 'TOKENS_GENERATED', 36_000),
      limit('kimi-k3', 'REQUESTS', 60),
      limit('kimi-k3', `\u0007IMAGES${'S'.repeat(60)}`, 5),
    ])
    expect(warnings).toEqual([
      {
        code: 'unknown-metric',
        message: `the list has metrics that this version does not know: REQUESTS, IMAGES${'S'.repeat(53)}…`,
      },
    ])
    expect(probes[0]!.result.limits.map(({dimension}) => dimension)).toEqual(['generated'])
  })

  it('for cached prompt tokens are known to limit nothing', async () => {
    const {warnings, probes} = await listing([limit('glm-5p3', 'TOKENS_CACHED_PROMPT', 60)])
    expect(warnings).toEqual([])
    expect(probes[0]!.result.limits).toEqual([])
  })

  test.each(['constructor', '__proto__', 'toString'])('called %s are not known either', async metric => {
    const {warnings, probes} = await listing([limit('glm-5p3', metric, 60)])
    expect(warnings.map(({message}) => message)).toEqual([
      `the list has metrics that this version does not know: ${metric}`,
    ])
    expect(probes[0]!.result.limits).toEqual([])
  })
})
