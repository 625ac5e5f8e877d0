import {HELD_LIST_WORDS, type ExplainedQuota, type Holder} from '../../domain/quota/holders.js'
import {parseGpuQuotaId} from '../../domain/quota/quota.js'
import {printable} from '../../domain/text/printable.js'
import {formatNumber, formatTimeUtc} from '../../domain/text/units.js'
import {shellLine} from '../formats/command-line.js'
import type {Field} from '../formats/delimited.js'
import {wrapWords} from '../surface/display-width.js'
import {renderTable, type Column} from '../surface/table.js'
import {glyphsFor, type Surface} from '../surface/terminal-style.js'

/** A holder with its quota: a row of the list. */
export interface HeldRow extends Holder {
  readonly quota: string
}

export const HOLDER_FIELDS: readonly Field<HeldRow>[] = [
  {name: 'quota', value: row => row.quota},
  {name: 'kind', value: row => row.kind},
  {name: 'name', value: row => row.name},
  {name: 'amount', value: row => row.amount},
  {name: 'gpus', value: row => row.gpus},
  {name: 'perReplica', value: row => row.perReplica},
  {name: 'replicas', value: row => row.replicas},
  {name: 'ready', value: row => row.ready},
  {name: 'owner', value: row => row.owner},
  {name: 'since', value: row => row.since},
  {name: 'region', value: row => row.region},
  {name: 'orphan', value: row => row.orphan},
]

/** What needs attention, every quota's sums, its holders, and the commands that release what nobody needs. */
export async function quotaExplainText(
  quotas: readonly ExplainedQuota[],
  rows: readonly HeldRow[],
  surface: Surface,
): Promise<string> {
  const columns = holderColumns(surface)
  if (!surface.decorated) {
    const {text} = await renderTable(columns, [{heading: null, rows}], surface)
    return text + quotas.map(quota => `${sumsText(quota, surface)}\n`).join('')
  }
  if (quotas.length === 0) return 'No GPU, model or job quota is used.\n'
  const sections: string[] = [wrapped(surface, findingsText(quotas, surface), line => surface.colour.bold(line))]
  const grid = await gridText(quotas, surface)
  if (grid !== null) sections.push(grid)
  for (const quota of gravestFirst(quotas)) {
    const own = rows.filter(row => row.quota === quota.quota)
    const {text} = await renderTable(columns.slice(1), [{heading: null, rows: own}], surface)
    const release = own.filter(isIdle).flatMap(row => row.release.slice(0, 1).map(words => `  ${shellLine(words)}\n`))
    sections.push(
      wrapped(surface, sumsText(quota, surface), line => surface.colour.bold(line)) +
        (own.length === 0 ? '' : text) +
        (release.length === 0
          ? ''
          : `${surface.colour.dim('to release what is idle or orphaned:')}\n${release.join('')}`),
    )
  }
  return sections.join('\n')
}

const wrapped = ({columns}: Surface, text: string, paint: (line: string) => string) =>
  wrapWords(text, columns)
    .map(line => `${paint(line)}\n`)
    .join('')

/** The answer in a line: `1 quota is full · 2 orphans hold 8 GPUs · 1 idle holder holds 1 GPU · 3 unexplained`. */
function findingsText(quotas: readonly ExplainedQuota[], surface: Surface): string {
  const holders = quotas.flatMap(quota => quota.holders)
  const sum = (all: readonly Holder[]) => all.reduce((total, {gpus}) => total + (gpus ?? 0), 0)
  const holding = (all: readonly Holder[], one: string, several: string) =>
    all.length === 0
      ? []
      : [`${all.length} ${all.length === 1 ? `${one} holds` : `${several} hold`} ${gpuWords(sum(all))}`]
  const count = (number: number, one: string, several: string) =>
    number === 0 ? [] : [`${formatNumber(number)} ${number === 1 ? one : several}`]
  const unexplained = quotas.reduce((total, quota) => total + Math.max(0, quota.unexplained ?? 0), 0)
  const found = [
    ...count(quotas.filter(isFull).length, 'quota is full', 'quotas are full'),
    ...holding(
      holders.filter(({orphan}) => orphan === true),
      'orphan',
      'orphans',
    ),
    ...holding(
      holders.filter(({orphan, ready}) => orphan !== true && ready === 0),
      'idle holder',
      'idle holders',
    ),
    ...count(unexplained, 'unexplained', 'unexplained'),
    ...count(quotas.filter(isUnread).length, 'quota not readable', 'quotas not readable'),
  ]
  return found.length === 0
    ? 'nothing is full, idle, orphaned or unexplained'
    : found.join(glyphsFor(surface).separator)
}

const gpuWords = (gpus: number) => `${formatNumber(gpus)} ${gpus === 1 ? 'GPU' : 'GPUs'}`
const isFull = ({reported, limit}: ExplainedQuota) =>
  reported !== null && limit !== null && limit > 0 && reported >= limit
const isUnread = ({attributable, readable}: ExplainedQuota) => attributable && !readable

