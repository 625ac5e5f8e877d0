import {gatewayError, type Answer, type Call} from './answer.js'
import {keyKind} from '../keys.js'
import {accountOnWire, getAccount, listAccounts, verifyApiKey} from './routes-account.js'
import {billingSettings, billingSummary, billingUsage} from './routes-billing.js'
import {deployedModels, deployments} from './routes-deployments.js'
import {auditLogs, policySettings} from './routes-governance.js'
import {models} from './routes-models.js'
import {usageLimits, users, userUsageLimits} from './routes-people.js'
import {getQuota, listQuotas, updateQuota} from './routes-quotas.js'
import {serverlessRateLimits, serverlessTokenUsage} from './routes-rate-limits.js'
import {batchJobs, noJobs, trainerJobs, trainingShapes} from './routes-training.js'
import {queryUsageCosts} from './routes-usage-costs.js'
import type {Simulation} from '../simulation.js'

/** The account of the public catalogue. */
const CATALOGUE_ACCOUNT = 'fireworks'
const USAGE_COSTS_QUERY = 'usageCosts:query'

/** Answers a GET of a collection, or of one resource in it. */
type Collection = (simulation: Simulation, call: Call, id: string | undefined, now: number) => Answer

const COLLECTIONS: Readonly<Record<string, Collection>> = {
  quotas: ({account}, call, id) => (id === undefined ? listQuotas(account, call) : getQuota(account, id, call)),
  deployments: ({account}, call, id) => deployments(account, id, call),
  deployedModels: ({account}, call, id) => deployedModels(account, id, call),
  models: (simulation, call, id) => models(simulation, simulation.account.id, id, call),
  rlorTrainerJobs: ({account}, call, id) => trainerJobs(account, id, call),
  batchInferenceJobs: ({account}, call, id) => batchJobs(account, id, call),
  supervisedFineTuningJobs: ({account}, call, id) => noJobs('supervisedFineTuningJobs', account, id, call),
  dpoJobs: ({account}, call, id) => noJobs('dpoJobs', account, id, call),
  reinforcementFineTuningJobs: ({account}, call, id) => noJobs('reinforcementFineTuningJobs', account, id, call),
  billing: ({account}, call, id, now) => (id === 'summary' ? billingSummary(account, call, now) : notFound()),
}

/** The collections that are one document. */
const SINGLETONS: Readonly<Record<string, Collection>> = {
  serverlessRateLimits: (simulation, call) => serverlessRateLimits(simulation, call),
  serverlessTokenUsage: (simulation, call) => serverlessTokenUsage(simulation, call),
  billingUsage: ({account}, call, _id, now) => billingUsage(account, call, now),
  billingSettings: ({account}) => billingSettings(account),
  usageLimits: ({account}) => usageLimits(account),
  userUsageLimits: ({account}, call, _id, now) => userUsageLimits(account, call, now),
  policySettings: ({account}) => policySettings(account),
  auditLogs: ({account}, call, _id, now) => auditLogs(account, call, now),
  metrics: ({account, deploymentMetrics}, _call, _id, now) => deploymentMetrics.answer(account, now),
}

/** Answers a request to the account API (`/v1/…` and `/verifyApiKey`). */
export function controlPlane(simulation: Simulation, call: Call): Answer {
  const refusal = refuseKey(call)
  if (refusal !== undefined) return refusal
  if (call.path === '/verifyApiKey') {
    if (simulation.visibleAccounts.length === 0) return gatewayError(403, 'the API key belongs to no account')
    return call.method === 'GET' ? verifyApiKey(simulation.account, call) : notOffered()
  }
  const segments = pathSegments(call.path)
  if (segments?.[0] !== 'v1') return notFound()
  if (segments[1] === USAGE_COSTS_QUERY) return notOffered()
  if (segments[1] !== 'accounts') return notFound()
  const [accountId, collection, ...rest] = segments.slice(2)
  if (accountId === undefined) return call.method === 'GET' ? listAccounts(visible(simulation), call) : notFound()
  if (accountId === CATALOGUE_ACCOUNT && rest.length <= 1) {
    if (collection === 'models') return models(simulation, accountId, rest[0], call)
    if (collection === 'trainingShapes') return trainingShapes(rest[0], call)
  }
  if (!simulation.visibleAccounts.includes(accountId)) {
    return gatewayError(403, `the caller does not have permission to access account "${accountId}"`)
  }
  if (collection === undefined) {
    if (call.method !== 'GET') return notOffered()
    const found = visible(simulation).find(account => account['name'] === `accounts/${accountId}`)
    return found === undefined ? notFound() : getAccount(found, call)
  }
  return accountRoute(simulation, call, collection, rest)
}

function accountRoute(simulation: Simulation, call: Call, collection: string, rest: readonly string[]): Answer {
  const {account} = simulation
  const now = simulation.time.now()
  if (!simulation.isOffered(collection)) return notOffered()
  const [id, ...more] = rest
  if (collection === USAGE_COSTS_QUERY) {
    return call.method === 'POST' ? queryUsageCosts(account, call, now, simulation.ratingLagMs) : notOffered()
  }
  if (call.method === 'PATCH' && collection === 'quotas' && id !== undefined && more.length === 0) {
    return updateQuota(account, id, call, now)
  }
  if (call.method !== 'GET') return notOffered()
  if (collection === 'users') return users(account, rest, call, now)
  if (more.length > 0) return notFound()
  if (Object.hasOwn(SINGLETONS, collection)) {
    return id === undefined ? (SINGLETONS[collection] as Collection)(simulation, call, id, now) : notFound()
  }
  return Object.hasOwn(COLLECTIONS, collection)
    ? (COLLECTIONS[collection] as Collection)(simulation, call, id, now)
    : notFound()
}

function visible(simulation: Simulation): Record<string, unknown>[] {
  return simulation.visibleAccounts.map(id => ({
    ...accountOnWire(simulation.account, simulation.suspendState),
    name: `accounts/${id}`,
  }))
}

function refuseKey(call: Call): Answer | undefined {
  switch (keyKind(call.key)) {
    case 'missing':
      return gatewayError(401, 'missing API key: send "Authorization: Bearer <key>"')
    case 'invalid':
      return gatewayError(401, 'the API key is invalid')
    case 'inference-only':
      return gatewayError(401, 'the API key is not authorized for this operation')
    case 'fire-pass':
      return gatewayError(403, 'Fire Pass keys cannot be used for this operation')
    case 'accepted':
      return undefined
  }
}

function pathSegments(path: string): string[] | undefined {
  try {
    return path
      .split('/')
      .slice(1)
      .map(segment => decodeURIComponent(segment))
  } catch {
    return undefined
  }
}

function notFound(): Answer {
  return gatewayError(404, 'Not Found')
}

function notOffered(): Answer {
  return gatewayError(501, 'Method Not Allowed')
}
