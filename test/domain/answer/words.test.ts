import {describe, expect, test} from '@jest/globals'
import {classifyAnswer, unansweredOutcome, type Answer} from '../../../src/lib/domain/answer/classify.js'
import type {Outcome} from '../../../src/lib/domain/answer/outcome.js'
import {printed} from '../../support/printed-actions.js'

// What a tired person reads at three in the morning: what happened, when to retry, what to do, word for word.

const FULL_NAME = 'accounts/fireworks/models/kimi-k3'
const BACKOFF = 'retry with exponential backoff, from half a second up to 8 seconds'
const WAIT = 'with backoff, from half a second up to 8 seconds'
const CONTACT = 'inquiries@fireworks.ai'
const FREE_IT = 'delete a deployment that is no longer needed, or set its replicas to 0, to free the quota'
const CHANGE_IT = 'change the request; sent again as it is, it fails again'
const REPORT_IT = [
  BACKOFF,
  'https://status.fireworks.ai',
  'if it does not pass, write to support@fireworks.ai with the request id',
]
const TRY_AGAIN = [
  'try again: the answer may have been cut short',
  'check --base-url and HTTPS_PROXY',
  'fireq config list',
]
const BILLING = 'https://fireworks.ai/billing'
const COMPLETION = JSON.stringify({choices: []})

const body = (message: string, code = 'X') => JSON.stringify({error: {message, code}})
const limit = (name: string, of: number, left: number): [string, string][] => [
  [`x-ratelimit-limit-${name}`, String(of)],
  [`x-ratelimit-remaining-${name}`, String(left)],
]

const words = ({message, waitHint, actions}: Outcome) => [message, waitHint, printed(actions)]
const said = (answer: Partial<Answer>) =>
  words(classifyAnswer({status: 200, headers: [], body: '', model: FULL_NAME, ...answer}))

