import {DEPLOYED_MODELS_QUOTA_ID, REQUESTS_QUOTA_ID, SPEND_QUOTA_ID} from './quota.js'

/** A quota id that many accounts have, and what it caps. */
export interface WellKnownQuota {
  readonly id: string
  readonly summary: string
}

/**
 * Quota ids to offer where no account can be asked: completion, help. Quota ids are an open set: nothing may be refused
 * for not being here.
 */
export const WELL_KNOWN_QUOTAS: readonly WellKnownQuota[] = [
  {id: SPEND_QUOTA_ID, summary: 'USD a month'},
  {id: REQUESTS_QUOTA_ID, summary: 'serverless requests a minute'},
  {id: DEPLOYED_MODELS_QUOTA_ID, summary: 'deployed models'},
  {id: 'job-submission-count', summary: 'submitted jobs'},
  {id: 'global--a100-count', summary: 'on-demand A100 GPUs'},
  {id: 'global--h100-count', summary: 'on-demand H100 GPUs'},
  {id: 'global--h200-count', summary: 'on-demand H200 GPUs'},
  {id: 'global--b200-count', summary: 'on-demand B200 GPUs'},
  {id: 'training-h100-count', summary: 'training H100 GPUs'},
  {id: 'training-h200-count', summary: 'training H200 GPUs'},
  {id: 'training-b200-count', summary: 'training B200 GPUs'},
  {id: 'training-b300-count', summary: 'training B300 GPUs'},
  {id: 'eval-protocol-free-daily-credits', summary: 'free credits a day for Eval Protocol'},
]
