import type {AccountSeed, DeploymentSeed, QuotaSeed, TrainerSeed} from './account/account-seed.js'
import {DANA, LEE} from './account/people.js'
import {A100_DEPLOYMENT, H100_DEPLOYMENT, LIVED_IN} from './scenario-accounts.js'

/** So many H100 are counted although nothing holds them. */
const STALE_H100 = 3

const ROLLOUT: Omit<DeploymentSeed, 'id'> = {
  ...H100_DEPLOYMENT,
  baseModel: 'accounts/fireworks/models/glm-5p3',
  acceleratorCount: 4,
  deploymentShape: 'rollout-h100-4',
  annotations: {'fireworks-training-sdk/managed-rollout': 'true', 'custom/team': 'research'},
}

const DEPLOYMENTS: readonly DeploymentSeed[] = [
  H100_DEPLOYMENT,
  A100_DEPLOYMENT,
  // Charged although no replica is ready: the ceiling counts.
  {
    ...H100_DEPLOYMENT,
    id: 'canary',
    acceleratorCount: 1,
    minReplicaCount: 0,
    replicaCount: 0,
    readyReplicaCount: 0,
    ageDays: 40,
  },
  // Attached to a trainer that runs: charged to training.
  {...ROLLOUT, id: 'dpo-chat-rollout', hotLoadTrainerJob: 'dpo-chat-trainer', ageDays: 2},
  // Its trainer has ended: an orphan, charged to global.
  {...ROLLOUT, id: 'grpo-math-rollout', hotLoadTrainerJob: 'grpo-math-trainer', ageDays: 9},
  // Known as a rollout by its shape only; no trainer is named.
  {
    ...ROLLOUT,
    id: 'eval-sweep',
    acceleratorType: 'NVIDIA_H200_141GB',
    deploymentShape: 'rollout-h200-4',
    annotations: {},
    ageDays: 21,
  },
  {
    ...H100_DEPLOYMENT,
    id: 'search-eu',
    acceleratorType: 'NVIDIA_H200_141GB',
    acceleratorCount: 2,
    maxReplicaCount: 2,
    region: 'EU_FRANKFURT_1',
    placement: {multiRegion: 'EUROPE'},
    ageDays: 64,
  },
  // Scaled down to nothing: it holds nothing.
  {
    ...H100_DEPLOYMENT,
    id: 'parked',
    acceleratorType: 'NVIDIA_B200_180GB',
    minReplicaCount: 0,
    maxReplicaCount: 0,
    replicaCount: 0,
    ageDays: 150,
  },
]

const TRAINERS: readonly TrainerSeed[] = [
  {
    id: 'dpo-chat-trainer',
    state: 'JOB_STATE_RUNNING',
    createdBy: LEE.email,
    trainingShape: 'h100-8',
    ageDays: 2,
  },
  {
    id: 'grpo-math-trainer',
    state: 'JOB_STATE_COMPLETED',
    createdBy: DANA.email,
    trainingShape: 'h100-8',
    ageDays: 9,
  },
  {
    id: 'rft-coder-trainer',
    state: 'JOB_STATE_RUNNING',
    createdBy: DANA.email,
    trainingShape: 'b200-8',
    trainerReplicaCount: 2,
    ageDays: 1,
  },
]

const LIMITS: Readonly<Record<string, number>> = {
  'global--h100-count': 16,
  'global--h200-count': 16,
  'training-b200-count': 16,
  'training-h100-count': 16,
}

/**
 * GPUs held by what nobody needs any more, each kind once. H100: 8 + 1 + an orphan's 4 + a stale reservation of 3 = 16 of
 * 16; training H100: a trainer's 8 and its rollout's 4; training B200: 16 of 16.
 */
export const GPU_LEAK: AccountSeed = {
  ...LIVED_IN,
  quotas: [
    ...LIVED_IN.quotas.map((quota): QuotaSeed => ({...quota, value: LIMITS[quota.id] ?? quota.value})),
    {id: 'europe--h200-count', value: 8},
  ],
  deployments: DEPLOYMENTS,
  trainers: TRAINERS,
  staleGpus: {'global--h100-count': STALE_H100},
}
