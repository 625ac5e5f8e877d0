import type {SpendGrowth} from '../../app/spend-growth.js'
import type {AccountHeader} from '../../app/account-header.js'
import {command, type Selector} from '../../domain/action.js'
import type {AccountVerdict} from '../../domain/diagnosis/account-verdict.js'
import {quotasNeedingAttention} from '../../domain/diagnosis/account-verdict.js'
import {displayModelName} from '../../domain/limits/model-name.js'
import {printable} from '../../domain/text/printable.js'
import {DEPLOYED_MODELS_QUOTA_ID, REQUESTS_QUOTA_ID, SPEND_QUOTA_ID, type Quota} from '../../domain/quota/quota.js'
import {describePace, spendPace} from '../../domain/quota/spend-pace.js'
import {SPENDING_TIERS, type TierName} from '../../domain/facts/tiers.js'
import type {LikelyTier} from '../../domain/quota/tier.js'
import {formatPercent, formatWholeNumber} from '../../domain/text/units.js'
import {commandLine} from '../formats/command-line.js'
import {wrapWords} from '../surface/display-width.js'
import {gpuLines} from './gpu-quota-lines.js'
import {labelledLines, type LabelledLine} from '../surface/labelled-lines.js'
import {amountText, limitText} from './quota-amount.js'
import {growthLines} from './spend-growth.js'
import {nextStepText, stepTexts} from './next-steps.js'
import {pressingLines} from './pressing-limits.js'
import {accountSummaryText, QUOTA_TABLE, quotaColumns} from './quota-list.js'
import {renderTable} from '../surface/table.js'
import {glyphsFor, type Surface} from '../surface/terminal-style.js'

/** A verdict with its actions as they are printed. */
export type ShownVerdict = Omit<AccountVerdict, 'actions'> & {readonly actions: readonly string[]}

/** What the screen shows: `data` of `fireq.status/v1`. */
export interface StatusInput {
  readonly account: AccountHeader
  readonly tier: LikelyTier
  readonly quotas: readonly Quota[]
  readonly probe: {
    readonly model: string
    readonly outcome: string
    readonly httpStatus: number | null
    readonly latencyMs: number | null
    readonly requestId: string | null
    readonly message: string
  } | null
  readonly verdict: AccountVerdict
  readonly suspension: {
    readonly suspendState: string | null
    readonly cause: string
    readonly remedy: string
    readonly known: boolean
  } | null
  /** What made the spend grow, once its limit is near. */
  readonly spend?: {readonly growth?: SpendGrowth | null} | null
  /** What the history tells of the last day. */
  readonly lately?: readonly {readonly message: string}[]
  readonly profile: string | null
  readonly key: {readonly origin: string; readonly detail: string}
}

const BY_USE = command('quota', 'list', '--order-by', 'usage%')

/** Rows of the table on a terminal: more is no screen. A pipe gets all. */
const MOST_ROWS = 10

/**
 * The account on one screen: the verdict, who, whether it is suspended, tier, money, GPUs, models, requests, then the
 * quotas that need attention and what to do.
 * @param selector what the commands in it need to reach the same account
 * @param now milliseconds since the epoch, for the pace of the month
 */
export async function statusText(
  status: StatusInput,
  selector: Selector,
  now: number,
  surface: Surface,
  {verbose = false}: {readonly verbose?: boolean} = {},
): Promise<string> {
  if (surface.decorated && !verbose) return statusScreen(status, selector, now, surface)
  const blocks = [
    verdictText(status.verdict, surface),
    labelledLines(factLines(status, now, surface), surface),
    labelledLines(actionLines(status.verdict, selector, surface), surface),
    await attentionText(status.quotas, selector, surface),
  ]
  return blocks.filter(block => block !== '').join(surface.decorated ? '\n' : '')
}

/** Bars, and what else fits 24 lines with the prompt. */
const MOST_BARS = 4

/** What a tired person reads: the verdict, what is left and until when, one next step. `--verbose` shows all. */
function statusScreen(status: StatusInput, selector: Selector, now: number, surface: Surface): string {
  const {quotas, suspension, probe, verdict} = status
  const blocks = [
    verdictText(verdict, surface),
    `${accountSummaryText(status.account, surface, profileWords(status), {cause: false})}\n`,
    lines(pressingLines(quotas, MOST_BARS, now, surface)),
    labelledLines(
      [
        ...(suspension === null ? [] : [{label: 'Fix', text: printable(suspension.remedy, 300)}]),
        ...(status.spend?.growth?.grew ? growthLines(status.spend.growth).slice(0, 1) : []),
        ...calmLines(status, surface),
        {label: 'Rate limits', text: probe === null ? NOT_CHECKED : probeTexts(probe, surface).at(-1)!},
        ...latelyLines(status).slice(0, 1),
      ],
      surface,
    ),
    nextStepText(verdict.actions, selector, surface),
  ]
  return blocks.filter(block => block !== '').join('\n')
}

