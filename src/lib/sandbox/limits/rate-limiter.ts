/** What one request asks of the limits. */
export interface RequestedUse {
  /** Completions: `n` choices are `n` requests. */
  readonly requests: number
  /** All prompt tokens, cached ones included. */
  readonly prompt: number
  readonly uncachedPrompt: number
  readonly generated: number
}

export type LimitDimension = 'requests' | 'prompt' | 'uncached-prompt' | 'generated'

/** A limit and what is left of it now, both per minute and whole. */
export interface LimitLevel {
  readonly dimension: LimitDimension
  readonly limit: number
  readonly remaining: number
}

/**
 * `served` within the limits; `over-limit` served at lower priority; `refused` dropped with 429, and then `exhausted`
 * names the dimensions that had too little.
 */
export interface Admission {
  readonly verdict: 'served' | 'over-limit' | 'refused'
  readonly exhausted: readonly LimitDimension[]
}

export const SERVED: Admission = {verdict: 'served', exhausted: []}

/** The limits of one dimension over time, oldest first. */
export interface LimitHistory {
  readonly dimension: LimitDimension
  readonly points: readonly {readonly at: number; readonly limit: number}[]
}

/** The limits of one account on one model. Time is handed in and never goes back. */
export interface RateLimiter {
  /** Takes the use out of the limits, or refuses and takes nothing. */
  admit(use: RequestedUse, now: number): Admission
  levels(now: number): LimitLevel[]
  /** Where the limits have been since the model was first asked; nothing where that is not kept. */
  history?(): LimitHistory[]
}
