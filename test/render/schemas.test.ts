import {describe, expect, it, test} from '@jest/globals'
import {Ajv2020} from 'ajv/dist/2020.js'
import {createRequire} from 'node:module'
import {readdirSync, readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import type addFormatsType from 'ajv-formats'
import {AppError} from '../../src/lib/domain/errors.js'
import {errorDocument, resultDocument, serialise, type ResultDocument} from '../../src/lib/render/formats/document.js'
import {ACCOUNTS} from './sample-accounts.js'
import {HOSTILE, LIVED_IN, quota, UNLIMITED} from './sample-quotas.js'

const FOLDER = fileURLToPath(new URL('../../schemas/', import.meta.url))
const addFormats = createRequire(import.meta.url)('ajv-formats') as typeof addFormatsType.default
const FILES = readdirSync(FOLDER).filter(file => file.endsWith('.json'))
const SCHEMAS = new Map(
  FILES.map(file => [file, JSON.parse(readFileSync(FOLDER + file, 'utf8')) as Record<string, unknown>]),
)

const ajv = new Ajv2020({strict: true, allowUnionTypes: true, allErrors: true, schemas: [...SCHEMAS.values()]})
addFormats(ajv)

/** Holds a document, as it is printed, to the schema that it names. */
function violations(document: {readonly schema: string}): unknown {
  const validate = ajv.getSchema(`urn:${document.schema.replace('fireq.', 'fireq:').replace('/', ':')}`)
  if (!validate) throw new Error(`no schema for ${document.schema}`)
  const valid = validate(JSON.parse(serialise(document, {pretty: false})))
  return valid === true ? null : validate.errors
}

function documentOf(schema: string, data: unknown): ResultDocument {
  const warnings = [{code: 'partial', message: 'some of it'}]
  return resultDocument({schema, source: 'sandbox', account: 'acme', generatedAt: 0, data, warnings})
}

const LIMIT = {
  dimension: 'generated',
  raw: 36_000,
  rawRemaining: 0,
  unit: 'per-minute',
  unitSource: 'magnitude',
  perMinute: 36_000,
  perSecond: 600,
  remainingPerMinute: 0,
  utilization: 1,
  startingPerMinute: 36_000,
  upperBoundPerMinute: null,
}
const PROBE = {
  model: 'accounts/fireworks/models/kimi-k3',
  serviceTier: null,
  outcome: 'over-limit',
  httpStatus: 200,
  latencyMs: 212.5,
  ttftMs: null,
  requestId: 'req-1',
  overLimit: true,
  retryAfterSeconds: null,
  promptTokens: 9,
  message: null,
  limits: [LIMIT],
  headers: {'x-ratelimit-over-limit': 'yes'},
}
const TIER = {
  likely: 2,
  basis: 'the max of the limit',
  maxUsd: 500,
  next: {tier: 3, needs: ['$500 spent or added in total']},
}

const SPEND = {usage: 376.48, limit: 400, max: 500, utilization: 0.9412, left: 23.52, reachedAt: null}
const PACE = {
  monthStart: '2026-11-01T00:00:00.000Z',
  monthEnd: '2026-12-01T00:00:00.000Z',
  perDayUsd: 18.37,
  projectedUsd: 551,
  limitReachedAt: null,
}
const VERDICT = {state: 'warning', message: 'spend is at 94.1%', actions: ['fireq quota set monthly-spend-usd 500']}

/** One true example of every document; those whose commands do not exist yet are the contract's words. */
const EXAMPLES: Record<string, unknown> = {
  'fireq.quota.list/v1': {...LIVED_IN, nextPageToken: null},
  'fireq.quota.get/v1': {quota: quota('x', 1, 1), quotas: [quota('x', 1, 1)]},
  'fireq.quota.set/v1': {
    account: 'acme',
    quota: 'monthly-spend-usd',
    from: 400,
    to: 200,
    maxValue: 500,
    usage: 12.5,
    applied: true,
    verified: true,
    dryRun: false,
    undo: 'fireq quota set monthly-spend-usd 400',
  },
  'fireq.quota.check/v1': {
    severity: 'critical',
    checks: [
      {quota: 'x', rule: 'max-used', actual: 0.94, threshold: 0.8, severity: 'critical', message: '94% used'},
      {quota: 'y', rule: 'need', actual: null, threshold: 8, severity: 'unknown', message: 'no usage'},
    ],
  },
  'fireq.limits.probe/v1': {probes: [PROBE]},
  'fireq.status/v1': {
    account: LIVED_IN.account,
    tier: TIER,
    spend: {...SPEND, pace: PACE},
    quotas: LIVED_IN.quotas,
    probe: null,
    verdict: VERDICT,
    suspension: null,
    profile: 'work',
    key: {origin: 'profile', detail: '/p'},
  },
  'fireq.status.profiles/v1': {
    profiles: [
      {
        profile: 'work',
        owner: 'fireq',
        account: LIVED_IN.account,
        tier: TIER,
        spend: SPEND,
        verdict: VERDICT,
        error: null,
        warnings: [],
        exitCode: 0,
      },
    ],
  },
  'fireq.diagnose/v1': {
    cause: 'rate-limited',
    message: 'a bucket is empty',
    reason: 'the rate limit of output tokens',
    retryable: true,
    waitHint: 'some seconds',
    retryAfterSeconds: null,
    actions: ['back off'],
    evidence: ['HTTP 429'],
    chain: [],
    httpStatus: 429,
    requestId: null,
    model: 'kimi-k3',
    observedAt: null,
    timeline: [
      {
        at: '2026-11-21T12:00:00.000Z',
        requests: 9,
        failed: 2,
        http429: 2,
        http503: 0,
        http412: 0,
        causes: {'rate-limited': 2},
      },
    ],
    log: {
      requests: 9,
      failed: 2,
      limitedShare: 0.25,
      from: null,
      to: null,
      first: {cause: 'rate-limited', httpStatus: 429, at: null, place: 3},
      worst: null,
      limit: {dimension: 'generated', model: 'kimi-k3', since: null},
      cut: null,
    },
  },
  'fireq.account.list/v1': {accounts: ACCOUNTS, nextPageToken: null},
  'fireq.account.get/v1': {account: ACCOUNTS[0]},
  'fireq.auth.login/v1': {account: 'acme', email: null, profile: 'default', file: '/p', keyCommand: false},
  'fireq.auth.logout/v1': {profile: 'default', removed: true},
  'fireq.auth.status/v1': {
    account: 'acme',
    email: null,
    profile: null,
    baseUrl: 'https://api.fireworks.ai',
    key: {origin: 'environment', detail: 'FIREWORKS_API_KEY'},
  },
  'fireq.config.list/v1': {settings: [{key: 'timeout', value: '30', origin: 'default', detail: ''}]},
  'fireq.config.get/v1': {key: 'timeout', value: null, origin: 'default', detail: ''},
  'fireq.config.set/v1': {key: 'timeout', value: 10},
  'fireq.config.unset/v1': {key: 'timeout', removed: false},
  'fireq.config.path/v1': {file: '/c', profiles: null},
  'fireq.tier.list/v1': {
    standing: TIER,
    tiers: [{tier: 'unlimited', ceilingUsd: null, trainingGpus: {}, fullRateLimits: true, criteria: []}],
  },
  'fireq.dry-run/v1': {
    requests: [{method: 'GET', url: 'https://api.fireworks.ai/v1/accounts/acme', body: null}],
  },
  'fireq.completion/v1': {shell: 'bash', script: '# '},
  'fireq.version/v1': {version: '0.1.0'},
}

describe('the schemas', () => {
  test.each(FILES)('%s is strict, named for its document, and names no host', file => {
    const schema = SCHEMAS.get(file)!
    const id = schema['$id'] as string
    expect(`${id.replace('urn:fireq:', 'fireq.').replace(':', '.')}.json`).toBe(file)
    expect(() => ajv.getSchema(id)).not.toThrow()
    expect(JSON.stringify(schema)).not.toMatch(/https?:(?!\/\/json-schema\.org\/draft\/2020-12\/schema")/)
  })

  it('are one for every example', () => {
    for (const schema of Object.keys(EXAMPLES)) expect(FILES).toContain(`${schema.replace('/', '.')}.json`)
  })
})

describe.each(Object.entries(EXAMPLES))('%s', (schema, data) => {
  it('takes its document', () => {
    expect(violations(documentOf(schema, data))).toBeNull()
  })

  it('notices a field of the envelope, or of the data, that is gone, and one that is new beside them', () => {
    const document = documentOf(schema, data)
    expect(violations({...document, extra: 1} as ResultDocument)).not.toBeNull()
    expect(violations({...document, source: 'elsewhere'} as unknown as ResultDocument)).not.toBeNull()
    expect(violations(documentOf(schema, {}))).not.toBeNull()
  })
})

describe('the quota documents', () => {
  it('hold for unlimited, unknown and hostile quotas', () => {
    for (const list of [UNLIMITED, HOSTILE]) expect(violations(documentOf('fireq.quota.list/v1', list))).toBeNull()
  })

  it('notice a field that was added without the schema', () => {
    const drifted = {...LIVED_IN, quotas: [{...quota('x', 1, 1), colour: 'red'}]}
    expect(violations(documentOf('fireq.quota.list/v1', drifted))).not.toBeNull()
  })
})

describe('fireq.error/v1', () => {
  it('takes what errorDocument makes, and no code that is not in the vocabulary', () => {
    const document = errorDocument(new AppError('rate-limited', 'no', {httpStatus: 429, retryAfterSeconds: 1.5}))
    expect(violations(document)).toBeNull()
    expect(violations(errorDocument(new AppError('internal', 'no')))).toBeNull()
    const strange = {...document, error: {...document.error, code: 'strange'}}
    expect(violations(strange as never)).not.toBeNull()
  })
})
