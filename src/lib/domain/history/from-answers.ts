import type {OutcomeCode} from '../errors.js'
import type {RateLimit} from '../limits/rate-limit.js'
import type {Quota} from '../quota/quota.js'
import {emptyReading, type Reading, type ReadingSource} from './reading.js'

/** What was read, when, and of which account. */
export interface ReadAt {
  /** Milliseconds since the epoch. */
  readonly t: number
  readonly account: string
}

/** Quotas as a list told them. One of which neither limit nor usage came is no reading. */
export function quotaReadings({t, account}: ReadAt, quotas: readonly Quota[]): Reading[] {
  return quotas
    .filter(({value, usage}) => value !== null || usage !== null)
    .map(({id, value, usage, unlimited}) => ({
      ...emptyReading({t, account, source: 'list', kind: 'quota'}),
      quota: id,
      limit: unlimited ? null : value,
      usage,
    }))
}

/** An answer of a model as far as the history keeps it. */
export interface AnsweredProbe {
  readonly model: string
  readonly outcome: OutcomeCode
  /** null where nothing was asked, or no answer came. */
  readonly httpStatus: number | null
  readonly limits: readonly RateLimit[]
}

/**
 * Limits and outcomes of answers. A connection that failed, or a server that did, told nothing of limits and is not kept.
 */
export function limitReadings(
  {t, account}: ReadAt,
  source: ReadingSource,
  probes: readonly AnsweredProbe[],
): Reading[] {
  return probes.flatMap(({model, outcome, httpStatus, limits}) => {
    const own = limits.map(limit => limitReading({t, account}, source, model, limit))
    if (httpStatus === null || !KEPT_OUTCOMES.has(outcome)) return own
    return [...own, {...emptyReading({t, account, source, kind: 'outcome'}), model, outcome}]
  })
}

/** One limit as an answer told it. */
export function limitReading(
  {t, account}: ReadAt,
  source: ReadingSource,
  model: string,
  {dimension, perMinute, remainingPerMinute, raw, unit, unitSource}: RateLimit,
): Reading {
  return {
    ...emptyReading({t, account, source, kind: 'limit'}),
    model,
    dimension,
    limit: perMinute,
    remaining: remainingPerMinute,
    raw,
    unit,
    unitSource,
  }
}

/** What an answer says of the account or the model, not of the request or the connection. */
const KEPT_OUTCOMES: ReadonlySet<OutcomeCode> = new Set([
  'ok',
  'over-limit',
  'rate-limited',
  'load-shed',
  'suspended',
  'user-cap',
  'tier-gate',
  'policy',
  'model-retired',
  'deployment-saturated',
])

/** Whether the account is suspended, as it came. */
export function accountReading({t, account}: ReadAt, suspendState: string): Reading {
  return {...emptyReading({t, account, source: 'list', kind: 'outcome'}), outcome: suspendState}
}
