import {describe, expect, test} from '@jest/globals'
import type {Account} from '../../src/lib/domain/account.js'
import {diagnoseLive, type LiveFindings, type LiveProbe} from '../../src/lib/domain/diagnosis-live.js'
import {AppError, type ErrorCode} from '../../src/lib/domain/errors.js'
import {classifyAnswer, unansweredOutcome, type ClassifiedAnswer} from '../../src/lib/domain/outcome.js'
import {describeQuota, type Quota} from '../../src/lib/domain/quota.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const MODEL = 'accounts/fireworks/models/kimi-k2p6'
const ACCOUNT: Account = {
  id: 'acme',
  displayName: null,
  email: null,
  accountType: null,
  state: 'READY',
  statusCode: null,
  statusMessage: null,
  suspendState: 'UNSUSPENDED',
  createdAt: null,
  updatedAt: null,
}
const quota = (id: string, usage: number | null, value: number | null, maxValue: number | null = null): Quota =>
  describeQuota({id, usage, value, maxValue, updatedAt: null})
const spend = (usage: number | null, value: number | null = 400) => quota('monthly-spend-usd', usage, value, 5000)

const body = (message: string) => JSON.stringify({error: {message, code: 'X'}})
const outcome = (answer: Partial<ClassifiedAnswer> = {}) =>
  classifyAnswer({status: 200, headers: [], body: '', model: MODEL, ...answer})
const probe = (answer: Partial<ClassifiedAnswer> = {}, more: Partial<LiveProbe> = {}): LiveProbe => ({
  model: MODEL,
  outcome: outcome(answer),
  latencyMs: 123.5,
  suggestion: null,
  ...more,
})
const error = (code: ErrorCode, httpStatus: number | null = null) =>
  new AppError(code, `failed as ${code}`, {httpStatus, hints: ['try this']})

const HEALTHY: LiveFindings = {account: ACCOUNT, quotas: [spend(10)], catalogue: 7, probe: probe(), now: NOW}
const diagnose = (findings: Partial<LiveFindings> = {}) => diagnoseLive({...HEALTHY, ...findings})
const SUSPENDED = {status: 412, body: body('Account acme is suspended')}
const stopped = (suspendState: string) => ({...ACCOUNT, suspendState})
const EFFECT = 'a request to kimi-k2p6: HTTP '

