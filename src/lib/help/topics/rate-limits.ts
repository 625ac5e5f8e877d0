import {SERVERLESS_DASHBOARD, STATUS_PAGE} from '../../domain/facts/contacts.js'
import {ERROR_MEANINGS, PRIORITY, SEEN_ANSWERS} from '../../domain/facts/errors.js'
import {cite, type Fact} from '../../domain/facts/fact.js'
import {MODEL_LIFE} from '../../domain/facts/model-life.js'
import {GROWTH_WORDS, HEADER_UNITS_BEFORE, LIMIT_HEADERS, LIMIT_SCOPE} from '../../domain/facts/rate-limit-words.js'
import {
  ACCOUNT_REQUESTS,
  ACCOUNT_REQUESTS_UNPAID,
  ADAPTIVE_STARTING,
  BURST_SHRINK,
  DYNAMIC_GROWTH,
  DYNAMIC_STARTING,
  FULL_BOUND_TIER,
  GROWTH_RULE,
  HEADER_UNIT,
  PER_SECOND_BELOW,
  SIZE_CLASSES,
  SIZE_CLASSES_MID_2026,
  type SizeClass,
} from '../../domain/facts/rate-limits.js'
import {DIMENSION_WORDS, TOKEN_DIMENSIONS, type TokenDimension} from '../../domain/limits/rate-limit.js'
import {REQUESTS_QUOTA_ID} from '../../domain/quota/quota.js'
import {formatCompact, formatPercent, formatWholeNumber} from '../../domain/text/units.js'
import type {TopicSection} from './section.js'

/** `fireq help rate-limits`. */
export function rateLimitsTopic(): readonly TopicSection[] {
  return [limitsInForce(), growth(), wholeAccount(), headers(), whatToDo(), history()]
}

function limitsInForce(): TopicSection {
  const {upperBound} = SIZE_CLASSES[0]!
  return {
    title: 'RATE LIMITS OF SERVERLESS MODELS',
    blocks: [
      `${capital(LIMIT_SCOPE.each.value)}, in tokens per minute. They move with use up to the upper bound for models of that size, each by itself. Spending tier ${FULL_BOUND_TIER.value} and above reach all of it; no table says how much lower tiers reach. ${capital(LIMIT_SCOPE.variants.value)}. ${capital(LIMIT_SCOPE.sizes.value)}. ${cite(upperBound.prompt)}.`,
      boundsTable(SIZE_CLASSES),
      `Where the limits start is not published any more. They are also shown at ${SERVERLESS_DASHBOARD.value}.`,
    ],
  }
}

function growth(): TopicSection {
  const rule = GROWTH_RULE
  const percent = ({value}: Fact) => formatPercent(value)
  const steps = formatPercent(rule.growBy.value - 1)
  return {
    title: 'HOW THEY GROW AND SHRINK',
    blocks: [
      [
        ['WHAT', 'WHEN'],
        [
          `+${steps} at most`,
          `every ${rule.growEveryMinutes.value} minutes, while more than ${percent(rule.growAboveUse)} of the limit is used within a minute`,
        ],
        [
          `-${formatPercent(Number((1 - rule.shrinkBy.value).toFixed(6)))}`,
          `at most once in ${rule.shrinkEveryHours.value} hours, if the highest ${rule.shrinkMeasuredMinutes.value}-minute use of ${rule.shrinkWindowDays.value} days stayed under ${percent(rule.shrinkBelowUse)}, and recent use is under ${percent(rule.noShrinkAtUse)} of the lower limit; ${GROWTH_WORDS.lower.value}`,
        ],
        ['back to the default', `after more than ${rule.resetAfterHours.value} hours without traffic to the model`],
      ],
      `Is this the upper bound? If more than half of a limit is used and it does not rise after ${rule.growEveryMinutes.value} minutes, it is the bound of your tier. ${capital(GROWTH_WORDS.climb.value)}. ${capital(GROWTH_WORDS.custom.value)}. ${cite(rule.growBy)}.`,
      `A burst that shrank a limit at once is in no document: ${BURST_SHRINK.value}; ${cite(BURST_SHRINK)}. \`limits probe\` sends one small request unless you ask for more.`,
    ],
  }
}

