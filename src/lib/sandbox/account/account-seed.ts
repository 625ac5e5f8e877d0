import type {OpeningBalance} from './ledger.js'
import type {Tier} from './tiers.js'

/** A quota as a scenario writes it down. `usage` left out means the API does not report one. */
export interface QuotaSeed {
  readonly id: string
  readonly value: number | bigint
  readonly maxValue?: number | bigint
  readonly usage?: number
}

/** Where a deployment must run; left out: anywhere. */
export interface Placement {
  readonly multiRegion?: string
  readonly region?: string
  readonly regions?: readonly string[]
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
  readonly placement?: Placement
  readonly deploymentShape?: string
  /** The trainer whose weights it loads: a rollout. */
  readonly hotLoadTrainerJob?: string
  /** Ordinary callers see `custom/…` only. */
  readonly annotations?: Readonly<Record<string, string>>
  readonly readyReplicaCount?: number
  /** Days before the scenario starts. */
  readonly ageDays?: number
}

/** A trainer of the fine-tuning service. Source: Fireworks API reference, trainer jobs; Fireworks' own tools. */
export interface TrainerSeed {
  readonly id: string
  readonly state: string
  readonly createdBy: string
  readonly trainingShape: string
  readonly trainerReplicaCount?: number
  readonly ageDays: number
}

/** A batch inference job. */
export interface BatchJobSeed {
  readonly id: string
  readonly state: string
  readonly createdBy: string
  readonly model: string
  readonly percent: number
}

/** What a model access policy allows. Source: Fireworks documentation, policies. */
export interface PolicyRule {
  readonly model: string
  readonly allowServerless: boolean
}

export interface AccountSeed {
  readonly displayName: string
  readonly email: string
  readonly accountType: 'ACCOUNT_TYPE_UNSPECIFIED' | 'ENTERPRISE'
  /** A tier that was granted by contract and does not follow the historical spend. */
  readonly grantedTier?: Tier
  /** Prepaid self-serve: the limit is chosen freely, credits pay, and none left means a stop. */
  readonly prepaid?: boolean
  /** The monthly spend limit the user has set, USD; the tier's ceiling when left out. */
  readonly spendLimitUsd?: number | undefined
  /** All quotas but `monthly-spend-usd`, whose numbers follow the money. */
  readonly quotas: readonly QuotaSeed[]
  readonly deployments: readonly DeploymentSeed[]
  readonly trainers?: readonly TrainerSeed[]
  readonly batchJobs?: readonly BatchJobSeed[]
  /** GPUs that a quota still counts although nothing holds them, by quota id. */
  readonly staleGpus?: Readonly<Record<string, number>>
  /** How many models the account has deployed. */
  readonly deployedModels: number
  readonly money: OpeningBalance
  /** One key spent far more yesterday than it ever did. */
  readonly spendJump?: boolean
  readonly expiringKeys?: boolean
  readonly policy?: readonly PolicyRule[]
  /** The model that needs a higher tier. */
  readonly tierGate?: {readonly model: string; readonly tier: number}
}
