import type {AccountHeader} from '../app/account-header.js'
import type {ListedModel} from '../domain/model/listed-model.js'
import type {ProbeResult} from '../app/probe-limits.js'
import {isSuspended} from '../domain/account.js'
import {OUTCOMES} from '../domain/errors.js'
import {displayModelName} from '../domain/limits/model-name.js'
import type {ExplainedQuota} from '../domain/quota/holders.js'
import {describeQuota, SPEND_QUOTA_ID, type Quota} from '../domain/quota/quota.js'
import {printable} from '../domain/text/printable.js'
import type {MetricName, Sample} from './metric-table.js'
import type {SourceState} from './source-state.js'

/** Longest text from a server in a label, in characters. */
const LONGEST_LABEL = 200
/** What can hold GPUs. */
const GPU_HOLDER_KINDS = ['deployment', 'rollout', 'trainer'] as const

type Labels = Readonly<Record<string, string>>

/** One sample, or none for a value that is not known. */
export function sampleOf(metric: MetricName, labels: Labels, value: number | null): Sample[] {
  if (value === null || !Number.isFinite(value)) return []
  return [{metric, labels, value}]
}

/** Text from a server as a label. */
export const labelText = (text: string) => printable(text, LONGEST_LABEL)
/** A model as a label: the shortest name that still means it. */
export const modelLabel = (resource: string) => labelText(displayModelName(resource))

/** How the refreshes of a source go; nothing of one that was not asked, or that the key may not ask. */
export function refreshSamples(account: string, state: SourceState<unknown>): Sample[] {
  if (state.attempts === 0) return []
  const labels = {account, source: state.source}
  return [
    ...(state.notOffered ? [] : sampleOf('fireworks_up', labels, state.failures === 0 ? 1 : 0)),
    ...sampleOf(
      'fireworks_last_success_timestamp_seconds',
      labels,
      state.lastSuccess === null ? null : state.lastSuccess / 1000,
    ),
    ...sampleOf('fireworks_refresh_duration_seconds', labels, state.durationSeconds),
  ]
}

export function accountSamples(account: string, {suspendState, likelyTier}: AccountHeader): Sample[] {
  const known = suspendState !== null && suspendState !== ''
  const info = {
    account,
    suspend_state: labelText(suspendState ?? ''),
    likely_tier: likelyTier === null ? '' : String(likelyTier),
  }
  return [
    ...sampleOf('fireworks_account_suspended', {account}, known ? (isSuspended(suspendState) ? 1 : 0) : null),
    ...sampleOf('fireworks_account_info', info, 1),
  ]
}

/** Unknown and unlimited are no series, each told apart by the info series; 0 is 0. */
export function quotaSamples(account: string, quota: Quota): Sample[] {
  const {id, group, unit, unlimited, usage} = quota
  const limit = unlimited ? null : quota.value
  const max = describeQuota({...quota, value: quota.maxValue}).unlimited ? null : quota.maxValue
  const labels = {account, quota: labelText(id)}
  const info = {...labels, group, unit, unlimited: String(unlimited)}
  const told =
    id === SPEND_QUOTA_ID
      ? [
          ...sampleOf('fireworks_spend_limit_dollars', {account}, limit),
          ...sampleOf('fireworks_spend_limit_max_dollars', {account}, max),
          ...sampleOf('fireworks_spend_month_to_date_dollars', {account}, usage),
        ]
      : [
          ...sampleOf('fireworks_quota_limit', labels, limit),
          ...sampleOf('fireworks_quota_max', labels, max),
          ...sampleOf('fireworks_quota_usage', labels, usage),
        ]
  return [...told, ...sampleOf('fireworks_quota_info', info, 1)]
}

/** GPUs by what holds them, 0 included; nothing where a list that it needs cannot be read or counted. */
export function holderSamples(account: string, {quota, unit, readable, holders}: ExplainedQuota): Sample[] {
  if (unit !== 'gpu' || !readable) return []
  return GPU_HOLDER_KINDS.flatMap(kind => {
    const amounts = holders.filter(holder => holder.kind === kind).map(({amount}) => amount)
    const sum = amounts.reduce<number | null>(
      (total, each) => (total === null || each === null ? null : total + each),
      0,
    )
    return sampleOf('fireworks_quota_held_gpus', {account, quota: labelText(quota), holder_kind: kind}, sum)
  })
}

/** The outcome of a probe as a state set. */
export function probeSamples(account: string, {model, outcome}: ProbeResult): Sample[] {
  const labels = {account, model: modelLabel(model)}
  return OUTCOMES.flatMap(each =>
    sampleOf('fireworks_probe_outcome', {...labels, outcome: each}, each === outcome ? 1 : 0),
  )
}

/** Midnight UTC of the day; where only the month is said, of its last day. */
export function retirementSamples({id, retiresOn}: ListedModel): Sample[] {
  const seconds = retiresOn === null ? null : Date.parse(`${retiresOn.date}T00:00:00Z`) / 1000
  return sampleOf('fireworks_model_retirement_timestamp_seconds', {model: modelLabel(id)}, seconds)
}
