import type {OutcomeCode} from '../errors.js'
import type {RateLimitDimension, RateLimitSnapshot} from '../limits/rate-limit.js'
import type {ErrorBody, QuotaRefusal} from './error-body.js'

/** Whose limit or state the answer speaks of; null when that is not known or does not matter. */
export type OutcomeScope = 'model' | 'account' | 'user' | 'deployment' | 'service'

/** What was decided, before it is put into words. */
export interface Verdict {
  readonly code: OutcomeCode
  readonly scope: OutcomeScope | null
  /** The rate-limit dimensions in which nothing remains. */
  readonly dimensions: readonly RateLimitDimension[]
  readonly httpStatus: number | null
  readonly retryAfterSeconds: number | null
  readonly suspendState: string | null
  readonly quotaRefusal: QuotaRefusal | null
  readonly error: ErrorBody
  /** The model's name to show; null when not known. */
  readonly model: string | null
  readonly snapshot: RateLimitSnapshot
}

/** What an answer came to, in words a tired person understands. */
export interface Outcome {
  readonly code: OutcomeCode
  readonly message: string
  readonly retryable: boolean
  /** When a retry makes sense, as a phrase; null when it makes none. */
  readonly waitHint: string | null
  readonly retryAfterSeconds: number | null
  /** What to do now: commands to copy, pages, or a short sentence; most useful first. */
  readonly actions: readonly string[]
  /** What each claim rests on. */
  readonly evidence: readonly string[]
  readonly httpStatus: number | null
  readonly requestId: string | null
  readonly scope: OutcomeScope | null
  readonly dimensions: readonly RateLimitDimension[]
  readonly quotaRefusal: QuotaRefusal | null
}
