/** One value that is followed round by round. */
export interface Followed {
  readonly label: string
  /** 0 to 1 and beyond, the part used; null for a round that did not tell. */
  readonly value: number | null
}

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const
const ASCII_BARS = ['_', '.', ',', '-', '=', '+', '*', '#'] as const

/**
 * The part used in each round, as one sign a round: the lowest for nothing, the highest for all of it. A round that did not
 * tell is a blank: a gap is a gap.
 */
export function sparkline(values: readonly (number | null)[], unicode: boolean): string {
  const bars = unicode ? BARS : ASCII_BARS
  return values
    .map(value => {
      if (value === null) return ' '
      const step = Math.floor(Math.min(1, Math.max(0, value)) * bars.length)
      return bars[Math.min(bars.length - 1, step)]!
    })
    .join('')
}
