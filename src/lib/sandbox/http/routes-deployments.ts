import type {AccountState} from '../account/account-state.js'
import type {DeploymentSeed} from '../account/account-seed.js'
import type {Answer, Call} from './answer.js'
import type {WireResource} from './list-filter.js'
import {listOrGet} from './resource-list.js'

const DAY_MS = 86_400_000
const DEFAULT_AGE_DAYS = 120

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
    'replicaStats',
    'state',
    'region',
    'placement',
    'deploymentShape',
    'hotLoadTrainerJob',
    'annotations',
    'createTime',
  ],
}

/** `GET /v1/accounts/{a}/deployments` and `…/deployments/{d}` */
export function deployments(account: AccountState, id: string | undefined, call: Call): Answer {
  const all = account.seed.deployments.map(deployment => deploymentOnWire(account, deployment))
  return listOrGet(all, DEPLOYMENTS, `accounts/${account.id}/deployments`, id, call)
}

function deploymentOnWire(account: AccountState, seed: DeploymentSeed): WireResource {
  const {id, placement, deploymentShape, hotLoadTrainerJob, annotations, readyReplicaCount, ageDays, ...fields} = seed
  // Ordinary callers see custom annotations only. Source: Fireworks' own tools.
  const shown = Object.entries(annotations ?? {}).filter(([name]) => name.startsWith('custom/'))
  return {
    name: `accounts/${account.id}/deployments/${id}`,
    ...fields,
    replicaStats: {readyReplicaCount: readyReplicaCount ?? seed.replicaCount},
    ...(placement === undefined ? {} : {placement}),
    ...(deploymentShape === undefined
      ? {}
      : {deploymentShape: `accounts/fireworks/deploymentShapes/${deploymentShape}/versions/1`}),
    ...(hotLoadTrainerJob === undefined
      ? {}
      : {hotLoadTrainerJob: `accounts/${account.id}/rlorTrainerJobs/${hotLoadTrainerJob}`}),
    ...(shown.length === 0 ? {} : {annotations: Object.fromEntries(shown)}),
    createTime: daysBefore(account, ageDays ?? DEFAULT_AGE_DAYS),
  }
}

/** So many days before the scenario started. */
export function daysBefore(account: AccountState, days: number): string {
  return new Date(account.openedAt - days * DAY_MS).toISOString()
}

const DEPLOYED_MODELS = {
  collection: 'deployedModels',
  fields: ['name', 'model', 'deployment', 'state', 'createTime', 'updateTime'],
}

/** `GET /v1/accounts/{a}/deployedModels` and `…/deployedModels/{d}`: spread over the deployments in turn. */
export function deployedModels(account: AccountState, id: string | undefined, call: Call): Answer {
  const hosts = account.seed.deployments.map(deployment => deployment.id)
  const createTime = daysBefore(account, DEFAULT_AGE_DAYS)
  const all = Array.from({length: account.seed.deployedModels}, (_unused, index) => {
    const name = `ticket-lora-${String(index + 1).padStart(3, '0')}`
    return {
      name: `accounts/${account.id}/deployedModels/${name}`,
      model: `accounts/${account.id}/models/${name}`,
      deployment: `accounts/${account.id}/deployments/${hosts[index % hosts.length] ?? 'support-bot'}`,
      state: 'DEPLOYED',
      createTime,
      updateTime: createTime,
    }
  })
  return listOrGet(all, DEPLOYED_MODELS, `accounts/${account.id}/deployedModels`, id, call)
}
