import type {ExplainedQuota} from '../../domain/quota/holders.js'
import {printable} from '../../domain/text/printable.js'
import {formatNumber} from '../../domain/text/units.js'
import {glyphsFor, type Surface} from '../surface/terminal-style.js'

/** Holders named; the others are counted. */
const MOST_NAMED = 2

/**
 * Who holds a quota, in short, the largest first: `trainer-7 (8), chat-prod (4), 2 more, 3 unexplained`. `–` where that
 * cannot be read; empty where nobody holds it, or can.
 */
export function heldByText(explained: ExplainedQuota | undefined, surface: Pick<Surface, 'unicode'>): string {
  if (explained === undefined || !explained.attributable) return ''
  if (!explained.readable) return glyphsFor(surface).unknown
  const {unexplained} = explained
  const holders = [...explained.holders].sort((a, b) => (b.amount ?? 0) - (a.amount ?? 0))
  const named = holders.slice(0, MOST_NAMED).map(({name, amount}) => {
    const shown = printable(name, 60)
    return amount === null ? shown : `${shown} (${formatNumber(amount)})`
  })
  const more = holders.length - named.length
  return [
    ...named,
    ...(more > 0 ? [`${formatNumber(more)} more`] : []),
    ...(unexplained !== null && unexplained > 0 ? [`${formatNumber(unexplained)} unexplained`] : []),
  ].join(', ')
}
