import {ACCOUNT} from './account-constants.js'
import type {AccountSeed, QuotaSeed} from './account-seed.js'
import {gpuOf, gpusCharged, isTerminal} from './gpu-charge.js'
import {Ledger, type PropagationDelays} from './ledger.js'
import {nanosToUsd, NANOS_PER_USD, usdToNanos, type NanoUsd} from './money.js'
import {apiKeys, type ApiKey} from './people.js'
import {SpendBook} from './spend-book.js'
import {costOf, type SpendEvent} from './spend-event.js'
import {openingEvents, type OpeningSpend} from './spend-history.js'
import {qualifiedTier, tierCeilingUsd, tierRank, type Tier} from './tiers.js'

/** Why an account is stopped, in the words of the accounts API. Source: Fireworks API reference, get account. */
export type SuspendState =
  | 'UNSUSPENDED'
  | 'FAILED_PAYMENTS'
  | 'CREDIT_DEPLETED'
  | 'MONTHLY_SPEND_LIMIT_EXCEEDED'
  | 'BLOCKED_BY_ABUSE_RULE'

export interface Quota {
  readonly id: string
  value: bigint
  maxValue: bigint
  usage: number | undefined
  updateTime: string
}

/** What somebody did. */
export interface AuditEntry {
  readonly at: number
  readonly id: string
  readonly method: string
  /** The user's address. */
  readonly principal: string
  readonly resource: string
  readonly message: string
}

/** The newest entries that are kept. */
const KEPT_AUDIT_ENTRIES = 1_000

export const MONTHLY_SPEND = 'monthly-spend-usd'
export const REQUESTS_PER_MINUTE = 'serverless-inference-rpm'
const DEPLOYED_MODELS = 'deployed-model-count'
const JOBS = 'job-submission-count'
const GPU_QUOTA = /^(?:training-|[a-z0-9-]+--)[a-z0-9]+-count$/
/** Above every limit that an int64 of dollars can name. */
const NO_LIMIT: NanoUsd = 10n ** 30n

const SEEDED_AT = '2026-11-14T09:26:53.589793238Z'

/** One simulated account: its money, its tier, its quotas, what is charged to them, and whether it is suspended. */
export class AccountState {
  readonly id: string
  readonly seed: AccountSeed
  readonly ledger: Ledger
  /** Every expense; the ledger's sums are its sums. */
  readonly book: SpendBook
  readonly keys: readonly ApiKey[]
  /** Oldest first. */
  readonly audit: AuditEntry[] = []
  #entries = 0
  readonly openedAt: number
  readonly quotas = new Map<string, Quota>()
  /** Usage that is measured elsewhere, by quota id. */
  readonly measuredUsage = new Map<string, () => number>()
  #tier: Tier
  /** Set from outside; it no longer follows what was spent. */
  #grantedTier: Tier | undefined
  #suspendState: SuspendState = 'UNSUSPENDED'
  #suspendedSince = 0
  /** The monthly spend limit in nano-dollars, kept beside its quota for the hot path. */
  #spendLimit: NanoUsd = 0n
  readonly #gpus: ReadonlyMap<string, number>

