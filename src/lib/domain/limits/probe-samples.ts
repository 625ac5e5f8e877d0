import type {OutcomeCode} from '../errors.js'
import type {RateLimit} from './rate-limit.js'

/** A sample as far as the report over all of them needs it. */
export interface LimitSample {
  readonly outcome: OutcomeCode
  /** From the scheduled start, milliseconds; null without an answer. */
  readonly latencyMs: number | null
  readonly limits: readonly RateLimit[]
}

/** What several requests to one model came to. */
export interface SampleSummary {
  readonly requests: number
  /** How often each outcome came, the most frequent first. */
  readonly outcomes: readonly (readonly [OutcomeCode, number])[]
  /** Milliseconds; null when nothing was answered. */
  readonly latency: {readonly min: number; readonly median: number; readonly max: number} | null
  /** Limits that were not the same in the last answer as in the first that told them. */
  readonly changes: readonly LimitChange[]
}

export interface LimitChange {
  readonly dimension: RateLimit['dimension']
  /** Per minute. */
  readonly from: number
  readonly to: number
}

/** Folds samples, in the order of their schedule, to a report. */
export function summariseSamples(samples: readonly LimitSample[]): SampleSummary {
  const counts = new Map<OutcomeCode, number>()
  for (const {outcome} of samples) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  const times = samples.flatMap(({latencyMs}) => (latencyMs === null ? [] : [latencyMs])).sort((a, b) => a - b)
  return {
    requests: samples.length,
    outcomes: [...counts].sort(([, a], [, b]) => b - a),
    latency: times.length === 0 ? null : {min: times[0]!, median: medianOf(times), max: times.at(-1)!},
    changes: changesIn(samples),
  }
}

/** @param sorted ascending, not empty */
function medianOf(sorted: readonly number[]): number {
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

function changesIn(samples: readonly LimitSample[]): LimitChange[] {
  const first = new Map<RateLimit['dimension'], RateLimit>()
  const last = new Map<RateLimit['dimension'], RateLimit>()
  for (const limit of samples.flatMap(({limits}) => limits)) {
    if (limit.perMinute === null) continue
    if (!first.has(limit.dimension)) first.set(limit.dimension, limit)
    last.set(limit.dimension, limit)
  }
  return [...first].flatMap(([dimension, before]) => {
    const [from, to] = [before.perMinute!, last.get(dimension)!.perMinute!]
    return from === to ? [] : [{dimension, from, to}]
  })
}