test.each<[string, Partial<Answer>, string, string | null, readonly string[]]>([
  ['served, no model known', {model: null, body: COMPLETION}, 'The request was answered.', null, []],
  [
    'served',
    {body: COMPLETION},
    'No limit headers came with the answer of kimi-k3: the limits in effect are unknown.',
    null,
    [],
  ],
  [
    'over a limit that is not told',
    {headers: [['x-ratelimit-over-limit', 'yes']], model: null},
    'The request to the API was served over a limit, at lower priority. The headers do not say which limit is exhausted.',
    null,
    ['slow down, or spread requests over more time'],
  ],
  [
    'over the limit of prompt tokens',
    {headers: limit('tokens-prompt', 3_600_000, 0)},
    'The request to kimi-k3 was served over a limit, at lower priority. Prompt tokens are your bottleneck on kimi-k3: 0 of 3,600,000 per minute remaining; the bucket refills continuously.',
    null,
    ['slow down, or spread requests over more time', 'send shorter prompts, or spread them over more time'],
  ],
  [
    'too many requests, the account-wide limit',
    {status: 429, headers: limit('tokens-generated', 36_000, 9)},
    'Too many requests, and no token limit of kimi-k3 is shown exhausted: likely the account-wide limit of 6,000 requests per minute by default, 10 with no payment method or no credits.',
    WAIT,
    [
      BACKOFF,
      'fireq quota get serverless-inference-rpm',
      `add a payment method or credits at ${BILLING} if there are none`,
    ],
  ],
  [
    'too many requests of a kind that is not told',
    {status: 429},
    'A rate limit of kimi-k3 is exhausted; the answer does not say which one.',
    WAIT,
    [BACKOFF, 'fireq limits probe kimi-k3', 'fireq quota get serverless-inference-rpm'],
  ],
  [
    'load shed',
    {status: 503},
    'Fireworks is shedding load on kimi-k3: a busy deployment refused this request, inside your limits or not.',
    WAIT,
    [
      BACKOFF,
      'request service_tier "priority", which is shed less (select models)',
      'fireq limits probe kimi-k3 --compare-tiers',
      'https://status.fireworks.ai',
    ],
  ],
  [
    'suspended, nobody knows why',
    {status: 412, body: body('Account acme is suspended')},
    'The account is suspended; the answer does not say why: the monthly spend limit is reached, credits are used up without a payment method, or a past invoice failed.',
    null,
    ['fireq account get', 'fireq quota get monthly-spend-usd', BILLING],
  ],
  [
    'suspended while the account lags behind',
    {status: 412, body: body('Account acme is suspended'), suspendState: 'UNSUSPENDED'},
    'The account is suspended; the answer does not say why: the monthly spend limit is reached, credits are used up without a payment method, or a past invoice failed. The account still says UNSUSPENDED; that state lags behind.',
    null,
    ['fireq account get', 'fireq quota get monthly-spend-usd', BILLING],
  ],
  [
    'suspended, the account tells why',
    {status: 412, body: body('Account acme is suspended'), suspendState: 'CREDIT_DEPLETED'},
    'The account is suspended: credits are used up. To lift the suspension, add credits; a payment method alone helps a legacy postpaid account, or with Auto Reload; it may take some minutes to show.',
    null,
    [BILLING],
  ],
  [
    'the cap of a user',
    {status: 402, body: body('no')},
    'This user\'s own usage cap is reached, or the account has no paid plan ("no"); a retry does not help.',
    null,
    ['ask an admin of the account to raise your cap', BILLING],
  ],
  [
    'a quota used up, with what was asked for',
    {status: 429, body: body('global--h100-count for account acme, in use: 1500, quota: 1500, requesting: 2000')},
    "The account's quota global--h100-count is used up: 1,500 of 1,500 in use, 2,000 more asked for.",
    null,
    ['fireq quota get global--h100-count', FREE_IT, `to raise it, write to ${CONTACT}`],
  ],
  [
    'a quota used up, without it',
    {status: 429, body: body('x-count for account acme, in use: 7.5, quota: 7')},
    "The account's quota x-count is used up: 7.5 of 7 in use.",
    null,
    ['fireq quota get x-count', FREE_IT, `to raise it, write to ${CONTACT}`],
  ],
  [
    'a saturated deployment',
    {status: 429, dedicated: true},
    "The dedicated deployment behind kimi-k3 is likely saturated; documents disagree whether its requests count toward the account's requests per minute.",
    `once other requests are done, ${WAIT}`,
    [BACKOFF, 'raise the maximum of replicas of the deployment'],
  ],
  [
    'a deployment that starts up',
    {status: 503, body: body('wait', 'DEPLOYMENT_SCALING_UP')},
    'The deployment behind kimi-k3 is starting up from zero replicas.',
    'minutes, until the first replica is ready',
    ['retry until the first replica is ready', 'keep a minimum of one replica to avoid cold starts'],
  ],
  [
    'a key that is refused',
    {status: 401, body: body('invalid api key')},
    'The key is missing, wrong, or of another scope (an inference-only key cannot read the account) ("invalid api key").',
    null,
    ['fireq auth status', 'fireq auth login'],
  ],
  [
    'a key that may not',
    {status: 403},
    'The key is valid but not allowed to do this: the role of its user, a Fire Pass key, or a model access policy or data residency of the account.',
    null,
    ['fireq auth status', 'ask an admin of the account'],
  ],
  [
    'a model that was not found',
    {status: 404},
    'The model kimi-k3 was not found: misspelt, retired from serverless, not accessible to this key, or not deployed.',
    null,
    ['fireq model check kimi-k3', 'check the name at https://fireworks.ai/models'],
  ],
  [
    'something that was not found',
    {status: 404, model: null},
    'What was asked for was not found: misspelt, retired from serverless, not accessible to this key, or not deployed.',
    null,
    ['check the name at https://fireworks.ai/models'],
  ],
  [
    'a wrong request',
    {status: 400, body: body('max_tokens must be positive')},
    'The request was refused as wrong ("max_tokens must be positive").',
    null,
    [CHANGE_IT],
  ],
  ['too large a request', {status: 413, body: body('10 MB')}, 'The request is too large ("10 MB").', null, [CHANGE_IT]],
  [
    'a condition that is not met',
    {status: 412, body: body('no LoRA')},
    'A condition of the request is not met ("no LoRA"): this may be a suspended account, a LoRA that failed to load, or a feature that is off; the account shows which.',
    null,
    ['fireq account get'],
  ],
  [
    'a condition without words',
    {status: 412},
    'A condition of the request is not met: this may be a suspended account; the account shows which.',
    null,
    ['fireq account get'],
  ],
  [
    'a fault on the other side',
    {status: 500, body: body('oops')},
    'Fireworks, or a proxy before it, failed on this request (500) ("oops"); such a failure may pass.',
    WAIT,
    REPORT_IT,
  ],
  [
    'a fault that a log line tells of, without a status',
    {status: null, body: 'rpc error: code = Internal desc = oops'},
    'Fireworks, or a proxy before it, failed on this request ("rpc error: code = Internal desc = oops"); such a failure may pass.',
    WAIT,
    REPORT_IT,
  ],
  ['an answer cut off', {body: '{"choices":'}, 'The answer of kimi-k3 (200) cannot be read.', WAIT, TRY_AGAIN],
  [
    'a page of some proxy in place of an answer',
    {body: '<html></html>', model: null},
    'The answer of the API (200) cannot be read: a web page of some proxy.',
    WAIT,
    TRY_AGAIN,
  ],
  [
    'a redirect, which is not followed with a request',
    {status: 302, body: '<html></html>', model: null},
    'The request to the API was redirected (302): a proxy, a login page or another address answered, not the API.',
    'once the address is right',
    ['check --base-url and HTTPS_PROXY', 'fireq config list'],
  ],
  [
    'a status without a meaning',
    {status: 304, body: body('moved')},
    'The answer of kimi-k3 (304) cannot be read ("moved").',
    WAIT,
    TRY_AGAIN,
  ],
  [
    'a text without a meaning',
    {status: null},
    'What this answer means is not known.',
    null,
    ['give the status line, the headers and the body of the answer, as `curl -i` prints them'],
  ],
])('%s', (_, answer, ...expected) => {
  expect(said(answer)).toEqual(expected)
})

