import type {AppError} from '../domain/errors.js'

/** What is read apart from each other, and can fail apart from each other. */
export const SOURCES = ['account', 'quotas', 'limits', 'holders', 'probe', 'history', 'models'] as const
export type Source = (typeof SOURCES)[number]

/** Intervals for which a source that fails keeps its last values unless told otherwise. Source: fireq's own contract. */
const KEPT_INTERVALS = 3

/** The last reading of one source, and how its refreshes go. */
export class SourceState<Value> {
  /** Refreshes that failed since the last that succeeded. */
  failures = 0
  error: AppError | null = null
  /** Milliseconds since the epoch; null before the first success. */
  lastSuccess: number | null = null
  durationSeconds: number | null = null
  /** Refreshes that have ended. */
  attempts = 0
  /** The API does not have it for this key: neither up nor down. */
  notOffered = false
  #value: Value | null = null

  /** @param staleAfterMs milliseconds after a success at which its values go when refreshes fail; null: three intervals */
  constructor(
    readonly source: Source,
    readonly intervalMs: number,
    private readonly staleAfterMs: number | null,
  ) {}

  succeeded(value: Value, now: number, durationMs: number): void {
    this.#ended(durationMs)
    this.#value = value
    this.lastSuccess = now
    this.failures = 0
    this.error = null
    this.notOffered = false
  }

  failed(error: AppError, durationMs: number): void {
    this.#ended(durationMs)
    this.failures++
    this.error = error
  }

  /** Neither a reading nor a failure: the key may not ask, or there is nothing of it. */
  absent(durationMs: number): void {
    this.#ended(durationMs)
    this.notOffered = true
    this.failures = 0
    this.error = null
    this.#value = null
  }

  /** The last reading; null before the first one, and when it is too old to be shown as the present. */
  value(now: number): Value | null {
    return now < this.staleAt() ? this.#value : null
  }

  /** When the value goes, in milliseconds since the epoch; a healthy source that is not yet due keeps it. */
  staleAt(): number {
    if (this.lastSuccess === null) return Number.NEGATIVE_INFINITY
    const patient = KEPT_INTERVALS * this.intervalMs
    const kept = this.staleAfterMs ?? patient
    return this.lastSuccess + (this.failures > 0 ? kept : Math.max(kept, patient))
  }

  #ended(durationMs: number): void {
    this.attempts++
    this.durationSeconds = durationMs / 1000
  }
}
