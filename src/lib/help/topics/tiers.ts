import {suspensionCause} from '../../domain/account.js'
import {cite, type Fact} from '../../domain/facts/fact.js'
import {FULL_BOUND_TIER} from '../../domain/facts/rate-limits.js'
import {NOT_TOLD} from '../../domain/facts/account-api.js'
import {BILLING} from '../../domain/facts/spend.js'
import {SPENDING_TIERS, TRAINING_GPUS_WITHOUT_TIER} from '../../domain/facts/tiers.js'
import {SPEND_QUOTA_ID} from '../../domain/quota/quota.js'
import {formatPercent, formatUsd} from '../../domain/text/units.js'
import type {TopicSection} from './section.js'

/** The suspend states of the documents, in the order of how often they are met. */
const SUSPEND_STATES = ['MONTHLY_SPEND_LIMIT_EXCEEDED', 'CREDIT_DEPLETED', 'FAILED_PAYMENTS', 'BLOCKED_BY_ABUSE_RULE']

/** `fireq help tiers`. */
export function tiersTopic(): readonly TopicSection[] {
  return [spendingTiers(), whatTheyGive(), whereAnAccountStands(), whenItStops()]
}

function spendingTiers(): TopicSection {
  const criteria = SPENDING_TIERS.flatMap(tier => tier.criteria)
  const sources = [...new Map(criteria.map(({asOf, source}) => [asOf, source]))].reverse()
  return {
    title: 'SPENDING TIERS',
    blocks: [
      [
        ['TIER', 'MAX', 'AS OF', 'CRITERION'],
        ...SPENDING_TIERS.flatMap(({tier, ceilingUsd, criteria: own}) =>
          [...own]
            .reverse()
            .map(({asOf, text}) => [String(tier), ceilingUsd === null ? 'none' : formatUsd(ceilingUsd), asOf, text]),
        ),
      ],
      `The max is USD a month. ${sources.map(([asOf, source]) => `${cite({certainty: 'documented', validFrom: asOf})}: ${source}`).join('; ')}. The tables have changed before: they are advice with a date, and fireq refuses nothing because of them.`,
    ],
  }
}

/** GPUs of which each tier gives the same number. */
const GPU_COLUMNS = [['b200', 'b300'], ['h200'], ['h100', 'a100']] as const

function whatTheyGive(): TopicSection {
  const row = (name: string, counts: Readonly<Record<string, number>>, bounds: string) => [
    name,
    ...GPU_COLUMNS.map(([gpu]) => String(counts[gpu] ?? 'by contact')),
    bounds,
  ]
  return {
    title: 'WHAT A TIER GIVES',
    blocks: [
      [
        ['TIER', ...GPU_COLUMNS.map(gpus => gpus.join(', ').toUpperCase()), 'RATE LIMITS'],
        row('none', TRAINING_GPUS_WITHOUT_TIER.value, 'part of the bound'),
        ...SPENDING_TIERS.map(({tier, trainingGpus, fullRateLimits}) =>
          row(String(tier), trainingGpus, fullRateLimits ? 'the upper bound' : 'part of the bound'),
        ),
      ],
      `GPUs for training, and how far rate limits can grow; ${cite(TRAINING_GPUS_WITHOUT_TIER)}. No table says how much of the upper bound tiers below ${FULL_BOUND_TIER.value} reach: see \`fireq help rate-limits\`.`,
    ],
  }
}

function whereAnAccountStands(): TopicSection {
  return {
    title: 'WHERE AN ACCOUNT STANDS',
    blocks: [
      `${sentence(BILLING.prepaid)} ${sentence(BILLING.legacyPostpaid)} Of the API, ${NOT_TOLD.tier.value}, ${cite(NOT_TOLD.tier)}, and ${NOT_TOLD.payment.value}, ${NOT_TOLD.payment.certainty}: \`fireq tier list\` guesses from the max of ${SPEND_QUOTA_ID}, hence "likely". Up to that max you set the limit yourself, up or down: \`fireq quota set ${SPEND_QUOTA_ID} USD\`.`,
    ],
  }
}

function whenItStops(): TopicSection {
  return {
    title: 'WHEN AN ACCOUNT IS STOPPED',
    blocks: [
      `${SPEND_QUOTA_ID}: ${BILLING.stops.value}; a mail goes out at ${formatPercent(BILLING.mailAt.value)}; ${cite(BILLING.mailAt)}. ${sentence(BILLING.enterprise)} ${sentence(BILLING.creditsCount)} ${sentence(BILLING.month)} ${sentence(BILLING.afterTopUp)} ${sentence(BILLING.afterInvoice)}`,
      [
        ['SUSPEND STATE', 'CAUSE, AND WHAT ENDS IT'],
        ...SUSPEND_STATES.map(state => {
          const cause = suspensionCause(state)
          return [state, cause === null ? '' : `${cause.cause}: ${cause.remedy}`]
        }),
      ],
      `The states and their causes: ${cite(BILLING.afterInvoice)}. That a card alone does not help a prepaid account: likely. A state that is not in the table counts as suspended.`,
    ],
  }
}

/** A fact as a sentence with its ground. */
function sentence(fact: Fact<string>): string {
  return `${fact.value.charAt(0).toUpperCase()}${fact.value.slice(1)}, ${cite(fact)}.`
}
