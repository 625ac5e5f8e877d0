import {BILLING_PAGE, CONTACT as CONTACT_FACT} from './facts/contacts.js'
import {advice, command, link, quotaCommand, type Action} from './action.js'

/** An account as the API tells it. The API has no tier and no credit balance: neither is here. */
export interface Account {
  /** The short id, `acme` of `accounts/acme`. */
  readonly id: string
  readonly displayName: string | null
  readonly email: string | null
  /** `ENTERPRISE`, or another value passed through as it came. */
  readonly accountType: string | null
  /** STATE_UNSPECIFIED, CREATING, READY, UPDATING, DELETING; unknown values pass through. */
  readonly state: string | null
  readonly statusCode: string | null
  readonly statusMessage: string | null
  /** UNSUSPENDED and the causes below; unknown values pass through. */
  readonly suspendState: string | null
  /** RFC 3339, UTC. */
  readonly createdAt: string | null
  readonly updatedAt: string | null
}

export interface SuspensionCause {
  /** What happened, as the start of a sentence. */
  readonly cause: string
  /** What ends it, as the documents say. */
  readonly remedy: string
  /** Commands or pages to go to, in order. */
  readonly actions: readonly Action[]
}

/** Where invoices are paid and credits bought. */
export const BILLING_URL = BILLING_PAGE.value
/** For higher limits. */
export const CONTACT = CONTACT_FACT.value

const SUSPENSIONS: Record<string, SuspensionCause> = {
  MONTHLY_SPEND_LIMIT_EXCEEDED: {
    cause: 'the monthly spend limit is reached',
    remedy:
      'raise monthly-spend-usd, and add credits if the balance is empty; a legacy postpaid account at its max needs a higher tier; it may take some minutes to show',
    actions: [quotaCommand('get', 'monthly-spend-usd'), command('tier', 'list'), link(BILLING_URL)],
  },
  CREDIT_DEPLETED: {
    cause: 'credits are used up',
    remedy:
      'add credits; a payment method alone helps a legacy postpaid account, or with Auto Reload; it may take some minutes to show',
    actions: [link(BILLING_URL)],
  },
  FAILED_PAYMENTS: {
    cause: 'the payment of a past invoice failed',
    remedy: 'pay all failed invoices; the account is unsuspended by itself, if not within an hour contact Fireworks',
    actions: [link(BILLING_URL)],
  },
  BLOCKED_BY_ABUSE_RULE: {
    cause: 'an abuse rule blocked the account',
    remedy: `contact Fireworks at ${CONTACT}`,
    actions: [advice(`write to ${CONTACT}`)],
  },
}

/** Whether the account stops at its spend limit. Enterprise accounts are informed, not paused: `BILLING.enterprise`. */
export function pausesAtLimit(account: Pick<Account, 'accountType'> | null): boolean {
  return account?.accountType !== 'ENTERPRISE'
}

/** Whether the suspend state says that the account is stopped. A state this version does not know counts as stopped. */
export function isSuspended(suspendState: string | null): boolean {
  return suspendState !== null && suspendState !== '' && suspendState !== 'UNSUSPENDED'
}

/**
 * Cause and remedy of a suspend state, from Fireworks' documentation on account suspension.
 * @returns null when the account is not suspended
 */
export function suspensionCause(suspendState: string | null): SuspensionCause | null {
  if (suspendState === null || !isSuspended(suspendState)) return null
  // Own keys only: a server may say anything, `constructor` too.
  const documented = Object.hasOwn(SUSPENSIONS, suspendState) ? SUSPENSIONS[suspendState] : undefined
  return (
    documented ?? {
      cause: `suspend state ${suspendState}, which this version does not know`,
      remedy: `see ${BILLING_URL}, or contact ${CONTACT}`,
      actions: [link(BILLING_URL)],
    }
  )
}
