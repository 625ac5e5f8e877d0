import type {AccountState} from '../account/account-state.js'
import {gatewayError, jsonAnswer, type Answer, type Call} from './answer.js'
import type {CatalogueModel} from '../model-catalogue.js'
import {moneyOnWire, usdToNanos} from '../account/money.js'
import {InvalidQuery, type WireResource} from './list-filter.js'
import {listAnswer, refusing, resourceAnswer} from './resource-list.js'
import type {Simulation} from '../simulation.js'

const CREATED_AT = '2025-03-02T08:15:00Z'

const ACCOUNTS = {
  collection: 'accounts',
  fields: [
    'name',
    'displayName',
    'email',
    'createTime',
    'updateTime',
    'accountType',
    'state',
    'status',
    'suspendState',
  ],
}

/** `GET /verifyApiKey`: an empty body; the account is named in headers. Used by Fireworks' tools, not documented. */
export function verifyApiKey(account: AccountState): Answer {
  const headers = ['x-fireworks-account-id', account.id, 'x-fireworks-developer-email', account.seed.email]
  return {status: 200, headers, body: ''}
}

/** An account as the API writes it. `suspendState` is what the caller decided to report. */
export function accountOnWire(account: AccountState, suspendState: string): WireResource {
  return {
    name: `accounts/${account.id}`,
    displayName: account.seed.displayName,
    email: account.seed.email,
    createTime: CREATED_AT,
    updateTime: '2026-11-14T09:26:53.589793Z',
    accountType: account.seed.accountType,
    state: 'READY',
    status: {code: 'OK', message: ''},
    suspendState,
  }
}

/** `GET /v1/accounts`. Ordering is not supported there: always by name. */
export function listAccounts(accounts: readonly WireResource[], call: Call): Answer {
  const query = new URLSearchParams(call.query)
  query.delete('orderBy')
  return listAnswer(accounts, ACCOUNTS, query)
}

/** `GET /v1/accounts/{a}` */
export function getAccount(account: WireResource, call: Call): Answer {
  return resourceAnswer(account, ACCOUNTS, call.query)
}

const DEPLOYMENTS = {
  collection: 'deployments',
  fields: [
    'name',
    'baseModel',
    'acceleratorType',
    'acceleratorCount',
    'minReplicaCount',
    'maxReplicaCount',
    'replicaCount',
    'state',
    'region',
    'createTime',
  ],
}

/** `GET /v1/accounts/{a}/deployments` and `…/deployments/{d}` */
export function deployments(account: AccountState, id: string | undefined, call: Call): Answer {
  const all = account.seed.deployments.map(({id: deploymentId, ...deployment}) => ({
    name: `accounts/${account.id}/deployments/${deploymentId}`,
    ...deployment,
    createTime: CREATED_AT,
  }))
  return listOrGet(all, DEPLOYMENTS, `accounts/${account.id}/deployments`, id, call)
}

const DEPLOYED_MODELS = {
  collection: 'deployedModels',
  fields: ['name', 'model', 'deployment', 'state', 'createTime', 'updateTime'],
}

/** `GET /v1/accounts/{a}/deployedModels` and `…/deployedModels/{d}` */
export function deployedModels(account: AccountState, id: string | undefined, call: Call): Answer {
  const host = account.seed.deployments[0]?.id ?? 'support-bot'
  const all = Array.from({length: account.seed.deployedModels}, (_unused, index) => {
    const name = `ticket-lora-${String(index + 1).padStart(3, '0')}`
    return {
      name: `accounts/${account.id}/deployedModels/${name}`,
      model: `accounts/${account.id}/models/${name}`,
      deployment: `accounts/${account.id}/deployments/${host}`,
      state: 'DEPLOYED',
      createTime: CREATED_AT,
      updateTime: CREATED_AT,
    }
  })
  return listOrGet(all, DEPLOYED_MODELS, `accounts/${account.id}/deployedModels`, id, call)
}

const MODELS = {
  collection: 'models',
  fields: [
    'name',
    'displayName',
    'kind',
    'state',
    'public',
    'contextLength',
    'supportsServerless',
    'baseModelDetails',
    'deprecationDate',
    'createTime',
  ],
}

/** `GET /v1/accounts/{a}/models` and `…/models/{m}`; account `fireworks` holds the public catalogue. */
export function models(simulation: Simulation, accountId: string, id: string | undefined, call: Call): Answer {
  // Variants are routers, not models: the catalogue does not list them.
  const listed = accountId === 'fireworks' ? simulation.catalogue.models.filter(model => model.base === undefined) : []
  const now = simulation.time.now()
  const all = listed.map(model => modelOnWire(model, simulation.catalogue.serving(model, now) === 200))
  return listOrGet(all, MODELS, `accounts/${accountId}/models`, id, call)
}

function modelOnWire(model: CatalogueModel, served: boolean): WireResource {
  return {
    name: model.id,
    displayName: model.displayName,
    kind: model.kind === 'chat' ? 'HF_BASE_MODEL' : 'EMBEDDING_MODEL',
    state: 'READY',
    public: true,
    contextLength: model.contextLength,
    supportsServerless: served,
    // int64 as a string; left out where the size is not known. Source: Fireworks gateway API, base model details.
    ...(model.billionParameters === undefined
      ? {}
      : {baseModelDetails: {parameterCount: String(model.billionParameters * 1e9)}}),
    ...(model.deprecationDate === undefined ? {} : {deprecationDate: model.deprecationDate}),
    createTime: CREATED_AT,
  }
}

/**
 * `GET /v1/accounts/{a}/billing/summary?startTime&endTime` (dates, the end exclusive). The sandbox knows one sum, this
 * month's, and answers it for every period that the current month touches; GPU time is not simulated and its share stays
 * what the scenario began with.
 */
export function billingSummary(account: AccountState, call: Call, now: number): Answer {
  return refusing(() => {
    const start = dateParameter(call.query, 'startTime')
    const end = dateParameter(call.query, 'endTime')
    if (end <= start) throw new InvalidQuery('end_time must be after start_time')
    const month = new Date(now)
    const monthStart = Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), 1)
    const total = start <= now && end > monthStart ? account.ledger.monthSpend : 0
    const opening = account.seed.deployments.length > 0 ? usdToNanos(account.seed.money.monthSpendUsd * 0.75) : 0
    const gpu = Math.min(total, opening)
    const lineItems = [
      {description: 'Serverless inference', cost: moneyOnWire(total - gpu)},
      {description: 'On-demand deployments', cost: moneyOnWire(gpu)},
    ]
    return jsonAnswer({lineItems: total === 0 ? [] : lineItems, totalCost: moneyOnWire(total)})
  })
}

function dateParameter(query: URLSearchParams, name: string): number {
  const text = query.get(name) ?? ''
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : NaN
  if (Number.isNaN(time)) throw new InvalidQuery(`${name} must be a date, such as 2026-11-01`)
  return time
}

function listOrGet(
  all: readonly WireResource[],
  type: {readonly collection: string; readonly fields: readonly string[]},
  parent: string,
  id: string | undefined,
  call: Call,
): Answer {
  if (id === undefined) return listAnswer(all, type, call.query)
  const name = `${parent}/${id}`
  const found = all.find(resource => resource['name'] === name)
  return found === undefined ? gatewayError(404, `"${name}" not found`) : resourceAnswer(found, type, call.query)
}
