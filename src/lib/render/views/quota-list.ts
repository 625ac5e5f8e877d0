import type {AccountHeader} from '../../app/account-header.js'
import {suspensionCause, type SuspensionCause} from '../../domain/account.js'
import {printable} from '../../domain/text/printable.js'
import type {ExplainedQuota} from '../../domain/quota/holders.js'
import {byGroup, QUOTA_GROUPS, type Quota, type QuotaGroup} from '../../domain/quota/quota.js'
import type {TierName} from '../../domain/facts/tiers.js'
import {formatPercent, formatTimeUtc} from '../../domain/text/units.js'
import {barText} from '../surface/bar.js'
import {displayWidth, wrapWords} from '../surface/display-width.js'
import {heldByText} from './held-by.js'
import {amountText, limitText} from './quota-amount.js'
import {renderTable, type Column, type RowGroup} from '../surface/table.js'
import {glyphsFor, paintStatus, statusWord, type Surface} from '../surface/terminal-style.js'

/** What the list view shows: `data` of `fireq.quota.list/v1`. */
export interface QuotaListInput {
  readonly account: AccountHeader
  readonly quotas: readonly Quota[]
}

const GROUP_HEADINGS: Record<QuotaGroup, string> = {
  spend: 'Spend',
  serverless: 'Serverless',
  'on-demand-gpu': 'On-demand GPUs',
  'training-gpu': 'Training GPUs',
  'models-and-jobs': 'Models and jobs',
  other: 'Other',
}

export interface QuotaListOptions {
  /** By group, with headings on a terminal; false: in the order given, for a list that was asked for in an order. */
  readonly grouped?: boolean
  /** Who holds a quota, by id, where that was read: for a terminal wide enough to show it. */
  readonly held?: ReadonlyMap<string, ExplainedQuota>
  /** The profile, if one was chosen. */
  readonly profile?: string | null
}

/** Columns of a terminal from which on a list says who holds what. Assumed. */
export const WIDE_LIST = 160

/** The box goes after MAX, before anything else that was asked for. */
export const QUOTA_TABLE = {boxYieldsBelow: 33} as const

/** The list of an account's quotas as text. Only decoration depends on the surface: every surface shows the same rows. */
export async function quotaListText(
  list: QuotaListInput,
  surface: Surface,
  {grouped = true, held, profile = null}: QuotaListOptions = {},
): Promise<string> {
  const columns = [...quotaColumns(surface), ...(held && surface.decorated ? heldColumns(held, surface) : [])]
  if (!surface.decorated) {
    const rows = grouped ? byGroup(list.quotas) : list.quotas
    return (await renderTable(columns, [{heading: null, rows}], surface)).text
  }
  const chosen = profile === null ? [] : [`profile ${printable(profile, 120)}`]
  const summary = `${accountSummaryText(list.account, surface, chosen)}\n`
  if (list.quotas.length === 0) return `${summary}This account has no quotas to show.\n`
  const groups = grouped ? headedGroups(list.quotas) : [{heading: null, rows: list.quotas}]
  const {text, leftOut} = await renderTable(columns, groups, surface, QUOTA_TABLE)
  const missed = leftOut.filter(header => !EXTRA.includes(header))
  return summary + text + footnote(list, missed, surface)
}

function headedGroups(quotas: readonly Quota[]): RowGroup<Quota>[] {
  const ordered = byGroup(quotas)
  return QUOTA_GROUPS.map(group => ({
    heading: GROUP_HEADINGS[group],
    rows: ordered.filter(quota => quota.group === group),
  })).filter(({rows}) => rows.length > 0)
}

/**
 * The account in one line, for the place above a table: who, likely tier, whether it runs. Broken where it is too long.
 * @param cause whether to say why it is suspended, where nothing else on the screen does
 */
export function accountSummaryText(
  account: AccountHeader,
  surface: Surface,
  more: readonly string[] = [],
  {cause = true}: {readonly cause?: boolean} = {},
): string {
  const {separator} = glyphsFor(surface)
  const lines: {text: string; width: number}[] = []
  for (const {text, paint} of [...summaryParts(account, surface, cause), ...more.map(plainPart)]) {
    const width = displayWidth(text)
    const line = lines.at(-1)
    const joined = (line?.width ?? 0) + displayWidth(separator) + width
    if (line && (surface.columns === null || joined <= surface.columns)) {
      line.text += surface.colour.dim(separator) + paint(text)
      line.width = joined
    } else {
      for (const part of wrapWords(text, surface.columns)) lines.push({text: paint(part), width: displayWidth(part)})
    }
  }
  return lines.map(({text}) => text).join('\n')
}

interface SummaryPart {
  readonly text: string
  readonly paint: (text: string) => string
}

const plainPart = (text: string): SummaryPart => ({text, paint: same => same})

