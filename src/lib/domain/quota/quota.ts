import {UNLIMITED_SPEND_USD} from '../facts/spend.js'

/** The display groups, in display order. */
export const QUOTA_GROUPS = [
  'spend',
  'serverless',
  'on-demand-gpu',
  'training-gpu',
  'models-and-jobs',
  'other',
] as const
export type QuotaGroup = (typeof QUOTA_GROUPS)[number]

export type QuotaUnit = 'usd' | 'gpu' | 'model' | 'job' | 'request/min' | 'count'
export const QUOTA_STATUSES = ['ok', 'warning', 'critical', 'full', 'exceeded', 'none', 'unlimited', 'unknown'] as const
export type QuotaStatus = (typeof QUOTA_STATUSES)[number]

/** What the API says of a quota, decoded: numbers, or null for what it did not say. */
export interface QuotaReading {
  readonly id: string
  /** The enforced value, in the quota's unit. */
  readonly value: number | null
  /** The max that is approved, in the quota's unit. */
  readonly maxValue: number | null
  /** May be fractional (USD). */
  readonly usage: number | null
  /** RFC 3339, UTC. */
  readonly updatedAt: string | null
  /** The digits as they came, of those that are too large for a number; left out where none is. */
  readonly exact?: {readonly value?: string; readonly maxValue?: string}
}

/** A quota with everything that follows from its reading. */
export interface Quota extends QuotaReading {
  readonly group: QuotaGroup
  readonly unit: QuotaUnit
  /** usage / value; not capped; null when unknown, unlimited, or when the limit is 0 and something is used. */
  readonly utilization: number | null
  /** value − usage, negative when over; null when unknown or unlimited. */
  readonly headroom: number | null
  readonly unlimited: boolean
  readonly status: QuotaStatus
}

/** `warning` from this utilization. Source: fireq's own contract. */
export const WARNING_UTILIZATION = 0.8
/** `critical` from this utilization. Source: fireq's own contract. */
export const CRITICAL_UTILIZATION = 0.95
export const SPEND_QUOTA_ID = 'monthly-spend-usd'
export const REQUESTS_QUOTA_ID = 'serverless-inference-rpm'
export const DEPLOYED_MODELS_QUOTA_ID = 'deployed-model-count'

const KNOWN: Record<string, {group: QuotaGroup; unit: QuotaUnit}> = {
  [SPEND_QUOTA_ID]: {group: 'spend', unit: 'usd'},
  [REQUESTS_QUOTA_ID]: {group: 'serverless', unit: 'request/min'},
  [DEPLOYED_MODELS_QUOTA_ID]: {group: 'models-and-jobs', unit: 'model'},
  'job-submission-count': {group: 'models-and-jobs', unit: 'job'},
}

/**
 * `global--h100-count`, `training-b200-count`, `ap-tokyo-1--h100-count`, `europe--h100-count`: scope and GPU. Quota ids are
 * an open set: this reads the pattern, it lists no ids. The multi-regions are those of `MULTI_REGIONS`.
 */
const GPU_ID = /^(global|training|us|europe|apac|canada|[a-z]+(?:-[a-z]+)*-\d+)-{1,2}([a-z]+\d+[a-z]*)-count$/
/** The old regional style, `h100-us-iowa-1`. */
const OLD_GPU_ID = /^((?:[abhl]|gb|mi|v|t)\d+[a-z]*)-([a-z]+(?:-[a-z]+)*-\d+)$/

export interface GpuQuotaId {
  /** `global`, `training`, a region or a multi-region. */
  readonly scope: string
  /** `h100`, lower case. */
  readonly gpu: string
}

/** Reads scope and GPU from a quota id; null when the id is not a GPU quota's. */
export function parseGpuQuotaId(id: string): GpuQuotaId | null {
  const now = GPU_ID.exec(id)
  if (now) return {scope: now[1]!, gpu: now[2]!}
  const old = OLD_GPU_ID.exec(id)
  return old ? {scope: old[2]!, gpu: old[1]!} : null
}

