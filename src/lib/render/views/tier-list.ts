import {printable} from '../../domain/text/printable.js'
import {cite, type Fact} from '../../domain/facts/fact.js'
import {DEPLOYED_MODELS_DEFAULT, GPU_DEFAULTS, GPU_DEFAULTS_2025} from '../../domain/facts/gpu.js'
import {FULL_BOUND_TIER} from '../../domain/facts/rate-limits.js'
import {BILLING} from '../../domain/facts/spend.js'
import {
  TRAINING_GPUS_WITHOUT_TIER,
  type SpendingTier,
  type TierCriterion,
  type TierName,
} from '../../domain/facts/tiers.js'
import type {LikelyTier} from '../../domain/quota/tier.js'
import {formatWholeNumber} from '../../domain/text/units.js'
import type {Field} from '../formats/delimited.js'
import {wrapWords} from '../surface/display-width.js'
import {renderTable, type Column} from '../surface/table.js'
import {glyphsFor, type Surface} from '../surface/terminal-style.js'

/** What the view shows: `data` of `fireq.tier.list/v1`. */
export interface TierListInput {
  readonly tiers: readonly SpendingTier[]
  readonly standing: LikelyTier | null
}

/** Where a tier lies as seen from the account; null when that is not known. */
type TierStatus = 'passed' | 'likely' | 'next' | 'later'

/** One criterion of one tier: a tier has a row for each of its dated criteria. */
export interface TierRow extends TierCriterion {
  readonly tier: TierName
  readonly ceilingUsd: number | null
  readonly trainingGpus: Readonly<Record<string, number>>
  readonly fullRateLimits: boolean
  readonly status: TierStatus | null
}

export const TIER_FIELDS: readonly Field<TierRow>[] = [
  {name: 'tier', value: row => row.tier},
  {name: 'ceilingUsd', value: row => row.ceilingUsd},
  {name: 'asOf', value: row => row.asOf},
  {name: 'text', value: row => row.text},
  {name: 'historicalSpendUsd', value: row => row.historicalSpendUsd},
  {name: 'source', value: row => row.source},
  {name: 'status', value: row => row.status},
  {name: 'trainingGpus', value: row => gpuWords(row) ?? null},
  {name: 'fullRateLimits', value: row => row.fullRateLimits},
]

/** The tiers as rows, lowest first; of each the newest criterion first. */
export function tierRows({tiers, standing}: TierListInput): TierRow[] {
  const at = standing?.likely == null ? null : tiers.findIndex(({tier}) => tier === standing.likely)
  return tiers.flatMap(({tier, ceilingUsd, trainingGpus, fullRateLimits, criteria}, index) =>
    [...criteria].reverse().map(criterion => ({
      ...criterion,
      tier,
      ceilingUsd,
      trainingGpus,
      fullRateLimits,
      status: at === null || at === -1 ? null : statusAt(index - at),
    })),
  )
}

function statusAt(distance: number): TierStatus {
  if (distance < 0) return 'passed'
  return distance === 0 ? 'likely' : distance === 1 ? 'next' : 'later'
}

/**
 * The tiers as text; a terminal adds where the account likely stands, why, what the next tier needs, what each tier gives,
 * and the sources. `verbose` adds the quotas that accounts open with, also by older documents.
 */
export async function tierListText(
  list: TierListInput,
  accountId: string | null,
  surface: Surface,
  {verbose = false}: {readonly verbose?: boolean} = {},
): Promise<string> {
  const columns = surface.decorated ? tierColumns(surface) : [...tierColumns(surface), ...givesColumns(surface)]
  const {text} = await renderTable(columns, [{heading: null, rows: tierRows(list)}], surface)
  const older = verbose ? defaultsSentences() : []
  if (!surface.decorated) return [text, ...older.map(sentence => `${sentence}\n`)].join('')
  const gives = await renderTable(
    [tierColumns(surface)[0]!, ...givesColumns(surface)],
    [{heading: null, rows: tierRows(list).filter((row, at, rows) => rows[at - 1]?.tier !== row.tier)}],
    surface,
  )
  const dim = (sentence: string) => wrapWords(sentence, surface.columns).map(line => surface.colour.dim(line))
  return [
    ...standingSentences(list, accountId).flatMap(sentence => wrapWords(sentence, surface.columns)),
    text.trimEnd(),
    gives.text.trimEnd(),
    ...[...sourceSentences(list.tiers), ...older].flatMap(dim),
    '',
  ].join('\n')
}

