import {CLIENT_RETRIES, PAGES} from './api.js'
import {DEPLOYMENT_METRICS, GPU_CHARGE, KEY_PREFIXES, NOT_TOLD, SEEN_QUOTAS} from './account-api.js'
import {contactFacts} from './contacts.js'
import {ERROR_MEANINGS, PRIORITY, SEEN_ANSWERS} from './errors.js'
import {factsFrom, type Fact, type NamedFact} from './fact.js'
import {
  DEPLOYED_MODELS_DEFAULT,
  GPU_DEFAULTS,
  GPU_DEFAULTS_2025,
  GPU_HOUR_PRICES,
  MULTI_REGIONS,
  REGION_PINNED_FACTOR,
} from './gpu.js'
import {MODEL_LIFE} from './model-life.js'
import {GONE, LIVING_MODELS, PRIORITY_PRICE_FACTOR, RETIRED_MODELS, SERVED, US_ONLY_PRICE_FACTOR} from './models.js'
import {GROWTH_WORDS, HEADER_UNITS_BEFORE, LIMIT_HEADERS, LIMIT_SCOPE} from './rate-limit-words.js'
import {
  ACCOUNT_REQUESTS,
  ACCOUNT_REQUESTS_UNPAID,
  ADAPTIVE_STARTING,
  BURST_SHRINK,
  DYNAMIC_GROWTH,
  DYNAMIC_HIGHEST,
  DYNAMIC_STARTING,
  FULL_BOUND_TIER,
  GROWTH_RULE,
  HEADER_UNIT,
  PER_SECOND_BELOW,
  SIZE_CLASSES,
  SIZE_CLASSES_MID_2026,
} from './rate-limits.js'
import type {RateLimitDimension} from '../limits/rate-limit.js'
import {BILLING, COSTS, UNLIMITED_SPEND_USD} from './spend.js'
import {NEWEST, newest, SPENDING_TIERS, TRAINING_GPUS_WITHOUT_TIER, YEAR_2025} from './tiers.js'
import {webPageFacts} from './web-pages.js'

/** Everything that fireq states about Fireworks as data, under the names of its list, for whoever checks it against the documents. */
export function allFacts(): readonly NamedFact[] {
  return [
    ...rateLimitFacts(),
    ...modelFacts(),
    ...tierFacts(),
    ...spendFacts(),
    ...gpuFacts(),
    ...errorFacts(),
    ...apiFacts(),
    ...contactFacts(),
    ...webPageFacts(),
  ]
}

/** Facts under their names. @param names of each, as the list has it */
function namedFacts<Key extends string>(
  subject: string,
  facts: Readonly<Record<Key, Fact<unknown>>>,
  names: Readonly<Record<Key, string>>,
): NamedFact[] {
  return (Object.keys(facts) as Key[]).map(key => ({name: `${subject}, ${names[key]}`, fact: facts[key]}))
}

/** The rule's parts, as the list has them. */
const GROWTH_NAMES: Readonly<Record<keyof typeof GROWTH_RULE, string>> = {
  growBy: 'grows by',
  growEveryMinutes: 'grows every',
  growAboveUse: 'grows above a use of',
  shrinkBy: 'shrinks by',
  shrinkEveryHours: 'shrinks every',
  shrinkWindowDays: 'shrinks by the use of',
  shrinkMeasuredMinutes: 'shrinks by a use measured over',
  shrinkBelowUse: 'shrinks below a use of',
  noShrinkAtUse: 'does not shrink from a use of',
  resetAfterHours: 'back to the default after',
}

const ofDimensions = (name: string, facts: Readonly<Partial<Record<RateLimitDimension, Fact>>>): NamedFact[] =>
  Object.entries(facts).map(([dimension, fact]) => ({name: `${name}, ${dimension}`, fact}))

function rateLimitFacts(): readonly NamedFact[] {
  return [
    ...[...SIZE_CLASSES, ...SIZE_CLASSES_MID_2026].flatMap(({name, upperBound: bounds}) =>
      ofDimensions(`upper bound, ${name}`, bounds),
    ),
    {name: 'tier that reaches the whole upper bound', fact: FULL_BOUND_TIER},
    ...namedFacts('growth rule', GROWTH_RULE, GROWTH_NAMES),
    ...namedFacts('growth', GROWTH_WORDS, {
      ceiling: 'is this the ceiling?',
      climb: 'how long',
      custom: 'agreed limits',
      lower: 'lower bound',
    }),
    ...namedFacts('rate limits', LIMIT_SCOPE, {each: 'whose', variants: 'of variants', sizes: 'size of variants'}),
    {name: 'a burst that shrank a limit', fact: BURST_SHRINK},
    ...[HEADER_UNIT, ...HEADER_UNITS_BEFORE].map(fact => ({name: 'unit of limit headers', fact})),
    ...namedFacts('headers', LIMIT_HEADERS, {
      limit: 'limits',
      remaining: 'what remains',
      absent: 'absent',
      overLimit: 'over the limit',
      requests: 'of the dynamic generation',
    }),
    ...ofDimensions('starting limit', ADAPTIVE_STARTING),
    ...ofDimensions('per second when all are below', PER_SECOND_BELOW),
    ...ofDimensions('starting limit, dynamic', DYNAMIC_STARTING),
    ...DYNAMIC_GROWTH.map(({minutes, times}) => ({name: `dynamic limits after ${minutes} minutes`, fact: times})),
    {name: 'dynamic limits, highest', fact: DYNAMIC_HIGHEST},
    {name: 'requests of the whole account', fact: ACCOUNT_REQUESTS},
    {name: 'requests of the whole account without a payment method or credits', fact: ACCOUNT_REQUESTS_UNPAID},
  ]
}

