import type {GpuDeployment, GpuTrainer, TrainingShape} from '../../src/lib/domain/quota/gpu-charge.js'

/** One replica of two H100, anywhere. */
export function aGpuDeployment(more: Partial<GpuDeployment> = {}): GpuDeployment {
  return {
    id: 'd',
    acceleratorType: 'NVIDIA_H100_80GB',
    acceleratorCount: 2,
    maxReplicaCount: 1,
    readyReplicaCount: 1,
    state: 'READY',
    placement: null,
    region: null,
    hotLoadTrainerJob: null,
    annotations: {},
    deploymentShape: null,
    createdAt: '2026-11-01T00:00:00Z',
    ...more,
  }
}

export function aTrainer(more: Partial<GpuTrainer> = {}): GpuTrainer {
  return {
    id: 't',
    state: 'JOB_STATE_RUNNING',
    createdBy: 'users/ada',
    trainingShape: 'accounts/fireworks/trainingShapes/h100-8/versions/3',
    replicaCount: null,
    createdAt: '2026-11-02T00:00:00Z',
    ...more,
  }
}

/** Eight H100 a trainer, whose rollouts have the shape `rollout-h100`. */
export const H100_SHAPE: TrainingShape = {
  name: 'accounts/fireworks/trainingShapes/h100-8',
  acceleratorType: 'NVIDIA_H100_80GB',
  acceleratorCount: 8,
  deploymentShape: 'accounts/fireworks/deploymentShapes/rollout-h100/versions/1',
}