/** Group and unit of a quota id. An id never heard of is `other`, counted; `…-usd` and `…-rpm` say their unit themselves. */
export function classifyQuota(id: string): {group: QuotaGroup; unit: QuotaUnit} {
  const known = Object.hasOwn(KNOWN, id) ? KNOWN[id] : undefined
  if (known) return known
  const gpu = parseGpuQuotaId(id)
  if (gpu) return {group: gpu.scope === 'training' ? 'training-gpu' : 'on-demand-gpu', unit: 'gpu'}
  const unit = id.endsWith('-usd') ? 'usd' : id.endsWith('-rpm') ? 'request/min' : 'count'
  return {group: 'other', unit}
}

/** Derives group, unit, utilization, headroom and status from a reading. Pure; never invents a number. */
export function describeQuota(reading: QuotaReading): Quota {
  const {group, unit} = classifyQuota(reading.id)
  const {value, usage} = reading
  const unlimited = isUnlimited(reading.id, value)
  const known = value !== null && usage !== null && !unlimited
  return {
    id: reading.id,
    group,
    unit,
    value,
    maxValue: reading.maxValue,
    usage,
    utilization: known ? utilizationOf(usage, value) : null,
    headroom: known ? withoutFloatNoise(value - usage) : null,
    unlimited,
    status: statusOf(reading, unlimited),
    updatedAt: reading.updatedAt,
    ...(reading.exact === undefined ? {} : {exact: reading.exact}),
  }
}

/** 400 − 376.48 is 23.52, not 23.519999999999982: a millionth of a unit is finer than any usage. */
function withoutFloatNoise(difference: number): number {
  return Number(difference.toFixed(6))
}

function isUnlimited(id: string, value: number | null): boolean {
  if (value === null) return false
  // An int64 beyond what a number holds exactly is "no limit" spelled as a number.
  return value > Number.MAX_SAFE_INTEGER || (id === SPEND_QUOTA_ID && value >= UNLIMITED_SPEND_USD.value)
}

function utilizationOf(usage: number, value: number): number | null {
  if (value > 0) return usage / value
  return usage === 0 && value === 0 ? 0 : null
}

/** All of it used is a usual state of GPUs, models and jobs; an account that has spent its limit stops. */
function statusOf({id, value, usage}: QuotaReading, unlimited: boolean): QuotaStatus {
  if (unlimited) return 'unlimited'
  if (value === null || usage === null || value < 0) return 'unknown'
  if (value === 0 && usage === 0) return 'none'
  if (usage > value) return 'exceeded'
  if (usage === value) return id === SPEND_QUOTA_ID ? 'exceeded' : 'full'
  const utilization = usage / value
  if (utilization >= CRITICAL_UTILIZATION) return 'critical'
  return utilization >= WARNING_UTILIZATION ? 'warning' : 'ok'
}

const PRESSING_FIRST: readonly QuotaStatus[] = ['exceeded', 'critical', 'full', 'warning']

/** Quotas in display order: by group, the pressing ones first, else the API's order. */
export function byGroup(quotas: readonly Quota[]): Quota[] {
  return QUOTA_GROUPS.flatMap(group => {
    const own = quotas.filter(quota => quota.group === group)
    const pressing = PRESSING_FIRST.flatMap(status => own.filter(quota => quota.status === status))
    return [...pressing, ...own.filter(quota => !PRESSING_FIRST.includes(quota.status))]
  })
}

/** The quota id of `monthly-spend-usd` or `accounts/<a>/quotas/monthly-spend-usd`, and the account if it was named. */
export function parseQuotaName(name: string): {accountId: string | null; quotaId: string} | null {
  const full = /^accounts\/([^/]+)\/quotas\/([^/]+)$/.exec(name)
  if (full) return {accountId: full[1]!, quotaId: full[2]!}
  return name === '' || name.includes('/') ? null : {accountId: null, quotaId: name}
}

/** Shorter words fit too much to mean something. */
const SHORTEST_FORM = 2

/** Ids that have a word as a part, or several: `h100` and `global-h100` are of `global--h100-count`. */
export function fittingIds(word: string, ids: readonly string[]): string[] {
  const wanted = word.toLowerCase()
  if (wanted.length < SHORTEST_FORM) return []
  const words = wanted.split('-').filter(each => each !== '')
  return ids.filter(id => {
    const offered = id.toLowerCase()
    const parts = offered.split('-')
    const named = words.length > 0 && words.every(each => parts.includes(each))
    return named || (wanted.length > 3 && offered.includes(wanted))
  })
}
