import {describe, expect, it} from '@jest/globals'
import fc from 'fast-check'
import {OUTCOMES, exitCodeOf, isRetryable, type OutcomeCode} from '../../../src/lib/domain/errors.js'
import {classifyAnswer, unansweredOutcome, worstOutcome, type Answer} from '../../../src/lib/domain/answer/classify.js'
import {bodySoup, headerSoup} from '../../support/header-soup.js'
import {propertyRuns} from '../../support/property-runs.js'
import {printed} from '../../support/printed-actions.js'

const inference = (message: string, code = 'X') =>
  JSON.stringify({error: {message, code, type: 'error'}, request_id: 'r'})
const gateway = (code: number, message: string) => JSON.stringify({code, message, details: []})

const SUSPENDED =
  'Account acme is suspended, possibly due to reaching the monthly spending limit or failure to pay past invoices. See https://fireworks.ai/billing'
const QUOTA = 'global--h100-count for account acme, in use: 8, quota: 8, requesting: 4'
const LIMITED = 'rate limit exceeded, please try again later'
const SHED = 'Service Overloaded'
const COMPLETION = JSON.stringify({choices: [{message: {content: ''}, finish_reason: 'length'}]})
const exhausted: [string, string][] = [
  ['x-ratelimit-limit-tokens-generated', '36000'],
  ['x-ratelimit-remaining-tokens-generated', '0'],
]
const room: [string, string][] = [
  ['x-ratelimit-limit-tokens-generated', '36000'],
  ['x-ratelimit-remaining-tokens-generated', '35999'],
]
const noRequests: [string, string][] = [
  ['x-ratelimit-limit-requests', '60'],
  ['x-ratelimit-remaining-requests', '0'],
]
const flag = (value: string): [string, string][] => [['x-ratelimit-over-limit', value]]

const classify = (answer: Partial<Answer>) =>
  classifyAnswer({status: 200, headers: [], body: '', model: 'accounts/fireworks/models/kimi-k3', ...answer})

