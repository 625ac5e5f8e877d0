import type {RateLimitDimension} from '../limits/rate-limit.js'
import {UNCHANGED_MS} from './news.js'
import {READING_SOURCES, type Reading, type ReadingSource} from './reading.js'

/** One reading of a series. */
export interface HistoryPoint {
  /** Milliseconds since the epoch. */
  readonly t: number
  readonly limit: number | null
  readonly remaining: number | null
  readonly usage: number | null
  readonly source: ReadingSource
}

/** What was read of one limit or quota over time. */
export interface HistorySeries {
  readonly kind: 'limit' | 'quota'
  readonly quota: string | null
  readonly model: string | null
  readonly dimension: RateLimitDimension | null
  /** By time. */
  readonly points: readonly HistoryPoint[]
}

/** A series as it was gathered. */
export interface GatheredSeries extends HistorySeries {
  /** Seconds for which one point stands; null where every reading is a point. */
  readonly everySeconds: number | null
  /** How many readings the points are of. */
  readonly readings: number
}

/** The most points of a series: 90 days of a reading every 15 minutes are 8,640. Assumed to be enough for any chart. */
const MOST_POINTS = 10_000
/** What a point may stand for, seconds; each fits into a day or into the next. */
const SPANS = [10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400] as const

/** Gathers readings into series, in the order in which each is first met; of many readings the last of every span. */
export class SeriesCollector {
  readonly #series: PointsOf[] = []
  /** Readings of one series follow each other: looking its name up costs more than keeping the point. */
  #latest: PointsOf | null = null

  push(reading: Reading): void {
    const {kind, quota, model, dimension} = reading
    if (kind !== 'limit' && kind !== 'quota') return
    let known = this.#latest !== null && isOf(this.#latest, reading) ? this.#latest : null
    // One limit or quota is looked back at, so there are few; a key of texts would be a text for every reading.
    known ??= this.#series.find(series => isOf(series, reading)) ?? null
    if (known === null) {
      known = {of: {kind, quota, model, dimension}, points: new PointCollector()}
      this.#series.push(known)
    }
    this.#latest = known
    known.points.push(reading)
  }

  series(): GatheredSeries[] {
    return this.#series.map(({of, points}) => {
      const {everySeconds, readings} = points
      return {...of, points: points.points(), everySeconds, readings}
    })
  }
}

function isOf({of}: PointsOf, {kind, quota, model, dimension}: Reading): boolean {
  return of.dimension === dimension && of.model === model && of.quota === quota && of.kind === kind
}

interface PointsOf {
  readonly of: Pick<HistorySeries, 'kind' | 'quota' | 'model' | 'dimension'>
  readonly points: PointCollector
}

/** What no point has, where numbers alone are kept. */
const NONE = Number.NaN
const orNull = (value: number) => (Number.isNaN(value) ? null : value)

/**
 * Keeps a bounded number of points, however many readings come and whatever their order; as columns of numbers, since a
 * million objects that live for a while cost more than the points.
 */
class PointCollector {
  everySeconds: number | null = null
  readings = 0
  #size = 0
  #columns = columnsOf(256)
  /** The row of every span, once points stand for spans. */
  #rows = new Map<number, number>()

  push({t, limit, remaining, usage, source}: Reading): void {
    this.readings++
    if (this.#size === MOST_POINTS) this.#thin()
    const row = this.#rowFor(t)
    if (row === null) return
    const columns = this.#columns
    columns.t[row] = t
    columns.limit[row] = limit ?? NONE
    columns.remaining[row] = remaining ?? NONE
    columns.usage[row] = usage ?? NONE
    columns.source[row] = READING_SOURCES.indexOf(source)
  }

  points(): HistoryPoint[] {
    const {t, limit, remaining, usage, source} = this.#columns
    const points = Array.from({length: this.#size}, (_, row) => ({
      t: t[row]!,
      limit: orNull(limit[row]!),
      remaining: orNull(remaining[row]!),
      usage: orNull(usage[row]!),
      source: READING_SOURCES[source[row]!]!,
    }))
    // Clocks go back, and several writers append: the order of the file is not that of time.
    return isSorted(points) ? points : points.sort((a, b) => a.t - b.t)
  }

  /** Where a reading goes; null where a later one of its span is kept. */
  #rowFor(t: number): number | null {
    if (this.everySeconds === null) return this.#newRow()
    const span = Math.floor(t / (this.everySeconds * 1000))
    const known = this.#rows.get(span)
    if (known !== undefined) return this.#columns.t[known]! <= t ? known : null
    const row = this.#newRow()
    this.#rows.set(span, row)
    return row
  }

  #newRow(): number {
    if (this.#size === this.#columns.t.length) this.#columns = columnsOf(2 * this.#size, this.#columns)
    return this.#size++
  }

  /** To at most half of the points, so that a long series is not thinned again and again. */
  #thin(): void {
    const columns = this.#columns
    const all = Object.values(columns)
    const size = this.#size
    let every: number = this.everySeconds ?? 0
    do every = SPANS.find(span => span > every) ?? every * 2
    while (spansIn(columns.t, size, every) > MOST_POINTS / 2)
    this.everySeconds = every
    this.#size = 0
    this.#rows.clear()
    for (let from = 0; from < size; from++) {
      const row = this.#rowFor(columns.t[from]!)
      // A row moves towards the start, over one that was read before.
      if (row === null) continue
      for (let at = 0; at < all.length; at++) all[at]![row] = all[at]![from]!
    }
  }
}

/** How often another span begins: as many as there are spans, or more where times go back. */
function spansIn(times: Float64Array, size: number, everySeconds: number): number {
  let count = 0
  let last = NONE
  for (let row = 0; row < size; row++) {
    const span = Math.floor(times[row]! / (everySeconds * 1000))
    if (span !== last) count++
    last = span
  }
  return count
}

type Columns = Readonly<Record<'t' | 'limit' | 'remaining' | 'usage', Float64Array> & {source: Uint8Array}>

function columnsOf(rows: number, from?: Columns): Columns {
  const grown = (old: Float64Array | undefined) => {
    const column = new Float64Array(rows)
    if (old !== undefined) column.set(old)
    return column
  }
  const source = new Uint8Array(rows)
  if (from !== undefined) source.set(from.source)
  return {
    t: grown(from?.t),
    limit: grown(from?.limit),
    remaining: grown(from?.remaining),
    usage: grown(from?.usage),
    source,
  }
}

function isSorted(points: readonly HistoryPoint[]): boolean {
  return points.every((point, at) => at === 0 || points[at - 1]!.t <= point.t)
}

/** How much longer than usual nothing was read, so that nothing may be drawn in between. Assumed. */
const GAP_TIMES = 3
/** Shorter than this is no gap, milliseconds: what did not change is kept no oftener. */
const SHORTEST_GAP_MS = UNCHANGED_MS + 60_000

/** Points cut where nothing was read for long: a gap is a gap, never a line. */
export function segmentsOf<Point extends {readonly t: number}>(points: readonly Point[]): Point[][] {
  const steps = points.slice(1).map(({t}, at) => t - points[at]!.t)
  const usual = steps.length === 0 ? 0 : [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)]!
  const longest = Math.max(SHORTEST_GAP_MS, GAP_TIMES * usual)
  const segments: Point[][] = []
  for (const [at, point] of points.entries()) {
    if (at === 0 || point.t - points[at - 1]!.t > longest) segments.push([point])
    else segments.at(-1)!.push(point)
  }
  return segments
}