test('no answer at all: the network, or the time', () => {
  expect(words(unansweredOutcome('network', FULL_NAME, 'ECONNRESET'))).toEqual([
    'No answer from kimi-k3 ("ECONNRESET"): the network, a proxy or the host name is in the way.',
    'once the network is back',
    ['check the network, HTTPS_PROXY and --base-url', 'fireq config list'],
  ])
  expect(words(unansweredOutcome('timeout', null, ''))).toEqual([
    'No answer from the API in time.',
    WAIT,
    ['retry with a larger --timeout', BACKOFF],
  ])
})

describe('a model’s limit that is exhausted says what would ease it', () => {
  test.each([
    ['tokens-prompt', 'send shorter prompts, or spread them over more time'],
    ['tokens-cache-adjusted-prompt', 'keep the beginning of prompts the same, so that more of them is cached'],
    ['tokens-generated', 'ask for fewer output tokens (max_tokens), or spread requests over more time'],
  ])('%s', (name, ease) => {
    const [, wait, actions] = said({status: 429, headers: limit(name, 1_000_000, 0)})
    expect(wait).toBe(WAIT)
    expect(actions).toEqual([
      BACKOFF,
      ease,
      'fireq limits probe kimi-k3',
      `for higher limits from the start, write to ${CONTACT}`,
    ])
  })

  test('requests, which come in no bucket', () => {
    const [, wait, actions] = said({status: 429, headers: limit('requests', 60, 0)})
    expect([wait, actions]).toEqual([WAIT, expect.arrayContaining(['send fewer requests at once'])])
  })
})

test('the server’s own wait takes the place of ours', () => {
  for (const status of [429, 500, 503])
    expect(said({status, headers: [['retry-after', '90']]})[1]).toBe('1 min 30 s, as the server asks')
})

describe('the probe to copy', () => {
  const probe = (model: string) =>
    (said({status: 429, model})[2] as unknown as string[]).filter(action => /probe/.test(action))

  test.each([
    ['acme/tuned', 'fireq limits probe acme/tuned'],
    ['kimi-k3-fast', 'fireq limits probe kimi-k3-fast'],
  ])('of %s is %s', (model, command) => {
    expect(probe(model)).toEqual([command])
  })

  test('of a deployment is quoted: a shell takes # for a comment', () => {
    const answer = {status: 503, model: 'm#acme/d', dedicated: false}
    expect(said(answer)[2]).toContain("fireq limits probe 'm#acme/d' --compare-tiers")
  })

  test('of what fireq would read as a flag is not given', () => {
    expect(probe('-h')).toEqual([])
  })

  test.each(['a b', 'a;b', '$(b)', 'a`b`'])('of %j is quoted: a shell would read it', model => {
    expect(probe(model)).toEqual([`fireq limits probe '${model}'`])
  })
})

test('what the server says is cut to what fits a screen', () => {
  const [message] = said({status: 400, body: body('long '.repeat(100))})
  expect(message).toMatch(/^The request was refused as wrong \("(?:long ){30,}.*…"\)\.$/)
  expect((message as string).length).toBeLessThan(240)
})
