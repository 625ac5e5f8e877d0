import {printable} from '../text/printable.js'
import {
  ADAPTIVE_STARTING,
  DYNAMIC_STARTING,
  HEADER_UNIT,
  PER_SECOND_BELOW,
  upperBound,
  type SizeClassId,
} from '../facts/rate-limits.js'
import {
  RATE_LIMIT_DIMENSIONS,
  TOKEN_DIMENSIONS,
  type RateLimit,
  type RateLimitDimension,
  type RateLimitFamily,
  type RateLimitSnapshot,
  type RateLimitUnit,
  type UnitSource,
} from './rate-limit.js'
import {
  firstHeader,
  headerNumber,
  indexHeaders,
  retryAfterSeconds,
  type HeaderIndex,
  type HeaderInput,
} from '../text/http-headers.js'

export interface ReadHeadersOptions {
  /** `auto` (default) finds the unit out; the others say it. */
  readonly unit?: 'auto' | 'minute' | 'second'
  /** Size class of the model, for the published upper bound; null when not known: then no bound is told. */
  readonly sizeClass?: SizeClassId | null
  /** Milliseconds since the epoch when the answer came, for a `retry-after` that is a date. */
  readonly now?: number | null
}

/** The wire's names. Source: Fireworks documentation, rate limit response headers. */
export const WIRE_NAMES: Readonly<Record<RateLimitDimension, string>> = {
  requests: 'requests',
  prompt: 'tokens-prompt',
  'uncached-prompt': 'tokens-cache-adjusted-prompt',
  generated: 'tokens-generated',
}
const OVER_LIMIT = 'x-ratelimit-over-limit'
const KNOWN_NAMES = new Set([
  OVER_LIMIT,
  ...Object.values(WIRE_NAMES).flatMap(name => [`x-ratelimit-limit-${name}`, `x-ratelimit-remaining-${name}`]),
])

/** The two numbers of a dimension as the headers state them. */
interface Reading {
  readonly limit: number | null
  readonly remaining: number | null
}
type Readings = ReadonlyMap<RateLimitDimension, Reading>
type DecidedUnit = {readonly unit: RateLimitUnit; readonly source: UnitSource}

/**
 * Reads the rate limits of one answer, whatever its headers hold. Any of them may be absent, and none at all is a normal
 * result. Every number returned is a header's number, or that number times or divided by 60, or a documented constant.
 */
export function readRateLimitHeaders(input: HeaderInput, options: ReadHeadersOptions = {}): RateLimitSnapshot {
  const headers = indexHeaders(input)
  const notes: string[] = []
  const readings = readNumbers(headers, notes)
  const family = familyOf(readings, headers)
  const unit = decideUnit(readings, family, options)
  if (unit.source === 'magnitude') notes.push(BY_SIZE_NOTE)
  const limits = RATE_LIMIT_DIMENSIONS.flatMap(dimension => {
    const reading = readings.get(dimension)
    if (!reading) return []
    return [describeLimit(dimension, reading, unit, family, options.sizeClass ?? null)]
  })
  for (const limit of limits) {
    if (limit.raw !== null && limit.rawRemaining !== null && limit.rawRemaining > limit.raw) {
      notes.push(`more ${WIRE_NAMES[limit.dimension]} remain than the limit: nothing counts as used`)
    }
  }
  if (headers.has('retry-after') && retryAfterSeconds(headers, options.now ?? null) === null) {
    notes.push('retry-after is neither a number of seconds nor a date that can be read here')
  }
  return {
    family,
    limits,
    overLimit: readOverLimit(headers, notes),
    retryAfterSeconds: retryAfterSeconds(headers, options.now ?? null),
    requestId: readRequestId(headers),
    promptTokens: readCount(headers, 'fireworks-prompt-tokens'),
    cachedPromptTokens: readCount(headers, 'fireworks-cached-prompt-tokens'),
    ttftMs: readMilliseconds(headers, 'fireworks-server-time-to-first-token'),
    processingMs: readMilliseconds(headers, 'fireworks-server-processing-time'),
    headers: rawHeaders(headers, notes),
    notes,
  }
}

function readNumbers(headers: HeaderIndex, notes: string[]): Readings {
  const readings = new Map<RateLimitDimension, Reading>()
  for (const dimension of RATE_LIMIT_DIMENSIONS) {
    const limit = readOne(headers, `x-ratelimit-limit-${WIRE_NAMES[dimension]}`, 'limit', notes)
    const remaining = readOne(headers, `x-ratelimit-remaining-${WIRE_NAMES[dimension]}`, 'remaining', notes)
    if (limit !== null || remaining !== null) readings.set(dimension, {limit, remaining})
  }
  return readings
}

function readOne(headers: HeaderIndex, name: string, kind: 'limit' | 'remaining', notes: string[]): number | null {
  const number = headerNumber(headers, name)
  if (number.value === null) {
    if (number.why !== null) notes.push(`${name} ${number.why}: unknown`)
    return null
  }
  // Generated tokens are charged after the fact, so a bucket can be overdrawn; a limit cannot be negative.
  if (kind === 'limit' && number.value < 0) {
    notes.push(`${name} is negative: unknown`)
    return null
  }
  return number.value
}

/** A request limit belongs to the dynamic generation, whether or not it can be read; token limits without one are adaptive. */
function familyOf(readings: Readings, headers: HeaderIndex): RateLimitFamily | null {
  if (readings.size === 0) return null
  const requests = ['limit', 'remaining'].some(kind => headers.has(`x-ratelimit-${kind}-${WIRE_NAMES.requests}`))
  return requests ? 'dynamic' : 'adaptive'
}