function summaryParts(account: AccountHeader, surface: Surface, withCause: boolean): SummaryPart[] {
  const {colour} = surface
  const {unknown, running, suspended} = glyphsFor(surface)
  const id = printable(account.id) || unknown
  const parts: SummaryPart[] = [{text: id, paint: text => colour.bold(text)}]
  const displayName = printable(account.displayName ?? '')
  if (displayName !== '' && displayName !== id) parts.push(plainPart(displayName))
  parts.push(plainPart(tierWords(account.likelyTier)))
  const state = printable(account.state ?? '')
  if (state !== '' && state !== 'READY') parts.push(plainPart(`state ${state}`))
  const cause = suspensionCause(account.suspendState)
  if (cause !== null) {
    parts.push({
      text: `${suspended} suspended${withCause ? `: ${printable(cause.cause)}` : ''}`,
      paint: text => colour.bold(colour.red(text)),
    })
  } else if (account.suspendState) {
    parts.push({text: `${running} not suspended`, paint: text => colour.green(text)})
  } else parts.push(plainPart('suspend state unknown'))
  return parts
}

function tierWords(tier: TierName | null): string {
  if (tier === null) return 'tier unknown'
  return tier === 'unlimited' ? 'likely unlimited tier' : `likely tier ${tier}`
}

/** The columns of every table of quotas. */
export function quotaColumns(surface: Surface): Column<Quota>[] {
  const {unknown} = glyphsFor(surface)
  return [
    {header: 'NAME', field: 'id', text: quota => printable(quota.id) || unknown, shrinks: true},
    {
      header: 'USED',
      field: 'usage',
      align: 'right',
      yieldsBelow: 26,
      text: quota => amountText(quota.usage, quota) ?? unknown,
    },
    {
      header: 'LIMIT',
      field: 'value',
      align: 'right',
      yieldsBelow: 14,
      text: quota => limitText(quota.value, quota) ?? unknown,
    },
    {
      header: 'MAX',
      field: 'maxValue',
      align: 'right',
      yieldsBelow: 34,
      text: quota => limitText(quota.maxValue, quota) ?? unknown,
    },
    {
      header: 'USE%',
      field: 'utilization',
      align: 'right',
      yieldsBelow: 9,
      text: quota => (quota.utilization === null ? unknown : formatPercent(quota.utilization)),
      paint: (colour, cell, quota) => (needsAttention(quota) ? paintStatus(colour, quota.status, cell) : cell),
    },
    {
      header: 'STATUS',
      field: 'status',
      text: quota => statusWord(surface, quota.status),
      paint: (colour, cell, quota) => paintStatus(colour, quota.status, cell),
    },
    ...(surface.decorated ? wideColumns(surface) : []),
  ]
}

/** Cells of the bar in a table. */
const BAR_CELLS = 10
/** Above any width: such a column is only there where nothing else has to be cut for it. */
const ONLY_WHERE_ROOM = 10_000

/** What a wide terminal has room for beside the contract's columns. */
function wideColumns(surface: Surface): Column<Quota>[] {
  const {unknown} = glyphsFor(surface)
  return [
    {
      header: LEFT,
      field: 'headroom',
      align: 'right',
      yieldsBelow: ONLY_WHERE_ROOM,
      text: ({headroom, unit}) => amountText(headroom === null ? null : Math.max(0, headroom), {unit}) ?? unknown,
    },
    {
      header: BAR,
      field: 'utilization',
      yieldsBelow: ONLY_WHERE_ROOM + 1,
      text: quota => (quota.utilization === null ? '' : barText(quota.utilization, BAR_CELLS, surface)),
      paint: (colour, cell, quota) => paintStatus(colour, quota.status, cell),
    },
  ]
}

/** Who holds it, and when the limit was last changed. */
function heldColumns(held: ReadonlyMap<string, ExplainedQuota>, surface: Surface): Column<Quota>[] {
  const {unknown} = glyphsFor(surface)
  return [
    {header: HELD_BY, yieldsBelow: ONLY_WHERE_ROOM + 2, text: ({id}) => heldByText(held.get(id), surface)},
    {
      header: UPDATED,
      field: 'updatedAt',
      yieldsBelow: ONLY_WHERE_ROOM + 3,
      text: ({updatedAt}) => (updatedAt === null ? unknown : (formatTimeUtc(updatedAt)?.slice(0, 10) ?? unknown)),
    },
  ]
}

const LEFT = 'LEFT'
const BAR = 'USE'
const HELD_BY = 'HELD BY'
const UPDATED = 'UPDATED'
/** Beyond the contract's columns: not missed where there is no room. */
const EXTRA: readonly string[] = [LEFT, BAR, HELD_BY, UPDATED]

function needsAttention({status}: Quota): boolean {
  return status === 'warning' || status === 'critical' || status === 'full' || status === 'exceeded'
}

/** At most one thing below the table, the most pressing: what ends a suspension, what found no room, what `–` means. */
function footnote({account, quotas}: QuotaListInput, leftOut: readonly string[], surface: Surface): string {
  const text = footnoteSentence(suspensionCause(account.suspendState), leftOut, quotas, surface)
  if (text === null) return ''
  return wrapWords(text, surface.columns)
    .map(line => `${surface.colour.dim(line)}\n`)
    .join('')
}

function footnoteSentence(
  suspension: SuspensionCause | null,
  leftOut: readonly string[],
  quotas: readonly Quota[],
  surface: Surface,
): string | null {
  if (suspension !== null) return `To end the suspension: ${suspension.remedy}.`
  if (leftOut.length > 0) return `No room for ${leftOut.join(', ')}: widen the window, or add \`-o tsv\` to see all.`
  const gaps = quotas.some(({value, usage, maxValue}) => value === null || usage === null || maxValue === null)
  return gaps ? `${glyphsFor(surface).unknown} marks what the API does not report.` : null
}