describe('an account that is served', () => {
  test('nothing is in the way', () => {
    expect(diagnose({probe: probe({headers: [['x-request-id', 'r-1']]})})).toEqual({
      cause: 'ok',
      message: outcome().message,
      reason: 'none: nothing is in the way',
      retryable: false,
      waitHint: null,
      retryAfterSeconds: null,
      actions: [...outcome().actions],
      evidence: [
        'account: suspendState UNSUSPENDED, state READY',
        'quota monthly-spend-usd: usage 10, value 400',
        'catalogue: 7 models',
        'probe of kimi-k2p6 in 124 ms: ok',
        ...outcome().evidence,
      ],
      chain: [],
      httpStatus: 200,
      requestId: 'r-1',
      model: 'kimi-k2p6',
      observedAt: '2026-11-21T12:00:00.000Z',
    })
  })

  test('over a limit is served, too', () => {
    const over = {headers: [['x-ratelimit-over-limit', 'yes'] as const]}
    expect(diagnose({probe: probe(over)})).toMatchObject({
      cause: 'over-limit',
      reason: 'a rate limit; which one is unknown',
      waitHint: outcome(over).waitHint,
      chain: [],
    })
  })

  test.each<[string, Quota[], string, string[]]>([
    ['little is spent', [spend(319)], '', []],
    [
      'much is spent',
      [spend(320)],
      ' Mind: $320 of $400 spent this month (80%); at the limit everything stops.',
      ['fireq status'],
    ],
    [
      'nearly all is spent',
      [spend(380)],
      ' Mind: $380 of $400 spent this month (95%); at the limit everything stops.',
      ['fireq status'],
    ],
    ['it has no limit', [spend(10, 9_999_999)], '', []],
    ['what is spent is unknown', [spend(null)], '', []],
    ['all is spent, and a request was served', [spend(400)], '', []],
    ['a quota is near its end', [quota('a-count', 94, 100)], '', []],
    [
      'a quota is at its end',
      [spend(10), quota('a-count', 95, 100)],
      ' Full: a-count; what needs more of it is refused.',
      ['fireq status', 'fireq quota get a-count'],
    ],
    [
      'three quotas are full',
      ['a', 'b', 'c'].map(id => quota(id, 1, 1)),
      ' Full: a, b, c; what needs more of it is refused.',
      ['fireq status', 'fireq quota get a', 'fireq quota get b'],
    ],
    [
      'money and five quotas are',
      [spend(390), ...['a', 'b', 'c', 'd', 'e'].map(id => quota(id, 2, 1))],
      ' Mind: $390 of $400 spent this month (97.5%); at the limit everything stops. Full: a, b, c and 2 more; what needs more of it is refused.',
      ['fireq status', 'fireq quota get a', 'fireq quota get b'],
    ],
  ])('%s', (_, quotas, notes, actions) => {
    const found = diagnose({quotas})
    expect(found.message).toBe(outcome().message + notes)
    expect(found.actions).toEqual([...outcome().actions, ...actions])
  })

  test('without a model to ask, inference is unknown', () => {
    expect(diagnose({probe: null})).toMatchObject({
      cause: 'unknown',
      message: 'The account runs, but no model could be asked, so nothing is known of inference.',
      reason: 'unknown',
      waitHint: null,
      actions: ['fireq diagnose --live --model kimi-k2p6'],
      httpStatus: null,
      requestId: null,
      model: null,
    })
  })
})

describe('a suspended account', () => {
  test('by its state, with its money and what a request sees', () => {
    const found = diagnose({
      account: stopped('MONTHLY_SPEND_LIMIT_EXCEEDED'),
      quotas: [spend(400.02)],
      probe: probe(SUSPENDED),
    })
    expect(found).toMatchObject({
      cause: 'suspended',
      reason: 'the monthly spend limit is reached (suspendState MONTHLY_SPEND_LIMIT_EXCEEDED)',
      waitHint: null,
      chain: [
        '$400.02 of $400 spent this month (100%)',
        'the account is suspended: suspendState MONTHLY_SPEND_LIMIT_EXCEEDED',
        `${EFFECT}412`,
      ],
    })
    expect(found.message).toMatch(
      /^The account is suspended: the monthly spend limit is reached\. To end it, raise .* show\.$/,
    )
    expect(found.actions).toContain('fireq quota set monthly-spend-usd 5000')
    expect(found.evidence[0]).toBe('account: suspendState MONTHLY_SPEND_LIMIT_EXCEEDED, state READY')
  })

  test('by a state that this version does not know', () => {
    const found = diagnose({account: stopped('NEW_STATE'), probe: null})
    expect(found.reason).toBe('suspend state NEW_STATE, which this version does not know')
    expect(found.chain).toEqual(['the account is suspended: suspendState NEW_STATE'])
  })

  test('that serves requests all the same', () => {
    const found = diagnose({account: stopped('CREDIT_DEPLETED'), quotas: [spend(399.99)]})
    expect(found.message).toMatch(/show\. A request was served all the same: the state may be about to change\.$/)
    expect(found.chain).toEqual(['the account is suspended: suspendState CREDIT_DEPLETED', `${EFFECT}200`])
    expect(diagnose({account: stopped('CREDIT_DEPLETED'), probe: null}).message).toMatch(/show\.$/)
  })

  test('by a refused request alone: its own record lags behind', () => {
    const found = diagnose({probe: probe(SUSPENDED)})
    expect(found).toMatchObject({
      cause: 'suspended',
      chain: [
        'the account is suspended',
        'its own record lags behind: state READY, suspendState UNSUSPENDED',
        `${EFFECT}412`,
      ],
    })
    expect(found.reason).toMatch(/^a request was refused as suspended.*lags behind$/)
    expect(found.evidence[0]).toBe('account: suspendState UNSUSPENDED, state READY, which lag behind a 412')
    const untold = diagnose({account: {...ACCOUNT, state: null, suspendState: null}, probe: probe(SUSPENDED)})
    expect(untold.chain[1]).toBe('its own record lags behind: state unknown, suspendState unknown')
    expect(untold.evidence[0]).toBe('account: suspendState not told, state not told, which lag behind a 412')
  })

  test('by a refusal of the account API, its money known', () => {
    expect(diagnose({account: error('suspended', 412), quotas: [spend(400)], probe: null})).toMatchObject({
      cause: 'suspended',
      reason: 'likely the monthly spend limit, as $400 of $400 is spent',
      chain: ['$400 of $400 spent this month (100%)', 'the account is suspended'],
      evidence: [
        'quota monthly-spend-usd: usage 400, value 400',
        'account: not readable (suspended, HTTP 412)',
        'catalogue: 7 models',
      ],
    })
  })

  test('by a refusal of the account API, nothing known', () => {
    const found = diagnose({quotas: error('suspended'), probe: null})
    expect(found.cause).toBe('suspended')
    expect(found.chain[0]).toBe('the account is suspended')
  })
})

