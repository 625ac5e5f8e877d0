import type {AppError} from '../domain/errors.js'
import type {Clock, Gateway, Inference} from '../app/ports.js'
import type {Reading} from '../domain/history/reading.js'
import type {RateLimit} from '../domain/limits/rate-limit.js'

/** An open connection to one account. */
export interface ExportedAccount {
  readonly gateway: Gateway
  readonly inference: Inference
  /** The account's id; may have to be asked for. @throws AppError */
  readonly account: () => Promise<string>
  readonly close: () => Promise<void>
}

/** An account to export, by how it was chosen. */
export interface ExportTarget {
  /** What it is called until its account is known: a profile's name; null without one. */
  readonly profile: string | null
  /** The account as far as it is known without asking. */
  readonly account: string | null
  /**
   * Connects, anew after the key was refused: a key may have been replaced.
   * @throws AppError where there is no key, or none that can be read
   */
  readonly open: () => Promise<ExportedAccount>
}

/** What a model's limits were when they were last recorded. */
export interface RecordedLimits {
  /** Full resource name. */
  readonly model: string
  /** Milliseconds since the epoch. */
  readonly t: number
  readonly limits: readonly Pick<RateLimit, 'dimension' | 'perMinute' | 'remainingPerMinute' | 'unit' | 'unitSource'>[]
}

export interface ExporterOptions {
  readonly targets: readonly ExportTarget[]
  readonly version: string
  readonly clock: Clock
  /** Milliseconds between two readings of quotas and account. */
  readonly intervalMs: number
  /** Milliseconds between two readings of rate limits, holders and probes. */
  readonly limitsIntervalMs: number
  /** Milliseconds for which a source that fails keeps its values; null: three of its intervals. */
  readonly staleAfterMs: number | null
  /** Models to send a tiny request to, full resource names; none unless asked for. */
  readonly probeModels: readonly string[]
  /** The newest limits that the local store has of an account, newer than `since`; null where none is kept. */
  readonly history: ((account: string, since: number) => readonly RecordedLimits[]) | null
  /** Keeps what was read anyway in the local store; null where none is kept. Must not wait for a disk. */
  readonly record: ((readings: readonly Reading[]) => void) | null
  /** A line about what changed. */
  readonly log: (line: string) => void
  /** 0 to 1, for jitter. */
  readonly random?: () => number
}

/** What came of a run of every source. */
export interface RefreshReport {
  readonly failures: readonly AppError[]
}
