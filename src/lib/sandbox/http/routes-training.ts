import type {AccountState} from '../account/account-state.js'
import {TRAINING_SHAPES} from '../account/gpu-charge.js'
import type {Answer, Call} from './answer.js'
import {refuseMember} from './caller.js'
import {listAnswer, listOrGet} from './resource-list.js'
import {daysBefore} from './routes-deployments.js'

const TRAINERS = {
  collection: 'rlorTrainerJobs',
  fields: ['name', 'displayName', 'state', 'createdBy', 'createTime', 'trainingShapeVersion', 'trainerReplicaCount'],
}

/**
 * `GET /v1/accounts/{a}/rlorTrainerJobs` and `…/rlorTrainerJobs/{t}`. A deleted trainer is not listed and can still be got.
 * That only an admin may list them is assumed.
 */
export function trainerJobs(account: AccountState, id: string | undefined, call: Call): Answer {
  const refusal = refuseMember(call)
  if (refusal !== undefined) return refusal
  const trainers = (account.seed.trainers ?? []).filter(({state}) => id !== undefined || !state.endsWith('DELETED'))
  const all = trainers.map(({id: trainer, trainingShape, trainerReplicaCount, ageDays, state, createdBy}) => ({
    name: `accounts/${account.id}/rlorTrainerJobs/${trainer}`,
    displayName: trainer,
    state,
    createdBy,
    createTime: daysBefore(account, ageDays),
    trainingShapeVersion: `accounts/fireworks/trainingShapes/${trainingShape}/versions/1`,
    ...(trainerReplicaCount === undefined ? {} : {trainerReplicaCount}),
  }))
  return listOrGet(all, TRAINERS, `accounts/${account.id}/rlorTrainerJobs`, id, call)
}

const SHAPES = {
  collection: 'trainingShapes',
  fields: ['name', 'acceleratorType', 'acceleratorCount', 'deploymentShapeVersion'],
}

/** `GET /v1/accounts/fireworks/trainingShapes` and `…/trainingShapes/{s}` */
export function trainingShapes(id: string | undefined, call: Call): Answer {
  const all = TRAINING_SHAPES.map(shape => ({
    name: `accounts/fireworks/trainingShapes/${shape.id}`,
    acceleratorType: shape.acceleratorType,
    acceleratorCount: shape.acceleratorCount,
    deploymentShapeVersion: `accounts/fireworks/deploymentShapes/${shape.deploymentShape}/versions/1`,
  }))
  return listOrGet(all, SHAPES, 'accounts/fireworks/trainingShapes', id, call)
}

const BATCH_JOBS = {
  collection: 'batchInferenceJobs',
  fields: ['name', 'displayName', 'state', 'createdBy', 'createTime', 'model', 'jobProgress'],
}

/** `GET /v1/accounts/{a}/batchInferenceJobs` and `…/batchInferenceJobs/{j}` */
export function batchJobs(account: AccountState, id: string | undefined, call: Call): Answer {
  const all = (account.seed.batchJobs ?? []).map(job => ({
    name: `accounts/${account.id}/batchInferenceJobs/${job.id}`,
    displayName: job.id,
    state: job.state,
    createdBy: job.createdBy,
    createTime: daysBefore(account, 1),
    model: job.model,
    jobProgress: {percent: job.percent},
  }))
  return listOrGet(all, BATCH_JOBS, `accounts/${account.id}/batchInferenceJobs`, id, call)
}

/** The other kinds of jobs, of which the account has none: managed fine-tuning takes no new ones since November 2026. */
export function noJobs(collection: string, account: AccountState, id: string | undefined, call: Call): Answer {
  const type = {collection, fields: ['name', 'state', 'createdBy', 'createTime', 'baseModel']}
  return id === undefined
    ? listAnswer([], type, call.query)
    : listOrGet([], type, `accounts/${account.id}/${collection}`, id, call)
}