describe('a request that was refused', () => {
  test.each<[string, Partial<ClassifiedAnswer>, string[]]>([
    [
      'a model’s limit',
      {
        status: 429,
        headers: [
          ['x-ratelimit-limit-tokens-generated', '36000'],
          ['x-ratelimit-remaining-tokens-generated', '0'],
        ],
      },
      [
        'the rate limit of output tokens, of this account with this model',
        `${EFFECT}429`,
        'clients are refused until the bucket refills',
      ],
    ],
    [
      'some limit',
      {status: 429},
      ['a rate limit; which one is unknown', `${EFFECT}429`, 'clients are refused for a while'],
    ],
    [
      'load shed',
      {status: 503},
      ["no limit of this account: Fireworks' own capacity", `${EFFECT}503`, 'some requests are refused, others pass'],
    ],
    [
      'a cold start',
      {status: 503, body: '{"error":{"message":"x","code":"DEPLOYMENT_SCALING_UP"}}'},
      [
        'no limit: a cold start of a deployment that was scaled to zero',
        `${EFFECT}503`,
        'clients are refused until a replica is ready',
      ],
    ],
    ['a name', {status: 404}, ['no limit: the name', `${EFFECT}404`]],
    ['nothing known', {status: 300}, [`${EFFECT}300`]],
  ])('%s', (_, answer, chain) => {
    const {code, message, waitHint, actions} = outcome(answer)
    expect(diagnose({probe: probe(answer)})).toMatchObject({cause: code, message, waitHint, actions, chain})
  })

  test('with what the catalogue knows better, and what could not be read', () => {
    const found = diagnose({
      account: error('server-error', 500),
      probe: probe({status: 404, headers: [['retry-after', '7']]}, {suggestion: 'Did you mean glm?', latencyMs: null}),
    })
    expect(found).toMatchObject({
      cause: 'not-found',
      message: `${outcome({status: 404}).message} Did you mean glm?`,
      retryAfterSeconds: 7,
      httpStatus: 404,
      chain: ['account: not readable (server-error, HTTP 500)', 'no limit: the name', `${EFFECT}404`],
    })
    expect(found.evidence).toContain('probe of kimi-k2p6: not-found')
  })
})

