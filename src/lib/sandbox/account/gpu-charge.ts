import type {AccountSeed, DeploymentSeed, TrainerSeed} from './account-seed.js'

/** A training shape of Fireworks' own account. Source: Fireworks' own tools; the shapes here are assumed. */
export interface TrainingShape {
  readonly id: string
  readonly acceleratorType: string
  readonly acceleratorCount: number
  readonly deploymentShape: string
}

export const TRAINING_SHAPES: readonly TrainingShape[] = [
  {id: 'h100-8', acceleratorType: 'NVIDIA_H100_80GB', acceleratorCount: 8, deploymentShape: 'rollout-h100-4'},
  {id: 'h200-8', acceleratorType: 'NVIDIA_H200_141GB', acceleratorCount: 8, deploymentShape: 'rollout-h200-4'},
  {id: 'b200-8', acceleratorType: 'NVIDIA_B200_180GB', acceleratorCount: 8, deploymentShape: 'rollout-b200-4'},
]

const TERMINAL = new Set(['COMPLETED', 'FAILED', 'CANCELLED', 'DELETED', 'EXPIRED'])

/** Whether a job holds nothing any more; states come with and without `JOB_STATE_`. */
export function isTerminal(state: string): boolean {
  return TERMINAL.has(state.replace(/^JOB_STATE_/, ''))
}

/** `NVIDIA_H100_80GB` → `h100`: the GPU's name inside quota ids. */
export function gpuOf(acceleratorType: string): string {
  return (
    acceleratorType
      .replace(/^NVIDIA_/, '')
      .split('_')[0]
      ?.toLowerCase() ?? ''
  )
}

/**
 * GPUs charged to each quota: accelerators times the replica ceiling, not the replicas that run.
 * - trainers that live, and rollouts attached to one: `training-<gpu>-count`;
 * - a deployment pinned to a region or multi-region: that place's quota only;
 * - every other one, an orphaned rollout too: `global--<gpu>-count`.
 *
 * Source: Fireworks' own audit tool; the charge by placement is inferred.
 */
export function gpusCharged(seed: AccountSeed): ReadonlyMap<string, number> {
  const charged = new Map<string, number>(Object.entries(seed.staleGpus ?? {}))
  const charge = (quota: string, gpus: number): void => void charged.set(quota, (charged.get(quota) ?? 0) + gpus)
  const trainers = seed.trainers ?? []
  for (const trainer of trainers) {
    const shape = TRAINING_SHAPES.find(({id}) => id === trainer.trainingShape)
    if (shape === undefined || isTerminal(trainer.state)) continue
    charge(
      `training-${gpuOf(shape.acceleratorType)}-count`,
      shape.acceleratorCount * (trainer.trainerReplicaCount ?? 1),
    )
  }
  for (const deployment of seed.deployments) {
    const gpus = deployment.acceleratorCount * (deployment.maxReplicaCount ?? 0)
    charge(quotaOf(deployment, trainers), gpus)
  }
  return charged
}

function quotaOf(deployment: DeploymentSeed, trainers: readonly TrainerSeed[]): string {
  const gpu = gpuOf(deployment.acceleratorType)
  const attached = trainers.some(({id, state}) => id === deployment.hotLoadTrainerJob && !isTerminal(state))
  if (attached) return `training-${gpu}-count`
  const {placement} = deployment
  const place = placement?.region ?? placement?.multiRegion ?? placement?.regions?.[0]
  return `${place === undefined ? 'global' : place.toLowerCase().replaceAll('_', '-')}--${gpu}-count`
}
