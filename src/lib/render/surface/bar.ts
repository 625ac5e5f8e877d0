import type {Surface} from './terminal-style.js'

/**
 * A bar of cells: empty below half a cell, full only when all is used, so that 0.1 % is not seen as a part and 99.9 % not
 * as the whole.
 * @param ratio 0 to 1, and beyond
 */
export function barText(ratio: number, cells: number, {unicode}: Pick<Surface, 'unicode'>): string {
  const filled = ratio >= 1 ? cells : Math.min(cells - 1, Math.max(0, Math.round(ratio * cells)))
  const [on, off] = unicode ? ['█', '░'] : ['#', '-']
  return on.repeat(filled) + off.repeat(cells - filled)
}
