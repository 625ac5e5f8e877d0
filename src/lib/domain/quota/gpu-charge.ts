import {parseGpuQuotaId, type GpuQuotaId} from './quota.js'

/** Where a deployment must run; empty or unspecified: anywhere. */
export interface Placement {
  /** `US`, `EUROPE`, `APAC`, `CANADA`. */
  readonly multiRegion: string | null
  /** `US_IOWA_1`. */
  readonly region: string | null
  readonly regions: readonly string[]
}

/** What of a deployment decides its GPU charge. */
export interface GpuDeployment {
  readonly id: string
  /** `NVIDIA_H100_80GB`. */
  readonly acceleratorType: string | null
  readonly acceleratorCount: number | null
  readonly maxReplicaCount: number | null
  /** null when the API does not say. */
  readonly readyReplicaCount: number | null
  readonly state: string | null
  readonly placement: Placement | null
  /** Full name or id of the trainer whose weights it loads; null for what is no rollout. */
  readonly hotLoadTrainerJob: string | null
  /** Where it happens to run, `US_IOWA_1`; null when the API does not say. */
  readonly region: string | null
  /** Ordinary callers see `custom/…` only. */
  readonly annotations: Readonly<Record<string, string>>
  /** Full name, perhaps with `/versions/…`. */
  readonly deploymentShape: string | null
  /** RFC 3339, UTC. */
  readonly createdAt: string | null
}

/** A trainer job. */
export interface GpuTrainer {
  readonly id: string
  /** With or without `JOB_STATE_`. */
  readonly state: string | null
  readonly createdBy: string | null
  /** Full name, perhaps with `/versions/…`. */
  readonly trainingShape: string | null
  /** null counts as 1. */
  readonly replicaCount: number | null
  /** RFC 3339, UTC. */
  readonly createdAt: string | null
}

/** A training shape of Fireworks' own account. */
export interface TrainingShape {
  /** Full name. */
  readonly name: string
  readonly acceleratorType: string | null
  readonly acceleratorCount: number | null
  /** The shape of the rollouts that belong to its trainers. */
  readonly deploymentShape: string | null
}

/** What an account runs; a list that could not be read is null. */
export interface GpuRecords {
  readonly deployments: readonly GpuDeployment[] | null
  readonly trainers: readonly GpuTrainer[] | null
  readonly shapes: readonly TrainingShape[] | null
}

/** Somebody who holds GPUs of a quota. */
export interface GpuHolder {
  readonly kind: 'deployment' | 'rollout' | 'trainer'
  readonly name: string
  /** Per replica × replicas; null when the accelerators are not known. */
  readonly gpus: number | null
  readonly perReplica: number | null
  /** The ceiling of replicas, which counts, not those that run. */
  readonly replicas: number
  /** Replicas that are ready; null when not known. */
  readonly ready: number | null
  /** null for deployments: they have no creator field. */
  readonly owner: string | null
  /** RFC 3339, UTC. */
  readonly since: string | null
  /** Where it runs; null for trainers, and when the API does not say. */
  readonly region: string | null
  /** A rollout whose trainer ended or is gone; null where the trainers could not be read. */
  readonly orphan: boolean | null
}

/** A holder with the quota it is charged to. */
interface Charge {
  readonly scope: string
  readonly gpu: string
  readonly holder: GpuHolder
}

const MANAGED_ROLLOUT = 'fireworks-training-sdk/managed-rollout'
/** States in which a job holds nothing any more. Source: Fireworks' own tools. */
const TERMINAL: ReadonlySet<string> = new Set(['COMPLETED', 'FAILED', 'CANCELLED', 'DELETED', 'EXPIRED'])

/** `NVIDIA_H100_80GB` → `h100`, the way quota ids spell it; null when there is none. */
export function gpuOfAccelerator(acceleratorType: string | null): string | null {
  const gpu = (acceleratorType ?? '')
    .replace(/^NVIDIA_/, '')
    .split('_')[0]!
    .toLowerCase()
  return gpu === '' || gpu === 'accelerator' ? null : gpu
}

/** Whether a job has ended; an unknown state counts as running. */
export function isTerminalState(state: string | null): boolean {
  return TERMINAL.has((state ?? '').replace(/^JOB_STATE_/, ''))
}

