import {suspensionCause} from '../../domain/account.js'
import {SPEND_QUOTA_ID} from '../../domain/quota/quota.js'
import {SPENDING_TIERS} from '../../domain/facts/tiers.js'
import {formatUsd} from '../../domain/text/units.js'
import type {TopicSection} from './section.js'

/** The suspend states of the documents, in the order of how often they are met. */
const SUSPEND_STATES = ['MONTHLY_SPEND_LIMIT_EXCEEDED', 'CREDIT_DEPLETED', 'FAILED_PAYMENTS', 'BLOCKED_BY_ABUSE_RULE']

/** `fireq help tiers`. */
export function tiersTopic(): readonly TopicSection[] {
  const criteria = SPENDING_TIERS.flatMap(tier => tier.criteria)
  const sources = new Map(criteria.map(({asOf, source}) => [asOf, source]))
  return [
    {
      title: 'SPENDING TIERS',
      blocks: [
        [
          ['TIER', 'CEILING', 'AS OF', 'CRITERION'],
          ...SPENDING_TIERS.flatMap(({tier, ceilingUsd, criteria: own}) =>
            own.map(({asOf, text}) => [String(tier), ceilingUsd === null ? 'none' : formatUsd(ceilingUsd), asOf, text]),
          ),
        ],
        `The ceiling is USD a month. ${[...sources].map(([asOf, source]) => `${asOf}: ${source}`).join('; ')}. The tables have changed before: they are advice with a date, and fireq refuses nothing because of them.`,
      ],
    },
    {
      title: 'WHERE AN ACCOUNT STANDS',
      blocks: [
        `The API has no tier. \`fireq tier list\` guesses it from the approved ceiling of ${SPEND_QUOTA_ID}: right for self-serve accounts, wrong for prepaid and enterprise ones, hence "likely". Within the tier you set the limit yourself, up or down: \`fireq quota set ${SPEND_QUOTA_ID} USD\`.`,
      ],
    },
    {
      title: 'WHEN AN ACCOUNT IS STOPPED',
      blocks: [
        `At 100 % of ${SPEND_QUOTA_ID} everything stops, serverless, deployments and fine-tuning, with 412. Credits count against the limit.`,
        [
          ['SUSPEND STATE', 'CAUSE, AND WHAT ENDS IT'],
          ...SUSPEND_STATES.map(state => {
            const cause = suspensionCause(state)
            return [state, cause === null ? '' : `${cause.cause}: ${cause.remedy}`]
          }),
        ],
      ],
    },
  ]
}
