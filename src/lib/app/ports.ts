import type {CalendarDate} from '../domain/model/retirement.js'
import type {Account} from '../domain/account.js'
import type {PolicySettings} from '../domain/answer/policy.js'
import type {GpuDeployment, GpuTrainer, TrainingShape} from '../domain/quota/gpu-charge.js'
import type {Cost} from '../domain/spend/costs.js'
import type {QuotaReading} from '../domain/quota/quota.js'

/** What a list call takes; passed on to the API as it is. */
export interface ListOptions {
  /** AIP-160. */
  readonly filter?: string
  /** API field names, `value desc`. */
  readonly orderBy?: string
  /** 1 to 200; the API coerces larger ones. */
  readonly pageSize?: number
  readonly pageToken?: string
}

export interface Page<T> {
  readonly items: readonly T[]
  /** null on the last page. */
  readonly nextPageToken: string | null
  readonly totalSize: number | null
}

/** A deployment of the account's own. */
export interface Deployment extends GpuDeployment {
  readonly baseModel: string | null
  readonly minReplicaCount: number | null
  readonly replicaCount: number | null
}

export interface CatalogueModel {
  /** `accounts/fireworks/models/kimi-k3`. */
  readonly name: string
  readonly displayName: string | null
  /** HF_BASE_MODEL, EMBEDDING_MODEL, …; unknown ones pass through; null when the catalogue does not say. */
  readonly kind: string | null
  /** null when the catalogue does not say. */
  readonly supportsServerless: boolean | null
  /** Parameters, e.g. 1.0e12; null when the catalogue does not say. */
  readonly parameterCount: number | null
  /** When serverless stops serving it; null when the catalogue does not say. */
  readonly deprecationDate: CalendarDate | null
}

/** A model of the account's own on a deployment. */
export interface DeployedModel {
  readonly id: string
  readonly model: string | null
  /** Id of the deployment. */
  readonly deployment: string | null
  readonly state: string | null
  /** RFC 3339. */
  readonly createdAt: string | null
}

/** A job that counts as submitted until it has ended. */
export interface SubmittedJob {
  readonly id: string
  /** With or without `JOB_STATE_`. */
  readonly state: string | null
  readonly createdBy: string | null
  /** RFC 3339. */
  readonly createdAt: string | null
}

/** An API key as it may be shown: never the key. */
export interface ApiKey {
  readonly id: string
  readonly name: string | null
  /** The owner's mail address or user id. */
  readonly owner: string | null
  /** RFC 3339. */
  readonly createdAt: string | null
  /** RFC 3339; null for a key that never expires, or where the API does not say. */
  readonly expiresAt: string | null
  readonly lastUsedAt: string | null
}

export interface ServerlessRateLimit {
  readonly deployment: string
  /** TOKENS_GENERATED, TOKENS_PROMPT, TOKENS_CACHE_ADJUSTED_PROMPT, …; unknown ones pass through. */
  readonly metric: string
  /** The unit is not documented. */
  readonly effectiveLimit: number
}

/** What the account API keeps of one metric over time; whether it is a limit or a use it does not say. */
export interface ServerlessLimitSeries {
  readonly deployment: string
  readonly metric: string
  /** By time, milliseconds since the epoch. The unit is not documented. */
  readonly points: readonly {readonly t: number; readonly value: number}[]
}

/** Rated costs that are asked for. */
export interface UsageCostsQuery {
  /** Milliseconds since the epoch, the end exclusive; at most 31 days, at most 100 days ago. */
  readonly start: number
  readonly end: number
  /** `SELF`: only what the key's own user spent. */
  readonly scope: 'ACCOUNT' | 'SELF'
  /** At most two. */
  readonly groupBy: readonly ('DAY' | 'MODEL' | 'USER' | 'API_KEY')[]
  readonly pageToken?: string
}

/** One page of rated costs. */
export interface UsageCosts {
  readonly costs: readonly Cost[]
  /** Until when costs are rated, RFC 3339. */
  readonly evaluatedAt: string | null
  /** COMPLETE, INCOMPLETE, UNKNOWN; null when the API does not say. */
  readonly attribution: string | null
  readonly nextPageToken: string | null
}

/** The outcome of the one PATCH of a quota change. */
export interface PatchReceipt {
  readonly quota: QuotaReading
  readonly requestId: string | null
  /** The gateway rejected the field mask, so the change was sent without one: the max may have been replaced too. */
  readonly unmasked?: boolean
}

