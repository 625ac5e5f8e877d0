import {command, isOperand, quotaCommand, type FireqCommandWords, type Hint} from '../action.js'
import {CONTACT} from '../account.js'
import {gpuHolders, type GpuDeployment} from './gpu-charge.js'
import {cite} from '../facts/fact.js'
import {BILLING} from '../facts/spend.js'
import {printable} from '../text/printable.js'
import {SPEND_QUOTA_ID, WARNING_UTILIZATION, parseGpuQuotaId, type Quota, type QuotaUnit} from './quota.js'
import {describePace, spendPace} from './spend-pace.js'
import type {LikelyTier} from './tier.js'
import {formatNumber, formatPercent, formatUsd} from '../text/units.js'
import {describeQuotaAmount} from './amount.js'

/** `unknown` when the API did not tell the current value. */
export type ChangeDirection = 'raise' | 'lower' | 'same' | 'unknown'
/** What confirming takes: nothing to send, y/N, or the quota's name typed. */
export type ChangeSeverity = 'none' | 'mild' | 'severe'

export interface ChangeRefusal {
  readonly code: 'refused'
  readonly message: string
  /** What would raise the max, one sentence or command each. */
  readonly hints: readonly Hint[]
}

/** A quota change before it is sent: what it does, in numbers and in words. */
export interface QuotaChange {
  readonly id: string
  readonly unit: QuotaUnit
  /** The enforced value now; null when the API does not tell it. */
  readonly from: number | null
  /** The value asked for; exactly what is sent. */
  readonly to: number
  readonly maxValue: number | null
  readonly usage: number | null
  readonly direction: ChangeDirection
  readonly severity: ChangeSeverity
  /** Set when it must not be sent at all. */
  readonly refusal: ChangeRefusal | null
  /** What the change means for this quota, one phrase each, the gravest first. */
  readonly findings: readonly string[]
  /** What sets the old value again; null when nothing does. */
  readonly undo: FireqCommandWords | null
}

export interface ChangeContext {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** The account's deployments, when they were asked for. */
  readonly deployments?: readonly GpuDeployment[] | null
  readonly tier?: LikelyTier | null
  /** Whether the account stops at its spend limit; true where that is not known. */
  readonly pausesAtLimit?: boolean
}

/**
 * Plans a quota change. Pure: it decides, it sends nothing.
 * @param requested a whole number, already parsed
 */
export function planChange(current: Quota, requested: number, context: ChangeContext): QuotaChange {
  const direction = directionOf(current.value, requested)
  const refusal = direction === 'same' ? null : refusalOf(current, requested, context.tier ?? null)
  return {
    id: current.id,
    unit: current.unit,
    from: current.value,
    to: requested,
    maxValue: current.maxValue,
    usage: current.usage,
    direction,
    severity: severityOf(direction, current, requested, context.now),
    refusal,
    findings:
      direction === 'same' ? ['it has this value already: nothing to send'] : findingsOf(current, requested, context),
    undo: direction === 'same' || refusal ? null : undoOf(current),
  }
}

function directionOf(from: number | null, to: number): ChangeDirection {
  if (from === null) return 'unknown'
  if (from === to) return 'same'
  return to > from ? 'raise' : 'lower'
}

/** A spend limit that would be reached within a day stops the account as surely as one that is reached. */
function severityOf(direction: ChangeDirection, {id, usage}: Quota, to: number, now: number): ChangeSeverity {
  if (direction === 'same') return 'none'
  if (usage !== null) {
    const soon = id === SPEND_QUOTA_ID && (spendPace(usage, to, now).daysLeft ?? Infinity) < 1
    return to <= usage || soon ? 'severe' : 'mild'
  }
  return direction === 'raise' ? 'mild' : 'severe'
}

function refusalOf(current: Quota, to: number, tier: LikelyTier | null): ChangeRefusal | null {
  if (current.maxValue === null || to <= current.maxValue) return null
  const [asked, ceiling] = [to, current.maxValue].map(value => describeQuotaAmount(value, current.unit))
  return {
    code: 'refused',
    message: `${asked} is above the max of ${printable(current.id, 120)}, ${ceiling}`,
    hints: current.id === SPEND_QUOTA_ID ? spendHints(tier) : [`to raise the max, write to ${CONTACT}`],
  }
}

function spendHints(tier: LikelyTier | null): Hint[] {
  const hints: Hint[] = []
  if (tier?.next) {
    const name = tier.next.tier === 'unlimited' ? 'no limit' : `tier ${tier.next.tier}`
    hints.push(
      `a legacy postpaid account gets a higher max with ${name}, which likely needs: ${tier.next.needs.join('; or ')}`,
    )
  } else {
    hints.push(['the max of a legacy postpaid account follows its spending tier: ', command('tier', 'list')])
  }
  hints.push(`for a prepaid account, or anything else, write to ${CONTACT}`)
  return hints
}

