import type {Clock} from '../app/ports.js'
import {metricBlocks, type ExpositionFormat, type MetricBlocks} from './exposition.js'
import type {Sample} from './metric-table.js'
import type {SourceState} from './source-state.js'

/** What a part of the exposition is made from. */
export interface PartSource {
  readonly samples: () => readonly Sample[]
  /** Whose age decides when the text is no longer true. */
  readonly states: () => readonly SourceState<unknown>[]
}

/** One part of the exposition as text, kept until something in it changes or becomes too old. */
export class RenderedPart {
  readonly #kept = new Map<ExpositionFormat, {readonly blocks: Promise<MetricBlocks>; readonly until: number}>()

  constructor(
    private readonly source: PartSource,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /** The part as it is now. */
  blocks(format: ExpositionFormat): Promise<MetricBlocks> {
    const now = this.clock.now()
    const kept = this.#kept.get(format)
    if (kept !== undefined && now < kept.until) return kept.blocks
    const ends = this.source.states().map(state => state.staleAt())
    const until = Math.min(...ends.filter(at => at > now), Number.POSITIVE_INFINITY)
    const blocks = metricBlocks(this.source.samples(), format)
    this.#kept.set(format, {blocks, until})
    return blocks
  }

  /** Makes the text anew, ahead of the scrape that wants it; a failure is that scrape's to report. */
  changed(formats: Iterable<ExpositionFormat>): void {
    this.#kept.clear()
    for (const format of formats) void this.blocks(format).catch(() => undefined)
  }
}