/** Leaks, then what is full, then the rest; the order that came otherwise. */
function gravestFirst(quotas: readonly ExplainedQuota[]): ExplainedQuota[] {
  const rank = (quota: ExplainedQuota) =>
    (quota.unexplained ?? 0) > 0 || quota.holders.some(isIdle) ? 0 : isFull(quota) ? 1 : 2
  return [...quotas].sort((a, b) => rank(a) - rank(b))
}

const isIdle = ({orphan, ready}: Holder) => orphan === true || ready === 0

/** `global--h100-count: 16 of 16 GPUs used, 13 held, 3 unexplained: likely a stale reservation, …` */
function sumsText(quota: ExplainedQuota, surface: Surface): string {
  const {unknown} = glyphsFor(surface)
  const shown = (value: number | null) => (value === null ? unknown : formatNumber(value))
  const unit = UNIT_WORDS[quota.unit] ?? ''
  const used = `${printable(quota.quota, 120)}: ${shown(quota.reported)} of ${shown(quota.limit)}${unit} used`
  if (!quota.attributable) {
    return quota.unit === 'usd'
      ? `${used}, not held by anybody: the command \`spend\` shows who spends it`
      : `${used}, not attributable`
  }
  if (!quota.readable) return `${used}, not readable: ${quota.unreadable.map(list => HELD_LIST_WORDS[list]).join(', ')}`
  if (quota.computed === null) return `${used}, what some holders hold is not told`
  const held = `${used}, ${shown(quota.computed)} held`
  const {unexplained} = quota
  if (unexplained === null || unexplained === 0) return held
  return unexplained > 0
    ? `${held}, ${formatNumber(unexplained)} unexplained${UNEXPLAINED_WORDS[quota.unit] ?? ''}`
    : `${held}: the reported usage is some seconds behind`
}

/** Why more is reported than is held. Of GPUs Fireworks' own tools say so; what counts as a job no document says. */
const UNEXPLAINED_WORDS: Readonly<Partial<Record<ExplainedQuota['unit'], string>>> = {
  gpu: ': likely a stale reservation, which only Fireworks can release',
  job: ': likely jobs of another kind than batch',
}

/** What is held, in words; money and requests are not. */
const UNIT_WORDS: Readonly<Partial<Record<ExplainedQuota['unit'], string>>> = {
  gpu: ' GPUs',
  model: ' models',
  job: ' jobs',
}

/** GPU type by place, used of limit; null without GPU quotas. */
async function gridText(quotas: readonly ExplainedQuota[], surface: Surface): Promise<string | null> {
  const cells = quotas.flatMap(quota => {
    const id = parseGpuQuotaId(quota.quota)
    return id === null ? [] : [{...id, quota}]
  })
  if (cells.length === 0) return null
  const {unknown} = glyphsFor(surface)
  const scopes = [...new Set(cells.map(({scope}) => scope))].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
  const gpus = [...new Set(cells.map(({gpu}) => gpu))].sort()
  const columns: Column<string>[] = [
    {header: 'GPU', text: gpu => gpu.toUpperCase()},
    ...scopes.map(scope => ({
      header: scope.toUpperCase(),
      text: (gpu: string) => {
        const cell = cells.find(one => one.gpu === gpu && one.scope === scope)
        if (cell === undefined) return ''
        const {reported, limit} = cell.quota
        return `${reported === null ? unknown : formatNumber(reported)} of ${limit === null ? unknown : formatNumber(limit)}`
      },
    })),
  ]
  return (await renderTable(columns, [{heading: null, rows: gpus}], surface)).text
}

const rank = (scope: string) => (scope === 'global' ? 0 : scope === 'training' ? 2 : 1)

export function holderColumns(surface: Surface): Column<HeldRow>[] {
  const {unknown} = glyphsFor(surface)
  const shown = (value: number | null) => (value === null ? unknown : formatNumber(value))
  const state = ({orphan, ready, kind}: HeldRow) =>
    orphan === true ? 'orphan' : ready === 0 ? 'idle' : orphan === null ? `${kind}?` : ready === null ? '' : 'in use'
  return [
    {header: 'QUOTA', field: 'quota', text: row => printable(row.quota)},
    {header: 'HOLDER', field: 'name', text: row => printable(row.name) || unknown, shrinks: true},
    {header: 'KIND', field: 'kind', text: row => row.kind},
    {header: 'HELD', field: 'amount', text: row => shown(row.amount), align: 'right'},
    {
      header: 'REPLICAS',
      field: 'replicas',
      text: row => (row.perReplica === null ? unknown : `${row.perReplica} x ${row.replicas}`),
      align: 'right',
      yieldsBelow: 14,
    },
    {header: 'READY', field: 'ready', text: row => shown(row.ready), align: 'right', yieldsBelow: 12},
    {
      header: 'OWNER',
      field: 'owner',
      text: row => printable(row.owner ?? '') || unknown,
      shrinks: true,
      yieldsBelow: 16,
    },
    {
      header: 'SINCE',
      field: 'since',
      text: row => (row.since === null ? unknown : (formatTimeUtc(row.since)?.slice(0, 10) ?? unknown)),
      yieldsBelow: 18,
    },
    {header: 'STATE', field: 'orphan', text: state},
  ]
}