/** JSON as the API sent it. */
export interface ApiAnswer {
  readonly value: unknown
  /** The text it came as; a key of this connection is no longer in it. */
  readonly text: string
}

/** The account API. Every method throws `AppError` and nothing else. */
export interface Gateway {
  /** The account a key belongs to: header of `verifyApiKey`, else the accounts it can see. */
  identify(): Promise<{accountIds: readonly string[]; email: string | null}>
  getAccount(accountId: string): Promise<Account>
  listAccounts(options?: ListOptions): Promise<Page<Account>>
  getQuota(accountId: string, quotaId: string): Promise<QuotaReading>
  listQuotas(accountId: string, options?: ListOptions): Promise<Page<QuotaReading>>
  /** Sends `value` alone, once; with `updateMask=value`, and without it only after a 400. */
  patchQuota(accountId: string, quotaId: string, value: number): Promise<PatchReceipt>
  /** What `patchQuota` would send, for `--dry-run`: no key in it. */
  describePatch(accountId: string, quotaId: string, value: number): {method: string; url: string; body: unknown}
  listDeployments(accountId: string, options?: ListOptions): Promise<Page<Deployment>>
  /** Trainer jobs that are not deleted. Who may read them is not documented: 403, 404 and 501 are possible. */
  listTrainers(accountId: string, options?: ListOptions): Promise<Page<GpuTrainer>>
  /** Of Fireworks' own account. */
  listTrainingShapes(options?: ListOptions): Promise<Page<TrainingShape>>
  listDeployedModels(accountId: string, options?: ListOptions): Promise<Page<DeployedModel>>
  listBatchJobs(accountId: string, options?: ListOptions): Promise<Page<SubmittedJob>>
  listModels(accountId: string, options?: ListOptions): Promise<Page<CatalogueModel>>
  /** Keys of all users. Only an admin's key may read them: `forbidden`. */
  listApiKeys(accountId: string, options?: ListOptions): Promise<Page<ApiKey>>
  /** A GET of any path of the API, `/v1/…` with its query. */
  getPath(path: string): Promise<ApiAnswer>
  /** Rated list prices of serverless inference. */
  usageCosts(accountId: string, query: UsageCostsQuery): Promise<UsageCosts>
  /** Rated costs of all kinds by line item, of each day with `daily`. Milliseconds since the epoch, the end exclusive. */
  billingSummary(accountId: string, start: number, end: number, daily: boolean): Promise<readonly Cost[]>
  /** The model access policy. Any member may read it; 403, 404 and 501 are possible. */
  policySettings(accountId: string): Promise<PolicySettings>
  /** null where the API does not offer it (403, 404, 501). */
  serverlessRateLimits(accountId: string): Promise<readonly ServerlessRateLimit[] | null>
  /**
   * The same with the API's own series since a time, milliseconds since the epoch.
   * @returns null where the API does not offer it (403, 404, 501)
   */
  serverlessLimitSeries(
    accountId: string,
    since: number,
  ): Promise<{
    readonly limits: readonly ServerlessRateLimit[]
    readonly series: readonly ServerlessLimitSeries[]
  } | null>
}

export interface InferenceRequest {
  /** Full resource name. */
  readonly model: string
  readonly maxTokens: number
  readonly serviceTier: string | null
  /** Extra request headers (routing), lower-case names. */
  readonly headers: Readonly<Record<string, string>>
}

/** One answer of the inference API, whatever its status; the caller judges it. */
export interface InferenceAnswer {
  readonly status: number
  /** As received: name, value pairs in order, names in any case, duplicates kept. */
  readonly headers: readonly (readonly [string, string])[]
  readonly body: string
  /** Milliseconds from sending to the last byte. */
  readonly latencyMs: number
}

/** The inference API. An HTTP answer of any status is an answer; only transport failures throw (`AppError` network, timeout). */
export interface Inference {
  chatCompletion(request: InferenceRequest, signal?: AbortSignal): Promise<InferenceAnswer>
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Whom to ask, and as whom. */
export interface DiagnosePorts {
  readonly gateway: Gateway
  readonly inference: Inference
  readonly clock: Clock
  /** The account in use; may have to be asked for. */
  readonly account: () => Promise<string>
  readonly signal?: AbortSignal
}
