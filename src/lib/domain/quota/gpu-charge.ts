import type {GpuQuotaId} from './quota.js'

/** What of a deployment decides its GPU charge. */
export interface GpuDeployment {
  readonly id: string
  /** `NVIDIA_H100_80GB`. */
  readonly acceleratorType: string | null
  readonly acceleratorCount: number | null
  readonly minReplicaCount: number | null
  readonly maxReplicaCount: number | null
  readonly state: string | null
  readonly region: string | null
}

/** `NVIDIA_H100_80GB` → `h100`, the way quota ids spell it; null when there is none. */
export function gpuOfAccelerator(acceleratorType: string | null): string | null {
  const gpu = (acceleratorType ?? '')
    .replace(/^NVIDIA_/, '')
    .split('_')[0]!
    .toLowerCase()
  return gpu === '' || gpu === 'accelerator' ? null : gpu
}

/**
 * GPUs a deployment counts with: its ceiling, not its ready replicas; only 0 or deletion releases them.
 * Source: Fireworks' own tools.
 * @returns null when its accelerators are not known
 */
export function gpuCharge(deployment: GpuDeployment): number | null {
  if (deployment.state === 'DELETED') return 0
  if (deployment.acceleratorCount === null) return null
  const replicas = deployment.maxReplicaCount ?? Math.max(deployment.minReplicaCount ?? 0, 1)
  return deployment.acceleratorCount * replicas
}

/** The deployments that hold GPUs of a quota, with what each holds, largest first. */
export function holdersOf(
  quota: GpuQuotaId,
  deployments: readonly GpuDeployment[],
): {readonly id: string; readonly gpus: number}[] {
  // Training has GPUs of its own; a deployment never counts there.
  if (quota.scope === 'training') return []
  return deployments
    .filter(deployment => gpuOfAccelerator(deployment.acceleratorType) === quota.gpu)
    .filter(deployment => quota.scope === 'global' || sameRegion(deployment.region, quota.scope))
    .map(deployment => ({id: deployment.id, gpus: gpuCharge(deployment) ?? 0}))
    .filter(holder => holder.gpus > 0)
    .sort((a, b) => b.gpus - a.gpus)
}

/** Deployments spell regions `AP_TOKYO_1`, quota ids `ap-tokyo-1`. */
function sameRegion(region: string | null, scope: string): boolean {
  return region !== null && region.toLowerCase().replaceAll('_', '-') === scope
}