function modelFacts(): readonly NamedFact[] {
  const served = factsFrom(SERVED)
  const gone = factsFrom(GONE)
  return [
    ...LIVING_MODELS.map(({id, kind, sizeClass}) => ({name: `served: ${id}`, fact: served(`${kind}, ${sizeClass}`)})),
    ...LIVING_MODELS.flatMap(({id, price}) => (price === null ? [] : [{name: `price: ${id}`, fact: price}])),
    ...RETIRED_MODELS.map(({id, retiredOn}) => ({name: `retired: ${id}`, fact: gone(retiredOn ?? 'date not known')})),
    ...namedFacts('models', MODEL_LIFE, {
      served: 'served or not',
      date: 'retirement date',
      size: 'size',
      notice: 'notice of retirement',
      end: 'answers of retired ones',
      routers: 'routers',
      dedicated: 'on deployments',
    }),
    {name: 'price of Priority', fact: PRIORITY_PRICE_FACTOR},
    {name: 'price of US-only routers', fact: US_ONLY_PRICE_FACTOR},
  ]
}

function tierFacts(): readonly NamedFact[] {
  return [
    ...SPENDING_TIERS.flatMap(({tier, ceilingUsd, trainingGpus, criteria}) => [
      {name: `tier ${tier}, monthly max`, fact: newest(ceilingUsd ?? 'none', 'USD a month')},
      ...criteria.map(({asOf, source, text}) => ({
        name: `tier ${tier}, criterion`,
        fact: {...(asOf === NEWEST.validFrom ? NEWEST : YEAR_2025), source, value: text, unit: ''},
      })),
      ...(tier === 'unlimited' ? [] : [{name: `tier ${tier}, training GPUs`, fact: newest(trainingGpus, 'GPUs')}]),
    ]),
    {name: 'training GPUs without a tier', fact: TRAINING_GPUS_WITHOUT_TIER},
  ]
}

function spendFacts(): readonly NamedFact[] {
  return [
    ...namedFacts('billing', BILLING, {
      prepaid: 'prepaid accounts',
      legacyPostpaid: 'legacy postpaid accounts',
      enterprise: 'Enterprise accounts',
      afterTopUp: 'after a top-up',
      afterInvoice: 'after a paid invoice',
      mailAt: 'a mail goes out',
      stops: 'at the limit',
      month: 'a new month',
      creditsCount: 'credits',
    }),
    ...namedFacts('usage costs', COSTS, {
      longestDays: 'days of a call',
      oldestDays: 'how far back',
      largestPage: 'page',
      mostDimensions: 'dimensions',
      covers: 'what they cover',
      rated: 'how rated',
      lag: 'how late',
    }),
    {name: 'a spend limit that means none', fact: UNLIMITED_SPEND_USD},
  ]
}

const ofGpus = (name: string, facts: Readonly<Record<string, Fact>>): NamedFact[] =>
  Object.entries(facts).map(([gpu, fact]) => ({name: `${name}, ${gpu}`, fact}))

function gpuFacts(): readonly NamedFact[] {
  return [
    ...ofGpus('on-demand GPU', GPU_HOUR_PRICES),
    {name: 'on-demand GPU, pinned to a region', fact: REGION_PINNED_FACTOR},
    ...ofGpus('default GPU quota', GPU_DEFAULTS),
    ...ofGpus('default GPU quota', GPU_DEFAULTS_2025),
    {name: 'default quota of deployed models', fact: DEPLOYED_MODELS_DEFAULT},
    {name: 'multi-regions', fact: MULTI_REGIONS},
  ]
}

function errorFacts(): readonly NamedFact[] {
  return [
    ...Object.entries(ERROR_MEANINGS).map(([status, fact]) => ({name: `meaning of ${status}`, fact})),
    ...namedFacts('answers seen', SEEN_ANSWERS, {
      tierGate: 'tier gates',
      quotaRefusal: 'refusals of quotas',
      deadline: 'deadline of the first token',
      notOffered: '501',
      firePass: 'Fire Pass keys',
      noRetryAfter: 'retry-after',
    }),
    ...namedFacts('Priority', PRIORITY, {sheds: 'load', shares: 'limits'}),
  ]
}

function apiFacts(): readonly NamedFact[] {
  return [
    ...namedFacts('pages', PAGES, {usual: 'usual', largest: 'largest', usualOfAudit: 'usual, of audit logs'}),
    ...namedFacts('metrics of deployments', DEPLOYMENT_METRICS, {callsPerMinute: 'calls', freshSeconds: 'how fresh'}),
    ...namedFacts("retries of Fireworks' client library", CLIENT_RETRIES, {
      most: 'how many',
      firstSeconds: 'first wait',
      longestSeconds: 'longest wait',
      jitter: 'jitter',
      longestRetryAfterSeconds: 'longest retry-after',
    }),
    ...namedFacts('not told by the API', NOT_TOLD, {
      tier: 'tier',
      balance: 'credit balance',
      payment: 'how an account pays',
      lag: 'suspension at once',
    }),
    ...namedFacts('keys begin with', KEY_PREFIXES, {standard: 'standard', firePass: 'Fire Pass'}),
    ...namedFacts('who holds GPUs', GPU_CHARGE, {
      global: 'global',
      training: 'training',
      release: 'what releases them',
      missingMaximum: 'without a maximum',
      stale: 'more reported than held',
    }),
    ...namedFacts('quotas seen', SEEN_QUOTAS, {
      jobs: 'job-submission-count',
      requests: 'serverless-inference-rpm',
      mostRequests: 'serverless-inference-rpm, the highest',
    }),
  ]
}