const NOT_CHECKED = 'not checked: `--probe` checks one'
const lines = (texts: readonly string[]) => texts.map(text => `${text}\n`).join('')
const profileWords = ({profile}: StatusInput) => (profile === null ? [] : [`profile ${printable(profile, 120)}`])

/** What does not press, in a line each: a number stands once. */
function calmLines(status: StatusInput, surface: Surface): LabelledLine[] {
  const pressing = new Set(quotasNeedingAttention(status.quotas))
  const calm = status.quotas.filter(quota => !pressing.has(quota))
  const {unknown} = glyphsFor(surface)
  const of = (id: string) => calm.find(quota => quota.id === id)
  const spend = of(SPEND_QUOTA_ID)
  const models = of(DEPLOYED_MODELS_QUOTA_ID)
  const requests = of(REQUESTS_QUOTA_ID)
  return [
    ...(spend === undefined ? [] : [{label: 'Spend', text: spendTexts(spend, unknown)}]),
    ...gpuLines(calm, surface).filter(({text}) => text !== 'none'),
    ...(models === undefined ? [] : [{label: 'Deployed models', text: usedOf(models, unknown)}]),
    ...(requests === undefined ? [] : [{label: 'Requests', text: usedOf(requests, unknown, ' per minute')}]),
  ]
}

/** The state as a surface shows it: the word, on a terminal with its symbol before it. */
export function verdictWord(state: AccountVerdict['state'], surface: Surface): string {
  if (!surface.decorated) return state
  const {status, suspended} = glyphsFor(surface)
  return `${state === 'suspended' ? suspended : status[state]} ${state}`
}

/** The colour of a verdict; the word and the symbol say the same without it. */
export function paintVerdict(state: AccountVerdict['state'], text: string, {colour}: Surface): string {
  if (state === 'ok') return colour.green(text)
  return state === 'warning' ? colour.yellow(text) : colour.bold(colour.red(text))
}

function verdictText({state, message}: AccountVerdict, surface: Surface): string {
  const text = `${verdictWord(state, surface)}: ${printable(message)}`
  const start = surface.decorated ? '' : `${surface.colour.bold('Verdict:')} `
  return wrapWords(text, surface.columns)
    .map((line, at) => `${at === 0 ? start : ''}${paintVerdict(state, line, surface)}\n`)
    .join('')
}

function factLines(status: StatusInput, now: number, surface: Surface): LabelledLine[] {
  const {quotas} = status
  const unknown = glyphsFor(surface).unknown
  const requests = quotas.find(({id}) => id === REQUESTS_QUOTA_ID)
  const models = quotas.find(({id}) => id === DEPLOYED_MODELS_QUOTA_ID)
  return [
    {label: 'Account', text: whoText(status, surface), paint: shown => surface.colour.bold(shown)},
    {label: 'Key from', text: keyText(status, surface)},
    ...suspensionLines(status, surface),
    {label: 'Tier', text: tierTexts(status.tier)},
    {
      label: 'Spend',
      text: spendTexts(
        quotas.find(({id}) => id === SPEND_QUOTA_ID),
        unknown,
        now,
      ),
    },
    ...growthLines(status.spend?.growth ?? null),
    ...gpuLines(quotas, surface),
    {label: 'Deployed models', text: usedOf(models, unknown)},
    {label: 'Requests', text: usedOf(requests, unknown, ' per minute')},
    status.probe === null
      ? {label: 'Rate limits', text: NOT_CHECKED}
      : {label: 'Probe', text: probeTexts(status.probe, surface)},
    ...latelyLines(status),
  ]
}

function latelyLines({lately = []}: StatusInput): LabelledLine[] {
  return lately.map(({message}) => ({label: 'Lately', text: printable(message, 200)}))
}

function whoText({account}: StatusInput, surface: Surface): string {
  const {separator, unknown} = glyphsFor(surface)
  const name = printable(account.displayName ?? '', 120)
  const state = printable(account.state ?? '', 60)
  return [
    printable(account.id, 120) || unknown,
    ...(name === '' || name === account.id ? [] : [name]),
    ...(state === '' || state === 'READY' ? [] : [`state ${state}`]),
  ].join(separator)
}

function keyText({profile, key}: StatusInput, surface: Surface): string {
  const {separator} = glyphsFor(surface)
  const detail = printable(key.detail)
  const from = key.origin === 'firectl' ? `firectl ${detail}` : detail === '' ? key.origin : detail
  return [...(profile === null ? [] : [`profile ${printable(profile, 120)}`]), from].join(separator)
}

