import {DIMENSION_WORDS, type RateLimit} from '../../domain/limits/rate-limit.js'
import {formatCompact} from '../../domain/text/units.js'
import type {Surface} from '../surface/terminal-style.js'

/**
 * Where limits stand between their documented start and upper bound, one line each; a terminal sees it drawn. Limits of one
 * model grow and shrink together, so those that stand at the same place are told once, for output tokens.
 * @param sizeKnown whether the upper bound is the one for the model's size, or the lowest published
 */
export function placeLines(limits: readonly RateLimit[], sizeKnown: boolean, surface: Surface): string[] {
  const told = new Set<string>()
  return [...limits].reverse().flatMap(limit => {
    const {perMinute, startingPerMinute: start, ceilingPerMinute: ceiling} = limit
    if (perMinute === null || start === null) return []
    const times = (perMinute / start).toPrecision(3)
    if (told.has(times)) return []
    told.add(times)
    const words = DIMENSION_WORDS[limit.dimension]
    if (ceiling === null) {
      return [`${words} per minute: ${formatCompact(perMinute)}, documented start ${formatCompact(start)}`]
    }
    const bound = `${formatCompact(ceiling)} upper bound${sizeKnown ? '' : ', the lowest published: model size unknown'}`
    if (!surface.decorated) {
      return [`${words} per minute: ${formatCompact(perMinute)}, documented start ${formatCompact(start)}, ${bound}`]
    }
    return [`${words} per minute: start ${formatCompact(start)} ${gauge(perMinute, start, ceiling, surface)} ${bound}`]
  })
}

/** Columns of the drawn scale; a narrow terminal has fewer. */
const GAUGE_CELLS = 21
const NARROW_GAUGE_CELLS = 11
const NARROW = 70

/** A scale from start to upper bound with a mark on it; the mark leaves the scale where the limit does. */
function gauge(value: number, start: number, ceiling: number, {columns, unicode}: Surface): string {
  const cells = columns !== null && columns < NARROW ? NARROW_GAUGE_CELLS : GAUGE_CELLS
  const [mark, line, left, right] = unicode ? ['●', '─', '├', '┤'] : ['o', '-', '|', '|']
  if (value < start) return `${mark} ${left}${line.repeat(cells)}${right}`
  if (value > ceiling) return `${left}${line.repeat(cells)}${right} ${mark}`
  const at = Math.round(((value - start) / (ceiling - start)) * (cells - 1))
  return left + line.repeat(at) + mark + line.repeat(cells - 1 - at) + right
}
