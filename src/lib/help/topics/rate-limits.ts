import {
  ACCOUNT_REQUESTS,
  ACCOUNT_REQUESTS_UNPAID,
  ADAPTIVE_STARTING,
  DIMENSION_WORDS,
  DYNAMIC_STARTING,
  MODEL_SIZE_CLASSES,
  TOKEN_DIMENSIONS,
  type PublishedNumber,
  type TokenDimension,
} from '../../domain/limits/rate-limit.js'
import {formatCompact, formatWholeNumber} from '../../domain/text/units.js'
import type {TopicSection} from './section.js'

/** `fireq help rate-limits`. */
export function rateLimitsTopic(): readonly TopicSection[] {
  return [
    {
      title: 'ADAPTIVE LIMITS',
      blocks: [
        'Serverless inference is limited per account and per model, in tokens per minute. The limits start at the first row, grow and shrink with use, and end at the upper bound for models of its size; a higher spending tier reaches higher. Fast variants of a model have limits of their own; Priority shares them and is shed less.',
        [
          ['MODEL SIZE', ...TOKEN_DIMENSIONS.map(columnHead)],
          ['any, to start with', ...TOKEN_DIMENSIONS.map(dimension => amount(ADAPTIVE_STARTING[dimension]))],
          ...MODEL_SIZE_CLASSES.map(({name, upperBound}) => [
            name,
            ...TOKEN_DIMENSIONS.map(dimension => amount(upperBound[dimension])),
          ]),
        ],
        `Sources: ${sources([ADAPTIVE_STARTING.prompt, MODEL_SIZE_CLASSES[0]!.upperBound.prompt])}. A burst can shrink a limit: \`limits probe\` sends one small request unless you ask for more.`,
      ],
    },
    {
      title: 'THE WHOLE ACCOUNT',
      blocks: [
        `${formatWholeNumber(ACCOUNT_REQUESTS.value)} requests per minute over all models, ${formatWholeNumber(ACCOUNT_REQUESTS_UNPAID.value)} without a payment method; above it 429. It is fixed. Source: ${sources([ACCOUNT_REQUESTS])}.`,
      ],
    },
    {
      title: 'DYNAMIC LIMITS, THE GENERATION BEFORE',
      blocks: [
        `Limits of requests, prompt and generated tokens per minute that grow with sustained use, in the documents' example from ${formatWholeNumber(DYNAMIC_STARTING.requests.value)} requests, ${formatWholeNumber(DYNAMIC_STARTING.prompt.value)} prompt and ${formatWholeNumber(DYNAMIC_STARTING.generated.value)} output tokens. Over them a request is still served, at lower priority, with \`x-ratelimit-over-limit: yes\`; far over them 429. Source: ${sources([DYNAMIC_STARTING.requests])}.`,
      ],
    },
    {
      title: 'HOW THE HEADERS ARE READ',
      blocks: [
        'Answers carry x-ratelimit-limit-… and x-ratelimit-remaining-… for requests, tokens-prompt, tokens-cache-adjusted-prompt (uncached prompt tokens) and tokens-generated; any of them may be missing, and no limit headers at all is a normal answer. The status counts first, then nothing remaining, then x-ratelimit-over-limit, which was seen `no` on real 429s.',
        'The documents say per second, captures make sense only per minute. The published ranges do not overlap, so a number inside them has a known unit; what lies outside stays unknown unless another limit of the same answer decides it, or --unit does. The raw number is always kept.',
      ],
    },
    {
      title: 'WHAT TO DO',
      blocks: [
        [
          ['ANSWER', 'MEANING'],
          ['429', 'a bucket is empty; it refills continuously: back off and retry'],
          ['503', 'load was shed, inside the limits or not: retry with backoff, or use Priority'],
          ['412', 'the account is suspended: a retry does not help; `fireq diagnose` says what does'],
          ['402', "a user's own usage cap, or no paid plan: a retry does not help"],
        ],
      ],
    },
  ]
}

const columnHead = (dimension: TokenDimension) => DIMENSION_WORDS[dimension].replace(/ tokens$/, '').toUpperCase()
const amount = (number: PublishedNumber) => formatCompact(number.value)

function sources(numbers: readonly PublishedNumber[]): string {
  return [...new Set(numbers.map(({source}) => source))].join('; ')
}
