import type {RateLimitDimension} from '../limits/rate-limit.js'
import type {Reading, ReadingSource} from './reading.js'

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

/** Gathers readings into series, in the order in which each is first met. */
export class SeriesCollector {
  readonly #series = new Map<string, HistorySeries & {points: HistoryPoint[]}>()

  push({kind, quota, model, dimension, t, limit, remaining, usage, source}: Reading): void {
    if (kind !== 'limit' && kind !== 'quota') return
    const key = `${kind} ${quota ?? model ?? ''} ${dimension ?? ''}`
    let series = this.#series.get(key)
    if (series === undefined) this.#series.set(key, (series = {kind, quota, model, dimension, points: []}))
    series.points.push({t, limit, remaining, usage, source})
  }

  series(): HistorySeries[] {
    // Clocks go back, and several writers append: the order of the file is not that of time.
    return [...this.#series.values()].map(series => ({
      ...series,
      points: isSorted(series.points) ? series.points : series.points.sort((a, b) => a.t - b.t),
    }))
  }
}

function isSorted(points: readonly HistoryPoint[]): boolean {
  return points.every((point, at) => at === 0 || points[at - 1]!.t <= point.t)
}

/** How much longer than usual nothing was read, so that nothing may be drawn in between. Assumed. */
const GAP_TIMES = 3
/** Shorter than this is no gap, milliseconds. Assumed. */
const SHORTEST_GAP_MS = 60_000

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
