import type {ApiKey, DeployedModel, SubmittedJob} from '../app/ports.js'
import type {GpuTrainer, TrainingShape} from '../domain/quota/gpu-charge.js'
import {badResponse, numberOf, ownId, requireOwner, textOf, timeOf, type Json, type Requested} from './wire.js'

// Who holds what: as lenient as wire.ts, and as strict about names.

/** Source of the names of fields: Fireworks' own tools (2026). */
export function decodeTrainer(raw: Json, requested: Requested): GpuTrainer {
  return {
    id: ownId(raw['name'], 'rlorTrainerJobs', requested),
    state: textOf(raw['state']),
    createdBy: textOf(raw['createdBy']),
    trainingShape: textOf(raw['trainingShapeVersion']) ?? textOf(raw['trainingShape']),
    replicaCount: numberOf(raw['trainerReplicaCount']),
    createdAt: timeOf(raw['createTime']),
  }
}

export function decodeTrainingShape(raw: Json): TrainingShape {
  const name = textOf(raw['name'])
  if (name === null) throw badResponse('training shape', 'no usable name in the answer')
  return {
    name,
    acceleratorType: textOf(raw['acceleratorType']),
    acceleratorCount: numberOf(raw['acceleratorCount']),
    deploymentShape: textOf(raw['deploymentShapeVersion']) ?? textOf(raw['deploymentShape']),
  }
}

export function decodeDeployedModel(raw: Json, requested: Requested): DeployedModel {
  return {
    id: ownId(raw['name'], 'deployedModels', requested),
    model: textOf(raw['model']),
    deployment: textOf(raw['deployment'])?.split('/').at(-1) ?? null,
    state: textOf(raw['state']),
    createdAt: timeOf(raw['createTime']),
  }
}

export function decodeBatchJob(raw: Json, requested: Requested): SubmittedJob {
  return {
    id: ownId(raw['name'], 'batchInferenceJobs', requested),
    state: textOf(raw['state']),
    createdBy: textOf(raw['createdBy']),
    createdAt: timeOf(raw['createTime']),
  }
}

/** Names of the fields: third parties' notes. Whatever could hold the key itself is not read. */
export function decodeApiKey(raw: Json, {accountId}: Requested): ApiKey {
  const id = textOf(raw['keyId']) ?? textOf(raw['name'])?.split('/').at(-1) ?? null
  if (id === null) throw badResponse('API key', 'no usable id in the answer')
  requireOwner(raw['name'], accountId)
  return {
    id,
    name: textOf(raw['displayName']),
    owner: textOf(raw['email']) ?? textOf(raw['user'])?.split('/').at(-1) ?? null,
    createdAt: timeOf(raw['createTime']),
    expiresAt: timeOf(raw['expireTime']),
    lastUsedAt: timeOf(raw['lastUsedTime']) ?? timeOf(raw['lastUseTime']),
  }
}