function suspensionLines({account, suspension}: StatusInput, surface: Surface): LabelledLine[] {
  const {running, suspended} = glyphsFor(surface)
  const symbol = (mark: string) => (surface.decorated ? `${mark} ` : '')
  if (suspension === null) {
    const known = account.suspendState !== null && account.suspendState !== ''
    if (!known) return [{label: 'Suspension', text: 'unknown: the API did not say'}]
    const paint = (shown: string) => surface.colour.green(shown)
    return [{label: 'Suspension', text: `${symbol(running)}not suspended`, paint}]
  }
  const {suspendState, cause, remedy, known} = suspension
  const word = suspendState === null ? 'suspended' : printable(suspendState, 80)
  const unknown = known || suspendState === null ? '' : '; counted as suspended'
  const paint = (shown: string) => surface.colour.red(shown)
  return [
    {label: 'Suspension', text: `${symbol(suspended)}${word}: ${printable(cause, 300)}${unknown}`, paint},
    {label: 'Fix', text: printable(remedy, 300)},
  ]
}

function tierTexts({likely, basis, next}: LikelyTier): string[] {
  const where = likely === null ? 'unknown' : `likely ${tierName(likely)}`
  const tier = SPENDING_TIERS.find(each => each.tier === next?.tier)
  const needs = tier === undefined ? [] : [...tier.criteria].reverse().map(({text, asOf}) => `${text} (${asOf})`)
  return [
    `${where}: ${printable(basis, 200)}`,
    ...(next === null || tier === undefined
      ? []
      : [`next, ${tierName(next.tier)}${ceiling(tier.ceilingUsd)}: ${needs.join('; or ')}`]),
  ]
}

const tierName = (tier: TierName) => (tier === 'unlimited' ? 'unlimited' : `tier ${tier}`)
const ceiling = (usd: number | null) => (usd === null ? '' : ` ($${formatWholeNumber(usd)} a month)`)

function spendTexts(spend: Quota | undefined, unknown: string, now: number | null = null): string[] {
  if (spend === undefined) return [unknown]
  const share = spend.utilization === null ? '' : ` (${formatPercent(spend.utilization)})`
  const most = spend.unlimited ? null : limitText(spend.maxValue, spend)
  const left = spend.headroom === null ? '' : `, ${amountText(Math.max(0, spend.headroom), spend)} left`
  const against = `${usedOf(spend, unknown)}${share}${left}${most === null ? '' : `, max ${most}`}`
  if (spend.usage === null || spend.value === null || spend.unlimited || now === null) return [against]
  return [against, describePace(spendPace(spend.usage, spend.value, now), spend.value, now)]
}

/** `12 of 100`, `48,211 per minute, unlimited`. */
function usedOf(quota: Quota | undefined, unknown: string, unit = ''): string {
  if (quota === undefined) return unknown
  const used = amountText(quota.usage, quota) ?? unknown
  return quota.unlimited ? `${used}${unit}, unlimited` : `${used} of ${limitText(quota.value, quota) ?? unknown}${unit}`
}

function probeTexts(probe: NonNullable<StatusInput['probe']>, surface: Surface): string[] {
  const {separator} = glyphsFor(surface)
  const parts = [
    printable(displayModelName(probe.model), 120),
    probe.outcome,
    ...(probe.httpStatus === null ? [] : [`HTTP ${probe.httpStatus}`]),
    ...(probe.latencyMs === null ? [] : [`${probe.latencyMs} ms`]),
    ...(probe.requestId === null ? [] : [printable(probe.requestId, 80)]),
  ]
  return [parts.join(separator), printable(probe.message, 400)]
}

function actionLines({actions}: AccountVerdict, selector: Selector, surface: Surface): LabelledLine[] {
  if (actions.length === 0) return []
  return [{label: 'Next steps', text: stepTexts(actions, selector), paint: shown => surface.colour.cyan(shown)}]
}

async function attentionText(quotas: readonly Quota[], selector: Selector, surface: Surface): Promise<string> {
  const pressing = quotasNeedingAttention(quotas)
  if (pressing.length === 0) return ''
  const rows = surface.decorated ? pressing.slice(0, MOST_ROWS) : pressing
  const {text} = await renderTable(quotaColumns(surface), [{heading: null, rows}], surface, QUOTA_TABLE)
  const more = pressing.length - rows.length
  if (more === 0) return text
  const sentence = `and ${formatWholeNumber(more)} more: ${commandLine(BY_USE.command, selector)}`
  return (
    text +
    wrapWords(sentence, surface.columns)
      .map(line => `${surface.colour.dim(line)}\n`)
      .join('')
  )
}