function findingsOf(current: Quota, to: number, context: ChangeContext): string[] {
  const findings = [...meaningOf(current, to, context)]
  if (current.maxValue === null) findings.push('its max is not known: the server decides')
  if (current.value !== null && current.maxValue !== null && current.value > current.maxValue) {
    findings.push('its current value is above the max and cannot be set again')
  }
  return findings
}

function meaningOf(current: Quota, to: number, context: ChangeContext): string[] {
  const amount = describeQuotaAmount(to, current.unit)
  switch (current.unit) {
    case 'usd':
      return current.id === SPEND_QUOTA_ID ? spendMeaning(current.usage, to, context) : countMeaning(current, to)
    case 'gpu':
      return gpuMeaning(current, to, context.deployments ?? [])
    case 'request/min':
      return [
        `requests above ${formatNumber(to)} per minute, over all models of the account together, are refused with 429`,
        ...usageMeaning(current.usage, to, `the account makes ${formatNumber(current.usage ?? 0)} per minute now`),
      ]
    case 'model':
      return [
        'models that are deployed stay deployed; more than the limit cannot be deployed',
        ...countMeaning(current, to),
      ]
    case 'job':
      return [`more than ${amount} at once are refused`, ...countMeaning(current, to)]
    case 'count':
      return countMeaning(current, to)
  }
}

function spendMeaning(usage: number | null, to: number, {now, pausesAtLimit = true}: ChangeContext): string[] {
  if (!pausesAtLimit) return spendMeaningForEnterprise(usage, to, now)
  if (usage === null) {
    return ["this month's spend is not known; if it is at or above the new value, the whole account stops at once"]
  }
  if (to <= usage) {
    const place = to === usage ? 'exactly' : 'below'
    return [
      `${place} this month's spend of ${formatUsd(usage)}: the account stops at once, ` +
        'serverless, deployments and fine-tuning, until the limit is raised again or the month ends',
    ]
  }
  const findings = [describePace(spendPace(usage, to, now), to, now)]
  if (usage / to >= WARNING_UTILIZATION) {
    findings.push(`${formatPercent(usage / to)} of it is spent already; at 100% everything stops`)
  }
  return findings
}

/** Enterprise accounts go on at the limit. Source: `BILLING.enterprise`. */
function spendMeaningForEnterprise(usage: number | null, to: number, now: number): string[] {
  const informed = `an Enterprise account is informed at its limit, not paused, ${cite(BILLING.enterprise)}`
  if (usage === null) return [`this month's spend is not known; ${informed}`]
  if (to > usage) return [describePace(spendPace(usage, to, now), to, now), informed]
  return [`${to === usage ? 'exactly' : 'below'} this month's spend of ${formatUsd(usage)}: ${informed}`]
}

function gpuMeaning(current: Quota, to: number, deployments: readonly GpuDeployment[]): string[] {
  const id = parseGpuQuotaId(current.id)
  const training = id?.scope === 'training'
  const findings = usageMeaning(
    current.usage,
    to,
    `${describeQuotaAmount(current.usage ?? 0, 'gpu')} in use: nothing that needs one more can start`,
  )
  findings.push(
    training
      ? 'running jobs are not stopped; new ones start only within the new limit'
      : 'running deployments are not stopped; new ones and more replicas start only within the new limit',
  )
  const holders = id ? gpuHolders(id, {deployments, trainers: null, shapes: null}) : []
  if (holders.length > 0) {
    const shown = holders
      .slice(0, 5)
      .map(
        holder =>
          `${printable(holder.name, 80)} (${holder.gpus === null ? 'an unknown number' : formatNumber(holder.gpus)})`,
      )
    const more = holders.length > 5 ? ` and ${holders.length - 5} more` : ''
    findings.push(`held by ${shown.join(', ')}${more}, counted at their largest number of replicas`)
  }
  return findings
}

function countMeaning(current: Quota, to: number): string[] {
  return usageMeaning(
    current.usage,
    to,
    `${describeQuotaAmount(current.usage ?? 0, current.unit)} in use: nothing more can be added`,
  )
}

function usageMeaning(usage: number | null, to: number, atOrBelow: string): string[] {
  if (usage === null) return ['how much of it is in use is not known']
  return to <= usage ? [`at or below what is used: ${atOrBelow}`] : []
}

function undoOf(current: Quota): FireqCommandWords | null {
  const {id, value, maxValue} = current
  if (value === null || !Number.isSafeInteger(value) || value < 0) return null
  if (maxValue !== null && value > maxValue) return null
  return isOperand(id) ? quotaCommand('set', id, String(value)) : null
}
