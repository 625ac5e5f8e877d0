import {nanosToUsd, NANOS_PER_USD, type NanoUsd} from './money.js'
import {Ledger, type OpeningBalance, type PropagationDelays} from './ledger.js'
import {qualifiedTier, tierCeilingUsd, tierRank, type Tier} from './tiers.js'

/** Why an account is stopped, in the words of the accounts API. Source: Fireworks API reference, get account. */
export type SuspendState =
  'UNSUSPENDED' | 'FAILED_PAYMENTS' | 'CREDIT_DEPLETED' | 'MONTHLY_SPEND_LIMIT_EXCEEDED' | 'BLOCKED_BY_ABUSE_RULE'

/** A quota as a scenario writes it down. `usage` left out means the API does not report one. */
export interface QuotaSeed {
  readonly id: string
  readonly value: number | bigint
  readonly maxValue?: number | bigint
  readonly usage?: number
}

/** An on-demand deployment. Source: Fireworks API reference, deployments. */
export interface DeploymentSeed {
  readonly id: string
  readonly baseModel: string
  readonly acceleratorType: string
  readonly acceleratorCount: number
  readonly minReplicaCount: number
  readonly maxReplicaCount?: number
  readonly replicaCount: number
  readonly state: string
  readonly region: string
}

export interface AccountSeed {
  readonly displayName: string
  readonly email: string
  readonly accountType: 'ACCOUNT_TYPE_UNSPECIFIED' | 'ENTERPRISE'
  /** A tier that was granted by contract and does not follow the historical spend. */
  readonly grantedTier?: Tier
  /** The monthly spend limit the user has set, USD; the tier's ceiling when left out. */
  readonly spendLimitUsd?: number | undefined
  /** All quotas but `monthly-spend-usd`, whose numbers follow the money. */
  readonly quotas: readonly QuotaSeed[]
  readonly deployments: readonly DeploymentSeed[]
  /** How many models the account has deployed. */
  readonly deployedModels: number
  readonly money: OpeningBalance
}

export interface Quota {
  readonly id: string
  value: bigint
  maxValue: bigint
  usage: number | undefined
  updateTime: string
}

export const MONTHLY_SPEND = 'monthly-spend-usd'
export const REQUESTS_PER_MINUTE = 'serverless-inference-rpm'

const SEEDED_AT = '2026-11-14T09:26:53.589793238Z'

/** One simulated account: its money, its tier, its quotas, what is charged to them, and whether it is suspended. */
export class AccountState {
  readonly id: string
  readonly seed: AccountSeed
  readonly ledger: Ledger
  readonly quotas = new Map<string, Quota>()
  /** Usage that is measured elsewhere, by quota id. */
  readonly measuredUsage = new Map<string, () => number>()
  #tier: Tier
  #suspendState: SuspendState = 'UNSUSPENDED'
  #suspendedSince = 0
  /** The monthly spend limit in nano-dollars, kept beside its quota for the hot path. */
  #spendLimit: NanoUsd = 0

  constructor(id: string, seed: AccountSeed, delays: PropagationDelays, now: number) {
    this.id = id
    this.seed = seed
    this.ledger = new Ledger(seed.money, delays, now)
    this.#tier = this.#earnedTier()
    const ceiling = BigInt(tierCeilingUsd(this.#tier))
    this.#addQuota({
      id: MONTHLY_SPEND,
      value: seed.spendLimitUsd === undefined ? ceiling : BigInt(seed.spendLimitUsd),
      maxValue: ceiling,
    })
    for (const quota of seed.quotas) this.#addQuota(quota)
    this.refresh(now)
  }

  get tier(): Tier {
    return this.#tier
  }

  get suspended(): boolean {
    return this.#suspendState !== 'UNSUSPENDED'
  }

  get suspendState(): SuspendState {
    return this.#suspendState
  }

  /** What the accounts API says, which may lag behind what inference already enforces. */
  reportedSuspendState(now: number, lagMs: number): SuspendState {
    return now < this.#suspendedSince + lagMs ? 'UNSUSPENDED' : this.#suspendState
  }

  /** Brings the account up to a time. Cheap when nothing has come due. */
  settle(now: number): void {
    if (this.ledger.settle(now)) this.refresh(now)
  }

