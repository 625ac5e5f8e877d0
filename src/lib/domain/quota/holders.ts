import {gpuHolders, isTerminalState, isUncounted, unreadableFor, type GpuHolder, type GpuRecords} from './gpu-charge.js'
import {parseGpuQuotaId, type Quota} from './quota.js'

/** A model of the account's own on a deployment. */
export interface HeldModel {
  readonly id: string
  readonly deployment: string | null
  readonly state: string | null
  readonly createdAt: string | null
}

/** A job that counts until it has ended. */
export interface HeldJob {
  readonly id: string
  readonly state: string | null
  readonly createdBy: string | null
  readonly createdAt: string | null
}

/** Everything that can hold a quota; a list that could not be read is null. */
export interface HeldRecords extends GpuRecords {
  readonly deployedModels: readonly HeldModel[] | null
  readonly batchJobs: readonly HeldJob[] | null
}
export type HeldList = keyof HeldRecords

/** How a list is named in a sentence. */
export const HELD_LIST_WORDS: Readonly<Record<HeldList, string>> = {
  deployments: 'deployments',
  trainers: 'trainer jobs',
  shapes: 'training shapes',
  deployedModels: 'deployed models',
  batchJobs: 'batch jobs',
}

/** Who holds a part of a quota. */
export interface Holder extends Omit<GpuHolder, 'kind'> {
  readonly kind: GpuHolder['kind'] | 'batch-job' | 'deployed-model'
  /** In the quota's unit: GPUs, models or jobs; null when not known. */
  readonly amount: number | null
  /** Commands of firectl that release it, as words; fireq deletes nothing. */
  readonly release: readonly (readonly string[])[]
}

/** A quota with those who hold it: `quotas[]` of `fireq.quota.explain/v1`. */
export interface ExplainedQuota {
  readonly quota: string
  readonly unit: Quota['unit']
  readonly limit: number | null
  /** Usage as the API reports it; null when it does not. */
  readonly reported: number | null
  /** What the holders add up to; null when a part of them cannot be read or counted. */
  readonly computed: number | null
  /** reported − computed: above 0, of GPUs, likely a stale reservation that Fireworks alone can release; null when not known. */
  readonly unexplained: number | null
  /** false: a list that it needs cannot be read, so nothing is called unexplained. */
  readonly readable: boolean
  /** The lists that could not be read. */
  readonly unreadable: readonly HeldList[]
  /** false: nobody holds it, such as money and requests. */
  readonly attributable: boolean
  readonly holders: readonly Holder[]
}

/** Whether the holders of a quota can be named at all. */
export function isAttributable(id: string): boolean {
  return parseGpuQuotaId(id) !== null || id === DEPLOYED_MODELS || id === SUBMITTED_JOBS
}

const DEPLOYED_MODELS = 'deployed-model-count'
const SUBMITTED_JOBS = 'job-submission-count'

/** The lists that the holders of a quota are made from. */
export function listsFor(id: string): readonly HeldList[] {
  const gpu = parseGpuQuotaId(id)
  // Whether a rollout is attached, and so which quota it charges, only the trainers tell.
  if (gpu !== null) return ['deployments', 'trainers', 'shapes']
  return id === DEPLOYED_MODELS ? ['deployedModels'] : id === SUBMITTED_JOBS ? ['batchJobs'] : []
}

/**
 * Who holds a quota, the largest first.
 * @param account for the commands that release it
 */
export function explainQuota(quota: Quota, records: HeldRecords, account: string): ExplainedQuota {
  const {holders, unreadable} = holdersOf(quota, records, account)
  const gpu = parseGpuQuotaId(quota.id)
  const counted = holders.every(({amount}) => amount !== null) && (gpu === null || !isUncounted(gpu, records))
  const readable = unreadable.length === 0
  const attributable = isAttributable(quota.id)
  const computed =
    attributable && readable && counted ? holders.reduce((sum, {amount}) => sum + (amount ?? 0), 0) : null
  return {
    quota: quota.id,
    unit: quota.unit,
    limit: quota.value,
    reported: quota.usage,
    computed,
    unexplained: computed === null || quota.usage === null ? null : quota.usage - computed,
    readable,
    unreadable,
    attributable,
    holders,
  }
}

function holdersOf(quota: Quota, records: HeldRecords, account: string) {
  const gpu = parseGpuQuotaId(quota.id)
  if (gpu !== null) {
    const holders = gpuHolders(gpu, records).map(holder => ({
      ...holder,
      amount: holder.gpus,
      release: releaseOf(holder, account),
    }))
    return {holders, unreadable: unreadableFor(gpu, records)}
  }
  if (quota.id === DEPLOYED_MODELS) {
    const models = records.deployedModels ?? []
    return {
      holders: modelHolders(models, account),
      unreadable: records.deployedModels === null ? ['deployedModels' as const] : [],
    }
  }
  if (quota.id === SUBMITTED_JOBS) {
    const running = (records.batchJobs ?? []).filter(({state}) => !isTerminalState(state))
    return {
      holders: running.map(job => jobHolder(job, account)),
      unreadable: records.batchJobs === null ? ['batchJobs' as const] : [],
    }
  }
  return {holders: [], unreadable: []}
}

/** One holder a deployment, with the number of models on it; a model whose deployment is not told is one by itself. */
function modelHolders(models: readonly HeldModel[], account: string): Holder[] {
  const byHolder = new Map<string, HeldModel[]>()
  for (const model of models) {
    const holder = model.deployment ?? model.id
    const group = byHolder.get(holder) ?? []
    group.push(model)
    byHolder.set(holder, group)
  }
  return [...byHolder]
    .map(([name, held]): Holder => ({
      ...EMPTY,
      kind: 'deployed-model',
      name,
      amount: held.length,
      since:
        held
          .map(({createdAt}) => createdAt ?? '')
          .sort()
          .at(0) || null,
      release: held.slice(0, 1).map(({id}) => ['firectl', 'deployed-model', 'delete', id, '-a', account]),
    }))
    .sort((a, b) => (b.amount ?? 0) - (a.amount ?? 0))
}

function jobHolder({id, createdBy, createdAt}: HeldJob, account: string): Holder {
  return {
    ...EMPTY,
    kind: 'batch-job',
    name: id,
    amount: 1,
    owner: createdBy,
    since: createdAt,
    release: [['firectl', 'batch-inference-job', 'delete', id, '-a', account]],
  }
}

const EMPTY = {
  gpus: null,
  perReplica: null,
  replicas: 1,
  ready: null,
  owner: null,
  since: null,
  region: null,
  orphan: false,
}

function releaseOf({kind, name}: GpuHolder, account: string): string[][] {
  if (kind === 'trainer') return [['firectl', 'rlor-trainer-job', 'delete', name, '-a', account]]
  // Both counts at 0 release the GPUs; a minimum of 0 alone does not. Source: Fireworks' own audit tool, 2026.
  return [
    ['firectl', 'deployment', 'scale', name, '--replica-count', '0', '-a', account],
    ['firectl', 'deployment', 'delete', name, '-a', account],
  ]
}