/**
 * Who holds the GPUs of a quota, with what each holds, the largest first; who holds none is left out. Source: Fireworks' own
 * audit tool (2026); that `placement` decides, not where a deployment happens to run, is inferred:
 * - `training-…`: trainers that have not ended, and rollouts attached to one of them;
 * - a region's or multi-region's quota: deployments pinned to that place;
 * - `global--…`: all other deployments, orphaned rollouts too.
 */
export function gpuHolders(quota: GpuQuotaId, records: GpuRecords): GpuHolder[] {
  return chargesOf(records)
    .filter(({scope, gpu}) => scope === quota.scope && gpu === quota.gpu)
    .map(({holder}) => holder)
    .filter(({gpus}) => gpus !== 0)
    .sort((a, b) => (b.gpus ?? 0) - (a.gpus ?? 0))
}

/** The holders of each of these quotas, by its id; ids that are not GPU quotas are left out. */
export function gpuHoldersByQuota(
  quotaIds: readonly string[],
  records: GpuRecords,
): ReadonlyMap<string, readonly GpuHolder[]> {
  return new Map(
    quotaIds.flatMap(id => {
      const quota = parseGpuQuotaId(id)
      return quota === null ? [] : [[id, gpuHolders(quota, records)] as const]
    }),
  )
}

/**
 * The lists without which the holders of a quota are not all known. A rollout that names a trainer charges training or its
 * place, which only the trainers tell.
 */
export function unreadableFor(quota: GpuQuotaId, records: GpuRecords): ('deployments' | 'trainers' | 'shapes')[] {
  const hangsOnTrainer = (records.deployments ?? []).some(
    one => isLinked(one) && holds(one) && gpuOfDeployment(one) === quota.gpu && placeOf(one.placement) === quota.scope,
  )
  const needed =
    quota.scope === 'training'
      ? (['deployments', 'trainers', 'shapes'] as const)
      : hangsOnTrainer
        ? (['deployments', 'trainers'] as const)
        : (['deployments'] as const)
  return needed.filter(list => records[list] === null)
}

/** Whether something may hold a part of a quota of which nobody tells what GPUs it has: then the holders add up to too little. */
export function isUncounted({scope}: GpuQuotaId, {deployments, trainers, shapes}: GpuRecords): boolean {
  const untold = (deployments ?? []).some(one => holds(one) && gpuOfDeployment(one) === null)
  if (scope !== 'training') return untold
  return untold || (trainers ?? []).some(one => !isTerminalState(one.state) && gpuOfTrainer(one, shapes ?? []) === null)
}

const gpuOfDeployment = ({acceleratorType}: GpuDeployment) => gpuOfAccelerator(acceleratorType)
const holds = ({state, maxReplicaCount, acceleratorCount}: GpuDeployment) =>
  state !== 'DELETED' && (maxReplicaCount ?? 0) > 0 && acceleratorCount !== 0
const shapeOf = (trainer: GpuTrainer, shapes: readonly TrainingShape[]) =>
  shapes.find(({name}) => sameResource(name, trainer.trainingShape))
const gpuOfTrainer = (trainer: GpuTrainer, shapes: readonly TrainingShape[]) =>
  gpuOfAccelerator(shapeOf(trainer, shapes)?.acceleratorType ?? null)

function chargesOf(records: GpuRecords): Charge[] {
  const trainers = (records.trainers ?? []).flatMap(trainer => trainerCharge(trainer, records.shapes ?? []))
  const deployments = (records.deployments ?? []).flatMap(deployment => deploymentCharge(deployment, records))
  return [...trainers, ...deployments]
}

function trainerCharge(trainer: GpuTrainer, shapes: readonly TrainingShape[]): Charge[] {
  if (isTerminalState(trainer.state)) return []
  const shape = shapeOf(trainer, shapes)
  const gpu = gpuOfAccelerator(shape?.acceleratorType ?? null)
  if (shape === undefined || gpu === null) return []
  const replicas = trainer.replicaCount ?? 1
  const holder: GpuHolder = {
    kind: 'trainer',
    name: trainer.id,
    gpus: product(shape.acceleratorCount, replicas),
    perReplica: shape.acceleratorCount,
    replicas,
    ready: null,
    owner: trainer.createdBy,
    since: trainer.createdAt,
    region: null,
    orphan: false,
  }
  return [{scope: 'training', gpu, holder}]
}

