import type {OutcomeCode} from '../errors.js'
import type {RateLimitDimension} from '../limits/rate-limit.js'
import type {ProxySnapshot, TrafficSnapshot} from './snapshot.js'

/** What a command sent through the proxy, `data` of `fireq.run/v1`. */
export interface RunSummary {
  readonly requests: number
  readonly outcomes: Readonly<Partial<Record<OutcomeCode, number>>>
  readonly status429: number
  readonly status503: number
  readonly refused: number
  /** Seconds that requests waited for their turn, in all. */
  readonly waitedSeconds: number
  readonly tokens: {readonly prompt: number; readonly cached: number; readonly generated: number}
  /** Per minute, by the first and by the last answer; null where an answer told none. */
  readonly limits: readonly {
    readonly model: string
    readonly dimension: RateLimitDimension
    readonly before: number | null
    readonly after: number | null
  }[]
  readonly exitCode: number
}

export function runSummary({traffic}: ProxySnapshot, exitCode: number): RunSummary {
  const sum = (of: (row: TrafficSnapshot) => number) => traffic.reduce((total, row) => total + of(row), 0)
  const outcomes: Partial<Record<OutcomeCode, number>> = {}
  for (const row of traffic) {
    for (const [name, count] of Object.entries(row.outcomes) as [OutcomeCode, number][]) {
      outcomes[name] = (outcomes[name] ?? 0) + count
    }
  }
  return {
    requests: sum(row => row.requests),
    outcomes,
    status429: sum(row => row.status429),
    status503: sum(row => row.status503),
    refused: sum(row => row.refused),
    waitedSeconds: sum(row => row.waitedMs) / 1000,
    tokens: {
      prompt: sum(row => row.tokens.prompt),
      cached: sum(row => row.tokens.cached),
      generated: sum(row => row.tokens.generated),
    },
    limits: traffic.flatMap(limitsOf),
    exitCode,
  }
}

function limitsOf({model, limits, firstLimits}: TrafficSnapshot): RunSummary['limits'] {
  return limits.map(({dimension, perMinute}) => ({
    model: model ?? '',
    dimension,
    before: firstLimits.find(first => first.dimension === dimension)?.perMinute ?? null,
    after: perMinute,
  }))
}
