import {describe, expect, test} from '@jest/globals'
import {classify} from '../../../src/lib/domain/answer/classify.js'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const error = (message: string) => JSON.stringify({error: {message}})
const decided = (
  status: number | null,
  body: string,
  model: string | null = null,
  headers: [string, string][] = [],
) => {
  const {code, scope, detail} = classify({status, headers, body, model}, 'inference', {now: NOW})
  return [code, scope, detail]
}
const QUOTA = 'global--h100-count for account acme, in use: 8, quota: 8'
const GPUS = 'this requires more GPUs than your current quota'
const PAGE: [string, string][] = [['content-type', 'text/html']]

describe('what a failure is, whose it is, and what is known beyond that', () => {
  test.each([
    ['a refusal of a quota, whatever the status', 500, error(QUOTA), ['quota-exceeded', 'account', null]],
    ['the same as a 401', 401, error(QUOTA), ['quota-exceeded', 'account', null]],
    ['a tier', 403, error('requires a Tier 2 account'), ['tier-gate', 'account', null]],
    ['a tier and a bad key', 401, error('requires a Tier 2 account'), ['unauthorized', null, null]],
    ['a suspension', 403, error('Account acme is suspended'), ['suspended', 'account', null]],
    ['a cold start', 500, error('deployment is scaling up'), ['scaling-up', 'deployment', null]],
    ['no capacity', 400, error('no available capacity'), ['load-shed', 'service', 'no-capacity']],
    ...[400, 403, 429].map(
      status => [`more than the quota as ${status}`, status, error(GPUS), ['quota-exceeded', 'account', null]] as const,
    ),
    ['more than the quota as 404', 404, error(GPUS), ['not-found', null, null]],
    ['more than the quota without a status', null, error(GPUS), ['quota-exceeded', 'account', null]],
    ["a user's cap", 402, '', ['user-cap', 'user', null]],
    ['a page of a firewall', 403, '<html>no</html>', ['forbidden', null, 'web-page']],
    ['a Fire Pass key', 403, error('a Fire Pass key'), ['forbidden', null, 'fire-pass']],
    ['data residency', 403, error('data residency'), ['policy', 'account', 'data-residency']],
    ['a policy', 403, error('by policy'), ['policy', 'account', 'model-access-policy']],
    ['a proxy that wants a password', 407, '', ['network', null, 'proxy-credentials']],
    ['a request that took too long', 408, '', ['server-error', 'service', null]],
    ['too many requests per minute', 429, error('600 requests per minute'), ['rate-limited', 'account', null]],
    ['too many', 429, error('slow down'), ['rate-limited', null, null]],
    ['an overloaded model as 429', 429, error('the model is overloaded'), ['load-shed', 'service', null]],
    [
      'a missed deadline as 429',
      429,
      error('did not generate first token before the deadline'),
      ['load-shed', 'service', 'first-token-deadline'],
    ],
    ['a server error', 500, '', ['server-error', 'service', null]],
    ['another server error', 599, '', ['server-error', 'service', null]],
    ['a gateway that waited in vain', 504, '', ['server-error', 'service', 'gateway-timeout']],
    ['another protocol', 101, '', ['bad-response', null, 'switching-protocols']],
    ['a redirect', 302, '', ['bad-response', null, 'redirect']],
    ['a client error', 499 - 77, '', ['bad-request', null, null]],
    ['a condition', 412, error('the LoRA failed to load'), ['bad-request', null, 'precondition']],
    ['a condition of the account', 412, error('The account is not active'), ['unknown', null, 'precondition']],
    ['a condition without words', 412, '', ['unknown', null, 'precondition']],
  ] as const)('%s', (_, status, body, decision) => {
    expect(decided(status, body, null, body.startsWith('<') ? PAGE : [])).toEqual(decision)
  })

  test('of a deployment is its own', () => {
    const dedicated = 'accounts/fireworks/models/kimi-k3#accounts/acme/deployments/d'
    expect(decided(429, error('slow down'), dedicated)).toEqual(['deployment-saturated', 'deployment', null])
    expect(decided(404, error('model x is deprecated'), dedicated)).toEqual(['not-found', null, null])
    expect(decided(500, error('model x is deprecated'))).toEqual(['model-retired', 'model', 'permanent-failure'])
  })

  test.each([
    ['one is exhausted', '0', 'model'],
    ['there is room in all', '5', 'account'],
  ])('of limits is whose by the headers: %s', (_, remaining, scope) => {
    const headers: [string, string][] = [
      ['x-ratelimit-limit-tokens-generated', '36000'],
      ['x-ratelimit-remaining-tokens-generated', remaining],
    ]
    expect(decided(429, error('slow down'), null, headers)).toEqual(['rate-limited', scope, null])
  })
})
