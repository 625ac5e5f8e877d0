import {command} from '../domain/action.js'
import {AppError, exitCodeOf, type OutcomeCode, type Warning} from '../domain/errors.js'
import {worstExitCode} from '../domain/exit-codes.js'
import {nearest} from '../domain/text/did-you-mean.js'
import {displayModelName, parseModelName, type ModelName} from '../domain/limits/model-name.js'
import {printable} from '../domain/text/printable.js'
import {readRateLimitHeaders, WIRE_NAMES, type ReadHeadersOptions} from '../domain/limits/headers.js'
import {DIMENSION_WORDS, type RateLimit, type RateLimitDimension} from '../domain/limits/rate-limit.js'
import {formatCompact} from '../domain/text/units.js'
import type {LimitsReport, ReportedProbe} from './limits-report.js'
import {settle} from './settle.js'
import {readCatalogue} from './model-catalogue.js'
import {sizeInCatalogue} from './model-sizes.js'
import type {Gateway, ServerlessRateLimit} from './ports.js'

/**
 * What the metrics of `serverlessRateLimits` limit. Source: a generated client; the two names of uncached prompt tokens are
 * both in it. Cached prompt tokens have no limit among the headers.
 */
export const METRIC_DIMENSIONS: ReadonlyMap<string, RateLimitDimension> = new Map([
  ['TOKENS_PROMPT', 'prompt'],
  ['TOKENS_UNCACHED_PROMPT', 'uncached-prompt'],
  ['TOKENS_CACHE_ADJUSTED_PROMPT', 'uncached-prompt'],
  ['TOKENS_GENERATED', 'generated'],
])

/**
 * The limits as the account API lists them, without a request to a model. No document names its unit: it is assumed to be
 * that of headers.
 * @param asked only these models; empty: all that are listed
 * @throws AppError refused where the API does not offer it
 */
export async function freeLimits(
  gateway: Gateway,
  accountId: string,
  asked: readonly ModelName[],
  unit: ReadHeadersOptions['unit'],
): Promise<LimitsReport> {
  const [listed, catalogue] = await Promise.all([
    gateway.serverlessRateLimits(accountId),
    settle(readCatalogue(gateway)),
  ])
  if (listed === null) {
    throw new AppError('refused', 'the account API does not offer the list of rate limits to this key', {
      hints: [['without `--free` one request of a few tokens reads them: ', command('limits', 'probe')]],
    })
  }
  const byModel = new Map<string, ServerlessRateLimit[]>()
  for (const limit of listed) {
    const model = modelOfDeployment(limit.deployment)
    byModel.set(model, [...(byModel.get(model) ?? []), limit])
  }
  const models = asked.length === 0 ? [...byModel.keys()] : asked.map(({resource}) => resource)
  const probes = models.map(model => {
    const limits = byModel.get(model)
    const sizeClass = catalogue instanceof AppError ? null : sizeInCatalogue(model, catalogue)
    return limits
      ? listedProbe(model, limits, {unit: unit ?? 'auto', sizeClass})
      : missingProbe(model, [...byModel.keys()])
  })
  return {
    probes,
    comparisons: [],
    samples: [],
    warnings: [...unknownMetrics(listed), ...(listed.length === 0 ? [NOTHING_LISTED] : [])],
    interrupted: false,
    exitCode: worstExitCode(probes.map(({result}) => exitCodeOf(result.outcome))),
  }
}

const NOTHING_LISTED: Warning = {
  code: 'nothing-listed',
  message: 'the account API lists no rate limits for this account',
}

/** The model that a deployment of Fireworks' own serves, which has its id; any other deployment is named as it came. */
export function modelOfDeployment(deployment: string): string {
  const id = /^accounts\/fireworks\/deployments\/([^/#]+)$/.exec(deployment)?.[1]
  const parsed = id === undefined ? null : parseModelName(id)
  return parsed?.ok ? parsed.model.resource : deployment
}

function listedProbe(
  model: string,
  limits: readonly ServerlessRateLimit[],
  options: ReadHeadersOptions,
): ReportedProbe {
  const read = readListed(limits, options)
  return probeOf(model, 'ok', describeListed(model, read), read)
}

/** Limits as the account API lists them, read as the headers that say the same. */
export function readListed(limits: readonly ServerlessRateLimit[], options: ReadHeadersOptions): readonly RateLimit[] {
  const headers = limits.flatMap(({metric, effectiveLimit}) => {
    const dimension = METRIC_DIMENSIONS.get(metric)
    return dimension === undefined
      ? []
      : [[`x-ratelimit-limit-${WIRE_NAMES[dimension]}`, String(effectiveLimit)] as const]
  })
  return readRateLimitHeaders(headers, options).limits
}

function missingProbe(model: string, listed: readonly string[]): ReportedProbe {
  const name = shown(model)
  const near = nearest(name, listed.map(shown))
  return probeOf(
    model,
    'not-found',
    `The account API lists no rate limits for ${name}.${near === null ? '' : ` Did you mean ${near}?`}`,
    [],
  )
}

function describeListed(model: string, limits: readonly RateLimit[]): string {
  const told = limits.flatMap(({perMinute, dimension}) =>
    perMinute === null ? [] : [`${formatCompact(perMinute)} ${DIMENSION_WORDS[dimension]}`],
  )
  const what = told.length === 0 ? 'has no limits that can be read' : `may use ${told.join(', ')} per minute`
  const assumed = isUnitAssumed(limits) ? ' (unit assumed)' : ''
  return `${shown(model)} ${what}${assumed}; this list does not say how much of it remains.`
}

/** The documents name the unit of headers; that this list has the same is assumed. */
const isUnitAssumed = (limits: readonly RateLimit[]) => limits.some(({unitSource}) => unitSource === 'documented')

/** No request was sent to the model: status, latency, request id and headers are none. */
function probeOf(model: string, outcome: OutcomeCode, message: string, limits: readonly RateLimit[]): ReportedProbe {
  return {
    result: {
      model,
      serviceTier: null,
      outcome,
      httpStatus: null,
      latencyMs: null,
      ttftMs: null,
      requestId: null,
      overLimit: null,
      retryAfterSeconds: null,
      promptTokens: null,
      message,
      limits,
      headers: {},
    },
    outcome: {retryable: false, waitHint: null, actions: []},
    usage: null,
    notes: [],
  }
}

/** Metrics this version cannot place; cached prompt tokens are known to have no limit of their own. */
function unknownMetrics(listed: readonly ServerlessRateLimit[]): Warning[] {
  const unknown = new Set(listed.map(({metric}) => metric).filter(metric => !METRIC_DIMENSIONS.has(metric)))
  unknown.delete('TOKENS_CACHED_PROMPT')
  if (unknown.size === 0) return []
  const names = [...unknown].map(name => printable(name, 60)).join(', ')
  return [{code: 'unknown-metric', message: `the list has metrics that this version does not know: ${names}`}]
}

function shown(model: string): string {
  return printable(displayModelName(model), 120)
}
