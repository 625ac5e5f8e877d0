import {describe, expect, test} from '@jest/globals'
import type {ErrorCode} from '../../../src/lib/domain/errors.js'
import {unansweredOutcome, type Answer} from '../../../src/lib/domain/answer/classify.js'
import {describeQuota} from '../../../src/lib/domain/quota/quota.js'
import {allFail, aProbe, diagnoseWith, errorBody, failsWith, MODEL} from '../../support/live-findings.js'
import {aReading} from '../../support/memory-gateway.js'
import {printed} from '../../support/printed-actions.js'

const WAIT = 'with backoff, from half a second up to 8 seconds'

describe('a request that is refused', () => {
  test('too many requests: by the account’s own ceiling where its quota was read', () => {
    const headers: [string, string][] = [
      ['x-ratelimit-limit-tokens-generated', '36000'],
      ['x-ratelimit-remaining-tokens-generated', '35999'],
    ]
    const probe = aProbe({status: 429, headers, body: errorBody('rate limit exceeded, please try again later')})
    const quota = describeQuota(aReading('serverless-inference-rpm', 20_000, 19_998))
    const {message, reason} = diagnoseWith({probe, quotas: [quota]})
    const own = '20,000 requests per minute by its quota `serverless-inference-rpm`'
    expect(message).toContain(`likely the account-wide limit of ${own}`)
    expect(reason).toContain(own)
    expect(diagnoseWith({probe}).message).toContain('6,000 requests per minute by default')
  })

  test('tells what the outcome tells, and leads from the cause to the effect', () => {
    const headers: [string, string][] = [
      ['x-ratelimit-limit-tokens-generated', '36000'],
      ['x-ratelimit-remaining-tokens-generated', '0'],
      ['retry-after', '7'],
      ['x-request-id', 'r-2'],
    ]
    const refusal = aProbe({status: 429, headers})
    expect(diagnoseWith({probe: refusal})).toMatchObject({
      cause: 'rate-limited',
      message: refusal.outcome.message,
      reason: 'the rate limit of output tokens, of this account with this model',
      retryable: true,
      waitHint: '7 s, as the server asks',
      retryAfterSeconds: 7,
      actions: printed(refusal.outcome.actions),
      chain: [
        'the rate limit of output tokens, of this account with this model',
        'a request to kimi-k3: HTTP 429, request id r-2',
        'clients are refused until the bucket refills',
      ],
      httpStatus: 429,
      requestId: 'r-2',
    })
  })

  test.each<[string, Partial<Answer>, readonly string[]]>([
    [
      'too many requests',
      {status: 429},
      ['a rate limit; which one is unknown', 'a request to kimi-k3: HTTP 429', 'clients are refused for a while'],
    ],
    [
      'load shed',
      {status: 503},
      [
        "no limit of this account: Fireworks' own capacity",
        'a request to kimi-k3: HTTP 503',
        'some requests are refused, others pass',
      ],
    ],
    [
      'a cold start',
      {status: 503, body: errorBody('x', 'DEPLOYMENT_SCALING_UP')},
      [
        'no limit: a cold start of a deployment that was scaled to zero',
        'a request to kimi-k3: HTTP 503',
        'clients are refused until a replica is ready',
      ],
    ],
    ['a key', {status: 401}, ['no limit: the key', 'a request to kimi-k3: HTTP 401']],
    ['nobody knows what', {status: 418, body: ''}, ['no limit: the request itself', 'a request to kimi-k3: HTTP 418']],
    ['nothing known', {status: 412}, ['a request to kimi-k3: HTTP 412']],
  ])('%s', (_, answer, chain) => {
    expect(diagnoseWith({probe: aProbe(answer)}).chain).toEqual(chain)
  })

  test('says what the catalogue knows better, and what else failed', () => {
    const {message, chain} = diagnoseWith({
      quotas: failsWith('timeout'),
      probe: aProbe({status: 404}, {suggestion: 'Did you mean kimi-k4?'}),
    })
    expect(message).toMatch(/^The model kimi-k3 was not found: .* Did you mean kimi-k4\?$/)
    expect(chain).toEqual(['quotas: not readable (timeout)', 'no limit: the name', 'a request to kimi-k3: HTTP 404'])
  })

  test('one that got no answer has no time', () => {
    const lost = aProbe({}, {outcome: unansweredOutcome('network', MODEL, 'ECONNRESET'), latencyMs: null})
    const {cause, evidence, chain} = diagnoseWith({probe: lost})
    expect(cause).toBe('network')
    expect(evidence.slice(-2)).toEqual(['probe of kimi-k3: network', 'ECONNRESET'])
    expect(chain.at(-1)).toBe('a request to kimi-k3: no answer')
  })
})

