import type {Action} from '../action.js'
import type {OutcomeCode} from '../errors.js'
import type {RateLimitDimension, RateLimitSnapshot} from '../limits/rate-limit.js'
import type {QuotaRefusal, TierGate} from './answer-texts.js'
import type {ErrorBody} from './error-body.js'
import type {InnerAnswer} from './inner-answer.js'

/** Which API was asked: the account API (the documents' control plane), or inference. */
export type Plane = 'account' | 'inference'

/** Whose limit or state the answer speaks of; null when that is not known or does not matter. */
export type OutcomeScope = 'model' | 'account' | 'user' | 'deployment' | 'service'

/** What is known beyond the code, for whoever words it; null where the code says it all. */
export type OutcomeDetail =
  | 'first-token-deadline'
  | 'no-capacity'
  | 'model-access-policy'
  | 'data-residency'
  | 'fire-pass'
  | 'redirect'
  | 'switching-protocols'
  | 'web-page'
  | 'proxy-credentials'
  | 'precondition'
  | 'permanent-failure'
  | 'gateway-timeout'
  | 'client-ended'
  | 'gateway-budget'
  | 'gateway-moderation'

export interface Decision {
  readonly code: OutcomeCode
  readonly scope: OutcomeScope | null
  readonly detail: OutcomeDetail | null
}

/** What an answer means, as values; `words.ts` words it for inference, the adapter for the account API. */
export interface Classified {
  readonly code: OutcomeCode
  readonly scope: OutcomeScope | null
  readonly detail: OutcomeDetail | null
  readonly retryable: boolean
  /** The rate-limit dimensions in which nothing remains. */
  readonly dimensions: readonly RateLimitDimension[]
  /** Of the answer itself; null when it is not known. */
  readonly httpStatus: number | null
  /** The status that decided, where it is not the answer's own: inferred from a text, or of an answer inside this one. */
  readonly innerStatus: number | null
  /** Where the status was read from, when no status line told it. */
  readonly statusEvidence: string | null
  /** What carried the deciding error, when it was not the answer itself. */
  readonly carrier: InnerAnswer['where'] | null
  /** By the header, or by what the body asks for: the later of the two. */
  readonly retryAfterSeconds: number | null
  readonly waitFrom: 'header' | 'body' | null
  readonly requestId: string | null
  readonly suspendState: string | null
  readonly quotaRefusal: QuotaRefusal | null
  readonly tierGate: TierGate | null
  /** The deciding error. */
  readonly error: ErrorBody
  /** The model's name to show; null when not known. */
  readonly model: string | null
  readonly dedicated: boolean
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
  readonly actions: readonly Action[]
  /** What each claim rests on. */
  readonly evidence: readonly string[]
  readonly httpStatus: number | null
  readonly requestId: string | null
  readonly scope: OutcomeScope | null
  readonly dimensions: readonly RateLimitDimension[]
  readonly quotaRefusal: QuotaRefusal | null
  readonly tierGate: TierGate | null
  readonly detail: OutcomeDetail | null
  readonly dedicated: boolean
}

/** The part of an outcome that is worded. */
export type Words = Pick<Outcome, 'message' | 'waitHint' | 'actions'>
