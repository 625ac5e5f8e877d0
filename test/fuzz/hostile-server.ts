import type {Reply, Seen} from '../support/fault-server.js'
import {bent, hostileText, pick, torn, type Random} from './hostile-values.js'

const QUOTA = {
  name: 'accounts/acme/quotas/monthly-spend-usd',
  value: '400',
  maxValue: '500',
  usage: 100,
  updateTime: '2026-11-01T00:00:00Z',
}
const GPU = {...QUOTA, name: 'accounts/acme/quotas/global--h100-count', value: '8', maxValue: '16', usage: 8}
const ACCOUNT = {
  name: 'accounts/acme',
  displayName: 'Acme',
  email: 'a@acme.example',
  accountType: 'ENTERPRISE',
  state: 'READY',
  status: {code: 'OK', message: ''},
  suspendState: 'UNSUSPENDED',
  createTime: '2026-01-01T00:00:00Z',
}
const MODEL = {
  name: 'accounts/fireworks/models/kimi-k3',
  kind: 'HF_BASE_MODEL',
  supportsServerless: true,
  baseModelDetails: {parameterCount: '1000000000000'},
  deprecationDate: {year: 2027, month: 1, day: 1},
}
const DEPLOYMENT = {
  name: 'accounts/acme/deployments/prod',
  baseModel: MODEL.name,
  acceleratorType: 'NVIDIA_H100_80GB',
  acceleratorCount: 8,
  minReplicaCount: 1,
  maxReplicaCount: 1,
  replicaCount: 1,
  replicaStats: {readyReplicaCount: 1},
  state: 'READY',
  placement: {multiRegion: 'GLOBAL'},
}
const MONEY = {currencyCode: 'USD', units: '3', nanos: 5}
const LIMITS = {
  'x-ratelimit-limit-requests': '60',
  'x-ratelimit-remaining-requests': '59',
  'x-ratelimit-limit-tokens-prompt': '21600000',
  'x-ratelimit-remaining-tokens-prompt': '21599991',
  'x-ratelimit-limit-tokens-generated': '216000',
  'x-ratelimit-remaining-tokens-generated': '0',
  'x-ratelimit-over-limit': 'no',
}

function healthyBody(path: string): unknown {
  if (path.endsWith('/chat/completions')) {
    return {
      choices: [{message: {content: 'hi'}, finish_reason: 'length'}],
      usage: {prompt_tokens: 9, completion_tokens: 1},
    }
  }
  if (path.endsWith('/quotas')) return {quotas: [QUOTA, GPU], nextPageToken: '', totalSize: 2}
  if (path.includes('/quotas/')) return path.endsWith('global--h100-count') ? GPU : QUOTA
  if (path.endsWith('/models')) return {models: [MODEL], nextPageToken: ''}
  if (path.endsWith('/deployments')) return {deployments: [DEPLOYMENT]}
  if (path.endsWith('/apiKeys')) return {apiKeys: [{name: 'accounts/acme/users/u/apiKeys/k', displayName: 'ci'}]}
  if (path.endsWith('/usageCosts:query')) {
    const dimensions = {startTime: '2026-11-20T00:00:00Z', model: MODEL.name, user: 'u', apiKeyId: 'k'}
    return {rows: [{dimensions, subtotal: MONEY}], subtotal: MONEY, attributionCompleteness: 'COMPLETE'}
  }
  if (path.endsWith('/billing/summary')) return {lineItems: [{category: 'serverless', series: 'x', totalCost: MONEY}]}
  for (const kind of ['rlorTrainerJobs', 'deployedModels', 'batchInferenceJobs'])
    if (path.endsWith(`/${kind}`))
      return {[kind]: [{name: `accounts/acme/${kind}/x`, state: 'RUNNING', createdBy: 'u'}]}
  if (path === '/v1/accounts') return {accounts: [ACCOUNT]}
  return path === '/verifyApiKey' ? {} : ACCOUNT
}

const STATUSES = [
  200, 200, 200, 200, 201, 204, 302, 307, 400, 401, 403, 404, 408, 409, 412, 413, 418, 429, 429, 500, 503, 599,
]
const FAULTS = ['reset', 'hang', 'stall', 'truncate', 'garbage'] as const

/** What a hostile server answers: mostly something like the truth, of any status, with any headers, and cut off anywhere. */
export function hostileReply({url}: Seen, random: Random, key: string, elsewhere: string): Reply {
  const status = pick(random, STATUSES)
  const path = url.split('?')[0]!
  const errors = {error: {code: pick(random, ['429', 'NOT_FOUND', 412, null]), message: hostileText(random, key)}}
  const told: unknown =
    status < 400 ? healthyBody(path) : random() < 0.5 ? errors : {code: 8, message: hostileText(random, key)}
  const value = random() < 0.6 ? bent(told, random, key) : told
  const json = JSON.stringify(value) ?? ''
  const body = random() < 0.15 ? torn(json, random, key) : json
  return {
    status,
    headers: headersOf(random, key, status, elsewhere),
    body: status === 204 ? '' : body,
    ...(random() < 0.06 ? {fault: pick(random, FAULTS)} : {}),
  }
}

function headersOf(random: Random, key: string, status: number, elsewhere: string): Record<string, string> {
  const text = () =>
    hostileText(random, key)
      .replace(/[^\t\u0020-\u007e\u0080-\u00ff]/g, '')
      .slice(0, 4000)
  const limits = Object.entries(LIMITS).map(([name, value]): [string, string] => [
    name,
    random() < 0.2 ? text() : value,
  ])
  return {
    'content-type':
      random() < 0.8 ? 'application/json' : pick(random, ['text/html', 'text/event-stream', 'x/y', text()]),
    'x-fireworks-account-id': 'acme',
    ...(random() < 0.5 ? Object.fromEntries(limits) : {}),
    ...(random() < 0.3 ? {'x-request-id': text(), 'x-echo': text()} : {}),
    ...(random() < 0.2 ? {'retry-after': text()} : {}),
    ...(status < 400 && status >= 300
      ? {
          location: pick(random, [
            `${elsewhere}/v1/accounts`,
            `/x/${text()}`,
            '/v1/accounts/other',
            'file:///etc/passwd',
            '//[',
          ]),
        }
      : {}),
  }
}