  constructor(id: string, seed: AccountSeed, delays: PropagationDelays, now: number) {
    this.id = id
    this.seed = seed
    this.ledger = new Ledger(seed.money, delays, now)
    this.openedAt = now
    this.book = new SpendBook(() => openingEvents(this.#openingSpend()))
    this.keys = apiKeys(now, seed.expiringKeys === true)
    this.#gpus = gpusCharged(seed)
    for (const key of this.keys) {
      this.#record(
        key.createdAt,
        'CreateApiKey',
        `${key.user}@acme.example`,
        `users/${key.user}/apiKeys/${key.keyId}`,
        '',
      )
    }
    this.#grantedTier = seed.grantedTier
    this.#tier = this.#earnedTier()
    const ceiling = BigInt(seed.prepaid === true ? ACCOUNT.prepaidCeilingUsd.value : tierCeilingUsd(this.#tier))
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
  charge(event: SpendEvent): void {
    this.ledger.charge(costOf(event))
    this.book.add(event)
    this.refresh(event.at)
  }

  /** The usage of a quota as the API reports it, in the quota's unit, or undefined where none is known. */
  usageOf(quota: Quota): number | undefined {
    if (quota.id === MONTHLY_SPEND) return nanosToUsd(this.ledger.monthSpend)
    if (quota.id === DEPLOYED_MODELS) return this.seed.deployedModels
    if (quota.usage !== undefined) return quota.usage
    if (quota.id === JOBS) return (this.seed.batchJobs ?? []).filter(({state}) => !isTerminal(state)).length
    if (GPU_QUOTA.test(quota.id)) return this.#gpus.get(quota.id) ?? 0
    return this.measuredUsage.get(quota.id)?.()
  }

  /** The account-wide request ceiling the user's quota asks for, requests per minute; undefined without the quota. */
  get requestsPerMinute(): number | undefined {
    const quota = this.quotas.get(REQUESTS_PER_MINUTE)
    return quota === undefined ? undefined : Number(quota.value)
  }

  /** Sets a quota's enforced value. The caller has checked it against the ceiling. */
  setQuotaValue(quota: Quota, value: bigint, now: number, principal: string): void {
    const message = `value ${quota.value} -> ${value}`
    quota.value = value
    quota.updateTime = protobufTime(now)
    this.#record(now, 'UpdateQuota', principal, `quotas/${quota.id}`, message)
    this.refresh(now)
  }

  /**
   * Puts the account into a tier, whatever it has spent. A lower one takes the rate limits' bounds down; the spend limit stays
   * as it is set, since no document says more.
   */
  grantTier(tier: Tier, now: number): void {
    this.#grantedTier = tier
    if (tierRank(tier) < tierRank(this.#tier)) this.#tier = tier
    this.refresh(now)
  }

  /** Recomputes the tier, the spend limit and the suspension from the books. */
  refresh(now: number): void {
    const earned = this.#earnedTier()
    if (tierRank(earned) > tierRank(this.#tier)) this.#raiseTier(earned, now)
    const limit = this.quotas.get(MONTHLY_SPEND)
    this.#spendLimit = limit === undefined ? NO_LIMIT : limit.value * NANOS_PER_USD
    const next = this.#cause()
    if (next !== this.#suspendState && next !== 'UNSUSPENDED') this.#suspendedSince = now
    this.#suspendState = next
  }

  #record(at: number, method: string, principal: string, resource: string, message: string): void {
    this.#entries += 1
    const id = `audit-${String(this.#entries).padStart(6, '0')}`
    this.audit.push({at, id, method, principal, resource: `accounts/${this.id}/${resource}`, message})
    if (this.audit.length > KEPT_AUDIT_ENTRIES) this.audit.shift()
  }

  #cause(): SuspendState {
    if (this.ledger.invoiceFailed) return 'FAILED_PAYMENTS'
    // Enterprise accounts are warned, not paused.
    if (this.seed.accountType === 'ENTERPRISE') return 'UNSUSPENDED'
    if (this.ledger.monthSpend >= this.#spendLimit) return 'MONTHLY_SPEND_LIMIT_EXCEEDED'
    const creditsPay = this.seed.prepaid === true || !this.ledger.paymentMethod
    if (creditsPay && this.ledger.credits <= 0n) return 'CREDIT_DEPLETED'
    return 'UNSUSPENDED'
  }

  #earnedTier(): Tier {
    return this.#grantedTier ?? qualifiedTier(this.ledger.history, this.ledger.paymentMethod)
  }

  /** A higher tier raises the ceiling, and the limit with it unless the user had set a lower one. */
  #raiseTier(tier: Tier, now: number): void {
    this.#tier = tier
    const quota = this.quotas.get(MONTHLY_SPEND)
    // Prepaid accounts choose their limit freely; credits neither raise nor reset it.
    if (quota === undefined || this.seed.prepaid === true) return
    const ceiling = BigInt(tierCeilingUsd(tier))
    if (ceiling <= quota.maxValue) return
    if (quota.value === quota.maxValue) quota.value = ceiling
    quota.maxValue = ceiling
    quota.updateTime = protobufTime(now)
  }

  #openingSpend(): OpeningSpend {
    const {money, deployments, trainers, spendJump} = this.seed
    const month = usdToNanos(money.monthSpendUsd)
    const history = usdToNanos(money.historyUsd)
    const [first] = deployments
    return {
      accountId: this.id,
      now: this.openedAt,
      month,
      earlier: history > month ? history - month : 0n,
      dedicated: first === undefined ? undefined : {deployment: first.id, gpu: gpuOf(first.acceleratorType)},
      trainer: trainers?.[0]?.id,
      priorityFactor: ACCOUNT.priorityPriceFactor.value,
      jump: spendJump === true,
    }
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

/** RFC 3339 with nine fractional digits, as protobuf JSON may carry. */
export function protobufTime(now: number): string {
  return new Date(now).toISOString().replace('Z', '000000Z')
}