describe('an account API that does not answer', () => {
  test.each<[ErrorCode, string, string, string | null]>([
    ['unauthorized', 'unauthorized', 'no limit: the key, or its scope', null],
    ['forbidden', 'forbidden', 'no limit: what this key may do', null],
    ['not-found', 'not-found', 'no limit: the account named', null],
    ['rate-limited', 'rate-limited', 'a rate limit of the account API', WAIT],
    ['server-error', 'server-error', 'no limit: a fault on the other side', WAIT],
    ['bad-response', 'bad-response', 'no limit: what answered is not the API, or its answer came broken', WAIT],
    ['network', 'network', 'no limit: the way to Fireworks', WAIT],
    ['timeout', 'timeout', 'no limit: the way to Fireworks', WAIT],
    ['conflict', 'conflict', 'unknown', null],
  ])('with %s, and no model to ask', (code, cause, reason, waitHint) => {
    expect(diagnoseWith({...allFail(code), probe: null})).toMatchObject({
      cause,
      message: `The account API does not answer: it is ${code}.`,
      reason,
      waitHint,
      actions: [`hint of ${code}`],
      chain: [`account: not readable (${code})`, `quotas: not readable (${code})`, `catalogue: not readable (${code})`],
      evidence: [
        `account: not readable (${code})`,
        `quotas: not readable (${code})`,
        `catalogue: not readable (${code})`,
      ],
    })
  })

  test('while inference serves: a key that is limited to it', () => {
    expect(diagnoseWith(allFail('unauthorized', 401))).toMatchObject({
      cause: 'unauthorized',
      message:
        'Inference answers, but the account API does not: it is unauthorized. The key works for inference: it is likely limited to that, and the account API needs another one.',
      reason: 'no limit: the scope of the key',
      chain: [
        'account: not readable (unauthorized, HTTP 401)',
        'quotas: not readable (unauthorized, HTTP 401)',
        'catalogue: not readable (unauthorized, HTTP 401)',
        'a request to kimi-k3: HTTP 200',
      ],
    })
  })

  test('while inference serves: any other failure is no matter of the key', () => {
    expect(diagnoseWith(allFail('forbidden'))).toMatchObject({
      message: 'Inference answers, but the account API does not: it is forbidden.',
      reason: 'no limit: what this key may do',
    })
  })

  test('the gravest failure is the cause, whichever came first', () => {
    expect(diagnoseWith({account: failsWith('timeout'), quotas: failsWith('unauthorized')}).cause).toBe('unauthorized')
    expect(diagnoseWith({account: failsWith('unauthorized'), quotas: failsWith('timeout')}).cause).toBe('unauthorized')
  })

  test('a catalogue that cannot be read matters only where it had to choose the model', () => {
    const catalogue = failsWith('timeout')
    expect(diagnoseWith({catalogue})).toMatchObject({
      cause: 'ok',
      evidence: expect.arrayContaining(['catalogue: not readable (timeout)']) as unknown as string[],
    })
    expect(diagnoseWith({catalogue, probe: null}).cause).toBe('timeout')
  })
})
