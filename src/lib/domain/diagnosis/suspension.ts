import {command, link, quotaCommand, type Action} from '../action.js'
import {BILLING_URL, isSuspended, suspensionCause} from '../account.js'
import {SPEND_QUOTA_ID, type Quota} from '../quota/quota.js'
import {lastingLimit} from '../quota/spend-pace.js'
import {formatUsd} from '../text/units.js'

/** What is known of a suspension, with commands that can be copied. */
export interface SuspensionStanding {
  /** As the API spells it; null when only a refused request tells of the suspension. */
  readonly suspendState: string | null
  readonly cause: string
  readonly remedy: string
  readonly actions: readonly Action[]
  /** Whether this version knows the state; an unknown one counts as suspended. */
  readonly known: boolean
}

const SPEND_LIMIT = 'MONTHLY_SPEND_LIMIT_EXCEEDED'

/** States of the API reference. */
const KNOWN_STATES: ReadonlySet<string> = new Set([
  'FAILED_PAYMENTS',
  'CREDIT_DEPLETED',
  'MONTHLY_SPEND_LIMIT_EXCEEDED',
  'BLOCKED_BY_ABUSE_RULE',
])

/**
 * The suspension of an account by its suspend state, or, where that lags behind a refused request, by its money.
 * @param spend the spend quota, for a command with a number in it; null when not known
 * @param refused a request was just answered 412 "suspended"
 * @param now milliseconds since the epoch, for the pace of the month
 * @returns null when nothing tells of a suspension
 */
export function suspensionStanding(
  suspendState: string | null,
  spend: Quota | null,
  refused: boolean,
  now: number | null = null,
): SuspensionStanding | null {
  const told = suspensionCause(suspendState)
  if (told) {
    const known = KNOWN_STATES.has(suspendState!)
    return {
      suspendState,
      ...told,
      actions: suspendState === SPEND_LIMIT ? spendActions(spend, now) : told.actions,
      known,
    }
  }
  if (!refused) return null
  const lag =
    isSuspended(suspendState) || suspendState === null
      ? ''
      : `; the account still says ${suspendState}, which lags behind`
  if (spend !== null && isSpent(spend)) {
    const spent = suspensionCause(SPEND_LIMIT)!
    return {
      suspendState: null,
      cause: `likely the monthly spend limit, as ${formatUsd(spend.usage!)} of ${formatUsd(spend.value!)} is spent${lag}`,
      remedy: spent.remedy,
      actions: spendActions(spend, now),
      known: false,
    }
  }
  return {
    suspendState: null,
    cause: `a request was refused as suspended, and why is not known yet${lag}`,
    remedy: `look at ${BILLING_URL} for a failed invoice or used-up credits, then ask again`,
    actions: [command('account', 'get'), quotaCommand('get', SPEND_QUOTA_ID), link(BILLING_URL)],
    known: false,
  }
}

function isSpent({value, usage, unlimited}: Quota): boolean {
  return value !== null && usage !== null && !unlimited && usage >= value
}

/** What lifts it comes first: a limit that lasts, within the max; where the limit cannot be raised, the tier decides. */
function spendActions(spend: Quota | null, now: number | null): Action[] {
  if (spend === null || spend.maxValue === null) return [quotaCommand('get', SPEND_QUOTA_ID), link(BILLING_URL)]
  const {usage, value, maxValue} = spend
  const limit = value === null ? null : lastingLimit({usage, value, maxValue}, now)
  return [
    limit === null ? command('tier', 'list') : quotaCommand('set', SPEND_QUOTA_ID, String(limit)),
    link(BILLING_URL),
  ]
}
