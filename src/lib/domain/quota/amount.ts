import {formatNumber, formatUsd} from '../text/units.js'
import type {QuotaUnit} from './quota.js'

/** An amount of a quota for a table cell, its unit told elsewhere: `$376.48`, `6,000`, `8`. */
export function formatQuotaAmount(value: number, unit: QuotaUnit): string {
  return unit === 'usd' ? formatUsd(value) : formatNumber(value)
}

const UNIT_WORDS: Record<Exclude<QuotaUnit, 'usd'>, readonly [one: string, many: string]> = {
  gpu: [' GPU', ' GPUs'],
  model: [' deployed model', ' deployed models'],
  job: [' job', ' jobs'],
  'request/min': [' request per minute', ' requests per minute'],
  count: ['', ''],
}

/** An amount of a quota for a sentence: `$200`, `8 GPUs`, `1 job`, `6,000 requests per minute`. */
export function describeQuotaAmount(value: number, unit: QuotaUnit): string {
  return unit === 'usd' ? formatUsd(value) : formatNumber(value) + UNIT_WORDS[unit][value === 1 ? 0 : 1]
}
