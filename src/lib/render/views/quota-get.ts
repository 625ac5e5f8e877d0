import type {ExplainedQuota} from '../../domain/quota/holders.js'
import type {Quota} from '../../domain/quota/quota.js'
import {formatPercent} from '../../domain/text/units.js'
import {timeValue, titleCaseLines} from '../surface/title-case-lines.js'
import {heldByText} from './held-by.js'
import {amountText, limitText} from './quota-amount.js'
import {paintStatus, statusWord, type Surface} from '../surface/terminal-style.js'

/**
 * Quotas one by one, as firectl's `get` prints them, a blank line between two.
 * @param held who holds them, where that was read
 */
export function quotaGetText(accountId: string, quotas: readonly Quota[], surface: Surface, held?: Held): string {
  return quotas.map(quota => quotaLines(accountId, quota, surface, held?.get(quota.id))).join('\n')
}

type Held = ReadonlyMap<string, ExplainedQuota>

function quotaLines(accountId: string, quota: Quota, surface: Surface, explained: ExplainedQuota | undefined): string {
  const heldBy = explained?.readable === true ? heldByText(explained, surface) : ''
  return titleCaseLines(
    [
      ['Name', `accounts/${accountId}/quotas/${quota.id}`],
      ['Value', limitText(quota.value, quota)],
      ['Max Value', limitText(quota.maxValue, quota)],
      ['Usage', amountText(quota.usage, quota)],
      ['Utilization', quota.utilization === null ? null : formatPercent(quota.utilization)],
      ['Headroom', quota.unlimited ? 'unlimited' : amountText(quota.headroom, quota)],
      ['Status', statusWord(surface, quota.status), shown => paintStatus(surface.colour, quota.status, shown)],
      ['Limit Update Time', timeValue(quota.updatedAt)],
      ...(heldBy === '' ? [] : [['Held By', heldBy] as const]),
    ],
    surface,
  )
}
