import type {Reply, Seen} from './fault-server.js'

/** How a server words every text of its answers. */
export interface Wording {
  /** In every field that is free text, and in every header that may carry it. */
  readonly text: string
  /** In names: of quotas, models and deployments. Without `/`, which would make another name of it. */
  readonly id: string
  /** Of every answer. Default 200. */
  readonly status?: number
}

/** Answers like Fireworks in every shape and number, with the same words wherever a server has any. */
export function wordedReply(seen: Seen, wording: Wording): Reply {
  const {text, id, status = 200} = wording
  const headers = {'content-type': 'application/json', 'x-request-id': inHeader(text), 'x-echo': inHeader(text)}
  if (status !== 200) return {status, headers, body: {code: 13, message: text, details: [{reason: text}]}}
  const path = seen.url.split('?')[0]!
  if (path === '/verifyApiKey') {
    const who = {'x-fireworks-account-id': 'acme', 'x-fireworks-developer-email': inHeader(text)}
    return {headers: {...headers, ...who}, body: ''}
  }
  return {headers: {...headers, ...(path.includes('/inference/') ? LIMITS : {})}, body: bodyOf(path, text, id)}
}

const LIMITS = {
  'x-ratelimit-limit-tokens-prompt': '21600000',
  'x-ratelimit-remaining-tokens-prompt': '21599991',
  'x-ratelimit-limit-tokens-generated': '216000',
  'x-ratelimit-remaining-tokens-generated': '0',
  'x-ratelimit-over-limit': 'no',
}

function bodyOf(path: string, text: string, id: string): object {
  if (path.endsWith('/chat/completions')) {
    const choice = {message: {role: text, content: text}, finish_reason: text}
    return {id: text, model: text, choices: [choice], usage: {prompt_tokens: 9, total_tokens: 10, completion_tokens: 1}}
  }
  const [, , , account = '', kind, one] = path.split('/')
  const quota = (name: string) => ({
    name: `accounts/acme/quotas/${name}`,
    value: '400',
    maxValue: '500',
    usage: 390,
    updateTime: text,
  })
  if (kind === 'quotas' && one !== undefined) return quota('monthly-spend-usd')
  if (kind === 'quotas') {
    const quotas = ['monthly-spend-usd', 'global--h100-count', 'training-h100-count', 'job-submission-count', id]
    return {quotas: quotas.map(quota), nextPageToken: '', totalSize: quotas.length}
  }
  if (kind === 'models') return {models: [model('kimi-k3', text), model(id, text)], totalSize: 2}
  const holders = holdersOf(kind, text, id)
  if (holders !== null) return holders
  if (path.endsWith('/billing/summary')) {
    const grouped = {
      groupingKey: 'model',
      groupingValue: text,
      secondaryGroupingKey: 'user',
      secondaryGroupingValue: text,
    }
    return {lineItems: [{category: text, series: text, ...grouped, totalCost: MONEY}]}
  }
  if (kind === 'usageCosts:query') {
    const dimensions = {startTime: '2026-11-20T00:00:00Z', model: text, user: text, apiKeyId: id}
    const rows = [
      {dimensions, subtotal: MONEY},
      {dimensions: {}, subtotal: {...MONEY, currencyCode: text}},
    ]
    return {rows, subtotal: MONEY, attributionCompleteness: text, evaluationTime: '2026-11-20T00:00:00Z'}
  }
  if (kind === 'serverlessRateLimits') return {rateLimits: [limit('TOKENS_GENERATED', text), limit(text, id)]}
  if (kind === 'users' && path.endsWith('/apiKeys')) return {apiKeys: [apiKey('one', text), apiKey(id, text)]}
  const resource = {
    name: 'accounts/acme',
    displayName: text,
    email: text,
    accountType: text,
    state: text,
    suspendState: text,
    status: {code: text, message: text},
    createTime: text,
  }
  return account === '' ? {accounts: [resource], nextPageToken: '', totalSize: 1} : resource
}

const MONEY = {currencyCode: 'USD', units: '3', nanos: 5}

/** Who holds a quota: of every kind one, in a state that no version knows. */
function holdersOf(kind: string | undefined, text: string, id: string): object | null {
  const of = (collection: string) => ({
    name: `accounts/acme/${collection}/${id}`,
    state: text,
    createdBy: text,
    createTime: text,
  })
  const gpus = {acceleratorType: 'NVIDIA_H100_80GB', acceleratorCount: 8}
  switch (kind) {
    case 'deployments':
      return {deployments: [{...of(kind), ...gpus, baseModel: text, maxReplicaCount: 1, region: text}]}
    case 'rlorTrainerJobs':
      return {rlorTrainerJobs: [{...of(kind), trainingShapeVersion: 'accounts/fireworks/trainingShapes/s/versions/1'}]}
    case 'trainingShapes':
      return {trainingShapes: [{name: 'accounts/fireworks/trainingShapes/s', ...gpus, deploymentShapeVersion: text}]}
    case 'deployedModels':
      return {deployedModels: [{...of(kind), model: text, deployment: text}]}
    case 'batchInferenceJobs':
      return {batchInferenceJobs: [of(kind)]}
    default:
      return null
  }
}

function model(name: string, text: string) {
  const size = {parameterCount: '1000'}
  return {
    name: `accounts/fireworks/models/${name}`,
    displayName: text,
    kind: 'HF_BASE_MODEL',
    supportsServerless: true,
    baseModelDetails: size,
  }
}

function apiKey(id: string, text: string) {
  return {keyId: id, displayName: text, email: text, createTime: text, expireTime: text, lastUsedTime: text}
}

function limit(metric: string, deployment: string) {
  return {metric, deployment, effectiveLimit: 216000}
}

/** What of a text a header can carry: Latin-1 without the C0 controls; the C1 controls are allowed. */
function inHeader(text: string): string {
  return text.replace(/[^\t\u0020-\u007e\u0080-\u00ff]/g, '').slice(0, 2000)
}
