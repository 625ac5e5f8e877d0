import {printable} from '../../domain/text/printable.js'
import type {Quota} from '../../domain/quota/quota.js'
import type {QuotaChange} from '../../domain/quota/change.js'
import {formatPercent} from '../../domain/text/units.js'
import {wrapWords} from '../surface/display-width.js'
import {formatQuotaAmount} from '../../domain/quota/amount.js'
import {amountText, limitText} from './quota-amount.js'
import {glyphsFor, type Surface} from '../surface/terminal-style.js'

/** `data` of `fireq.quota.set/v1`. */
export interface QuotaSetDocument {
  readonly account: string
  /** The quota id. */
  readonly quota: string
  readonly from: number | null
  readonly to: number
  readonly maxValue: number | null
  readonly usage: number | null
  readonly applied: boolean
  readonly verified: boolean
  readonly dryRun: boolean
  /** The command that sets the old value again; null when nothing was changed. */
  readonly undo: string | null
  /** What a dry run would have sent; null otherwise. */
  readonly request: {readonly method: string; readonly url: string; readonly body: unknown} | null
}

/** The plan, for stderr: old → new, ceiling and usage, and what it means, the gravest first. */
export function quotaPlanText(quota: Quota, change: QuotaChange, owner: string, surface: Surface): string {
  const {unknown} = glyphsFor(surface)
  const {colour} = surface
  const severe = change.severity === 'severe'
  const used = amountText(quota.usage, quota) ?? unknown
  const share = quota.utilization === null ? '' : ` (${formatPercent(quota.utilization)})`
  const left = quota.headroom === null ? '' : `, ${leftText(change.to, quota)} left after it`
  const facts = `max ${limitText(quota.maxValue, quota) ?? unknown}, used ${used}${share}${left}`
  return [
    `${colour.bold(printable(quota.id))}: ${step(quota, change.to, surface)} (${printable(owner, 240)})`,
    ...paragraph(facts, '  ', surface).map(line => colour.dim(line)),
    ...change.findings.flatMap((finding, at) => {
      const grave = severe && at === 0
      const lines = paragraph(finding, grave ? '  ! ' : '  - ', surface)
      return grave ? lines.map(line => colour.bold(colour.red(line))) : lines
    }),
  ]
    .map(line => `${line}\n`)
    .join('')
}

/** What would be left of the new limit; nothing below the usage. */
function leftText(to: number, {usage, unit}: Quota): string {
  return formatQuotaAmount(Math.max(0, Number((to - (usage ?? 0)).toFixed(6))), unit)
}

/** What was done, for stdout. */
export function quotaSetText(quota: Quota, data: QuotaSetDocument, surface: Surface): string {
  const name = printable(data.quota)
  if (data.request) return requestText(data.request)
  if (!data.applied) return `${name}: ${limitText(data.to, quota)} already, nothing was sent\n`
  const note = data.verified ? '' : ' (accepted, does not show yet)'
  const undo = data.undo === null ? '' : `undo: ${data.undo}\n`
  return `${name}: ${step({...quota, value: data.from}, data.to, surface)}${note}\n${undo}`
}

/** The request as it would go out. The key is not known here, so it cannot be shown. */
function requestText({method, url, body}: NonNullable<QuotaSetDocument['request']>): string {
  return [
    `${method} ${url}`,
    'authorization: Bearer [redacted]',
    'content-type: application/json',
    '',
    `${JSON.stringify(body)}\n`,
  ].join('\n')
}

function step(quota: Pick<Quota, 'id' | 'unit' | 'value'>, to: number, surface: Surface): string {
  const arrow = surface.decorated && !surface.unicode ? '->' : '→'
  return `${limitText(quota.value, quota) ?? glyphsFor(surface).unknown} ${arrow} ${limitText(to, quota)}`
}

/** Lines of a finding, the later ones under the first word. */
function paragraph(text: string, start: string, {columns}: Surface): string[] {
  const room = columns === null ? null : Math.max(20, columns - start.length)
  return wrapWords(text, room).map((line, at) => (at === 0 ? start : ' '.repeat(start.length)) + line)
}
