import {gatewayError, type Answer, type Call} from './answer.js'
import {keyKind} from '../keys.js'
import {
  accountOnWire,
  billingSummary,
  deployedModels,
  deployments,
  getAccount,
  listAccounts,
  models,
  verifyApiKey,
} from './routes-account.js'
import {serverlessRateLimits} from './routes-rate-limits.js'
import {getQuota, listQuotas, updateQuota} from './routes-quotas.js'
import type {Simulation} from '../simulation.js'

/** Answers a request to the account API (`/v1/…` and `/verifyApiKey`). */
export function controlPlane(simulation: Simulation, call: Call): Answer {
  const refusal = refuseKey(call)
  if (refusal !== undefined) return refusal
  if (call.path === '/verifyApiKey') {
    if (simulation.visibleAccounts.length === 0) return gatewayError(403, 'the API key belongs to no account')
    return call.method === 'GET' ? verifyApiKey(simulation.account) : methodNotAllowed()
  }
  const segments = pathSegments(call.path)
  if (segments?.[0] !== 'v1' || segments[1] !== 'accounts') return notFound()
  const [, , accountId, collection, id, ...rest] = segments
  if (accountId === undefined) return call.method === 'GET' ? listAccounts(visible(simulation), call) : notFound()
  if (rest.length > 0) return notFound()
  if (accountId === 'fireworks' && collection === 'models') return models(simulation, accountId, id, call)
  if (!simulation.visibleAccounts.includes(accountId)) {
    return gatewayError(403, `the caller does not have permission to access account "${accountId}"`)
  }
  if (call.method === 'PATCH' && collection === 'quotas' && id !== undefined) {
    return updateQuota(simulation.account, id, call, simulation.time.now())
  }
  if (call.method !== 'GET') return methodNotAllowed()
  if (collection === undefined) {
    const found = visible(simulation).find(account => account['name'] === `accounts/${accountId}`)
    return found === undefined ? notFound() : getAccount(found, call)
  }
  return accountCollection(simulation, accountId, collection, id, call)
}

function accountCollection(
  simulation: Simulation,
  accountId: string,
  collection: string,
  id: string | undefined,
  call: Call,
): Answer {
  const {account} = simulation
  switch (collection) {
    case 'quotas':
      return id === undefined ? listQuotas(account, call) : getQuota(account, id, call)
    case 'deployments':
      return deployments(account, id, call)
    case 'deployedModels':
      return deployedModels(account, id, call)
    case 'models':
      return models(simulation, accountId, id, call)
    case 'serverlessRateLimits':
      return id === undefined ? serverlessRateLimits(simulation) : notFound()
    case 'billing':
      return id === 'summary' ? billingSummary(account, call, simulation.time.now()) : notFound()
    default:
      return notFound()
  }
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

function methodNotAllowed(): Answer {
  return gatewayError(501, 'Method Not Allowed')
}