  /** Books a request's cost; reaching the limit suspends at once. */
  charge(cost: NanoUsd, now: number): void {
    this.ledger.charge(cost)
    this.refresh(now)
  }

  /** The usage of a quota as the API reports it, in the quota's unit, or undefined where none is known. */
  usageOf(quota: Quota): number | undefined {
    if (quota.id === MONTHLY_SPEND) return Math.round(nanosToUsd(this.ledger.monthSpend) * 1e6) / 1e6
    if (quota.id === 'deployed-model-count') return this.seed.deployedModels
    const gpu = /^global--([a-z0-9]+)-count$/.exec(quota.id)?.[1]
    if (gpu !== undefined && quota.usage === undefined) return this.gpusInUse(gpu)
    return this.measuredUsage.get(quota.id)?.() ?? quota.usage
  }

  /**
   * GPUs charged to the account: accelerators times the replica ceiling, not the replicas that run.
   * @param gpu lower case, such as `h100`
   */
  gpusInUse(gpu: string): number {
    let total = 0
    for (const deployment of this.seed.deployments) {
      if (gpuOf(deployment.acceleratorType) !== gpu) continue
      const replicas = deployment.maxReplicaCount ?? Math.max(deployment.minReplicaCount, 1)
      total += deployment.acceleratorCount * replicas
    }
    return total
  }

  /** The account-wide request ceiling the user's quota asks for, requests per minute; undefined without the quota. */
  get requestsPerMinute(): number | undefined {
    const quota = this.quotas.get(REQUESTS_PER_MINUTE)
    return quota === undefined ? undefined : Number(quota.value)
  }

  /** Sets a quota's enforced value. The caller has checked it against the ceiling. */
  setQuotaValue(quota: Quota, value: bigint, now: number): void {
    quota.value = value
    quota.updateTime = protobufTime(now)
    this.refresh(now)
  }

  /** Recomputes the tier, the spend limit and the suspension from the books. */
  refresh(now: number): void {
    const earned = this.#earnedTier()
    if (tierRank(earned) > tierRank(this.#tier)) this.#raiseTier(earned, now)
    const limit = this.quotas.get(MONTHLY_SPEND)
    this.#spendLimit = limit === undefined ? Infinity : Number(limit.value) * NANOS_PER_USD
    const next = this.#cause()
    if (next !== this.#suspendState && next !== 'UNSUSPENDED') this.#suspendedSince = now
    this.#suspendState = next
  }

  #cause(): SuspendState {
    if (this.ledger.invoiceFailed) return 'FAILED_PAYMENTS'
    // Enterprise accounts are warned, not paused.
    if (this.seed.accountType === 'ENTERPRISE') return 'UNSUSPENDED'
    if (this.ledger.monthSpend >= this.#spendLimit) return 'MONTHLY_SPEND_LIMIT_EXCEEDED'
    if (!this.ledger.paymentMethod && this.ledger.credits <= 0) return 'CREDIT_DEPLETED'
    return 'UNSUSPENDED'
  }

  #earnedTier(): Tier {
    return this.seed.grantedTier ?? qualifiedTier(this.ledger.history, this.ledger.paymentMethod)
  }

  /** A higher tier raises the ceiling, and the limit with it unless the user had set a lower one. */
  #raiseTier(tier: Tier, now: number): void {
    this.#tier = tier
    const quota = this.quotas.get(MONTHLY_SPEND)
    if (quota === undefined) return
    const ceiling = BigInt(tierCeilingUsd(tier))
    if (ceiling <= quota.maxValue) return
    if (quota.value === quota.maxValue) quota.value = ceiling
    quota.maxValue = ceiling
    quota.updateTime = protobufTime(now)
  }

  #addQuota(seed: QuotaSeed): void {
    this.quotas.set(seed.id, {
      id: seed.id,
      value: BigInt(seed.value),
      maxValue: BigInt(seed.maxValue ?? seed.value),
      usage: seed.usage,
      updateTime: SEEDED_AT,
    })
  }
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

/** RFC 3339 with nine fractional digits, as protobuf JSON may carry. */
export function protobufTime(now: number): string {
  return new Date(now).toISOString().replace('Z', '000000Z')
}
