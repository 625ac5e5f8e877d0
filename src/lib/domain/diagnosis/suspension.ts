import {BILLING_URL, isSuspended, suspensionCause} from '../account.js'
import type {Quota} from '../quota/quota.js'
import {formatUsd} from '../text/units.js'

/** What is known of a suspension, with commands that can be copied. */
export interface SuspensionStanding {
  /** As the API spells it; null when only a refused request tells of the suspension. */
  readonly suspendState: string | null
  readonly cause: string
  readonly remedy: string
  readonly actions: readonly string[]
  /** Whether this version knows the state; an unknown one counts as suspended. */
  readonly known: boolean
}

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
 * @returns null when nothing tells of a suspension
 */
export function suspensionStanding(
  suspendState: string | null,
  spend: Quota | null,
  refused: boolean,
): SuspensionStanding | null {
  const told = suspensionCause(suspendState)
  if (told) {
    const known = KNOWN_STATES.has(suspendState!)
    return {suspendState, ...told, actions: withNumber(told.actions, spend), known}
  }
  if (!refused) return null
  const lag =
    isSuspended(suspendState) || suspendState === null
      ? ''
      : `; the account still says ${suspendState}, which lags behind`
  if (spend !== null && isSpent(spend)) {
    const spent = suspensionCause('MONTHLY_SPEND_LIMIT_EXCEEDED')!
    return {
      suspendState: null,
      cause: `likely the monthly spend limit, as ${formatUsd(spend.usage!)} of ${formatUsd(spend.value!)} is spent${lag}`,
      remedy: spent.remedy,
      actions: withNumber(spent.actions, spend),
      known: false,
    }
  }
  return {
    suspendState: null,
    cause: `a request was refused as suspended, and why is not known yet${lag}`,
    remedy: `look at ${BILLING_URL} for a failed invoice or used-up credits, then ask again in some minutes`,
    actions: ['fireq account get', 'fireq quota get monthly-spend-usd', BILLING_URL],
    known: false,
  }
}

function isSpent({value, usage, unlimited}: Quota): boolean {
  return value !== null && usage !== null && !unlimited && usage >= value
}

/** The placeholder of a command filled in: the approved ceiling is as far as the limit can be raised. */
function withNumber(actions: readonly string[], spend: Quota | null): string[] {
  return actions.flatMap(action => {
    if (!action.includes('<USD>')) return [action]
    if (spend === null || spend.maxValue === null) return [action]
    const raises = spend.value !== null && spend.maxValue > spend.value && spend.maxValue > (spend.usage ?? 0)
    return raises ? [action.replace('<USD>', String(spend.maxValue))] : ['fireq tier list']
  })
}