describe('classifyAnswer', () => {
  // what, answer, code, words of the message, words of the evidence
  const table: [string, Partial<Answer>, OutcomeCode, RegExp, RegExp?][] = [
    [
      '200',
      {body: COMPLETION, headers: room},
      'ok',
      /^There is room on kimi-k3; output tokens .* 35,999 of 36,000 per minute remaining/,
      /HTTP 200/,
    ],
    ['200 without limit headers', {body: COMPLETION}, 'ok', /No limit headers .* kimi-k3.*unknown/],
    ['200 with no body at hand', {}, 'ok', /kimi-k3/],
    [
      '200 over the limit by its flag',
      {headers: flag('yes')},
      'over-limit',
      /served over a limit, at lower priority.*do not say which/,
      /over-limit: yes/,
    ],
    [
      '200 with nothing remaining',
      {headers: [...exhausted, ...flag('no')]},
      'over-limit',
      /Output tokens are your bottleneck on kimi-k3: 0 of 36,000 per minute remaining/,
      /output tokens: remaining 0 of 36,000/,
    ],
    [
      '200 with a web page',
      {body: '<html><title>Login</title></html>'},
      'bad-response',
      /cannot be read.*web page/,
      /web page/,
    ],
    ['200 with half a body', {body: COMPLETION.slice(0, 20)}, 'bad-response', /cannot be read/],
    [
      '400',
      {status: 400, body: inference('max_tokens must be positive')},
      'bad-request',
      /refused as wrong \("max_tokens must be positive"\)/,
      /body says: max_tokens/,
    ],
    [
      '401',
      {status: 401, body: inference('invalid api key')},
      'unauthorized',
      /key is missing, wrong, or of another scope/,
    ],
    ['402', {status: 402, body: inference('usage cap')}, 'user-cap', /user's own usage cap/],
    [
      '402 in words like a suspension',
      {status: 402, body: inference('monthly usage exceeded')},
      'user-cap',
      /own usage cap/,
    ],
    ['403', {status: 403, body: gateway(7, 'denied')}, 'forbidden', /not allowed to do this.*\("denied"\)/],
    [
      '404',
      {status: 404, body: inference('not found', 'NOT_FOUND')},
      'not-found',
      /kimi-k3 was not found/,
      /body code: NOT_FOUND/,
    ],
    ['408', {status: 408}, 'server-error', /may pass/],
    ['409', {status: 409}, 'conflict', /conflicts with the present state/],
    ['410', {status: 410}, 'not-found', /not found/],
    [
      '412 suspended',
      {status: 412, body: inference(SUSPENDED, 'PRECONDITION_FAILED')},
      'suspended',
      /account is suspended; the answer does not say why/,
      /HTTP 412/,
    ],
    ['412 in the older wording', {status: 412, body: gateway(9, 'monthly usage exceeded')}, 'suspended', /suspended/],
    [
      '412 with the cause',
      {status: 412, body: inference(SUSPENDED), suspendState: 'FAILED_PAYMENTS'},
      'suspended',
      /past invoice failed. To lift the suspension, pay all failed invoices/,
      /suspendState FAILED_PAYMENTS/,
    ],
    [
      '412 with a cause unknown here',
      {status: 412, body: inference(SUSPENDED), suspendState: 'MOON_PHASE'},
      'suspended',
      /MOON_PHASE, which this version does not know/,
    ],
    [
      '412, the account lagging behind',
      {status: 412, body: inference(SUSPENDED), suspendState: 'UNSUSPENDED'},
      'suspended',
      /still says UNSUSPENDED; that state lags/,
      /lags behind a 412/,
    ],
    [
      '412 of another kind',
      {status: 412, body: inference('failed to load LoRA adapter')},
      'bad-request',
      /failed to load LoRA.*may be a suspended account/,
    ],
    ['412 without a text', {status: 412}, 'unknown', /may be a suspended account/],
    [
      '412 of another kind, account suspended',
      {status: 412, body: inference('failed to load LoRA adapter'), suspendState: 'FAILED_PAYMENTS'},
      'suspended',
      /past invoice/,
    ],
    ['412 about the account', {status: 412, body: inference('an issue with account status')}, 'unknown', /account/],
    [
      '412 without a text, account suspended',
      {status: 412, suspendState: 'CREDIT_DEPLETED'},
      'suspended',
      /credits are used up/,
    ],
    ['413', {status: 413}, 'bad-request', /too large/],
    ['422', {status: 422}, 'bad-request', /refused as wrong/],
    [
      '429, a token limit',
      {status: 429, body: inference(LIMITED), headers: exhausted},
      'rate-limited',
      /Output tokens are your bottleneck on kimi-k3/,
      /output tokens: remaining 0 of 36,000/,
    ],
    [
      '429 while the flag says no',
      {status: 429, body: inference(LIMITED), headers: [...exhausted, ...flag('no')]},
      'rate-limited',
      /Output tokens/,
      /over-limit: no; refusals were seen with `no` too/,
    ],
    [
      '429, dynamic requests',
      {status: 429, body: inference(LIMITED), headers: noRequests},
      'rate-limited',
      /Requests are your bottleneck on kimi-k3: 0 of 60 per minute/,
    ],
    [
      '429 with room in every limit',
      {status: 429, body: inference(LIMITED), headers: room},
      'rate-limited',
      /account-wide limit of 6,000 requests per minute by default, 10 with no payment method/,
    ],
    [
      '429 that speaks of requests',
      {status: 429, body: inference('6000 requests per minute exceeded')},
      'rate-limited',
      /account-wide/,
    ],
    ['429 without anything', {status: 429}, 'rate-limited', /does not say which one/],
    [
      '429 quota',
      {status: 429, body: gateway(8, QUOTA)},
      'quota-exceeded',
      /quota global--h100-count is used up: 8 of 8 in use, 4 more asked for/,
    ],
    ['400 quota', {status: 400, body: gateway(3, QUOTA)}, 'quota-exceeded', /global--h100-count/],
    ['403 quota', {status: 403, body: gateway(7, QUOTA)}, 'quota-exceeded', /global--h100-count/],
    ['500 with quota words', {status: 500, body: gateway(13, QUOTA)}, 'quota-exceeded', /global--h100-count/],
    [
      '429 on a dedicated deployment',
      {status: 429, body: inference(LIMITED), dedicated: true},
      'deployment-saturated',
      /dedicated deployment behind kimi-k3 is likely saturated; documents disagree/,
    ],
    [
      '429 on a deployment by its name',
      {status: 429, model: 'accounts/fireworks/models/m#accounts/acme/deployments/d'},
      'deployment-saturated',
      /m#acme\/d/,
    ],
    ['500', {status: 500, body: gateway(13, '')}, 'server-error', /\(500\)/],
    [
      '502 HTML',
      {status: 502, body: '<html><head><title>502 Bad Gateway</title></head></html>'},
      'server-error',
      /\("502 Bad Gateway"\)/,
      /a proxy answered/,
    ],
    ['504', {status: 504}, 'server-error', /\(504\)/],
    ['520', {status: 520}, 'server-error', /\(520\)/],
    [
      '503 shed',
      {status: 503, body: inference(SHED), headers: room},
      'load-shed',
      /shedding load on kimi-k3.*inside your limits or not/,
    ],
    ['503 empty', {status: 503}, 'load-shed', /shedding load/],
    ['503 of a proxy', {status: 503, body: '<html></html>'}, 'server-error', /proxy/],
    [
      '503 scaling',
      {status: 503, body: inference('scaling up', 'DEPLOYMENT_SCALING_UP')},
      'scaling-up',
      /starting up from zero/,
    ],
    ['302', {status: 302}, 'bad-response', /was redirected \(302\)/],
    ['304', {status: 304}, 'bad-response', /cannot be read/],
    ['101', {status: 101}, 'bad-response', /another protocol \(101\)/],
    ['407', {status: 407}, 'network', /network, a proxy/],
    ['501', {status: 501}, 'not-offered', /does not offer/],
    ['524', {status: 524}, 'server-error', /did not answer in time \(524\)/],
    ['no status, suspended body', {status: null, body: inference(SUSPENDED)}, 'suspended', /suspended/],
    [
      'no status, quota body',
      {status: null, body: `rpc error: code = ResourceExhausted desc = ${QUOTA}`},
      'quota-exceeded',
      /global--h100-count/,
    ],
    [
      'no status, limited body',
      {status: null, body: inference(LIMITED)},
      'rate-limited',
      /kimi/,
      /the text says "rate limit exceeded"/,
    ],
    ['no status, shed body', {status: null, body: inference(SHED)}, 'load-shed', /shedding/],
    ['no status, code', {status: null, body: gateway(16, 'no')}, 'unauthorized', /key/, /body code 16/],
    ['no status, not found', {status: null, body: inference('x', 'NOT_FOUND')}, 'not-found', /not found/],
    [
      'no status, firectl line',
      {status: null, body: '2026/09/16 17:49:36 Failed to execute: rpc error: code = PermissionDenied desc = no'},
      'forbidden',
      /not allowed/,
      /rpc code PermissionDenied/,
    ],
    [
      'no status, firectl connection',
      {status: null, body: 'rpc error: code = Unavailable desc = connection error'},
      'server-error',
      /may pass/,
    ],
    [
      'no status, SDK line',
      {status: null, body: "openai.RateLimitError: Error code: 429 - {'error': {'message': 'x'}}"},
      'rate-limited',
      /kimi/,
      /status 429/,
    ],
    ['no status, garbage', {status: null, body: 'lorem ipsum'}, 'unknown', /not known/],
    ['no status, nothing', {status: null}, 'unknown', /not known/],
  ]

  it.each(table)('%s', (...row) => {
    const [, answer, code, message, evidence] = row
    const outcome = classify(answer)
    expect([outcome.code, outcome.message]).toEqual([code, expect.stringMatching(message)])
    expect(outcome.message).toMatch(/^[A-Za-z].*\.$/)
    expect(outcome.retryable).toBe(isRetryable(code))
    expect(outcome.waitHint === null).toBe(!outcome.retryable)
    if (evidence) expect(outcome.evidence).toContainEqual(expect.stringMatching(evidence))
    if (code !== 'ok') expect(outcome.actions.length).toBeGreaterThan(0)
  })

  it('requires a completion of an answer to a probe', () => {
    const bodies: [string, OutcomeCode][] = [
      [COMPLETION, 'ok'],
      ['', 'bad-response'],
      ['{}', 'bad-response'],
      ['[]', 'bad-response'],
      ['null', 'bad-response'],
      ['{"choices":', 'bad-response'],
    ]
    for (const [body, code] of bodies) {
      expect(classifyAnswer({status: 200, headers: [], body}, {completionExpected: true}).code).toBe(code)
    }
  })

  it('tells the seven meanings of a refusal apart by code and scope', () => {
    const of = (answer: Partial<Answer>) => {
      const {code, scope, dimensions} = classify(answer)
      return [code, scope, dimensions.join()]
    }
    expect(of({status: 429, headers: exhausted})).toEqual(['rate-limited', 'model', 'generated'])
    expect(of({status: 429, headers: room})).toEqual(['rate-limited', 'account', ''])
    expect(of({status: 402})).toEqual(['user-cap', 'user', ''])
    expect(of({status: 412, body: inference(SUSPENDED)})).toEqual(['suspended', 'account', ''])
    expect(of({status: 429, body: gateway(8, QUOTA)})).toEqual(['quota-exceeded', 'account', ''])
    expect(of({status: 429, dedicated: true, headers: exhausted})).toEqual(['deployment-saturated', 'deployment', ''])
    expect(of({status: 503, body: inference(SHED)})).toEqual(['load-shed', 'service', ''])
  })

  it('passes the wait on that the server asks for', () => {
    const now = Date.UTC(2026, 10, 21, 12)
    const dated = classifyAnswer(
      {status: 429, headers: [['Retry-After', 'Sat, 21 Nov 2026 12:01:30 GMT']], body: ''},
      {now},
    )
    expect([dated.retryAfterSeconds, dated.waitHint]).toEqual([90, '1 min 30 s, as the server asks'])
    expect(classify({status: 429}).waitHint).toBe('with backoff, from half a second up to 8 seconds')
    expect(classify({status: 412, headers: [['retry-after', '9']], body: inference(SUSPENDED)})).toMatchObject({
      retryAfterSeconds: 9,
      waitHint: null,
    })
  })

  it('takes the request id from the header, else from the body', () => {
    expect(classify({status: 429, headers: [['x-request-id', 'h']], body: inference('x')}).requestId).toBe('h')
    expect(classify({status: 429, body: inference('x')}).requestId).toBe('r')
  })

  it('offers no command with a name that a shell would run', () => {
    const {actions, message} = classify({status: 429, model: 'x; rm -rf ~\u001b[31m'})
    expect(printed(actions).join('\n')).not.toMatch(/[^']x; rm -rf/)
    expect(message).not.toContain('\u001b')
    expect(printed(classify({status: 429}).actions)).toContain('fireq limits probe kimi-k3')
  })

  it('never throws, and says nothing that a terminal obeys, whatever came', () => {
    const status = fc.oneof(
      fc.constant(null),
      fc.integer({min: 100, max: 599}),
      fc.constantFrom(200, 402, 403, 412, 429, 503),
      fc.constantFrom(0, -1, Number.NaN),
    )
    const answer = fc.record({
      status,
      headers: headerSoup,
      body: bodySoup,
      model: fc.constantFrom(null, '', 'kimi-k3', '\u001b[31m', 'a#b'),
      suspendState: fc.constantFrom(null, '', 'UNSUSPENDED', 'CREDIT_DEPLETED', '\u001b]0;x'),
    })
    fc.assert(
      fc.property(answer, fc.boolean(), (any, completionExpected) => {
        const outcome = classifyAnswer(any, {now: 0, completionExpected})
        const text = [outcome.message, outcome.waitHint, ...printed(outcome.actions), ...outcome.evidence].join('')
        // oxlint-disable-next-line no-control-regex -- what must not be left
        const hostile = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/.test(text)
        expect([hostile, OUTCOMES.includes(outcome.code), outcome.message !== '']).toEqual([false, true, true])
      }),
      propertyRuns(10_000),
    )
  }, 120_000)
})

describe('unansweredOutcome', () => {
  it.each([
    ['network', /No answer from kimi-k3 \("ECONNRESET"\): the network/],
    ['timeout', /No answer from kimi-k3 in time \("ECONNRESET"\)\.$/],
  ] as const)('%s', (code, message) => {
    const outcome = unansweredOutcome(code, 'accounts/fireworks/models/kimi-k3', 'ECONNRESET')
    expect(outcome).toMatchObject({code, retryable: true, httpStatus: null, evidence: ['ECONNRESET']})
    expect(outcome.message).toMatch(message)
    expect(outcome.waitHint).not.toBeNull()
  })
})

describe('worstOutcome', () => {
  it.each([
    [[], 'ok'],
    [['ok', 'over-limit', 'ok'], 'over-limit'],
    [['over-limit', 'load-shed', 'rate-limited'], 'rate-limited'],
    [['server-error', 'load-shed'], 'server-error'],
    [['rate-limited', 'bad-request'], 'bad-request'],
    [['not-found', 'suspended', 'unauthorized'], 'unauthorized'],
    [['network', 'suspended', 'not-found'], 'suspended'],
  ] as [OutcomeCode[], OutcomeCode][])('of %j is %s', (codes, worst) => {
    expect(worstOutcome(codes)).toBe(worst)
  })

  it('exits like the worst of the codes, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...OUTCOMES), {maxLength: 6}), codes => {
        expect(exitCodeOf(worstOutcome(codes))).toBe(exitCodeOf(worstOutcome([...codes].reverse())))
      }),
      propertyRuns(),
    )
  })
})
