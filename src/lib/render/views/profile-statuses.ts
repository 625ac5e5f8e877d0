import type {Warning} from '../../domain/errors.js'
import {printable} from '../../domain/text/printable.js'
import {SPEND_QUOTA_ID} from '../../domain/quota/quota.js'
import type {LikelyTier} from '../../domain/quota/tier.js'
import {formatPercent, formatUsd} from '../../domain/text/units.js'
import type {Field} from '../formats/delimited.js'
import {wrapWords} from '../surface/display-width.js'
import {limitText} from './quota-amount.js'
import type {AccountHeader} from '../../app/account-header.js'
import {paintVerdict, verdictWord, type ShownVerdict} from './status.js'
import {renderTable, type Column} from '../surface/table.js'
import {glyphsFor, type Surface} from '../surface/terminal-style.js'

/** One profile of `fireq.status.profiles/v1`: its account, or why that could not be read. */
export interface ProfileStatus {
  /** null for firectl's sign-in outside any profile. */
  readonly profile: string | null
  readonly owner: 'fireq' | 'firectl'
  readonly account: AccountHeader | null
  readonly tier: LikelyTier | null
  /** USD. */
  readonly spend: {
    readonly usage: number | null
    readonly limit: number | null
    readonly max: number | null
    readonly utilization: number | null
  } | null
  readonly verdict: ShownVerdict | null
  readonly error: {readonly code: string; readonly message: string; readonly hints: readonly string[]} | null
  readonly warnings: readonly Warning[]
  readonly exitCode: number
}

export const PROFILE_STATUS_FIELDS: readonly Field<ProfileStatus>[] = [
  {name: 'profile', value: row => row.profile},
  {name: 'owner', value: row => row.owner},
  {name: 'account', value: row => row.account?.id ?? null},
  {name: 'suspendState', value: row => row.account?.suspendState ?? null},
  {name: 'likelyTier', value: row => row.tier?.likely ?? null},
  {name: 'usage', value: row => row.spend?.usage ?? null},
  {name: 'limit', value: row => row.spend?.limit ?? null},
  {name: 'utilization', value: row => row.spend?.utilization ?? null},
  {name: 'state', value: row => row.verdict?.state ?? null},
  {name: 'message', value: row => row.verdict?.message ?? row.error?.message ?? null},
  {name: 'exitCode', value: row => row.exitCode},
]

/** The profiles as a table, one line each. */
export async function profileStatusesText(profiles: readonly ProfileStatus[], surface: Surface): Promise<string> {
  const {text, leftOut} = await renderTable(columns(surface), [{heading: null, rows: profiles}], surface, {
    boxYieldsBelow: 24,
  })
  if (leftOut.length === 0) return text
  const sentence = `No room for ${leftOut.join(', ')}: widen the window, or add \`-o tsv\` to see all.`
  return (
    text +
    wrapWords(sentence, surface.columns)
      .map(line => `${surface.colour.dim(line)}\n`)
      .join('')
  )
}

const SPEND = {id: SPEND_QUOTA_ID, unit: 'usd'} as const

function columns(surface: Surface): Column<ProfileStatus>[] {
  const {unknown} = glyphsFor(surface)
  return [
    {header: 'NAME', text: row => profileName(row), shrinks: true},
    {header: 'ACCOUNT', text: row => printable(row.account?.id ?? '', 60) || unknown},
    {header: 'TIER', text: row => String(row.tier?.likely ?? unknown), yieldsBelow: 36},
    {header: 'USED', align: 'right', text: row => usd(row.spend?.usage) ?? unknown, yieldsBelow: 30},
    {
      header: 'LIMIT',
      align: 'right',
      text: row => limitText(row.spend?.limit ?? null, SPEND) ?? unknown,
      yieldsBelow: 32,
    },
    {
      header: 'USE%',
      align: 'right',
      yieldsBelow: 22,
      text: row => (row.spend?.utilization == null ? unknown : formatPercent(row.spend.utilization)),
    },
    {
      header: 'STATUS',
      text: row => stateWord(row, surface),
      paint: (colour, cell, row) => (row.verdict ? paintVerdict(row.verdict.state, cell, surface) : colour.red(cell)),
    },
    {
      header: 'DETAIL',
      text: row => printable(row.verdict?.message ?? row.error?.message ?? '', 300),
      // What is new of a profile is the last to go.
      shrinks: true,
      wraps: () => true,
    },
  ]
}

function profileName({profile, owner}: ProfileStatus): string {
  if (profile === null) return '(firectl)'
  return owner === 'firectl' ? `${printable(profile, 60)} (firectl)` : printable(profile, 60)
}

function stateWord({verdict, error}: ProfileStatus, surface: Surface): string {
  if (verdict) return verdictWord(verdict.state, surface)
  const word = error?.code ?? 'unknown'
  return surface.decorated ? `${glyphsFor(surface).status.unknown} ${word}` : word
}

function usd(amount: number | null | undefined): string | null {
  return amount === null || amount === undefined ? null : formatUsd(amount)
}