/** What a reader must know of a unit that only the size of the numbers tells. */
export const BY_SIZE_NOTE = `per second, by size; documents of ${HEADER_UNIT.validFrom} say per minute`

/** The unit of an answer: one for all of its limits. */
function decideUnit(
  readings: Readings,
  family: RateLimitFamily | null,
  {unit: asked = 'auto'}: ReadHeadersOptions,
): DecidedUnit {
  if (asked !== 'auto') return {unit: asked === 'minute' ? 'per-minute' : 'per-second', source: 'flag'}
  // Documented per minute as long as such headers exist (2025).
  if (family === 'dynamic') return {unit: 'per-minute', source: 'header-family'}
  if (isTooSmallForMinutes(readings)) return {unit: 'per-second', source: 'magnitude'}
  return {unit: HEADER_UNIT.value, source: 'documented'}
}

/** Headers of early 2026 were described per second: recognised when every limit is below what per minute can be. */
function isTooSmallForMinutes(readings: Readings): boolean {
  const limits = TOKEN_DIMENSIONS.flatMap(dimension => {
    const limit = readings.get(dimension)?.limit ?? null
    return limit === null ? [] : [{limit, below: PER_SECOND_BELOW[dimension].value}]
  })
  return limits.length > 0 && limits.every(({limit, below}) => limit < below)
}

function describeLimit(
  dimension: RateLimitDimension,
  {limit, remaining}: Reading,
  {unit, source}: DecidedUnit,
  family: RateLimitFamily | null,
  sizeClass: SizeClassId | null,
): RateLimit {
  return {
    dimension,
    raw: limit,
    rawRemaining: remaining,
    unit,
    unitSource: source,
    perMinute: toPerMinute(limit, unit),
    perSecond: toPerSecond(limit, unit),
    remainingPerMinute: toPerMinute(remaining, unit),
    utilization: utilizationOf(limit, remaining),
    ...publishedBounds(dimension, family, sizeClass),
  }
}

/** The used part of a limit. More left than the limit (it has just shrunk) is nothing used. */
function utilizationOf(limit: number | null, remaining: number | null): number | null {
  if (limit === null || remaining === null || limit <= 0) return null
  const used = (limit - remaining) / limit
  return Number.isFinite(used) ? Math.max(0, used) : null
}

function toPerMinute(raw: number | null, unit: RateLimitUnit): number | null {
  if (raw === null) return null
  const value = unit === 'per-minute' ? raw : raw * 60
  return Number.isFinite(value) ? value : null
}

function toPerSecond(raw: number | null, unit: RateLimitUnit): number | null {
  if (raw === null) return null
  return unit === 'per-second' ? raw : raw / 60
}

function publishedBounds(
  dimension: RateLimitDimension,
  family: RateLimitFamily | null,
  sizeClass: SizeClassId | null,
): Pick<RateLimit, 'startingPerMinute' | 'upperBoundPerMinute'> {
  if (family === 'dynamic') {
    const starting = dimension === 'uncached-prompt' ? null : DYNAMIC_STARTING[dimension].value
    // "up to 2000 RPM" in the documents is an example, not a bound.
    return {startingPerMinute: starting, upperBoundPerMinute: null}
  }
  if (dimension === 'requests') return {startingPerMinute: null, upperBoundPerMinute: null}
  return {
    startingPerMinute: ADAPTIVE_STARTING[dimension].value,
    upperBoundPerMinute: sizeClass === null ? null : upperBound(sizeClass, dimension, null).perMinute,
  }
}

function readOverLimit(headers: HeaderIndex, notes: string[]): boolean | null {
  const values = headers.get(OVER_LIMIT)
  if (!values) return null
  const words = new Set(values.flatMap(value => value.split(',')).map(word => word.trim().toLowerCase()))
  const [word] = words
  if (words.size === 1 && (word === 'yes' || word === 'true')) return true
  if (words.size === 1 && (word === 'no' || word === 'false')) return false
  notes.push(`${OVER_LIMIT} says neither yes nor no: unknown`)
  return null
}

function readRequestId(headers: HeaderIndex): string | null {
  const text = printable(firstHeader(headers, 'x-request-id') ?? '', 200)
  return text === '' ? null : text
}

function readCount(headers: HeaderIndex, name: string): number | null {
  const {value} = headerNumber(headers, name)
  return value !== null && Number.isSafeInteger(value) && value >= 0 ? value : null
}

/** A header in seconds, as milliseconds rounded to the microsecond. */
function readMilliseconds(headers: HeaderIndex, name: string): number | null {
  const {value} = headerNumber(headers, name)
  if (value === null || value < 0 || value > 1e9) return null
  return Math.round(value * 1e6) / 1e3
}

function rawHeaders(headers: HeaderIndex, notes: string[]): Record<string, string> {
  const raw: Record<string, string> = {}
  for (const [name, values] of headers) {
    if (!name.startsWith('x-ratelimit-') && name !== 'retry-after') continue
    // Names of a header field are tokens; anything else came from no server.
    if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) continue
    raw[name] = values.join(', ')
    if (name !== 'retry-after' && !KNOWN_NAMES.has(name)) notes.push(`${name} is not a header this version knows`)
  }
  return raw
}
