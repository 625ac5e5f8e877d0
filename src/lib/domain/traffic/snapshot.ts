import type {OutcomeCode} from '../errors.js'
import type {RateLimitDimension} from '../limits/rate-limit.js'

/** A limit as the headers of the last answer told it. */
export interface TrafficLimit {
  readonly dimension: RateLimitDimension
  /** Requests or tokens per minute; null when the answer named none. */
  readonly perMinute: number | null
  readonly remaining: number | null
  /** Milliseconds since the epoch when the answer came. */
  readonly at: number
}

/** What passed for one key and one model. */
export interface TrafficSnapshot {
  /** The account where it is known, else `key-` and a salted digest; never the key. */
  readonly account: string
  /** The short name of the model; null for requests that name none. */
  readonly model: string | null
  readonly requests: number
  readonly outcomes: Readonly<Partial<Record<OutcomeCode, number>>>
  /** Answers by the two statuses that people look for; the proxy's own refusals are not among them. */
  readonly status429: number
  readonly status503: number
  /** 429 that got a `retry-after` by `--advise`. */
  readonly advised: number
  /** Requests refused by `--max-wait`. */
  readonly refused: number
  /** Requests that wait now, and that were sent and are not over. */
  readonly waiting: number
  readonly inFlight: number
  /** Milliseconds that requests waited before they were sent, in all. */
  readonly waitedMs: number
  readonly tokens: {readonly prompt: number; readonly cached: number; readonly generated: number}
  readonly limits: readonly TrafficLimit[]
  /** The limits of the first answer. */
  readonly firstLimits: readonly TrafficLimit[]
  /** The last minute: requests, prompt tokens and generated tokens per minute. */
  readonly lastMinute: {readonly requests: number; readonly prompt: number; readonly generated: number}
  /** Requests in each two seconds of the last minute, oldest first. */
  readonly history: readonly number[]
}

/** Everything the proxy knows, at one moment. */
export interface ProxySnapshot {
  readonly generatedAt: number
  readonly mode: {readonly advise: boolean; readonly pace: boolean}
  /** Where requests go, without credentials. */
  readonly upstream: string
  readonly traffic: readonly TrafficSnapshot[]
  /** Faults of the proxy's own, told apart from those of the upstream. */
  readonly ownFaults: number
}
