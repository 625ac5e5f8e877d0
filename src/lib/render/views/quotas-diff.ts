import type {QuotaStep} from '../../app/plan-quotas.js'
import {describeQuotaAmount} from '../../domain/quota/amount.js'
import {ruleText} from '../../domain/quota/quotas-file.js'
import type {QuotaUnit} from '../../domain/quota/quota.js'
import {printable} from '../../domain/text/printable.js'
import type {Field} from '../formats/delimited.js'
import {wrapWords} from '../surface/display-width.js'
import type {Surface} from '../surface/terminal-style.js'

/** A change of `fireq.quota.diff/v1` and `fireq.quota.apply/v1`. */
export interface QuotaChangeRow {
  readonly quota: string
  readonly from: number | null
  readonly to: number | null
  readonly rule: string
  readonly action: QuotaStep['action']
  readonly reason: string | null
  /** Whether it needs a consent of its own: the new value is at or below the usage. */
  readonly severe: boolean
  /** null: sent, and nobody can say whether it was made. */
  readonly applied: boolean | null
  readonly verified: boolean
  /** The command that sets the old value again; null when nothing was changed. */
  readonly undo: string | null
}

/** An account of both documents. */
export interface AccountChanges {
  readonly account: string
  readonly profile: string | null
  readonly changes: readonly QuotaChangeRow[]
  /** Why nothing could be read there; null when it could. */
  readonly error: {readonly code: string; readonly message: string; readonly hints: readonly string[]} | null
}

export const QUOTA_CHANGE_FIELDS: readonly Field<QuotaChangeRow & {readonly account: string}>[] = [
  {name: 'account', value: row => row.account},
  {name: 'quota', value: row => row.quota},
  {name: 'from', value: row => row.from},
  {name: 'to', value: row => row.to},
  {name: 'rule', value: row => row.rule},
  {name: 'action', value: row => row.action},
  {name: 'reason', value: row => row.reason},
  {name: 'severe', value: row => row.severe},
  {name: 'applied', value: row => row.applied},
  {name: 'verified', value: row => row.verified},
]

/** What the plan of an account shows: its steps, or why there are none. */
export interface ShownPlan {
  readonly account: string
  readonly steps: readonly QuotaStep[]
  readonly failure: {readonly code: string; readonly message: string} | null
  /** The profile, if one was chosen. */
  readonly selector?: {readonly profile: string | null}
}

/** The plan of every account in words, what it means, and the counts last. */
export function quotasPlanText(plans: readonly ShownPlan[], surface: Surface): string {
  return [...plans.flatMap(plan => planLines(plan, surface)), countsText(plans)].map(line => `${line}\n`).join('')
}

/** `2 to change, 1 refused, 10 unchanged` */
export function countsText(plans: readonly ShownPlan[]): string {
  const steps = plans.flatMap(plan => plan.steps)
  const count = (...actions: QuotaStep['action'][]) => steps.filter(({action}) => actions.includes(action)).length
  const failed = plans.filter(({failure}) => failure !== null).length
  return [
    `${count('raise', 'lower')} to change`,
    ...(count('refused') > 0 ? [`${count('refused')} refused`] : []),
    `${count('none')} unchanged`,
    ...(failed > 0 ? [`${failed} ${failed === 1 ? 'account' : 'accounts'} not read`] : []),
  ].join(', ')
}

function planLines({account, steps, failure, selector}: ShownPlan, surface: Surface): string[] {
  const {colour} = surface
  const chosen = selector?.profile ? ` (profile ${printable(selector.profile, 60)})` : ''
  const head = `${colour.bold(printable(account))}${chosen}`
  if (failure !== null) return [head, `  ${colour.red(`! ${failure.code}: ${printable(failure.message, 300)}`)}`]
  const order = ['refused', 'raise', 'lower'] as const
  const lines = order
    .flatMap(action => steps.filter(step => step.action === action))
    .flatMap(one => stepLines(one, surface))
  return lines.length === 0 ? [`${head}: as the file says`] : [head, ...lines]
}

function stepLines(step: QuotaStep, surface: Surface): string[] {
  const {colour} = surface
  const name = printable(step.desired.quota)
  if (step.action === 'refused') {
    return paragraph(`${name}: ${step.reason ?? ''}`, '  ! ', surface).map(line => colour.red(line))
  }
  const severe = step.planned?.change.severity === 'severe'
  const line = `  ~ ${name} ${stepText(step, surface)}  (${ruleText(step.desired)})`
  const findings = step.planned?.change.findings ?? []
  return [
    colour.bold(line),
    ...findings.flatMap((finding, at) => {
      const grave = severe && at === 0
      const lines = paragraph(finding, grave ? '      ! ' : '      - ', surface)
      return grave ? lines.map(text => colour.bold(colour.red(text))) : lines
    }),
  ]
}

/** `$400 → $450` */
export function stepText(
  {from, to, quota}: Pick<QuotaStep, 'from' | 'to'> & {readonly quota: {readonly unit: QuotaUnit} | null},
  surface: Surface,
): string {
  const arrow = surface.decorated && !surface.unicode ? '->' : '→'
  const amount = (value: number | null) =>
    value === null ? '–' : quota === null ? String(value) : describeQuotaAmount(value, quota.unit)
  return `${amount(from)} ${arrow} ${amount(to)}`
}

/** What was done, a line for each change, and the commands that undo it. */
export function quotasAppliedText(
  plans: readonly ShownPlan[],
  accounts: readonly AccountChanges[],
  surface: Surface,
): string {
  const lines = accounts.flatMap(({account, changes, error}, at) => {
    const shown = changes.flatMap((row, index) => {
      const name = printable(row.quota)
      if (row.applied === true) {
        const note = row.verified ? '' : ' (accepted, does not show yet)'
        const undo = row.undo === null ? [] : [`    undo: ${row.undo}`]
        return [`  ${name}: ${stepText(plans[at]!.steps[index]!, surface)}${note}`, ...undo]
      }
      const what = row.applied === null ? '' : 'not changed: '
      return row.action === 'none' ? [] : [`  ${name}: ${what}${printable(row.reason ?? 'not sent', 300)}`]
    })
    if (error !== null) shown.push(`  not changed: ${printable(error.message, 300)}`)
    return shown.length === 0 ? [] : [surface.colour.bold(printable(account)), ...shown]
  })
  const rows = accounts.flatMap(({changes}) => changes)
  const [applied, unknown] = [true, null].map(state => rows.filter(row => row.applied === state).length) as [
    number,
    number,
  ]
  const left = rows.filter(row => row.applied === false && row.action !== 'none').length
  const parts = [
    `${applied} changed`,
    ...(left === 0 ? [] : [`${left} not changed`]),
    ...(unknown === 0 ? [] : [`${unknown} unknown (a diff of the same file shows it)`]),
    `${rows.length - applied - left - unknown} as the file says`,
  ]
  const last = parts.join(', ')
  return [...lines, last].map(line => `${line}\n`).join('')
}

function paragraph(text: string, start: string, {columns}: Surface): string[] {
  const room = columns === null ? null : Math.max(20, columns - start.length)
  return wrapWords(text, room).map((line, at) => (at === 0 ? start : ' '.repeat(start.length)) + line)
}