describe('an account API that does not answer', () => {
  test.each<[ErrorCode, string, string, string | null]>([
    ['unauthorized', 'unauthorized', 'no limit: the key, or its scope', null],
    ['forbidden', 'forbidden', 'no limit: what this key may do', null],
    ['not-found', 'not-found', 'no limit: the account named', null],
    ['rate-limited', 'rate-limited', 'a rate limit of the account API', 'seconds, with backoff'],
    ['server-error', 'server-error', 'no limit: a fault on the other side', 'seconds, with backoff'],
    ['bad-response', 'server-error', 'no limit: a fault on the other side', 'seconds, with backoff'],
    ['network', 'network', 'no limit: the way to Fireworks', 'seconds, with backoff'],
    ['timeout', 'timeout', 'no limit: the way to Fireworks', 'seconds, with backoff'],
    ['refused', 'unknown', 'unknown', null],
    ['bad-request', 'bad-request', 'unknown', null],
  ])('%s → %s', (code, cause, reason, waitHint) => {
    expect(diagnose({account: error(code), probe: null})).toMatchObject({
      cause,
      message: `The account API does not answer: failed as ${code}.`,
      reason,
      waitHint,
      actions: ['try this'],
      chain: [`account: not readable (${code})`],
    })
  })

  test('while inference does', () => {
    expect(diagnose({account: error('unauthorized', 401)})).toMatchObject({
      cause: 'unauthorized',
      message:
        'Inference answers, but the account API does not: failed as unauthorized. The key works for inference: it is likely limited to that, and the account API needs another one.',
      reason: 'no limit: the scope of the key',
      chain: ['account: not readable (unauthorized, HTTP 401)', `${EFFECT}200`],
    })
    expect(diagnose({quotas: error('server-error')})).toMatchObject({
      message: 'Inference answers, but the account API does not: failed as server-error.',
      reason: 'no limit: a fault on the other side',
      chain: ['quotas: not readable (server-error)', `${EFFECT}200`],
    })
  })

  test('of several failures the worst one', () => {
    const found = diagnose({account: error('server-error'), quotas: error('forbidden'), probe: null})
    expect(found.cause).toBe('forbidden')
    expect(found.chain).toEqual(['account: not readable (server-error)', 'quotas: not readable (forbidden)'])
    expect(diagnose({account: error('forbidden'), quotas: error('server-error')}).cause).toBe('forbidden')
  })

  test('a catalogue that cannot be read matters where there was no model', () => {
    expect(diagnose({catalogue: error('server-error'), probe: null}).cause).toBe('server-error')
    const served = diagnose({catalogue: error('server-error')})
    expect(served.cause).toBe('ok')
    expect(served.evidence).toContain('catalogue: not readable (server-error)')
    expect(served.evidence.join('\n')).not.toContain('models')
  })
})

test('a connection that failed is the cause', () => {
  const failed = unansweredOutcome('timeout', MODEL, 'no answer in 10 s')
  const found = diagnose({probe: {...probe(), outcome: failed, latencyMs: null}})
  expect(found).toMatchObject({cause: 'timeout', httpStatus: null, message: failed.message})
  expect(found.chain).toEqual(['no limit: the way to Fireworks', 'a request to kimi-k2p6: no answer'])
})

describe('the evidence of the quotas', () => {
  test.each<[Quota[], string]>([
    [[spend(null, null)], 'quota monthly-spend-usd: usage not told, value not told'],
    [[quota('a', 1, 2), spend(0, 0)], 'quota monthly-spend-usd: usage 0, value 0'],
    [[quota('a', 1, 2), quota('b', 1, 2)], 'quotas: 2, none of them monthly-spend-usd'],
    [[], 'quotas: 0, none of them monthly-spend-usd'],
  ])('%#: %s', (quotas, line) => {
    expect(diagnose({quotas, probe: null}).evidence).toEqual([
      'account: suspendState UNSUSPENDED, state READY',
      line,
      'catalogue: 7 models',
    ])
  })

  test('is that they could not be read', () => {
    expect(diagnose({quotas: error('forbidden', 403), probe: null}).evidence[1]).toBe(
      'quotas: not readable (forbidden, HTTP 403)',
    )
  })
})
