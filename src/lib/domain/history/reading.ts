import type {RateLimitDimension, RateLimitUnit, UnitSource} from '../limits/rate-limit.js'

/** How a reading was made. `server`: from the series that Fireworks keeps itself. */
export const READING_SOURCES = ['list', 'probe', 'free', 'server', 'proxy'] as const
export type ReadingSource = (typeof READING_SOURCES)[number]

/** `spend`: the month's spend in USD; the other kinds are named like what they hold. */
export const READING_KINDS = ['quota', 'limit', 'outcome', 'spend'] as const
export type ReadingKind = (typeof READING_KINDS)[number]

/** One thing that was read at one time: a line of the history. null: not known, or not of this kind. */
export interface Reading {
  /** Milliseconds since the epoch. */
  readonly t: number
  /** `acme`. */
  readonly account: string
  readonly source: ReadingSource
  readonly kind: ReadingKind
  /** Quota id of a quota or a spend. */
  readonly quota: string | null
  /** Full resource name of a limit or an outcome. */
  readonly model: string | null
  readonly dimension: RateLimitDimension | null
  /** Of a quota in its unit; of a rate limit per minute. */
  readonly limit: number | null
  /** Per minute; what was left of a rate limit. */
  readonly remaining: number | null
  /** Of a quota, in its unit. */
  readonly usage: number | null
  /** The number of the limit header as it came. */
  readonly raw: number | null
  readonly unit: RateLimitUnit | null
  readonly unitSource: UnitSource | null
  /** Outcome code, `rate-limited`; of an account the suspend state as it came. */
  readonly outcome: string | null
}

/** A reading with nothing known yet but what every one has. */
export function emptyReading(known: Pick<Reading, 't' | 'account' | 'source' | 'kind'>): Reading {
  return {
    ...known,
    quota: null,
    model: null,
    dimension: null,
    limit: null,
    remaining: null,
    usage: null,
    raw: null,
    unit: null,
    unitSource: null,
    outcome: null,
  }
}

/** The name of a line's format. Within a version fields are only added. */
export const READING_SCHEMA = 'fireq.reading/v1'
/** Bytes of a line, its end included: the most that systems append in one piece. Source: POSIX, PIPE_BUF of Linux. */
export const LONGEST_LINE = 4096

/**
 * A reading as a line of the history, without its end. What is null is left out.
 * @returns null when it would be longer than a line may be
 */
export function encodeReading({t, ...rest}: Reading): string | null {
  const known = Object.entries(rest).filter(([, value]) => value !== null)
  const line = JSON.stringify({schema: READING_SCHEMA, t: new Date(t).toISOString(), ...Object.fromEntries(known)})
  return new TextEncoder().encode(line).length < LONGEST_LINE ? line : null
}

/** The reading of a line; null for a torn line, another schema, or a field of a wrong shape. */
export function decodeReading(line: string): Reading | null {
  let stored: Record<string, unknown>
  try {
    stored = JSON.parse(line) as Record<string, unknown>
  } catch {
    return null
  }
  if (typeof stored !== 'object' || stored === null || stored['schema'] !== READING_SCHEMA) return null
  const t = typeof stored['t'] === 'string' ? Date.parse(stored['t']) : Number.NaN
  const {account, source, kind} = stored
  if (!Number.isFinite(t) || typeof account !== 'string') return null
  if (!isOneOf(READING_SOURCES, source) || !isOneOf(READING_KINDS, kind)) return null
  return {
    t,
    account,
    source,
    kind,
    quota: textOf(stored['quota']),
    model: textOf(stored['model']),
    dimension: textOf(stored['dimension']) as RateLimitDimension | null,
    limit: numberOf(stored['limit']),
    remaining: numberOf(stored['remaining']),
    usage: numberOf(stored['usage']),
    raw: numberOf(stored['raw']),
    unit: textOf(stored['unit']) as RateLimitUnit | null,
    unitSource: textOf(stored['unitSource']) as UnitSource | null,
    outcome: textOf(stored['outcome']),
  }
}

/** Whether a value is one of some names. */
export function isOneOf<T extends string>(names: readonly T[], value: unknown): value is T {
  return (names as readonly unknown[]).includes(value)
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : null)
const numberOf = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : null)
