import {DIMENSION_WORDS, type RateLimit} from '../../domain/limits/rate-limit.js'
import {formatCompact} from '../../domain/text/units.js'
import type {Surface} from '../surface/terminal-style.js'

/**
 * Where limits stand below their documented upper bound, one line each, as each moves by itself; a terminal sees it drawn.
 * Nothing where no bound is known.
 */
export function placeLines(limits: readonly RateLimit[], surface: Surface): string[] {
  return [...limits].reverse().flatMap(({dimension, perMinute, upperBoundPerMinute: bound}) => {
    if (perMinute === null || bound === null) return []
    const drawn = surface.decorated ? `${gauge(perMinute, bound, surface)} ` : ''
    return [
      `${DIMENSION_WORDS[dimension]} per minute: ${drawn}${formatCompact(perMinute)} of ${formatCompact(bound)} upper bound`,
    ]
  })
}

/** Columns of the drawn scale; a narrow terminal has fewer. */
const GAUGE_CELLS = 21
const NARROW_GAUGE_CELLS = 11
const NARROW = 70

/** A scale from nothing to the upper bound with a mark on it; the mark leaves the scale where the limit does. */
function gauge(value: number, bound: number, {columns, unicode}: Surface): string {
  const cells = columns !== null && columns < NARROW ? NARROW_GAUGE_CELLS : GAUGE_CELLS
  const [mark, line, left, right] = unicode ? ['●', '─', '├', '┤'] : ['o', '-', '|', '|']
  if (value > bound) return `${left}${line.repeat(cells)}${right} ${mark}`
  const at = Math.round((value / bound) * (cells - 1))
  return left + line.repeat(at) + mark + line.repeat(cells - 1 - at) + right
}
