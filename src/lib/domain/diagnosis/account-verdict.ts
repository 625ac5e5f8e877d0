import {advice, command, distinctActions, quotaCommand, type Action} from '../action.js'
import type {AppError} from '../errors.js'
import type {Outcome} from '../answer/outcome.js'
import {REQUESTS_QUOTA_ID, SPEND_QUOTA_ID, type Quota} from '../quota/quota.js'
import type {SuspensionStanding} from './suspension.js'
import {formatPercent, formatUsd} from '../text/units.js'
import {lastingLimit, spendPace} from '../quota/spend-pace.js'

/** `verdict` of `fireq.status/v1`: one word, one sentence, what to do. */
export interface AccountVerdict {
  readonly state: 'ok' | 'warning' | 'critical' | 'suspended'
  readonly message: string
  /** Commands to copy, or pages; most useful first. */
  readonly actions: readonly Action[]
}

/** What the verdict is drawn from. */
export interface VerdictFacts {
  readonly suspension: SuspensionStanding | null
  readonly quotas: readonly Quota[]
  /** Whether the account stops at its spend limit; where not, reaching it is no incident. */
  readonly pausesAtLimit?: boolean
  readonly probe: Outcome | null
  /** What failed: `the quotas could not be read`, and why. */
  readonly failures: readonly {readonly what: string; readonly error: AppError}[]
  /** Milliseconds since the epoch, for the pace of the month. */
  readonly now: number
}

const GRAVEST_FIRST = ['exceeded', 'critical', 'full', 'warning'] as const
/** At the limit of these, requests that are running now are refused. */
const STOPS_REQUESTS: ReadonlySet<string> = new Set([SPEND_QUOTA_ID, REQUESTS_QUOTA_ID])
/** Findings named in the one sentence; the others are counted. */
const MOST_NAMED = 2
/** Actions worth reading at a glance. Assumed. */
const MOST_ACTIONS = 4

interface Finding {
  readonly state: 'warning' | 'critical'
  readonly message: string
  readonly actions: readonly Action[]
}

/** The quotas at or near their limit: spend first, as it stops everything, then the gravest. */
export function quotasNeedingAttention(quotas: readonly Quota[]): Quota[] {
  const pressing = GRAVEST_FIRST.flatMap(status => quotas.filter(quota => quota.status === status))
  return [...pressing.filter(isSpend), ...pressing.filter(quota => !isSpend(quota))]
}

/** The account in one word and one sentence. */
export function accountVerdict(facts: VerdictFacts): AccountVerdict {
  const {suspension} = facts
  if (suspension) {
    const unknown = suspension.known ? '' : '; counted as suspended'
    return {state: 'suspended', message: `${suspension.cause}${unknown}`, actions: suspension.actions}
  }
  const findings = [...probeFindings(facts.probe), ...failureFindings(facts), ...quotaFindings(facts)]
  if (findings.length === 0) return {state: 'ok', message: 'nothing is near its limit', actions: []}
  const critical = findings.filter(({state}) => state === 'critical')
  const ordered = [...critical, ...findings.filter(({state}) => state === 'warning')]
  const more = ordered.length - MOST_NAMED
  const named = ordered.slice(0, MOST_NAMED).map(({message}) => message)
  return {
    state: critical.length > 0 ? 'critical' : 'warning',
    message: named.join('; ') + (more > 0 ? `; and ${more} more` : ''),
    actions: distinctActions(ordered.flatMap(({actions}) => actions)).slice(0, MOST_ACTIONS),
  }
}

function quotaFindings({quotas, pausesAtLimit = true, now}: VerdictFacts): Finding[] {
  const stops = (quota: Quota) => STOPS_REQUESTS.has(quota.id) && (pausesAtLimit || !isSpend(quota))
  return quotasNeedingAttention(quotas).map(quota => ({
    // A full quota of GPUs or models only stops what would need more of it: no incident, and for many the usual state.
    state: quota.status !== 'warning' && stops(quota) ? 'critical' : 'warning',
    message:
      isSpend(quota) && !pausesAtLimit ? `${quotaWords(quota)}; Enterprise accounts are not paused` : quotaWords(quota),
    actions: quotaActions(quota, now),
  }))
}

/** `94.1% of the monthly spend limit is used`; the amounts stand beside it, in `spend` and `quotas`. */
function quotaWords(quota: Quota): string {
  const {id, utilization, status} = quota
  if (isSpend(quota)) {
    if (status === 'exceeded' || utilization === null) return 'the monthly spend limit is reached'
    return `${formatPercent(utilization)} of the monthly spend limit is used`
  }
  if (status === 'exceeded' || status === 'full') return `${id} is ${status}`
  return `${id} is at ${formatPercent(utilization ?? 0)}`
}

/** A change is offered only where the limit is reached at this month's pace, with what it costs; else who holds or spends it. */
function quotaActions(quota: Quota, now: number): Action[] {
  const {id, value, maxValue, usage} = quota
  if (!isSpend(quota)) return [quotaCommand('explain', id)]
  const hits = usage !== null && value !== null && spendPace(usage, value, now).reachedAt !== null
  if (!hits) return [quotaCommand('get', id)]
  const limit = maxValue === null ? null : lastingLimit({usage, value, maxValue}, now)
  if (limit === null) return [command('tier', 'list')]
  const left = formatUsd(Math.max(0, Number((limit - usage).toFixed(6))))
  return [
    quotaCommand('set', id, String(limit)),
    advice(`the account may then spend up to ${formatUsd(limit - value)} more a month; ${left} would be left`),
  ]
}

function probeFindings(probe: Outcome | null): Finding[] {
  if (probe === null || probe.code === 'ok') return []
  const passing = probe.code === 'over-limit' || probe.retryable
  const status = probe.httpStatus === null ? '' : ` (HTTP ${probe.httpStatus})`
  return [
    {
      state: passing ? 'warning' : 'critical',
      message: `a probe returned ${probe.code}${status}`,
      actions: [command('diagnose')],
    },
  ]
}

/** What is not known must not pass for good. */
function failureFindings({failures}: VerdictFacts): Finding[] {
  return failures.map(({what, error}) => ({
    state: 'warning',
    message: `${what} (${error.code})`,
    actions: [command('diagnose')],
  }))
}

function isSpend({id}: Quota): boolean {
  return id === SPEND_QUOTA_ID
}