/** What a tier gives beside its ceiling. */
function givesColumns(surface: Surface): Column<TierRow>[] {
  const {unknown} = glyphsFor(surface)
  return [
    {header: 'TRAINING GPUS', text: row => gpuWords(row) ?? unknown, shrinks: true},
    {header: 'RATE LIMITS', text: row => (row.fullRateLimits ? 'whole bound' : 'part of it')},
  ]
}

/** `B200/B300 0, H200 16, H100/A100 8`, or `16 of each`. */
function gpuWords({trainingGpus}: Pick<TierRow, 'trainingGpus'>): string | null {
  const gpus = new Map<number, string[]>()
  for (const [gpu, count] of Object.entries(trainingGpus))
    gpus.set(count, [...(gpus.get(count) ?? []), gpu.toUpperCase()])
  const all = [...gpus].map(([count, names]) => (gpus.size === 1 ? `${count} of each` : `${names.join('/')} ${count}`))
  return all.length === 0 ? null : all.join(', ')
}

function tierColumns(surface: Surface): Column<TierRow>[] {
  const {unknown} = glyphsFor(surface)
  return [
    {header: 'TIER', text: row => String(row.tier)},
    {
      header: 'MAX',
      align: 'right',
      text: row => (row.ceilingUsd === null ? 'none' : `$${formatWholeNumber(row.ceilingUsd)}`),
    },
    {header: 'AS OF', text: row => row.asOf},
    {header: 'CRITERION', text: row => row.text, shrinks: true},
    {
      header: 'STATUS',
      text: row => row.status ?? unknown,
      paint: (colour, cell, row) => (row.status === 'likely' ? colour.bold(colour.green(cell)) : cell),
    },
  ]
}

/** Who likely stands where and why, and what the next tier needs. */
function standingSentences({tiers, standing}: TierListInput, accountId: string | null): string[] {
  if (standing === null) {
    return accountId === null
      ? ['Where an account stands is not known without one: `fireq auth login`, or `--sandbox`.']
      : [`Where ${printable(accountId)} stands is not known.`]
  }
  const who = accountId === null ? 'This account' : printable(accountId)
  const where = standing.likely === null ? 'tier unknown' : `likely ${tierWords(standing.likely)}`
  const next = tiers.find(({tier}) => tier === standing.next?.tier)
  return [
    `${who}: ${where}, because ${standing.basis}.`,
    ...(next === undefined ? [] : [`The next, ${tierWords(next.tier)}, needs: ${needsOf(next)}.`]),
  ]
}

const tierWords = (tier: TierName) => (tier === 'unlimited' ? 'unlimited' : `tier ${tier}`)

/** The criteria in one line, the newest first; those that say the same once. */
function needsOf({criteria}: SpendingTier): string {
  const dates = new Map<string, string[]>()
  for (const {text, asOf} of [...criteria].reverse()) dates.set(text, [...(dates.get(text) ?? []), asOf])
  return [...dates].map(([text, asOf]) => `${text} (${asOf.join(', ')})`).join('; or ')
}

/** Where the criteria are from, each source once, and how far to trust them. */
function sourceSentences(tiers: readonly SpendingTier[]): string[] {
  const sources = new Map(tiers.flatMap(({criteria}) => criteria.map(({asOf, source}) => [asOf, source] as const)))
  return [
    ...[...sources].map(([asOf, source]) => `${asOf}: ${source}.`),
    `The max is USD a month. ${sentence(BILLING.prepaid)} ${sentence(BILLING.legacyPostpaid)} ${sentence(BILLING.enterprise)}`,
    `Training GPUs and the share of the upper bounds of rate limits: ${cite(TRAINING_GPUS_WITHOUT_TIER)}; no table says how much of the bounds tiers below ${FULL_BOUND_TIER.value} reach.`,
    'The criteria have changed before: advice, never a gate.',
  ]
}

/** What accounts open with whatever their tier, by the newest documents and by older ones. */
function defaultsSentences(): string[] {
  const gpus = (facts: Readonly<Record<string, Fact>>) =>
    `${Object.entries(facts)
      .map(([gpu, {value}]) => `${value} ${gpu.toUpperCase()}`)
      .join(', ')}, ${cite(Object.values(facts)[0]!)}`
  return [
    `On-demand GPUs of a new account, in every tier: ${gpus(GPU_DEFAULTS)}; by older documents ${gpus(GPU_DEFAULTS_2025)}.`,
    `Deployed models of a new account: ${DEPLOYED_MODELS_DEFAULT.value}, ${cite(DEPLOYED_MODELS_DEFAULT)}.`,
  ]
}

/** A fact as a sentence with its ground. */
function sentence(fact: Fact<string>): string {
  return `${fact.value.charAt(0).toUpperCase()}${fact.value.slice(1)}, ${cite(fact)}.`
}
