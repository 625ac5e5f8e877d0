import type {Hint} from './action.js'
import {EXIT, type ExitCode} from './exit-codes.js'

/** What a request, a probe or a diagnosis came to. One vocabulary for `outcome` and `cause`. */
export const OUTCOMES = [
  'ok',
  'over-limit',
  'rate-limited',
  'load-shed',
  'suspended',
  'user-cap',
  'quota-exceeded',
  'tier-gate',
  'model-retired',
  'policy',
  'deployment-saturated',
  'scaling-up',
  'unauthorized',
  'forbidden',
  'not-found',
  'bad-request',
  'not-offered',
  'conflict',
  'bad-response',
  'server-error',
  'network',
  'timeout',
  'unknown',
] as const

export type OutcomeCode = (typeof OUTCOMES)[number]

/** `error.code` of the error document: the outcome vocabulary and what only a command line can say. */
export type ErrorCode = OutcomeCode | 'usage' | 'refused' | 'internal'

interface CodeMeaning {
  readonly exitCode: ExitCode
  readonly retryable: boolean
}

const stop = (exitCode: ExitCode): CodeMeaning => ({exitCode, retryable: false})
const retry = (exitCode: ExitCode): CodeMeaning => ({exitCode, retryable: true})

const MEANINGS: Record<ErrorCode, CodeMeaning> = {
  ok: stop(EXIT.ok),
  'over-limit': stop(EXIT.ok),
  'rate-limited': retry(EXIT.rateLimited),
  'load-shed': retry(EXIT.unavailable),
  suspended: stop(EXIT.suspended),
  'user-cap': stop(EXIT.suspended),
  'quota-exceeded': stop(EXIT.refused),
  'tier-gate': stop(EXIT.refused),
  'model-retired': stop(EXIT.notFound),
  policy: stop(EXIT.refused),
  'deployment-saturated': retry(EXIT.rateLimited),
  'scaling-up': retry(EXIT.unavailable),
  unauthorized: stop(EXIT.auth),
  forbidden: stop(EXIT.auth),
  'not-found': stop(EXIT.notFound),
  'bad-request': stop(EXIT.refused),
  'not-offered': stop(EXIT.refused),
  conflict: stop(EXIT.refused),
  'bad-response': retry(EXIT.unavailable),
  'server-error': retry(EXIT.unavailable),
  network: retry(EXIT.unavailable),
  timeout: retry(EXIT.unavailable),
  unknown: stop(EXIT.refused),
  usage: stop(EXIT.usage),
  refused: stop(EXIT.refused),
  internal: stop(EXIT.internal),
}

/** The exit code that goes with an outcome or error code. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  return MEANINGS[code].exitCode
}

/** Whether the same request, sent again later, can succeed. */
export function isRetryable(code: ErrorCode): boolean {
  return MEANINGS[code].retryable
}

/** The text that an error is about, and the place in it, counted from 0. */
export interface Excerpt {
  readonly text: string
  readonly at: number
}

export interface AppErrorDetails {
  /** What to do next, one sentence each; the last line of the text form. */
  readonly hints?: readonly Hint[]
  readonly httpStatus?: number | null
  readonly requestId?: string | null
  readonly retryAfterSeconds?: number | null
  /** Overrides the code's exit code; only for signals. */
  readonly exitCode?: number
  /** Shown below the message in text, with a caret under the place. */
  readonly excerpt?: Excerpt | null
  /** For `--debug`; its text never reaches a document. */
  readonly cause?: unknown
}

/**
 * Every failure a person or a script is told about. Nothing else crosses a layer: the adapter maps what its
 * libraries throw, so that no error object with a request's headers in it ever reaches a renderer.
 */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly hints: readonly Hint[]
  readonly httpStatus: number | null
  readonly requestId: string | null
  readonly retryAfterSeconds: number | null
  readonly exitCode: number
  readonly retryable: boolean
  readonly excerpt: Excerpt | null

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: AppErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : {cause: details.cause})
    this.hints = details.hints ?? []
    this.httpStatus = details.httpStatus ?? null
    this.requestId = details.requestId ?? null
    this.retryAfterSeconds = details.retryAfterSeconds ?? null
    this.exitCode = details.exitCode ?? exitCodeOf(code)
    this.retryable = isRetryable(code)
    this.excerpt = details.excerpt ?? null
  }

  /** The same failure with another code, other words or other details; its own exit code goes with its own code. */
  with({code = this.code, message = this.message, ...details}: AppErrorChanges): AppError {
    const {hints, httpStatus, requestId, retryAfterSeconds, exitCode, cause, excerpt} = this
    const kept = {hints, httpStatus, requestId, retryAfterSeconds, cause, excerpt}
    return new AppError(code, message, {...kept, ...(code === this.code ? {exitCode} : {}), ...details})
  }
}

/** What `AppError.with` may change. */
export interface AppErrorChanges extends AppErrorDetails {
  readonly code?: ErrorCode
  readonly message?: string
}

/** A partial result's caveat: goes into `warnings` of the document and on stderr in text. */
export interface Warning {
  readonly code: string
  readonly message: string
  /** What to do about it; shown as the end of the message. */
  readonly hints?: readonly Hint[]
}