function deploymentCharge(deployment: GpuDeployment, records: GpuRecords): Charge[] {
  const gpu = gpuOfDeployment(deployment)
  if (gpu === null || deployment.state === 'DELETED') return []
  const {attached, orphan, rollout} = attachmentOf(deployment, records)
  // Fireworks' tool reads a missing ceiling as 0.
  const replicas = deployment.maxReplicaCount ?? 0
  const holder: GpuHolder = {
    kind: rollout ? 'rollout' : 'deployment',
    name: deployment.id,
    gpus: product(deployment.acceleratorCount, replicas),
    perReplica: deployment.acceleratorCount,
    replicas,
    ready: deployment.readyReplicaCount,
    owner: null,
    since: deployment.createdAt,
    region: deployment.region,
    orphan,
  }
  return [{scope: attached ? 'training' : placeOf(deployment.placement), gpu, holder}]
}

interface Attachment {
  readonly rollout: boolean
  readonly attached: boolean
  readonly orphan: boolean | null
}

/** Where the annotation is not visible, the trainer that it names decides; where it denies, it does. */
function isLinked({hotLoadTrainerJob, annotations}: GpuDeployment): boolean {
  const annotation = managedBy(annotations)
  return hotLoadTrainerJob !== null && (annotation === undefined || annotation === 'true')
}

const managedBy = (annotations: GpuDeployment['annotations']) =>
  Object.hasOwn(annotations, MANAGED_ROLLOUT) ? annotations[MANAGED_ROLLOUT] : undefined

/** Whether a deployment is a rollout, and whether its trainer lives. */
function attachmentOf(deployment: GpuDeployment, {trainers, shapes}: GpuRecords): Attachment {
  const {hotLoadTrainerJob, annotations, deploymentShape, id} = deployment
  const managed = managedBy(annotations) === 'true'
  const base = /^(.+)-rollout$/.exec(id)?.[1]
  const shaped =
    deploymentShape !== null && (shapes ?? []).some(shape => sameResource(shape.deploymentShape, deploymentShape))
  if (hotLoadTrainerJob === null && !managed && base === undefined && !shaped) {
    return {rollout: false, attached: false, orphan: false}
  }
  const linked = hotLoadTrainerJob !== null && isLinked(deployment)
  if (trainers === null) return {rollout: true, attached: linked, orphan: null}
  const lives = (name: string) => trainers.some(one => one.id === lastPart(name) && !isTerminalState(one.state))
  const attached = linked && lives(hotLoadTrainerJob)
  const named = base !== undefined && (lives(base) || lives(`${base}-trainer`))
  const owned = named || (hotLoadTrainerJob !== null && lives(hotLoadTrainerJob))
  return {rollout: true, attached, orphan: !owned}
}

/** Whether a placement names a region, or several: a multi-region, `GLOBAL` and `…_UNSPECIFIED` are none. */
export function isPinnedToRegion(placement: Placement | null): boolean {
  return placement !== null && [placement.region, ...placement.regions].some(isPlace)
}

const isPlace = (name: string | null | undefined): name is string =>
  name != null && name !== '' && !/^global$|unspecified$/i.test(name)

/** The scope of the quota that a placement charges: a place, spelt as quota ids spell it, or `global`. */
function placeOf(placement: Placement | null): string {
  const places = [
    placement?.region,
    placement?.multiRegion,
    placement?.regions.length === 1 ? placement.regions[0] : null,
  ]
  const place = places.find(isPlace)
  return place == null ? 'global' : place.toLowerCase().replaceAll('_', '-')
}

function product(perReplica: number | null, replicas: number): number | null {
  return replicas === 0 ? 0 : perReplica === null ? null : perReplica * replicas
}

/** Whether two names are of one resource, whatever version each names. */
function sameResource(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && withoutVersion(one) === withoutVersion(other)
}

const withoutVersion = (name: string) => lastPart(name.replace(/\/versions\/[^/]*$/, ''))
const lastPart = (name: string) => name.slice(name.lastIndexOf('/') + 1)
