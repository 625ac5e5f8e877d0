import {gpuHourPrice} from '../facts/gpu.js'
import {gpuOfAccelerator, isPinnedToRegion, type GpuDeployment} from '../quota/gpu-charge.js'

/** What a deployment costs while it runs like this, by the dated price list: an estimate, never a bill. */
export interface RunningCost {
  readonly deployment: string
  /** Ready replicas × accelerators × price; null where no list has the price. */
  readonly usdPerHour: number | null
  readonly estimate: true
  /** The month of the price, `2026-09`; null without one. */
  readonly priceAsOf: string | null
}

/** Deployments with a ready replica, the dearest first. */
export function runningCosts(deployments: readonly GpuDeployment[]): RunningCost[] {
  return deployments
    .flatMap((deployment): RunningCost[] => {
      const {id, acceleratorType, acceleratorCount, readyReplicaCount, placement} = deployment
      if ((readyReplicaCount ?? 0) === 0 || acceleratorCount === null) return []
      const gpu = gpuOfAccelerator(acceleratorType)
      const price = gpu === null ? null : gpuHourPrice(gpu, isPinnedToRegion(placement))
      const usdPerHour = price === null ? null : readyReplicaCount! * acceleratorCount * price.value
      return [{deployment: id, usdPerHour, estimate: true, priceAsOf: price?.validFrom ?? null}]
    })
    .sort((a, b) => (b.usdPerHour ?? 0) - (a.usdPerHour ?? 0))
}
