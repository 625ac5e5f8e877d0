import type {Quota} from '../../domain/quota/quota.js'
import {formatPercent} from '../../domain/text/units.js'
import {timeValue, titleCaseLines} from '../surface/title-case-lines.js'
import {amountText, limitText} from './quota-amount.js'
import {paintStatus, statusWord, type Surface} from '../surface/terminal-style.js'

/** Quotas one by one, as firectl's `get` prints them, a blank line between two. */
export function quotaGetText(accountId: string, quotas: readonly Quota[], surface: Surface): string {
  return quotas.map(quota => quotaLines(accountId, quota, surface)).join('\n')
}

function quotaLines(accountId: string, quota: Quota, surface: Surface): string {
  return titleCaseLines(
    [
      ['Name', `accounts/${accountId}/quotas/${quota.id}`],
      ['Value', limitText(quota.value, quota)],
      ['Max Value', limitText(quota.maxValue, quota)],
      ['Usage', amountText(quota.usage, quota)],
      ['Utilization', quota.utilization === null ? null : formatPercent(quota.utilization)],
      ['Headroom', quota.unlimited ? 'unlimited' : amountText(quota.headroom, quota)],
      ['Status', statusWord(surface, quota.status), shown => paintStatus(surface.colour, quota.status, shown)],
      ['Update Time', timeValue(quota.updatedAt)],
    ],
    surface,
  )
}
