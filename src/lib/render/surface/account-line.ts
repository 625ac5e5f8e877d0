import {printable} from '../../domain/text/printable.js'
import {glyphsFor, type Surface} from './terminal-style.js'

/** `acme · profile work`: whose numbers these are, above a text that does not say it. */
export function accountLine(account: string, profile: string | null, surface: Surface): string {
  const parts = [printable(account, 120), ...(profile === null ? [] : [`profile ${printable(profile, 60)}`])]
  return surface.colour.dim(parts.join(glyphsFor(surface).separator))
}