function wholeAccount(): TopicSection {
  return {
    title: 'THE WHOLE ACCOUNT',
    blocks: [
      `${formatWholeNumber(ACCOUNT_REQUESTS.value)} requests per minute over all models, ${formatWholeNumber(ACCOUNT_REQUESTS_UNPAID.value)} with no payment method or no credits; above it 429. It does not grow. ${cite(ACCOUNT_REQUESTS)}. Your account's own number: \`fireq quota get ${REQUESTS_QUOTA_ID}\`.`,
    ],
  }
}

function headers(): TopicSection {
  const small = TOKEN_DIMENSIONS.map(
    dimension => `${formatWholeNumber(PER_SECOND_BELOW[dimension].value)} ${columnHead(dimension).toLowerCase()}`,
  )
  return {
    title: 'HOW THE HEADERS ARE READ',
    blocks: [
      `Answers carry ${LIMIT_HEADERS.limit.value}, ${cite(LIMIT_HEADERS.limit)}, and sometimes ${LIMIT_HEADERS.remaining.value}, ${LIMIT_HEADERS.remaining.certainty}; cache-adjusted prompt tokens are the uncached ones. ${capital(LIMIT_HEADERS.absent.value)}, ${LIMIT_HEADERS.absent.certainty}. The status counts first, then nothing remaining, then the flag: ${LIMIT_HEADERS.overLimit.value}, ${LIMIT_HEADERS.overLimit.certainty}.`,
      `The numbers are per minute, ${cite(HEADER_UNIT)}. They are read per second only if \`--unit second\` says so, or if no limit of requests came and every limit is too small for anything else (below ${small.join(', ')}, ${PER_SECOND_BELOW.prompt.certainty}), as in the headers of early 2026, ${cite(HEADER_UNITS_BEFORE[0])}; a note says so then. The raw number is always kept.`,
    ],
  }
}

function whatToDo(): TopicSection {
  return {
    title: 'WHAT TO DO',
    blocks: [
      [
        ['ANSWER', 'MEANING'],
        ['429', ERROR_MEANINGS[429].value],
        ['503', `${ERROR_MEANINGS[503].value}; ${STATUS_PAGE.value}`],
        ['412', `${ERROR_MEANINGS[412].value}; \`fireq diagnose\` says what does`],
        ['402', ERROR_MEANINGS[402].value],
      ],
      `${cite(ERROR_MEANINGS[429])}. Priority is ${PRIORITY.sheds.value}, ${cite(PRIORITY.sheds)}. Of answers seen: ${SEEN_ANSWERS.deadline.value}; ${MODEL_LIFE.end.value}; ${cite(SEEN_ANSWERS.deadline)}.`,
    ],
  }
}

function history(): TopicSection {
  const {requests, prompt, generated} = DYNAMIC_STARTING
  const grown = DYNAMIC_GROWTH.map(({minutes, times}) => `${times.value} times after ${minutes} minutes`).join(', ')
  const start = TOKEN_DIMENSIONS.map(
    dimension => `${formatCompact(ADAPTIVE_STARTING[dimension].value)} ${DIMENSION_WORDS[dimension]}`,
  )
  return {
    title: 'OLDER DOCUMENTS',
    blocks: [
      `Upper bounds until ${SIZE_CLASSES_MID_2026[0]!.upperBound.prompt.validUntil}, ${cite(SIZE_CLASSES_MID_2026[0]!.upperBound.prompt)}:`,
      boundsTable(SIZE_CLASSES_MID_2026),
      `Starting limits per minute: ${start.join(', ')}, in headers described per second; ${cite(ADAPTIVE_STARTING.prompt)}.`,
      `Before that, limits of requests, prompt and output tokens per minute, in the example from ${formatWholeNumber(requests.value)} requests, ${formatWholeNumber(prompt.value)} prompt and ${formatWholeNumber(generated.value)} output tokens, growing with steady use: ${grown}. Over them a request was served at lower priority with \`x-ratelimit-over-limit: yes\`, far over them 429; ${cite(requests)}.`,
    ],
  }
}

function boundsTable(classes: readonly SizeClass[]): string[][] {
  return [
    ['MODEL SIZE', ...TOKEN_DIMENSIONS.map(columnHead)],
    ...classes.map(({name, upperBound}) => [
      name,
      ...TOKEN_DIMENSIONS.map(dimension => formatCompact(upperBound[dimension].value)),
    ]),
  ]
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
const columnHead = (dimension: TokenDimension) => DIMENSION_WORDS[dimension].replace(/ tokens$/, '').toUpperCase()
